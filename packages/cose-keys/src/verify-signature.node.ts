import { checkSignature } from './check-signature.ts'
import type { CoseKey } from './cose-key.ts'
import { schemeOf, type VerifyOptions } from './cose-signature.ts'
import { nodeCrypto } from './node-crypto.ts'

/** The twin of verify-signature.ts for Node: same contract, documented there. */
export async function verifySignature(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  options: VerifyOptions = {},
): Promise<void> {
  return checkSignature(nodeCrypto, schemeOf(key, signature, data, options), options.backends)
}
