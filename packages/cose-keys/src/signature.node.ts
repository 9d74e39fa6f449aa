import { nodeKey, verifyByNode } from './node-crypto.ts'
import { SchemeKeys } from './scheme-keys.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

export { CoseError, type CoseErrorCode } from './cose-error.ts'
export type { JsonWebKey } from './jwk.ts'
export type { KeyedScheme, SignatureBackend, SignatureScheme } from './signature-scheme.ts'

const keys = /* @__PURE__ */ new SchemeKeys(nodeKey)

/** The twin of signature.ts for Node: same contract, documented there. */
export function verify(
  input: SignatureScheme,
  options: { backends?: readonly SignatureBackend[] } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    verifyByNode(keys.get(input), input.signature, input.data, options.backends, resolve, reject)
  })
}
