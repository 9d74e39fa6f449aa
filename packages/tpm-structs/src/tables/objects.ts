/**
 * Public areas and sensitive areas.
 *
 * @see TPM 2.0 Library Part 2, §12.2, §12.3
 */
import { TPMA_OBJECT } from './attributes.ts'
import {
  TPM2B_AUTH,
  TPM2B_DIGEST,
  TPM2B_ECC_PARAMETER,
  TPM2B_PRIVATE_KEY_RSA,
  TPM2B_PUBLIC_KEY_RSA,
  TPM2B_SENSITIVE_DATA,
  TPM2B_SYM_KEY,
  TPMS_ECC_POINT,
} from './buffers.ts'
import { TPM_ALG_ID, TPM_ECC_CURVE, TPMI_ALG_HASH, UINT16, UINT32 } from './constants.ts'
import { sized, struct, union } from './kinds.ts'
import {
  TPMT_ECC_SCHEME,
  TPMT_KDF_SCHEME,
  TPMT_KEYEDHASH_SCHEME,
  TPMT_RSA_SCHEME,
  TPMT_SYM_DEF_OBJECT,
} from './schemes.ts'

const rsa = /* @__PURE__ */ struct('TPMS_RSA_PARMS', (row) => ({
  symmetric: TPMT_SYM_DEF_OBJECT.in(row),
  scheme: TPMT_RSA_SCHEME.in(row),
  keyBits: UINT16.in(row),
  exponent: UINT32.in(row),
}))
const ecc = /* @__PURE__ */ struct('TPMS_ECC_PARMS', (row) => ({
  symmetric: TPMT_SYM_DEF_OBJECT.in(row),
  scheme: TPMT_ECC_SCHEME.in(row),
  curveID: TPM_ECC_CURVE.in(row),
  kdf: TPMT_KDF_SCHEME.in(row),
}))
const keyedHash = /* @__PURE__ */ struct('TPMS_KEYEDHASH_PARMS', (row) => ({
  scheme: TPMT_KEYEDHASH_SCHEME.in(row),
}))
const symCipher = /* @__PURE__ */ struct('TPMS_SYMCIPHER_PARMS', (row) => ({
  sym: TPMT_SYM_DEF_OBJECT.in(row),
}))

const TPMU_PUBLIC_PARMS = /* @__PURE__ */ union('TPMU_PUBLIC_PARMS', {
  1: rsa,
  35: ecc,
  8: keyedHash,
  37: symCipher,
})
const TPMU_PUBLIC_ID = /* @__PURE__ */ union('TPMU_PUBLIC_ID', {
  1: TPM2B_PUBLIC_KEY_RSA,
  35: TPMS_ECC_POINT,
  8: TPM2B_DIGEST,
  37: TPM2B_DIGEST,
})

export const TPMT_PUBLIC = /* @__PURE__ */ struct('TPMT_PUBLIC', (row) => ({
  type: row.selector(TPM_ALG_ID),
  nameAlg: TPMI_ALG_HASH.in(row),
  objectAttributes: TPMA_OBJECT.in(row),
  authPolicy: TPM2B_DIGEST.in(row),
  parameters: TPMU_PUBLIC_PARMS.in(row),
  unique: TPMU_PUBLIC_ID.in(row),
}))
export const TPM2B_PUBLIC = /* @__PURE__ */ sized('TPM2B_PUBLIC', TPMT_PUBLIC)

const TPMU_SENSITIVE_COMPOSITE = /* @__PURE__ */ union('TPMU_SENSITIVE_COMPOSITE', {
  1: TPM2B_PRIVATE_KEY_RSA,
  35: TPM2B_ECC_PARAMETER,
  8: TPM2B_SENSITIVE_DATA,
  37: TPM2B_SYM_KEY,
})

export const TPMT_SENSITIVE = /* @__PURE__ */ struct('TPMT_SENSITIVE', (row) => ({
  sensitiveType: row.selector(TPM_ALG_ID),
  authValue: TPM2B_AUTH.in(row),
  seedValue: TPM2B_DIGEST.in(row),
  sensitive: TPMU_SENSITIVE_COMPOSITE.in(row),
}))
export const TPM2B_SENSITIVE = /* @__PURE__ */ sized('TPM2B_SENSITIVE', TPMT_SENSITIVE)
