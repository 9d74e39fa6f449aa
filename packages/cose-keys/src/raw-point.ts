/**
 * Points as bytes: `04 ‖ x ‖ y` of elliptic curves, the encoded point of Edwards curves.
 *
 * @see SEC 1 §2.3.3; RFC 8032 §5.1.2
 */
import { concat } from '@latchkey/octets'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { ellipticCurve } from './elliptic-curves.ts'
import { type AlgorithmChoice, algorithmOf, makeKey } from './key-checks.ts'

/**
 * Gives a key as a raw point.
 *
 * @param key - an EC2 or OKP key
 * @returns 65, 97 or 133 bytes, or 32 or 57
 * @throws {@link CoseError} `algorithm-mismatch` for a key that is no point
 * @example
 * ```ts no-run
 * import { parseKey, toRawPoint } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * toRawPoint(parseKey(stored)).length // 65 for ES256
 * ```
 * @see SEC 1 §2.3.3
 */
export function toRawPoint(key: CoseKey): Uint8Array {
  if (key.kty === 'EC2') return concat(Uint8Array.of(4), key.x, key.y)
  if (key.kty === 'OKP') return key.x.slice()
  throw noPoint(key.kty)
}

/**
 * Takes a public key from a raw point; compressed points are refused.
 *
 * @param point - `04 ‖ x ‖ y`, or the encoded point of an Edwards curve
 * @param alg - COSE algorithm identifier, or a key that has it, which says the curve
 * @throws {@link CoseError} `malformed` for another form, and as {@link parseKey} does
 * @example
 * ```ts
 * import { fromRawPoint } from '@latchkey/cose-keys'
 * import { decodeHex } from '@latchkey/octets'
 *
 * fromRawPoint(decodeHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'), -8)
 * ```
 * @see SEC 1 §2.3.4
 */
export function fromRawPoint(point: Uint8Array, alg: AlgorithmChoice): CoseKey {
  const algorithm = algorithmOf(alg)
  if (algorithm.kty === 'OKP') return makeKey(algorithm, { x: point })
  if (algorithm.kty !== 'EC2') throw noPoint(algorithm.kty)
  const { fieldLength } = ellipticCurve(algorithm.crv)!
  if (point[0] !== 4) throw new CoseError('malformed', 'the point is not uncompressed', 'x')
  if (point.length !== 1 + 2 * fieldLength) {
    throw new CoseError(
      'wrong-length',
      `the point has ${point.length} bytes instead of ${1 + 2 * fieldLength}`,
    )
  }
  return makeKey(algorithm, { x: point.subarray(1, 1 + fieldLength), y: point.subarray(1 + fieldLength) })
}

function noPoint(kty: string): CoseError {
  return new CoseError('algorithm-mismatch', `a key of type ${kty} is no point`, 'kty')
}
