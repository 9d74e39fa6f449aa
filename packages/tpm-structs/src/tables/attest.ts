/**
 * What a TPM signs of itself, of its objects and of its state.
 *
 * @see TPM 2.0 Library Part 2, §10.6 (PCR), §10.10, §10.11 (clock), §10.12 (attestation)
 */
import { TPM2B_DATA, TPM2B_DIGEST, TPM2B_MAX_NV_BUFFER, TPM2B_NAME } from './buffers.ts'
import {
  TPM_ALG_ID,
  TPM_GENERATED,
  TPM_ST,
  TPMI_ALG_HASH,
  TPMI_YES_NO,
  UINT16,
  UINT32,
  UINT64,
} from './constants.ts'
import { buffer, list, sized, struct, union } from './kinds.ts'

const pcrSelect = /* @__PURE__ */ buffer('BYTE[sizeofSelect]', 4, 1)
export const TPMS_PCR_SELECTION = /* @__PURE__ */ struct('TPMS_PCR_SELECTION', (row) => ({
  hash: TPMI_ALG_HASH.in(row),
  pcrSelect: pcrSelect.in(row),
}))
export const TPML_PCR_SELECTION = /* @__PURE__ */ list('TPML_PCR_SELECTION', TPMS_PCR_SELECTION, 16)

export const TPMS_CLOCK_INFO = /* @__PURE__ */ struct('TPMS_CLOCK_INFO', (row) => ({
  clock: UINT64.in(row),
  resetCount: UINT32.in(row),
  restartCount: UINT32.in(row),
  safe: TPMI_YES_NO.in(row),
}))
export const TPMS_TIME_INFO = /* @__PURE__ */ struct('TPMS_TIME_INFO', (row) => ({
  time: UINT64.in(row),
  clockInfo: TPMS_CLOCK_INFO.in(row),
}))

export const TPMS_CERTIFY_INFO = /* @__PURE__ */ struct('TPMS_CERTIFY_INFO', (row) => ({
  name: TPM2B_NAME.in(row),
  qualifiedName: TPM2B_NAME.in(row),
}))
export const TPMS_CREATION_INFO = /* @__PURE__ */ struct('TPMS_CREATION_INFO', (row) => ({
  objectName: TPM2B_NAME.in(row),
  creationHash: TPM2B_DIGEST.in(row),
}))
export const TPMS_QUOTE_INFO = /* @__PURE__ */ struct('TPMS_QUOTE_INFO', (row) => ({
  pcrSelect: TPML_PCR_SELECTION.in(row),
  pcrDigest: TPM2B_DIGEST.in(row),
}))
export const TPMS_COMMAND_AUDIT_INFO = /* @__PURE__ */ struct('TPMS_COMMAND_AUDIT_INFO', (row) => ({
  auditCounter: UINT64.in(row),
  digestAlg: TPM_ALG_ID.in(row),
  auditDigest: TPM2B_DIGEST.in(row),
  commandDigest: TPM2B_DIGEST.in(row),
}))
export const TPMS_SESSION_AUDIT_INFO = /* @__PURE__ */ struct('TPMS_SESSION_AUDIT_INFO', (row) => ({
  exclusiveSession: TPMI_YES_NO.in(row),
  sessionDigest: TPM2B_DIGEST.in(row),
}))
export const TPMS_TIME_ATTEST_INFO = /* @__PURE__ */ struct('TPMS_TIME_ATTEST_INFO', (row) => ({
  time: TPMS_TIME_INFO.in(row),
  firmwareVersion: UINT64.in(row),
}))
export const TPMS_NV_CERTIFY_INFO = /* @__PURE__ */ struct('TPMS_NV_CERTIFY_INFO', (row) => ({
  indexName: TPM2B_NAME.in(row),
  offset: UINT16.in(row),
  nvContents: TPM2B_MAX_NV_BUFFER.in(row),
}))
export const TPMS_NV_DIGEST_CERTIFY_INFO = /* @__PURE__ */ struct('TPMS_NV_DIGEST_CERTIFY_INFO', (row) => ({
  indexName: TPM2B_NAME.in(row),
  nvDigest: TPM2B_DIGEST.in(row),
}))

const TPMU_ATTEST = /* @__PURE__ */ union('TPMU_ATTEST', {
  32788: TPMS_NV_CERTIFY_INFO,
  32789: TPMS_COMMAND_AUDIT_INFO,
  32790: TPMS_SESSION_AUDIT_INFO,
  32791: TPMS_CERTIFY_INFO,
  32792: TPMS_QUOTE_INFO,
  32793: TPMS_TIME_ATTEST_INFO,
  32794: TPMS_CREATION_INFO,
  32796: TPMS_NV_DIGEST_CERTIFY_INFO,
})

export const TPMS_ATTEST = /* @__PURE__ */ struct('TPMS_ATTEST', (row) => ({
  magic: TPM_GENERATED.in(row),
  type: row.selector(TPM_ST),
  qualifiedSigner: TPM2B_NAME.in(row),
  extraData: TPM2B_DATA.in(row),
  clockInfo: TPMS_CLOCK_INFO.in(row),
  firmwareVersion: UINT64.in(row),
  attested: TPMU_ATTEST.in(row),
}))
export const TPM2B_ATTEST = /* @__PURE__ */ sized('TPM2B_ATTEST', TPMS_ATTEST)
