import type { CoseKey } from './cose-key.ts'
import { ImportedKeys, type VerifyOptions } from './cose-scheme.ts'
import { nodeKey, verifyByNode, verifyByNodeSync } from './node-crypto.ts'

const keys = /* @__PURE__ */ new ImportedKeys('node:crypto', nodeKey)

/** The twin of verify-signature.ts for Node: same contract, documented there. */
export function verifySignature(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  options: VerifyOptions = {},
): Promise<void> {
  // What the executor throws, the promise rejects with: one promise for the whole call.
  return new Promise((resolve, reject) => {
    verifyByNode(keys.get(key, options), signature, data, options.backends, resolve, reject)
  })
}

/**
 * Verifies a signature by a COSE key on the calling thread: what {@link verifySignature} does, for code that cannot
 * wait. Backends handed in are asynchronous, so they are not asked.
 *
 * @param key - a key from {@link parseKey}
 * @param signature - as the authenticator sent it
 * @param data - the signed bytes
 * @returns nothing: it returns for a signature that matches, and throws for every other
 * @throws {@link CoseError} as `verifySignature` does
 * @example
 * ```ts no-run
 * import { parseKey } from '@latchkey/cose-keys'
 * import { verifySignatureSync } from '@latchkey/cose-keys/node'
 *
 * declare const stored: Uint8Array
 * declare const signature: Uint8Array
 * declare const data: Uint8Array
 * verifySignatureSync(parseKey(stored), signature, data)
 * ```
 * @see WebAuthn Level 3 §6.5.5
 */
export function verifySignatureSync(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  options: VerifyOptions = {},
): void {
  verifyByNodeSync(keys.get(key, options), signature, data)
}
