import { checkSignature } from './check-signature.ts'
import type { CoseKey } from './cose-key.ts'
import { schemeOf, type VerifyOptions } from './cose-signature.ts'
import { webCrypto } from './web-crypto.ts'

/**
 * Verifies a signature by a COSE key, by the algorithm that the key names and no other.
 *
 * An ECDSA signature is strict DER (definite and minimal lengths, positive integers, nothing after them) with r and s
 * in 1 … n − 1; an s above n / 2 is legal in WebAuthn. An Ed25519 signature has 64 bytes and an S below the group
 * order; an RSA signature is as long as the modulus.
 *
 * @param key - a key from {@link parseKey}
 * @param signature - as the authenticator sent it
 * @param data - the signed bytes
 * @returns nothing: it resolves for a signature that matches, and rejects for every other
 * @throws {@link CoseError} `signature-malformed`, `signature-mismatch`, `algorithm-mismatch`,
 * `unsupported-on-this-runtime`
 * @example
 * ```ts no-run
 * import { parseKey, verifySignature } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * declare const signature: Uint8Array
 * declare const data: Uint8Array
 * await verifySignature(parseKey(stored), signature, data)
 * ```
 * @see WebAuthn Level 3 §6.5.5; RFC 9053 §2; RFC 8032 §5.1.7; RFC 8017 §8.2.2
 */
export async function verifySignature(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  options: VerifyOptions = {},
): Promise<void> {
  return checkSignature(webCrypto, schemeOf(key, signature, data, options), options.backends)
}
