import { hash } from '@latchkey/octets'
import type { ValueOf } from '../layout.ts'
import { hashNames } from '../names.ts'
import { parseAs } from '../parse.ts'
import { TPMS_ATTEST } from '../tables/attest.ts'
import { TPMS_CREATION_DATA } from '../tables/creation.ts'
import { TpmError } from '../tpm-error.ts'
import { checkSignature } from './attest-signature.ts'
import { isSame } from './protected-storage.ts'

/** TPMS_ATTEST of a creation. */
export type CreationAttest = Extract<ValueOf<typeof TPMS_ATTEST>, { type: 0x801a }>

/**
 * Verifies that a TPM made an object, and under what circumstances. As with quotes the key is trusted, and has to be
 * `restricted`.
 *
 * @param input - `attest`: marshalled TPMS_ATTEST; `signature`: TPMT_SIGNATURE; `publicKey`: TPMT_PUBLIC of the attestation
 * key; `creationData`: marshalled TPMS_CREATION_DATA; `name`: of the object
 * @returns what was attested, and the creation data
 * @throws {@link TpmError} as `parse` does; `not-a-creation`, `signature-mismatch`, `digest-mismatch` for another name or
 * other creation data, `unsupported-name-alg`, `unsupported-key`
 * @example
 * ```ts no-run
 * import { verifyCreation } from '@latchkey/tpm-structs/protocol'
 *
 * declare const input: Parameters<typeof verifyCreation>[0]
 * const { creationData } = await verifyCreation(input)
 * console.log(creationData.locality)
 * ```
 * @see TPM 2.0 Library Part 3, §18.3 "TPM2_CertifyCreation"
 */
export async function verifyCreation(input: {
  attest: Uint8Array
  signature: Uint8Array
  publicKey: Uint8Array
  creationData: Uint8Array
  name: Uint8Array
}): Promise<{ attest: CreationAttest; creationData: ValueOf<typeof TPMS_CREATION_DATA> }> {
  const { signature, publicKey, creationData, name } = input
  const attest = parseAs(TPMS_ATTEST, input.attest.slice())
  if (attest.type !== 0x801a)
    throw new TpmError('not-a-creation', 'the TPM attests something else', 4, 'type')
  await checkSignature(input.attest, signature, publicKey)
  const { objectName, creationHash } = attest.attested
  if (!isSame(objectName, name)) {
    throw new TpmError('digest-mismatch', 'another object was created', 0, 'attested.objectName')
  }
  const nameAlg = hashNames[(name[0]! << 8) | name[1]!]
  if (nameAlg === undefined)
    throw new TpmError('unsupported-name-alg', 'the name is by a hash that is not computed here')
  if (!isSame(creationHash, hash(nameAlg, creationData))) {
    throw new TpmError(
      'digest-mismatch',
      'the creation data are not those of the object',
      0,
      'attested.creationHash',
    )
  }
  return { attest, creationData: parseAs(TPMS_CREATION_DATA, creationData.slice()) }
}
