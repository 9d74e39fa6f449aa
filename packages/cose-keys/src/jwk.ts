import { encodeBase64url } from '@latchkey/octets'
import type { CoseKey } from './cose-key.ts'

/**
 * Gives a key as a JSON Web Key with the members that every crypto backend needs, and no others.
 *
 * @param key - a key from {@link parseKey}
 * @returns `kty`, `crv` and coordinates, or `kty`, `n` and `e`; base64url without padding
 * @example
 * ```ts no-run
 * import { parseKey, toJwk } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * await crypto.subtle.importKey('jwk', toJwk(parseKey(stored)), 'Ed25519', true, ['verify'])
 * ```
 * @see RFC 7517 §4, RFC 7518 §6, RFC 8037 §2
 */
export function toJwk(key: CoseKey): JsonWebKey {
  switch (key.kty) {
    case 'EC2':
      return { kty: 'EC', crv: key.crv, x: encodeBase64url(key.x), y: encodeBase64url(key.y) }
    case 'OKP':
      return { kty: 'OKP', crv: key.crv, x: encodeBase64url(key.x) }
    case 'RSA':
      return { kty: 'RSA', n: encodeBase64url(key.n), e: encodeBase64url(key.e) }
  }
}

/** The members of RFC 7517 and RFC 7518 that public keys of this package have. */
export type JsonWebKey = {
  kty?: string
  crv?: string
  x?: string
  y?: string
  n?: string
  e?: string
}
