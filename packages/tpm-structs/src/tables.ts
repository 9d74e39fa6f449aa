/**
 * The layouts of all structures, one export each: what is not imported costs nothing.
 *
 * @module
 */
export * from './tables/attest.ts'
export * from './tables/attributes.ts'
export * from './tables/buffers.ts'
export { TPM_ALG_ID, TPM_ECC_CURVE, TPM_HANDLE, TPM_RH, TPM_ST } from './tables/constants.ts'
export * from './tables/creation.ts'
export * from './tables/objects.ts'
export * from './tables/schemes.ts'
export * from './tables/signature.ts'
