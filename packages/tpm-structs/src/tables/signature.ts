/** @see TPM 2.0 Library Part 2, §11.3 */
import { TPM2B_ECC_PARAMETER, TPM2B_PUBLIC_KEY_RSA, TPMT_HA } from './buffers.ts'
import { TPM_ALG_ID, TPMI_ALG_HASH } from './constants.ts'
import { empty, struct, union } from './kinds.ts'

const rsa = /* @__PURE__ */ struct('TPMS_SIGNATURE_RSA', (row) => ({
  hash: TPMI_ALG_HASH.in(row),
  sig: TPM2B_PUBLIC_KEY_RSA.in(row),
}))
const ecc = /* @__PURE__ */ struct('TPMS_SIGNATURE_ECC', (row) => ({
  hash: TPMI_ALG_HASH.in(row),
  signatureR: TPM2B_ECC_PARAMETER.in(row),
  signatureS: TPM2B_ECC_PARAMETER.in(row),
}))

const TPMU_SIGNATURE = /* @__PURE__ */ union('TPMU_SIGNATURE', {
  20: rsa,
  22: rsa,
  24: ecc,
  26: ecc,
  27: ecc,
  28: ecc,
  5: TPMT_HA,
  16: empty,
})

export const TPMT_SIGNATURE = /* @__PURE__ */ struct('TPMT_SIGNATURE', (row) => ({
  sigAlg: row.selector(TPM_ALG_ID),
  signature: TPMU_SIGNATURE.in(row),
}))
