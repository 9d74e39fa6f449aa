/**
 * COSE_Key, as an authenticator sends it, into a key that can no longer be wrong.
 *
 * @see RFC 9052 §7, RFC 9053 §7, RFC 8230 §4; WebAuthn Level 3 §5.8.5, §6.5.1.1
 */
import { CborError, type CborValue, decode } from '@latchkey/cbor-canonical'
import { type Algorithm, findAlgorithm } from './algorithms.ts'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { hasSmallOrder, isCanonicalPoint } from './ed25519.ts'
import { isOnCurve, p256, toInteger } from './elliptic-curves.ts'

export type ParseOptions = {
  /** `lenient` relaxes the encoding only (order of the map, public labels that do not belong), never mathematics. */
  encoding?: 'strict' | 'lenient'
}

/** Labels of COSE_Key and of its types. −4 of EC2 and OKP and −3 and below of RSA hold private parts. */
const kty = 1
const alg = 3
const typeNames = new Map<CborValue | undefined, CoseKey['kty']>([
  [1, 'OKP'],
  [2, 'EC2'],
  [3, 'RSA'],
])
const publicLabels = { OKP: [1, 3, -1, -2], EC2: [1, 3, -1, -2, -3], RSA: [1, 3, -1, -2] } as const

/**
 * Parses a COSE_Key strictly: canonical CTAP2 CBOR, the labels of its type and no others, an algorithm that goes with
 * type and curve, and a key that is mathematically sound (a point on its curve, not of small order; an RSA modulus of
 * 2,048 to 8,192 bits, odd, with an odd exponent of 3 or more).
 *
 * @param coseKey - the bytes of one COSE_Key and nothing after it
 * @returns a frozen key with copies of its parts
 * @throws {@link CoseError} `malformed`, `not-canonical`, `wrong-length`, `off-curve`, `small-order`, `weak-rsa`,
 * `algorithm-mismatch`, `unsupported-algorithm`
 * @example
 * ```ts
 * import { parseKey } from '@latchkey/cose-keys'
 * import { decodeHex } from '@latchkey/octets'
 *
 * const key = parseKey(
 *   decodeHex(
 *     'a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61' +
 *       '225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220',
 *   ),
 * )
 * console.log(key.kty, key.alg) // EC2 -7
 * ```
 * @see RFC 9052 §7; WebAuthn Level 3 §5.8.5
 */
export function parseKey(coseKey: Uint8Array, options: ParseOptions = {}): CoseKey {
  const lenient = options.encoding === 'lenient'
  const map = decodeMap(coseKey, lenient)
  const id = map.get(alg)
  if (typeof id !== 'number') throw new CoseError('malformed', 'the key names no algorithm', { path: 'alg' })
  const algorithm = findAlgorithm(id)
  if (algorithm === undefined) {
    throw new CoseError('unsupported-algorithm', `there is no algorithm ${id} here`, { path: 'alg' })
  }
  const type = typeNames.get(map.get(kty))
  if (type === undefined)
    throw new CoseError('malformed', 'the key type is missing or unknown', { path: 'kty' })
  if (algorithm.kty !== type) {
    throw new CoseError('algorithm-mismatch', `${algorithm.name} does not go with key type ${type}`, {
      path: 'kty',
    })
  }
  checkLabels(map, type, lenient)
  return Object.freeze(parameters[type](map, algorithm))
}

const parameters = {
  EC2(map: KeyMap, { id, name }: Algorithm): CoseKey {
    if (map.get(-1) !== 1)
      throw new CoseError('algorithm-mismatch', `${name} goes with curve 1`, { path: 'crv' })
    const x = bytesAt(map, -2, 'x', p256.fieldLength)
    const y = bytesAt(map, -3, 'y', p256.fieldLength)
    if (!isOnCurve(p256, toInteger(x), toInteger(y))) {
      throw new CoseError('off-curve', 'x and y are no point of P-256', { path: 'x' })
    }
    return { kty: 'EC2', alg: id, crv: 'P-256', x, y }
  },

  OKP(map: KeyMap, { id, name }: Algorithm): CoseKey {
    if (map.get(-1) !== 6)
      throw new CoseError('algorithm-mismatch', `${name} goes with curve 6`, { path: 'crv' })
    const x = bytesAt(map, -2, 'x', 32)
    if (!isCanonicalPoint(x))
      throw new CoseError('off-curve', 'x is not below the field prime', { path: 'x' })
    if (hasSmallOrder(x)) {
      throw new CoseError('small-order', 'x is a point for which anybody can sign', { path: 'x' })
    }
    return { kty: 'OKP', alg: id, crv: 'Ed25519', x }
  },

  RSA(map: KeyMap, { id }: Algorithm): CoseKey {
    const n = unsignedAt(map, -1, 'n')
    const e = unsignedAt(map, -2, 'e')
    const bits = bitLength(n)
    if (bits < 2048 || bits > 8192 || !isOdd(n)) {
      throw new CoseError('weak-rsa', `a modulus is odd and has 2,048 to 8,192 bits, this one has ${bits}`, {
        path: 'n',
      })
    }
    // An exponent of 1 makes every value its own signature; a huge one only makes the verifier work.
    if (bitLength(e) < 2 || bitLength(e) > 64 || !isOdd(e)) {
      throw new CoseError('weak-rsa', 'an exponent is odd, at least 3, and has at most 64 bits', {
        path: 'e',
      })
    }
    return { kty: 'RSA', alg: id, n, e }
  },
}

type KeyMap = ReadonlyMap<CborValue, CborValue>

function decodeMap(coseKey: Uint8Array, lenient: boolean): KeyMap {
  let value: CborValue
  try {
    value = decode(coseKey, { profile: 'ctap2', mode: lenient ? 'report' : 'reject' })
  } catch (cause) {
    if (!CborError.is(cause)) throw cause
    const canonical = /^(key-order|non-shortest-.*|indefinite-length|tag-not-allowed)$/.test(cause.code)
    throw new CoseError(
      canonical ? 'not-canonical' : 'malformed',
      `the COSE_Key is not ${canonical ? 'canonical ' : ''}CBOR: ${cause.message}`,
      { cause },
    )
  }
  if (value instanceof Map) return value
  throw new CoseError('malformed', 'a COSE_Key is a map')
}

function checkLabels(map: KeyMap, type: CoseKey['kty'], lenient: boolean): void {
  const known: readonly unknown[] = publicLabels[type]
  for (const label of map.keys()) {
    if (known.includes(label)) continue
    const isPrivate = typeof label === 'number' && label < 0
    if (isPrivate || !lenient) {
      throw new CoseError('not-canonical', `a public ${type} key has no label ${String(label)}`)
    }
  }
}

function bytesAt(map: KeyMap, label: number, path: string, length: number): Uint8Array {
  const value = map.get(label)
  if (!(value instanceof Uint8Array))
    throw new CoseError('malformed', `${path} is not a byte string`, { path })
  if (value.length !== length) {
    throw new CoseError('wrong-length', `${path} has ${value.length} bytes instead of ${length}`, { path })
  }
  return value
}

function unsignedAt(map: KeyMap, label: number, path: string): Uint8Array {
  const value = map.get(label)
  if (!(value instanceof Uint8Array))
    throw new CoseError('malformed', `${path} is not a byte string`, { path })
  if (value.length === 0 || value[0] === 0) {
    throw new CoseError('wrong-length', `${path} is empty or has leading zeros`, { path })
  }
  return value
}

function bitLength(bigEndian: Uint8Array): number {
  return bigEndian.length * 8 - (Math.clz32(bigEndian[0]!) - 24)
}

function isOdd(bigEndian: Uint8Array): boolean {
  return (bigEndian[bigEndian.length - 1]! & 1) === 1
}
