import { checkSignature } from './check-signature.ts'
import { nodeCrypto } from './node-crypto.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

export { CoseError, type CoseErrorCode } from './cose-error.ts'
export type { JsonWebKey } from './jwk.ts'
export type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

/** The twin of signature.ts for Node: same contract, documented there. */
export async function verify(
  input: SignatureScheme,
  options: { backends?: readonly SignatureBackend[] } = {},
): Promise<void> {
  return checkSignature(nodeCrypto, input, options.backends)
}
