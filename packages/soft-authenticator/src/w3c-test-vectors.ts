/**
 * The test vectors of WebAuthn Level 3, made again from their derivation: every random value is HKDF-SHA-256 of the text
 * "WebAuthn test vectors", with a label of the vector and a salt that counts the values; ECDSA nonces are those of
 * RFC 6979; the RSA key has the two smallest Mersenne primes of at least 1,024 bits.
 *
 * @see WebAuthn Level 3 §16
 */
import { encodeBase64url, hash } from '@latchkey/octets'
import { writeAttestationObject } from './attestation-object.ts'
import { flags, writeAuthenticatorData } from './authenticator-data.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  keyUsage,
  subjectKeyIdentifier,
  writeCertificate,
  writeName,
} from './certificate.ts'
import { writeClientData } from './client-data.ts'
import { hkdf } from './hmac.ts'
import { rsaNumbers } from './rsa.ts'
import { ecdsaKey, edwardsKey, encodeCoseKey, rsaKey, type SigningKey, spkiOf } from './signing-key.ts'
import { androidKey, keyDescription } from './statements/android-key.ts'
import { apple, appleNonce } from './statements/apple.ts'
import { fidoU2f } from './statements/fido-u2f.ts'
import { packed, packedSelf } from './statements/packed.ts'
import type { Attested, Statement } from './statements/statement.ts'
import { tpm, tpmExtensions } from './statements/tpm.ts'

type Bytes = Uint8Array

/** A registration, and an authentication with what it made. */
export type W3cTestVector = {
  readonly id: string
  readonly registration: { readonly challenge: string; readonly response: object }
  readonly authentication: { readonly challenge: string; readonly response: object }
}

type Row = {
  readonly id: string
  /** the label of its values */
  readonly info: string
  readonly fmt: string
  readonly makeKey: (next: Next) => SigningKey
  readonly challengeLength?: number
  readonly idLength?: number
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
}

/** The next random value of so many bytes. */
type Next = (length: number) => Bytes

const es256 = (next: Next) => ecdsaKey(-7, next(32))
const mersenne = (exponent: bigint) => (1n << exponent) - 1n

const rows: readonly Row[] = [
  { id: 'none-es256', info: 'none.ES256', fmt: 'none', makeKey: es256 },
  { id: 'packed-self-es256', info: 'packed-self.ES256', fmt: 'packed-self', makeKey: es256 },
  {
    id: 'none-es256-crossOrigin',
    info: 'none.ES256.crossOrigin',
    fmt: 'none',
    makeKey: es256,
    crossOrigin: true,
  },
  {
    ...{ id: 'none-es256-topOrigin', info: 'none.ES256.topOrigin', fmt: 'none', makeKey: es256 },
    ...{ crossOrigin: true, topOrigin: 'https://example.com' },
  },
  {
    ...{ id: 'none-es256-long-credential-id', info: 'none.ES256.long-credential-id', fmt: 'none' },
    ...{ makeKey: es256, idLength: 1023 },
  },
  { id: 'packed-es256', info: 'packed.ES256', fmt: 'packed', makeKey: es256 },
  { id: 'packed-es384', info: 'packed.ES384', fmt: 'packed', makeKey: (next) => ecdsaKey(-35, next(48)) },
  {
    ...{ id: 'packed-es512', info: 'packed.ES512', fmt: 'packed', challengeLength: 128 },
    // 65 random bytes are a scalar of 66.
    makeKey: (next) => ecdsaKey(-36, Uint8Array.of(0, ...next(65))),
  },
  {
    ...{ id: 'packed-rs256', info: 'packed.RS256', fmt: 'packed' },
    makeKey: () => rsaKey(-257, rsaNumbers(mersenne(1279n), mersenne(2203n))),
  },
  { id: 'packed-eddsa', info: 'packed.EdDSA', fmt: 'packed', makeKey: (next) => edwardsKey(-8, next(32)) },
  { id: 'packed-ed448', info: 'packed.Ed448', fmt: 'packed', makeKey: (next) => edwardsKey(-53, next(57)) },
  { id: 'tpm-es256', info: 'tpm.ES256', fmt: 'tpm', makeKey: es256 },
  { id: 'android-key-es256', info: 'android-key.ES256', fmt: 'android-key', makeKey: es256 },
  { id: 'apple-es256', info: 'apple.ES256', fmt: 'apple', makeKey: es256 },
  { id: 'fido-u2f-es256', info: 'fido-u2f.ES256', fmt: 'fido-u2f', makeKey: es256 },
]

const rpId = 'example.org'
const utf8 = new TextEncoder()

/**
 * The fifteen pairs of a registration and an authentication, for the RP ID `example.org` and the origin
 * `https://example.org`; so a fresh clone can be tested against them without a file of data.
 *
 * @returns challenges in base64url, responses as `PublicKeyCredential.toJSON()` gives them
 * @example
 * ```ts
 * import { w3cTestVectors } from '@latchkey/soft-authenticator'
 *
 * console.log(w3cTestVectors().map(({ id }) => id)) // none-es256, packed-self-es256 …
 * ```
 * @see WebAuthn Level 3 §16
 */
export function w3cTestVectors(): readonly W3cTestVector[] {
  const authority = makeAuthority()
  return rows.map((row) => makePair(row, authority))
}

/** The root that the vectors' attestation certificates lead to, in DER. @see WebAuthn Level 3 §16.1 */
export function w3cAttestationRoot(): Bytes {
  return makeAuthority().certificate
}

function makePair(row: Row, authority: Authority): W3cTestVector {
  const next = valuesOf(row.info)
  const challenge = next(row.challengeLength ?? 32)
  const credentialKey = row.makeKey(next)
  const clientDataJSON = clientData(row, 'webauthn.create', challenge, next)
  const aaguid = next(16)
  const id = next(row.idLength ?? 32)
  // A security key of U2F knows neither user verification nor backup.
  const drawn = row.fmt === 'fido-u2f' ? 0 : next(1)[0]! & (flags.UV | flags.BE | flags.BS)
  const chosen = drawn & flags.BE ? drawn : drawn & ~flags.BS
  const publicKey = encodeCoseKey(credentialKey.members)
  const authenticatorData = writeAuthenticatorData({
    ...{ rpId, flags: chosen | flags.UP | flags.AT, signCount: 0 },
    attested: { aaguid, id, publicKey },
  })
  const attested: Attested = {
    authenticatorData,
    clientDataHash: hash('sha-256', clientDataJSON),
    rpIdHash: hash('sha-256', utf8.encode(rpId)),
    credentialId: id,
    credentialKey,
  }
  const fmt = row.fmt === 'packed-self' ? 'packed' : row.fmt
  const attestationObject = writeAttestationObject(
    new Map<string, unknown>([
      ['fmt', fmt],
      ['attStmt', statementOf(row.fmt, attested, authority, next)],
      ['authData', authenticatorData],
    ]),
  )
  const registration = {
    challenge: encodeBase64url(challenge),
    response: credentialJson(id, { clientDataJSON, attestationObject }),
  }
  return {
    id: row.id,
    registration,
    authentication: makeAuthentication(row, next, id, credentialKey, chosen & flags.BE),
  }
}

function makeAuthentication(row: Row, next: Next, id: Bytes, key: SigningKey, backupEligible: number) {
  const challenge = next(row.challengeLength ?? 32)
  const clientDataJSON = clientData(row, 'webauthn.get', challenge, next)
  const drawn = next(1)[0]! & (flags.UV | flags.BS)
  const chosen = backupEligible ? drawn : drawn & ~flags.BS
  const authenticatorData = writeAuthenticatorData({
    ...{ rpId, flags: chosen | backupEligible | flags.UP, signCount: 0 },
  })
  const signature = key.sign(Uint8Array.of(...authenticatorData, ...hash('sha-256', clientDataJSON)))
  return {
    challenge: encodeBase64url(challenge),
    response: credentialJson(id, { clientDataJSON, authenticatorData, signature }),
  }
}

function clientData(row: Row, type: 'webauthn.create' | 'webauthn.get', challenge: Bytes, next: Next): Bytes {
  const more = next(1)[0]! & 1
  const members = {
    ...{ type, challenge: encodeBase64url(challenge), origin: 'https://example.org' },
    crossOrigin: row.crossOrigin ?? false,
    ...(row.topOrigin !== undefined && { topOrigin: row.topOrigin }),
  }
  const sentence = 'clientDataJSON may be extended with additional fields in the future, such as this: '
  return writeClientData({ ...members, ...(more && { extraData: sentence + encodeBase64url(next(16)) }) })
}

function statementOf(format: string, attested: Attested, authority: Authority, next: Next): Statement {
  switch (format) {
    case 'none':
      return new Map()
    case 'packed-self':
      return packedSelf(attested)
    case 'packed':
    case 'fido-u2f': {
      const key = ecdsaKey(-7, next(32))
      const x5c = [certify(authority, key, next(16), [])]
      return format === 'packed' ? packed(attested, key, x5c) : fidoU2f(attested, key, x5c)
    }
    case 'tpm': {
      const key = ecdsaKey(-7, next(32))
      const extensions = tpmExtensions(tpmOfVectors)
      return tpm(attested, key, [certify(authority, key, next(16), extensions, writeName([]))], {
        ...{ objectAttributes: 0x0004_0000, authPolicy: new Uint8Array(), firmwareVersion: 0n },
        ...{ qualifiedSigner: new Uint8Array(), qualifiedName: new Uint8Array() },
        clockInfo: { clock: 0n, resetCount: 0x1111_1111, restartCount: 0x2222_2222, safe: 0x33 },
      })
    }
    case 'android-key': {
      const description = keyDescription({
        ...{ attestationVersion: 300, securityLevel: 0, attestationChallenge: attested.clientDataHash },
        ...{ softwareEnforced: {}, teeEnforced: {} },
      })
      return androidKey(attested, [certify(authority, attested.credentialKey, next(16), [description])])
    }
    default:
      return apple([certify(authority, attested.credentialKey, next(16), [appleNonce(attested)])])
  }
}

type Authority = { readonly key: SigningKey; readonly name: Bytes; readonly certificate: Bytes }

const validity = { notBefore: new Date('2024-01-01T00:00:00Z'), notAfter: new Date('3024-01-01T00:00:00Z') }

function makeAuthority(): Authority {
  const next = valuesOf('Attestation CA')
  const key = ecdsaKey(-7, next(32))
  const name = nameOf('Authenticator Attestation CA')
  const publicKey = spkiOf(key)
  const extensions = [basicConstraints(true), keyUsage(5, 6), subjectKeyIdentifier(publicKey)]
  const fields = { serialNumber: next(16), issuer: name, subject: name, ...validity, publicKey, extensions }
  return { key, name, certificate: writeCertificate(fields, key) }
}

function certify(
  { key: issuerKey, name }: Authority,
  key: SigningKey,
  serialNumber: Bytes,
  more: readonly Extension[],
  subject = nameOf('Authenticator Attestation'),
): Bytes {
  const publicKey = spkiOf(key)
  const extensions = [
    ...[basicConstraints(false), keyUsage(0), subjectKeyIdentifier(publicKey)],
    ...[authorityKeyIdentifier(spkiOf(issuerKey)), ...more],
  ]
  return writeCertificate(
    { serialNumber, issuer: name, subject, ...validity, publicKey, extensions },
    issuerKey,
  )
}

/** AA is a country for whoever wants it. */
function nameOf(unit: string): Bytes {
  return writeName([
    ['CN', 'WebAuthn test vectors'],
    ['O', 'W3C'],
    ['OU', unit],
    ['C', 'AA'],
  ])
}

const tpmOfVectors = { manufacturer: 'id:00000000', model: 'WebAuthn test vectors', version: 'id:00000000' }

function valuesOf(info: string): Next {
  let salt = 0
  return (length) =>
    hkdf(utf8.encode('WebAuthn test vectors'), Uint8Array.of(salt++), utf8.encode(info), length)
}

function credentialJson(id: Bytes, response: Readonly<Record<string, Bytes>>): object {
  const members = Object.entries(response).map(([name, bytes]) => [name, encodeBase64url(bytes)])
  return {
    ...{
      id: encodeBase64url(id),
      rawId: encodeBase64url(id),
      type: 'public-key',
      clientExtensionResults: {},
    },
    response: Object.fromEntries(members),
  }
}
