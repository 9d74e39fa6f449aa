/**
 * Signatures without COSE: the one place that touches a crypto backend.
 *
 * @module
 */
import { SchemeKeys } from './scheme-keys.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'
import { verifyByWebCrypto, webKey } from './web-crypto.ts'

export { CoseError, type CoseErrorCode } from './cose-error.ts'
export type { JsonWebKey } from './jwk.ts'
export type { KeyedScheme, SignatureBackend, SignatureScheme } from './signature-scheme.ts'

const keys = /* @__PURE__ */ new SchemeKeys(webKey)

/**
 * Verifies one signature: by `node:crypto` under the `node` export condition, by WebCrypto elsewhere, and by the
 * backends handed in where that lacks the algorithm. It knows pairs of curve and hash that COSE has no name for.
 *
 * A frozen `publicKey` keeps its imported form as long as the object lives.
 *
 * @param input - scheme, hash, key as JWK, signature and data
 * @returns nothing: it resolves for a signature that matches, and rejects for every other
 * @throws {@link CoseError} `signature-malformed`, `signature-mismatch`, `malformed` (the key),
 * `unsupported-on-this-runtime`
 * @example
 * ```ts no-run
 * import { verify, type SignatureScheme } from '@latchkey/cose-keys/signature'
 *
 * declare const publicKey: SignatureScheme['publicKey']
 * declare const signature: Uint8Array
 * declare const data: Uint8Array
 * await verify({ scheme: 'ecdsa', hash: 'sha-256', publicKey, signature, data })
 * ```
 */
export async function verify(
  input: SignatureScheme,
  options: { backends?: readonly SignatureBackend[] } = {},
): Promise<void> {
  return verifyByWebCrypto(keys.get(input), input.signature, input.data, options.backends)
}
