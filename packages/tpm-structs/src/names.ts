/**
 * Names: what a TPM calls its entities, `nameAlg ‖ H(public area)`.
 *
 * @see TPM 2.0 Library Part 1, §16 "Names"
 */
import { concat, type HashName, hash } from '@latchkey/octets'
import { TpmError } from './tpm-error.ts'

/** Hash algorithms that are computed here. */
export const hashNames: Readonly<Record<number, HashName | undefined>> = {
  4: 'sha-1',
  11: 'sha-256',
  12: 'sha-384',
  13: 'sha-512',
}

/**
 * Computes the name of an object.
 *
 * @param publicArea - TPMT_PUBLIC as the TPM marshalled it
 * @returns 2 bytes of algorithm and the digest (34 bytes for SHA-256)
 * @throws {@link TpmError} `unsupported-name-alg` for an object without a name, and for a hash that is not SHA-1 or SHA-2
 * @example
 * ```ts no-run
 * import { computeName } from '@latchkey/tpm-structs'
 *
 * declare const publicArea: Uint8Array
 * computeName(publicArea)
 * ```
 * @see TPM 2.0 Library Part 1, §16
 */
export function computeName(publicArea: Uint8Array): Uint8Array {
  return nameOf(publicArea.subarray(2, 4), publicArea, 'nameAlg', 2)
}

/**
 * Computes the qualified name of an object: its name, and those of all above it.
 *
 * @param name - of the object
 * @param parentQualifiedName - of its parent; for a primary object the 4 bytes of the hierarchy's handle
 * @returns as long as the name
 * @throws {@link TpmError} `unsupported-name-alg`
 * @example
 * ```ts no-run
 * import { computeName, computeQualifiedName } from '@latchkey/tpm-structs'
 *
 * declare const publicArea: Uint8Array
 * computeQualifiedName(computeName(publicArea), new Uint8Array([0x40, 0, 0, 1])) // under the owner
 * ```
 * @see TPM 2.0 Library Part 1, §16.3
 */
export function computeQualifiedName(name: Uint8Array, parentQualifiedName: Uint8Array): Uint8Array {
  return nameOf(name.subarray(0, 2), concat(parentQualifiedName, name), '', 0)
}

/**
 * Computes the name of an NV index.
 *
 * @param nvPublic - TPMS_NV_PUBLIC as the TPM marshalled it
 * @returns 2 bytes of algorithm and the digest
 * @throws {@link TpmError} `unsupported-name-alg`
 * @example
 * ```ts no-run
 * import { computeNvName } from '@latchkey/tpm-structs'
 *
 * declare const nvPublic: Uint8Array
 * computeNvName(nvPublic)
 * ```
 * @see TPM 2.0 Library Part 1, §16
 */
export function computeNvName(nvPublic: Uint8Array): Uint8Array {
  return nameOf(nvPublic.subarray(4, 6), nvPublic, 'nameAlg', 4)
}

function nameOf(nameAlg: Uint8Array, data: Uint8Array, path: string, offset: number): Uint8Array {
  const name = hashNames[(nameAlg[0]! << 8) | nameAlg[1]!]
  if (name) return concat(nameAlg, hash(name, data))
  throw new TpmError('unsupported-name-alg', 'there is no name by this hash algorithm', offset, path)
}
