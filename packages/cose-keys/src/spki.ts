/**
 * SubjectPublicKeyInfo in DER, and PEM around it. Both are written in one spelling, and read in no other: what was
 * read is written again and must be the same.
 *
 * @see RFC 5280 §4.1.2.7, RFC 5480 §2, RFC 8410 §4, RFC 3279 §2.3.1, RFC 9881 §4
 */
import { concat, decodeHex, decodePem, encodePem, OctetsError } from '@latchkey/octets'
import type { Algorithm } from './algorithms.ts'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { edwardsCurve } from './edwards-curves.ts'
import { ellipticCurve } from './elliptic-curves.ts'
import { type AlgorithmChoice, algorithmOf, makeKey } from './key-checks.ts'
import { mlDsaSizes } from './ml-dsa.ts'
import { fromRawPoint, toRawPoint } from './raw-point.ts'

const sequence = 0x30
const bitString = 0x03
const integer = 0x02
const label = 'PUBLIC KEY'

/** Object identifiers, DER in hexadecimal: named curves, and the algorithms of Edwards curves. */
const oids = {
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
  'P-521': '06052b81040023',
  secp256k1: '06052b8104000a',
  Ed25519: '06032b6570',
  Ed448: '06032b6571',
} as const

/**
 * Gives a key as SubjectPublicKeyInfo.
 *
 * @param key - a key from {@link parseKey}
 * @returns DER (91 bytes for ES256)
 * @example
 * ```ts no-run
 * import { parseKey, toSpki } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * toSpki(parseKey(stored))
 * ```
 * @see RFC 5280 §4.1.2.7
 */
export function toSpki(key: CoseKey): Uint8Array {
  switch (key.kty) {
    case 'EC2':
      return info(`06072a8648ce3d0201${oids[key.crv]}`, toRawPoint(key))
    case 'OKP':
      return info(oids[key.crv], key.x)
    case 'RSA':
      return info('06092a864886f70d0101010500', der(sequence, unsigned(key.n), unsigned(key.e)))
    case 'AKP':
      return info(mlDsaOid(key.alg), key.pub)
  }
}

/**
 * Takes a public key from SubjectPublicKeyInfo, as strictly as {@link parseKey} takes a COSE_Key. EC keys name their
 * curve; explicit parameters and compressed points are refused.
 *
 * @param der - one SubjectPublicKeyInfo and nothing after it
 * @param alg - COSE algorithm identifier, or a key that has it: SPKI does not say which hash goes with a key
 * @throws {@link CoseError} `malformed` for other DER than that of the algorithm's keys, and as {@link parseKey} does
 * @example
 * ```ts
 * import { fromSpki } from '@latchkey/cose-keys'
 * import { decodeHex } from '@latchkey/octets'
 *
 * fromSpki(decodeHex('302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'), -8)
 * ```
 * @see RFC 5280 §4.1.2.7
 */
export function fromSpki(der: Uint8Array, alg: AlgorithmChoice): CoseKey {
  const algorithm = algorithmOf(alg)
  const whole = der[0] === sequence && headEnd(der, 0) + contentLength(der, 0) === der.length
  if (!whole) throw malformed(algorithm)
  const key = algorithm.kty === 'RSA' ? makeKey(algorithm, rsaParts(der)) : fromTail(der, algorithm)
  const written = toSpki(key)
  if (written.length === der.length && written.every((byte, at) => byte === der[at])) return key
  throw malformed(algorithm)
}

/**
 * Gives a key as PEM.
 *
 * @param key - a key from {@link parseKey}
 * @returns one block with the label PUBLIC KEY
 * @example
 * ```ts no-run
 * import { parseKey, toPem } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * console.log(toPem(parseKey(stored)))
 * ```
 * @see RFC 7468 §13
 */
export function toPem(key: CoseKey): string {
  return encodePem(label, toSpki(key))
}

/**
 * Takes a public key from PEM.
 *
 * @param pem - one block with the label PUBLIC KEY
 * @param alg - COSE algorithm identifier, or a key that has it
 * @throws {@link CoseError} `malformed`, and as {@link fromSpki} does
 * @example
 * ```ts
 * import { fromPem } from '@latchkey/cose-keys'
 *
 * const pem = `-----BEGIN PUBLIC KEY-----
 * MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
 * -----END PUBLIC KEY-----
 * `
 * fromPem(pem, -8)
 * ```
 * @see RFC 7468 §13
 */
export function fromPem(pem: string, alg: AlgorithmChoice): CoseKey {
  try {
    const [block, ...more] = decodePem(pem)
    if (block?.label === label && more.length === 0) return fromSpki(block.der, alg)
  } catch (cause) {
    if (!OctetsError.is(cause)) throw cause
    throw new CoseError('malformed', `the PEM is refused: ${cause.message}`, undefined, cause)
  }
  throw new CoseError('malformed', `a key is one PEM block with the label ${label}`)
}

/** A key of fixed length stands at the end; what stands before it, the comparison judges. */
function fromTail(der: Uint8Array, algorithm: Algorithm): CoseKey {
  const { name, kty, crv } = algorithm
  const curve = kty === 'EC2' ? 1 + 2 * ellipticCurve(crv)!.fieldLength : edwardsCurve(crv)?.length
  const length = curve ?? mlDsaSizes[name]![0]
  if (der.length <= length) throw malformed(algorithm)
  const tail = der.subarray(-length)
  return kty === 'AKP' ? makeKey(algorithm, { pub: tail }) : fromRawPoint(tail, algorithm.id)
}

/** The two integers, wherever they stand: the comparison judges the rest. */
function rsaParts(der: Uint8Array) {
  // SEQUENCE head, 15 bytes of algorithm, BIT STRING head with its unused bits, SEQUENCE head
  let at = headEnd(der, 0) + 15
  at = headEnd(der, at) + 1
  at = headEnd(der, at)
  const nFrom = headEnd(der, at)
  const nEnd = nFrom + contentLength(der, at)
  const eFrom = headEnd(der, nEnd)
  return {
    n: withoutSign(der.subarray(nFrom, nEnd)),
    e: withoutSign(der.subarray(eFrom, eFrom + contentLength(der, nEnd))),
  }
}

function headEnd(der: Uint8Array, at: number): number {
  const first = der[at + 1] ?? 0
  return at + 2 + (first & 0x80 ? first & 0x7f : 0)
}

function contentLength(der: Uint8Array, at: number): number {
  const first = der[at + 1] ?? 0
  if (!(first & 0x80)) return first
  let length = 0
  for (const byte of der.subarray(at + 2, headEnd(der, at))) length = length * 256 + byte
  return length
}

function withoutSign(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0 ? bytes.subarray(1) : bytes
}

/** `AlgorithmIdentifier` by the DER of its content, and the key as a bit string. */
function info(algorithm: string, key: Uint8Array): Uint8Array {
  return der(sequence, der(sequence, decodeHex(algorithm)), der(bitString, Uint8Array.of(0), key))
}

function unsigned(bytes: Uint8Array): Uint8Array {
  return bytes[0]! & 0x80 ? der(integer, Uint8Array.of(0), bytes) : der(integer, bytes)
}

function der(tag: number, ...content: Uint8Array[]): Uint8Array {
  const body = concat(...content)
  const { length } = body
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return concat(Uint8Array.of(tag, ...head), body)
}

/** 2.16.840.1.101.3.4.3.17 to 19 for −48 to −50. */
function mlDsaOid(alg: number): string {
  return `06096086480165030403${(0x11 - 48 - alg).toString(16)}`
}

function malformed({ name }: Algorithm): CoseError {
  return new CoseError('malformed', `the bytes are not the SubjectPublicKeyInfo of an ${name} key`)
}
