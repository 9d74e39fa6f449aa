import { parseAs, serializeAs } from '../parse.ts'
import { TPM2B_DIGEST } from '../tables/buffers.ts'
import { TpmError } from '../tpm-error.ts'
import { protect, unprotect } from './protected-storage.ts'
import { type CryptoKey, openSeed, sealSeed, storageKey } from './seed.ts'

/**
 * Encrypts a secret so that only a TPM that holds both the endorsement key and the object of that name can read it.
 *
 * @param input - `ekPublic`: marshalled TPMT_PUBLIC of the endorsement key (RSA, or ECC on P-256, P-384, P-521);
 * `objectName`: of the attestation key; `secret`: up to as many bytes as the digest of the endorsement key's name
 * @returns contents of TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET, as `TPM2_ActivateCredential` takes them
 * @throws {@link TpmError} `unsupported-key`, `bad-value` for a secret that is too long
 * @example
 * ```ts no-run
 * import { makeCredential } from '@latchkey/tpm-structs/protocol'
 *
 * declare const ekPublic: Uint8Array, objectName: Uint8Array
 * const secret = crypto.getRandomValues(new Uint8Array(32))
 * const { credentialBlob, encryptedSecret } = await makeCredential({ ekPublic, objectName, secret })
 * ```
 * @see TPM 2.0 Library Part 1, §24; Part 3, §12.6 "TPM2_MakeCredential"
 */
export async function makeCredential(input: {
  ekPublic: Uint8Array
  objectName: Uint8Array
  secret: Uint8Array
}): Promise<{ credentialBlob: Uint8Array; encryptedSecret: Uint8Array }> {
  const { ekPublic, objectName, secret } = input
  const key = storageKey(ekPublic)
  const { seed, encryptedSecret } = await sealSeed(key, 'IDENTITY')
  if (secret.length > seed.length) {
    throw new TpmError('bad-value', `a secret for this key has ${seed.length} bytes at most`)
  }
  const credentialBlob = await protect(key, seed, objectName, serializeAs(TPM2B_DIGEST, secret))
  return { credentialBlob, encryptedSecret }
}

/**
 * Does what a TPM does with a credential: for tests, and for endorsement keys that are software.
 *
 * @param input - `ekPrivate`: RSA-OAEP with the hash of the endorsement key's name, for `decrypt`, or ECDH for `deriveBits`;
 * the others as {@link makeCredential} takes and gives them
 * @returns the secret
 * @throws {@link TpmError} `integrity` for a credential that was changed, or is for another key or name; `unsupported-key`
 * @example
 * ```ts no-run
 * import { activateCredential } from '@latchkey/tpm-structs/protocol'
 *
 * declare const input: Parameters<typeof activateCredential>[0]
 * const secret = await activateCredential(input)
 * ```
 * @see TPM 2.0 Library Part 3, §12.5 "TPM2_ActivateCredential"
 */
export async function activateCredential(input: {
  ekPrivate: CryptoKey
  ekPublic: Uint8Array
  objectName: Uint8Array
  credentialBlob: Uint8Array
  encryptedSecret: Uint8Array
}): Promise<Uint8Array> {
  const { ekPrivate, ekPublic, objectName, credentialBlob, encryptedSecret } = input
  const key = storageKey(ekPublic)
  let seed: Uint8Array
  try {
    seed = await openSeed(key, ekPrivate, 'IDENTITY', encryptedSecret)
  } catch (cause) {
    if (TpmError.is(cause)) throw cause
    throw new TpmError('integrity', 'the secret is not for this key', 0, '', cause)
  }
  return parseAs(TPM2B_DIGEST, await unprotect(key, seed, objectName, credentialBlob)).slice()
}
