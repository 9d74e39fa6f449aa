/**
 * Schemes and symmetric definitions: an algorithm, and what goes with it.
 *
 * @see TPM 2.0 Library Part 2, §11.1 (symmetric), §11.1.20 to §11.2.3 (schemes)
 */
import { TPM_ALG_ID, TPMI_ALG_HASH, TPMI_ALG_KDF, TPMI_ALG_SYM_MODE, UINT16 } from './constants.ts'
import { empty, struct, union } from './kinds.ts'

export const TPMS_SCHEME_HASH = /* @__PURE__ */ struct('TPMS_SCHEME_HASH', (row) => ({
  hashAlg: TPMI_ALG_HASH.in(row),
}))
export const TPMS_SCHEME_ECDAA = /* @__PURE__ */ struct('TPMS_SCHEME_ECDAA', (row) => ({
  hashAlg: TPMI_ALG_HASH.in(row),
  count: UINT16.in(row),
}))
export const TPMS_SCHEME_XOR = /* @__PURE__ */ struct('TPMS_SCHEME_XOR', (row) => ({
  hashAlg: TPMI_ALG_HASH.in(row),
  kdf: TPMI_ALG_KDF.in(row),
}))

const TPMU_RSA_SCHEME = /* @__PURE__ */ union('TPMU_RSA_SCHEME', {
  20: TPMS_SCHEME_HASH,
  21: empty,
  22: TPMS_SCHEME_HASH,
  23: TPMS_SCHEME_HASH,
  16: empty,
})
export const TPMT_RSA_SCHEME = /* @__PURE__ */ struct('TPMT_RSA_SCHEME', (row) => ({
  scheme: row.selector(TPM_ALG_ID),
  details: TPMU_RSA_SCHEME.in(row),
}))

const TPMU_ECC_SCHEME = /* @__PURE__ */ union('TPMU_ECC_SCHEME', {
  24: TPMS_SCHEME_HASH,
  25: TPMS_SCHEME_HASH,
  26: TPMS_SCHEME_ECDAA,
  27: TPMS_SCHEME_HASH,
  28: TPMS_SCHEME_HASH,
  29: TPMS_SCHEME_HASH,
  16: empty,
})
export const TPMT_ECC_SCHEME = /* @__PURE__ */ struct('TPMT_ECC_SCHEME', (row) => ({
  scheme: row.selector(TPM_ALG_ID),
  details: TPMU_ECC_SCHEME.in(row),
}))

const TPMU_KDF_SCHEME = /* @__PURE__ */ union('TPMU_KDF_SCHEME', {
  7: TPMS_SCHEME_HASH,
  32: TPMS_SCHEME_HASH,
  33: TPMS_SCHEME_HASH,
  34: TPMS_SCHEME_HASH,
  16: empty,
})
export const TPMT_KDF_SCHEME = /* @__PURE__ */ struct('TPMT_KDF_SCHEME', (row) => ({
  scheme: row.selector(TPM_ALG_ID),
  details: TPMU_KDF_SCHEME.in(row),
}))

const TPMU_SCHEME_KEYEDHASH = /* @__PURE__ */ union('TPMU_SCHEME_KEYEDHASH', {
  5: TPMS_SCHEME_HASH,
  10: TPMS_SCHEME_XOR,
  16: empty,
})
export const TPMT_KEYEDHASH_SCHEME = /* @__PURE__ */ struct('TPMT_KEYEDHASH_SCHEME', (row) => ({
  scheme: row.selector(TPM_ALG_ID),
  details: TPMU_SCHEME_KEYEDHASH.in(row),
}))

const TPMU_SIG_SCHEME = /* @__PURE__ */ union('TPMU_SIG_SCHEME', {
  20: TPMS_SCHEME_HASH,
  22: TPMS_SCHEME_HASH,
  24: TPMS_SCHEME_HASH,
  26: TPMS_SCHEME_ECDAA,
  27: TPMS_SCHEME_HASH,
  28: TPMS_SCHEME_HASH,
  5: TPMS_SCHEME_HASH,
  16: empty,
})
export const TPMT_SIG_SCHEME = /* @__PURE__ */ struct('TPMT_SIG_SCHEME', (row) => ({
  scheme: row.selector(TPM_ALG_ID),
  details: TPMU_SIG_SCHEME.in(row),
}))

const objectKeyBits = /* @__PURE__ */ union('TPMU_SYM_KEY_BITS', {
  3: UINT16,
  6: UINT16,
  19: UINT16,
  38: UINT16,
  16: empty,
})
const objectMode = /* @__PURE__ */ union('TPMU_SYM_MODE', {
  3: TPMI_ALG_SYM_MODE,
  6: TPMI_ALG_SYM_MODE,
  19: TPMI_ALG_SYM_MODE,
  38: TPMI_ALG_SYM_MODE,
  16: empty,
})
export const TPMT_SYM_DEF_OBJECT = /* @__PURE__ */ struct('TPMT_SYM_DEF_OBJECT', (row) => ({
  algorithm: row.selector(TPM_ALG_ID),
  keyBits: objectKeyBits.in(row),
  mode: objectMode.in(row),
}))

/** XOR, which no object is encrypted by, has a hash in the place of bits, and no mode. */
const TPMU_SYM_KEY_BITS = /* @__PURE__ */ union('TPMU_SYM_KEY_BITS', {
  3: UINT16,
  6: UINT16,
  19: UINT16,
  38: UINT16,
  10: TPMI_ALG_HASH,
  16: empty,
})
const TPMU_SYM_MODE = /* @__PURE__ */ union('TPMU_SYM_MODE', {
  3: TPMI_ALG_SYM_MODE,
  6: TPMI_ALG_SYM_MODE,
  19: TPMI_ALG_SYM_MODE,
  38: TPMI_ALG_SYM_MODE,
  10: empty,
  16: empty,
})
export const TPMT_SYM_DEF = /* @__PURE__ */ struct('TPMT_SYM_DEF', (row) => ({
  algorithm: row.selector(TPM_ALG_ID),
  keyBits: TPMU_SYM_KEY_BITS.in(row),
  mode: TPMU_SYM_MODE.in(row),
}))
