/**
 * TPM2Bs of bytes, lists of digests, and points.
 *
 * @see TPM 2.0 Library Part 2, §10.4, §10.9, §11.2.4, §11.2.5
 */
import { TPMI_ALG_HASH } from './constants.ts'
import { buffer, bytes, empty, list, sized, struct, union } from './kinds.ts'

/** By hash algorithm. */
const TPMU_HA = /* @__PURE__ */ union('TPMU_HA', {
  4: bytes('SHA1 digest', 20),
  11: bytes('SHA256 digest', 32),
  12: bytes('SHA384 digest', 48),
  13: bytes('SHA512 digest', 64),
  18: bytes('SM3_256 digest', 32),
  39: bytes('SHA3_256 digest', 32),
  40: bytes('SHA3_384 digest', 48),
  41: bytes('SHA3_512 digest', 64),
  16: empty,
})

export const TPMT_HA = /* @__PURE__ */ struct('TPMT_HA', (row) => ({
  hashAlg: row.selector(TPMI_ALG_HASH),
  digest: TPMU_HA.in(row),
}))

export const TPM2B_DIGEST = /* @__PURE__ */ buffer('TPM2B_DIGEST', 64)
export const TPM2B_DATA = /* @__PURE__ */ buffer('TPM2B_DATA', 66)
export const TPM2B_AUTH = /* @__PURE__ */ buffer('TPM2B_AUTH', 64)
export const TPM2B_NAME = /* @__PURE__ */ buffer('TPM2B_NAME', 66)
export const TPM2B_MAX_NV_BUFFER = /* @__PURE__ */ buffer('TPM2B_MAX_NV_BUFFER', 2048)
export const TPM2B_PUBLIC_KEY_RSA = /* @__PURE__ */ buffer('TPM2B_PUBLIC_KEY_RSA', 512)
export const TPM2B_PRIVATE_KEY_RSA = /* @__PURE__ */ buffer('TPM2B_PRIVATE_KEY_RSA', 1280)
export const TPM2B_ECC_PARAMETER = /* @__PURE__ */ buffer('TPM2B_ECC_PARAMETER', 128)
export const TPM2B_SENSITIVE_DATA = /* @__PURE__ */ buffer('TPM2B_SENSITIVE_DATA', 256)
export const TPM2B_SYM_KEY = /* @__PURE__ */ buffer('TPM2B_SYM_KEY', 32)
export const TPM2B_PRIVATE = /* @__PURE__ */ buffer('TPM2B_PRIVATE', 4096)
export const TPM2B_ID_OBJECT = /* @__PURE__ */ buffer('TPM2B_ID_OBJECT', 132)
export const TPM2B_ENCRYPTED_SECRET = /* @__PURE__ */ buffer('TPM2B_ENCRYPTED_SECRET', 512)
export const TPM2B_CONTEXT_DATA = /* @__PURE__ */ buffer('TPM2B_CONTEXT_DATA', 8192)

export const TPMS_ECC_POINT = /* @__PURE__ */ struct('TPMS_ECC_POINT', (row) => ({
  x: TPM2B_ECC_PARAMETER.in(row),
  y: TPM2B_ECC_PARAMETER.in(row),
}))
export const TPM2B_ECC_POINT = /* @__PURE__ */ sized('TPM2B_ECC_POINT', TPMS_ECC_POINT)

export const TPML_DIGEST = /* @__PURE__ */ list('TPML_DIGEST', TPM2B_DIGEST, 8)
export const TPML_DIGEST_VALUES = /* @__PURE__ */ list('TPML_DIGEST_VALUES', TPMT_HA, 16)
