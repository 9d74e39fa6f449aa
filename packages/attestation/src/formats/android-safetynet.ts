import { decodeBase64url, encodeBase64url, OctetsError, sha256 } from '@latchkey/octets'
import type { Certificate } from '@latchkey/x509-path'
import type { AttestationFormat } from '../attestation-format.ts'
import { certificateChain } from '../certificate-chain.ts'
import { alternativeNames, keyOf, readCertificates } from '../certificates.ts'
import { Procedure } from '../procedure.ts'

/** What SafetyNet says of the device. */
export type SafetyNetDetails = {
  /** of the services on the device */
  readonly version: string
  /** claims by their names */
  readonly claims: Readonly<Record<string, unknown>>
}

/** JWS algorithms, and those of COSE. */
const algorithms: ReadonlyMap<unknown, number> = /* @__PURE__ */ new Map([
  ['RS256', -257],
  ['ES256', -7],
])

/** Milliseconds. */
const longest = 60_000

/**
 * `android-safetynet`: a service of Google that ended in January 2025 judges the device. Credentials of that time
 * still hold such statements.
 *
 * @deprecated by Google, and left out of the standard's list of formats to implement
 * @see WebAuthn Level 3 §8.5
 */
export const androidSafetyNet: AttestationFormat = {
  fmt: 'android-safetynet',

  async verify(input) {
    const procedure: Procedure = new Procedure('android-safetynet', input)
    procedure.step('ver and response are there')
    procedure.members('ver', 'response')
    const version = procedure.text('ver')
    procedure.require(version !== '', 'statement-malformed', 'ver is empty')
    procedure.step('response is a signed JWS with certificates')
    const { header, claims, signature, signed } = readJws(procedure, procedure.bytes('response'))
    const alg = algorithms.get(header.alg)
    procedure.require(
      alg !== undefined,
      'algorithm-refused',
      'the JWS is signed by no algorithm that is accepted',
    )
    const list: unknown = header.x5c
    procedure.require(Array.isArray(list), 'statement-malformed', 'the JWS has no certificates')
    const x5c = readCertificates(
      procedure,
      list.map((text: unknown) => decodeBase64(procedure, text)),
    )
    procedure.step('the first certificate is for attest.android.com')
    procedure.require(
      isForHost(procedure, x5c[0]),
      'certificate-refused',
      'the certificate is for another host',
    )
    procedure.step('the JWS is signed by its key')
    const key = keyOf(procedure, x5c[0], alg)
    await procedure.signature(key, signature, signed, { signatureFormat: 'raw' })
    procedure.step('the nonce is the hash of what is attested')
    const nonce = toBase64(sha256(procedure.signedData))
    procedure.require(claims.nonce === nonce, 'binding-mismatch', 'the nonce is of other data')
    procedure.step('the device passed the tests of compatibility')
    procedure.require(
      claims.ctsProfileMatch === true || procedure.hasOption('safetynet-any-integrity'),
      'claim-refused',
      'the device matches no profile that passed, which safetynet-any-integrity would let pass',
    )
    procedure.step('the response is fresh')
    const age = input.now.getTime() - Number(claims.timestampMs)
    const isFresh = typeof claims.timestampMs === 'number' && age >= 0 && age <= longest
    procedure.require(
      isFresh || procedure.hasOption('safetynet-any-age'),
      'claim-refused',
      'the response is not of the last minute, which safetynet-any-age would let pass',
    )
    const details: SafetyNetDetails = { version, claims }
    return procedure.verified({
      type: 'basic',
      trustPath: x5c,
      chain: certificateChain(x5c),
      vouchesForAaguid: true,
      details,
    })
  },
}

type Json = Readonly<Record<string, unknown>>

/** Members that bring or name another key, and what must be understood. */
const refusedMembers = ['jwk', 'jku', 'x5u', 'crit', 'b64']

/** @see RFC 7515 §7.1 */
function readJws(procedure: Procedure, response: Uint8Array) {
  const text = ascii(response)
  const [first = '', second = '', third = '', ...more] = text.split('.')
  const isCompact = more.length === 0 && third !== ''
  procedure.require(isCompact, 'statement-malformed', 'the response is no JWS in three parts')
  const header = readJson(procedure, first)
  const isPlain = !refusedMembers.some((name) => Object.hasOwn(header, name))
  procedure.require(isPlain, 'statement-malformed', 'the header of the JWS asks for more than is done here')
  const signature = fromBase64url(procedure, third)
  return {
    header,
    claims: readJson(procedure, second),
    signature,
    signed: response.subarray(0, text.lastIndexOf('.')),
  }
}

function readJson(procedure: Procedure, text: string): Json {
  const value = parsed(fromBase64url(procedure, text))
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  procedure.require(isObject, 'statement-malformed', 'a part of the JWS is no JSON object')
  return value as Json
}

/** Nothing for what is no JSON: an engine's error would print what was sent. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** One character a byte, so that places in the text are those in the bytes. */
function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function fromBase64url(procedure: Procedure, text: string): Uint8Array {
  return procedure.attempt(OctetsError, 'statement-malformed', 'a part of the JWS', () =>
    decodeBase64url(text),
  )
}

/** Certificates stand in base64 with padding. RFC 7515 §4.1.6 */
function decodeBase64(procedure: Procedure, text: unknown): Uint8Array {
  const isBase64 = typeof text === 'string' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  procedure.require(isBase64, 'statement-malformed', 'a certificate of the JWS is not base64')
  return fromBase64url(procedure, text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
}

function toBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(4 * Math.ceil(text.length / 4), '=')
}

/** By its alternative names; by its subject where it has none. */
function isForHost(procedure: Procedure, certificate: Certificate): boolean {
  const names = alternativeNames(procedure, certificate)
  const hosts = names.flatMap((name) => (name.form === 'dNSName' ? [name.value] : []))
  return (names.length > 0 ? hosts : certificate.subject.attribute('2.5.4.3')).includes('attest.android.com')
}
