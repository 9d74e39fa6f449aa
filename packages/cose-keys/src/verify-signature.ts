import type { CoseKey } from './cose-key.ts'
import { ImportedKeys, type VerifyOptions } from './cose-scheme.ts'
import { verifyByWebCrypto, webKey } from './web-crypto.ts'

const keys = /* @__PURE__ */ new ImportedKeys('WebCrypto', webKey)

/**
 * Verifies a signature by a COSE key, by the algorithm that the key names and no other.
 *
 * An ECDSA signature is strict DER (definite and minimal lengths, positive integers, nothing after them) with r and s
 * in 1 … n − 1; an s above n / 2 is legal in WebAuthn. An Ed25519 or Ed448 signature has 64 or 114 bytes and an S below
 * the group order; an RSA signature is as long as the modulus; an ML-DSA signature has 2,420, 3,309 or 4,627 bytes.
 *
 * A frozen key, as {@link parseKey} gives it, keeps its imported form as long as the object lives.
 *
 * @param key - a key from {@link parseKey}
 * @param signature - as the authenticator sent it
 * @param data - the signed bytes
 * @returns nothing: it resolves for a signature that matches, and rejects for every other
 * @throws {@link CoseError} `signature-malformed`, `signature-mismatch`, `algorithm-mismatch`,
 * `unsupported-algorithm` (RS1 without its option), `unsupported-on-this-runtime`
 * @example
 * ```ts no-run
 * import { parseKey, verifySignature } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * declare const signature: Uint8Array
 * declare const data: Uint8Array
 * await verifySignature(parseKey(stored), signature, data)
 * ```
 * @see WebAuthn Level 3 §6.5.5; RFC 9053 §2; RFC 8032 §5.1.7; RFC 8017 §8; FIPS 204 §5.3
 */
export async function verifySignature(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  options: VerifyOptions = {},
): Promise<void> {
  return verifyByWebCrypto(keys.get(key, options), signature, data, options.backends)
}
