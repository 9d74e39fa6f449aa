/** Other attestations and assertions, made of sound ones; where it takes a signature, by keys of node:crypto. */
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { parseAttestationObject } from '@latchkey/attestation'
import { type CborValue, decode, encode } from '@latchkey/cbor-canonical'
import { concat, decodeBase64url, decodeHex, encodeBase64url, encodeHex, hash } from '@latchkey/octets'
import type { Format } from '@latchkey/soft-authenticator'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import { readDer, writeDer } from '@latchkey/x509-path/der'

/** An attestation, and the certificates that it leads to. */
export type Made = {
  readonly format: Format
  readonly attestationObject: Uint8Array
  readonly clientDataHash: Uint8Array
  readonly roots: readonly Certificate[]
}

export type EditedAssertion = Record<'authenticatorData' | 'signature' | 'publicKey', Uint8Array>

type Members = Map<CborValue, CborValue>

const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const hashes: Readonly<Record<number, string>> = {
  [-257]: 'sha256',
  [-258]: 'sha384',
  [-259]: 'sha512',
  [-37]: 'sha256',
  [-38]: 'sha384',
  [-39]: 'sha512',
  [-65535]: 'sha1',
}

/** Another member of the attestation object. */
export function withMember(made: Made, name: string, edit: (old: CborValue) => CborValue): Made {
  const object = new Map(decode(made.attestationObject, { maxDepth: 8 }) as Members)
  return { ...made, attestationObject: encode(object.set(name, edit(object.get(name)!)), { maxDepth: 8 }) }
}

/** Another member of the statement. */
export function withStatement(made: Made, name: string, edit: (old: CborValue) => CborValue): Made {
  return withMember(made, 'attStmt', (old) => {
    const statement: Members = new Map(old as Members)
    return statement.set(name, edit(statement.get(name)!))
  })
}

export function certificatesIn({ attestationObject }: Made): Certificate[] {
  const x5c = parseAttestationObject(attestationObject).attStmt.get('x5c') as Uint8Array[]
  return x5c.map((der) => parseCertificate(der))
}

/** `packed` without certificates, by a credential key of RSA. */
export const selfByRsa = (alg: number) => (made: Made) => {
  const { authData, authenticatorData } = parseAttestationObject(made.attestationObject)
  const { length } = authenticatorData.attestedCredentialData!.credentialId
  const withKey = concat(authData.subarray(0, 55 + length), rsaCoseKey(alg))
  const sig = signRsa(alg, concat(withKey, made.clientDataHash))
  return remade(made, { alg, sig }, withKey)
}

/**
 * `tpm` with a credential key of RSA, signed by a TPM that has SHA-1 and nothing better.
 *
 * @param alg - of the credential key: RS256, or RS1
 */
export const tpmBySha1 = (alg: -257 | -65535) => (made: Made) => {
  const { authData, attStmt } = parseAttestationObject(made.attestationObject)
  const attested = replaced(authData, '03390100', alg === -257 ? '03390100' : '0339fffe')
  const dataHash = (name: 'sha-1' | 'sha-256', data: Uint8Array) =>
    encodeHex(hash(name, concat(data, made.clientDataHash)))
  const certInfo = replaced(
    attStmt.get('certInfo') as Uint8Array,
    `0020${dataHash('sha-256', authData)}`,
    `0014${dataHash('sha-1', attested)}`,
  )
  const certificate = forKey(certificatesIn(made)[0]!, rsaKey)
  const statement = { ver: '2.0', alg: -65535, x5c: [certificate], sig: signRsa(-65535, certInfo), certInfo }
  const pubArea = attStmt.get('pubArea') as Uint8Array
  return remade(made, { ...statement, pubArea }, attested, certificate)
}

/** `android-safetynet` with other claims or another header, by ES256. */
export const safetyNet =
  (claims: object = {}, header: object = {}) =>
  (made: Made) => {
    const { authData, attStmt } = parseAttestationObject(made.attestationObject)
    const [oldHeader, oldClaims] = new TextDecoder()
      .decode(attStmt.get('response') as Uint8Array)
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(new TextDecoder().decode(decodeBase64url(part))))
    const certificate = forKey(parseCertificate(Buffer.from(oldHeader.x5c[0], 'base64')), ecKey)
    const x5c = [Buffer.from(certificate).toString('base64')]
    const parts = [
      { alg: 'ES256', x5c, ...header },
      { ...oldClaims, ...claims },
    ]
    const signed = parts.map((part) => encodeBase64url(utf8(JSON.stringify(part)))).join('.')
    const signature = sign('sha256', utf8(signed), { key: ecKey.privateKey, dsaEncoding: 'ieee-p1363' })
    const response = utf8(`${signed}.${encodeBase64url(new Uint8Array(signature))}`)
    return remade(made, { ver: attStmt.get('ver') as string, response }, authData, certificate)
  }

/** An assertion by a key of RS1. */
export function assertionByRs1(authenticatorData: Uint8Array, clientDataHash: Uint8Array): EditedAssertion {
  const signature = signRsa(-65535, concat(authenticatorData, clientDataHash))
  return { authenticatorData, signature, publicKey: rsaCoseKey(-65535) }
}

/** An assertion in which the authenticator hands out a blob. */
export function assertionWithBlob(old: Uint8Array, clientDataHash: Uint8Array): EditedAssertion {
  const extensions = encode(new Map([['credBlob', Uint8Array.of(1, 2, 3)]]))
  const authenticatorData = concat(old.with(32, old[32]! | 0x80), extensions)
  const signature = sign('sha256', concat(authenticatorData, clientDataHash), ecKey.privateKey)
  const { x, y } = ecKey.publicKey.export({ format: 'jwk' })
  const publicKey = coseKey([1, 2], [3, -7], [-1, 1], [-2, decodeBase64url(x!)], [-3, decodeBase64url(y!)])
  return { authenticatorData, signature: new Uint8Array(signature), publicKey }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

function signRsa(alg: number, data: Uint8Array): Uint8Array {
  const isPss = alg <= -37 && alg >= -39
  const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const saltLength = isPss ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}
  return new Uint8Array(sign(hashes[alg]!, data, { key: rsaKey.privateKey, padding, ...saltLength }))
}

function rsaCoseKey(alg: number): Uint8Array {
  const { n, e } = rsaKey.publicKey.export({ format: 'jwk' })
  return coseKey([1, 3], [3, alg], [-1, decodeBase64url(n!)], [-2, decodeBase64url(e!)])
}

function coseKey(...members: readonly (readonly [label: number, value: CborValue])[]): Uint8Array {
  return encode(new Map<CborValue, CborValue>(members))
}

/** The same certificate for another key. Nobody has signed that: it is good as an anchor. */
function forKey({ der }: Certificate, { publicKey }: { publicKey: KeyObject }): Uint8Array {
  const [content, ...signed] = readDer(der).children!
  const spki = readDer(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })))
  const fields = content!.children!.with(6, spki).map(({ tag, value }) => writeDer(tag, value))
  return writeDer(0x30, writeDer(0x30, ...fields), ...signed.map(({ tag, value }) => writeDer(tag, value)))
}

/** The one place where the bytes stand, in hexadecimal, with others in it. */
function replaced(bytes: Uint8Array, old: string, other: string): Uint8Array {
  const [before, after, ...more] = encodeHex(bytes).split(old)
  if (after === undefined || more.length > 0) throw new Error('there is no such place, or several')
  return decodeHex(before + other + after)
}

/** With another statement about other data, which leads to the certificate itself. */
function remade(
  made: Made,
  statement: Readonly<Record<string, CborValue>>,
  authData: Uint8Array,
  certificate?: Uint8Array,
): Made {
  const stated = withMember(made, 'attStmt', () => new Map(Object.entries(statement)))
  const roots = certificate ? [parseCertificate(certificate)] : made.roots
  return { ...withMember(stated, 'authData', () => authData), roots }
}
