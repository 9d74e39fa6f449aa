import { encode } from '@latchkey/cbor-canonical'
import type { CoseKey } from './cose-key.ts'
import { edwardsCurve } from './edwards-curves.ts'
import { ellipticCurve } from './elliptic-curves.ts'

type Entry = [number, number | Uint8Array]

/**
 * Encodes a key as a COSE_Key in CTAP2 canonical CBOR: for a key that was parsed strictly, the bytes it came from.
 *
 * @param key - a key from {@link parseKey}
 * @returns the COSE_Key (77 bytes for ES256)
 * @example
 * ```ts no-run
 * import { encodeKey, parseKey } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * encodeKey(parseKey(stored)) // the same bytes again
 * ```
 * @see RFC 9052 §7
 */
export function encodeKey(key: CoseKey): Uint8Array {
  const [kty, ...rest] = publicLabels(key)
  return encode(new Map<number, number | Uint8Array>([kty!, [3, key.alg], ...rest]), { profile: 'ctap2' })
}

/** The labels without which there is no key, algorithm aside, in canonical order. */
export function publicLabels(key: CoseKey): Entry[] {
  switch (key.kty) {
    case 'EC2':
      return [
        [1, 2],
        [-1, ellipticCurve(key.crv)!.id],
        [-2, key.x],
        [-3, key.y],
      ]
    case 'OKP':
      return [
        [1, 1],
        [-1, edwardsCurve(key.crv)!.id],
        [-2, key.x],
      ]
    case 'RSA':
      return [
        [1, 3],
        [-1, key.n],
        [-2, key.e],
      ]
    case 'AKP':
      return [
        [1, 7],
        [-1, key.pub],
      ]
  }
}
