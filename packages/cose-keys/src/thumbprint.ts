/**
 * Thumbprints: a name for a key that depends on nothing but the key.
 *
 * @see RFC 7638 (JWK), RFC 9679 (COSE_Key)
 */
import { encode } from '@latchkey/cbor-canonical'
import { encodeBase64url, hash } from '@latchkey/octets'
import type { CoseKey } from './cose-key.ts'
import { publicLabels } from './encode-key.ts'
import { toJwk } from './jwk.ts'

/**
 * SHA-256 of the required labels of a COSE_Key in deterministic CBOR. The algorithm is not among them, but for ML-DSA,
 * where it says what key it is.
 *
 * @param key - a key from {@link parseKey}
 * @returns 32 bytes
 * @example
 * ```ts no-run
 * import { coseThumbprint, parseKey } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * coseThumbprint(parseKey(stored))
 * ```
 * @see RFC 9679 §4
 */
export function coseThumbprint(key: CoseKey): Uint8Array {
  const [kty, ...rest] = publicLabels(key)
  const labels = new Map<number, number | Uint8Array>([
    kty!,
    ...(key.kty === 'AKP' ? [[3, key.alg] as const] : []),
    ...rest,
  ])
  return hash('sha-256', encode(labels, { profile: 'rfc8949' }))
}

/**
 * SHA-256 of the required members of a JWK, as text.
 *
 * @param key - a key from {@link parseKey}
 * @returns 43 characters of base64url
 * @example
 * ```ts
 * import { fromJwk, jwkThumbprint } from '@latchkey/cose-keys'
 *
 * const key = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
 * console.log(jwkThumbprint(key)) // kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
 * ```
 * @see RFC 7638 §3; RFC 8037 appendix A.3
 */
export function jwkThumbprint(key: CoseKey): string {
  const members = Object.entries(toJwk(key)).sort(([a], [b]) => (a < b ? -1 : 1))
  const json = JSON.stringify(Object.fromEntries(members))
  return encodeBase64url(hash('sha-256', new TextEncoder().encode(json)))
}
