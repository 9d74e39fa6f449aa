import { parseAs, serializeAs } from '../parse.ts'
import { TPM2B_SENSITIVE, TPMT_SENSITIVE } from '../tables/objects.ts'
import { protect } from './protected-storage.ts'
import { sealSeed, storageKey } from './seed.ts'

/**
 * Wraps a key so that `TPM2_Import` takes it under a storage key: outer protection alone, no inner wrapper.
 *
 * @param input - `parentPublic`: marshalled TPMT_PUBLIC of the storage key; `objectName`: of the key that is wrapped;
 * `sensitive`: its marshalled TPMT_SENSITIVE
 * @returns contents of TPM2B_PRIVATE and TPM2B_ENCRYPTED_SECRET
 * @throws {@link TpmError} `unsupported-key`, and as `parse` does for what is no TPMT_SENSITIVE
 * @example
 * ```ts no-run
 * import { wrapForImport } from '@latchkey/tpm-structs/protocol'
 *
 * declare const parentPublic: Uint8Array, objectName: Uint8Array, sensitive: Uint8Array
 * const { duplicate, inSymSeed } = await wrapForImport({ parentPublic, objectName, sensitive })
 * ```
 * @see TPM 2.0 Library Part 1, §23.3; Part 3, §13.3 "TPM2_Import"
 */
export async function wrapForImport(input: {
  parentPublic: Uint8Array
  objectName: Uint8Array
  sensitive: Uint8Array
}): Promise<{ duplicate: Uint8Array; inSymSeed: Uint8Array }> {
  const { parentPublic, objectName, sensitive } = input
  const content = serializeAs(TPM2B_SENSITIVE, parseAs(TPMT_SENSITIVE, sensitive))
  const key = storageKey(parentPublic)
  const { seed, encryptedSecret } = await sealSeed(key, 'DUPLICATE')
  return { duplicate: await protect(key, seed, objectName, content), inSymSeed: encryptedSecret }
}
