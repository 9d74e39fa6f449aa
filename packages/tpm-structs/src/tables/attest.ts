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

const certify = /* @__PURE__ */ struct('TPMS_CERTIFY_INFO', (row) => ({
  name: TPM2B_NAME.in(row),
  qualifiedName: TPM2B_NAME.in(row),
}))
const creation = /* @__PURE__ */ struct('TPMS_CREATION_INFO', (row) => ({
  objectName: TPM2B_NAME.in(row),
  creationHash: TPM2B_DIGEST.in(row),
}))
const quote = /* @__PURE__ */ struct('TPMS_QUOTE_INFO', (row) => ({
  pcrSelect: TPML_PCR_SELECTION.in(row),
  pcrDigest: TPM2B_DIGEST.in(row),
}))
const commandAudit = /* @__PURE__ */ struct('TPMS_COMMAND_AUDIT_INFO', (row) => ({
  auditCounter: UINT64.in(row),
  digestAlg: TPM_ALG_ID.in(row),
  auditDigest: TPM2B_DIGEST.in(row),
  commandDigest: TPM2B_DIGEST.in(row),
}))
const sessionAudit = /* @__PURE__ */ struct('TPMS_SESSION_AUDIT_INFO', (row) => ({
  exclusiveSession: TPMI_YES_NO.in(row),
  sessionDigest: TPM2B_DIGEST.in(row),
}))
const time = /* @__PURE__ */ struct('TPMS_TIME_ATTEST_INFO', (row) => ({
  time: TPMS_TIME_INFO.in(row),
  firmwareVersion: UINT64.in(row),
}))
const nv = /* @__PURE__ */ struct('TPMS_NV_CERTIFY_INFO', (row) => ({
  indexName: TPM2B_NAME.in(row),
  offset: UINT16.in(row),
  nvContents: TPM2B_MAX_NV_BUFFER.in(row),
}))
const nvDigest = /* @__PURE__ */ struct('TPMS_NV_DIGEST_CERTIFY_INFO', (row) => ({
  indexName: TPM2B_NAME.in(row),
  nvDigest: TPM2B_DIGEST.in(row),
}))

const TPMU_ATTEST = /* @__PURE__ */ union('TPMU_ATTEST', {
  32788: nv,
  32789: commandAudit,
  32790: sessionAudit,
  32791: certify,
  32792: quote,
  32793: time,
  32794: creation,
  32796: nvDigest,
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
