import { encode } from '@latchkey/cbor-canonical'
import type { CoseKey } from './cose-key.ts'

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
  switch (key.kty) {
    case 'EC2':
      return encodeLabels([1, 2], [3, key.alg], [-1, 1], [-2, key.x], [-3, key.y])
    case 'OKP':
      return encodeLabels([1, 1], [3, key.alg], [-1, 6], [-2, key.x])
    case 'RSA':
      return encodeLabels([1, 3], [3, key.alg], [-1, key.n], [-2, key.e])
  }
}

function encodeLabels(...entries: [number, number | Uint8Array][]): Uint8Array {
  return encode(new Map(entries), { profile: 'ctap2' })
}
