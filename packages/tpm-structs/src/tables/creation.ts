/**
 * Creation data, NV indexes, tickets and saved contexts.
 *
 * @see TPM 2.0 Library Part 2, §10.7 (tickets), §13 (NV), §14 (context), §15 (creation data)
 */
import { TPML_PCR_SELECTION } from './attest.ts'
import { TPMA_LOCALITY, TPMA_NV } from './attributes.ts'
import { TPM2B_CONTEXT_DATA, TPM2B_DATA, TPM2B_DIGEST, TPM2B_NAME } from './buffers.ts'
import { TPM_ALG_ID, TPM_HANDLE, TPMI_ALG_HASH, tag, UINT16, UINT64 } from './constants.ts'
import { sized, struct } from './kinds.ts'

export const TPMS_CREATION_DATA = /* @__PURE__ */ struct('TPMS_CREATION_DATA', (row) => ({
  pcrSelect: TPML_PCR_SELECTION.in(row),
  pcrDigest: TPM2B_DIGEST.in(row),
  locality: TPMA_LOCALITY.in(row),
  parentNameAlg: TPM_ALG_ID.in(row),
  parentName: TPM2B_NAME.in(row),
  parentQualifiedName: TPM2B_NAME.in(row),
  outsideInfo: TPM2B_DATA.in(row),
}))
export const TPM2B_CREATION_DATA = /* @__PURE__ */ sized('TPM2B_CREATION_DATA', TPMS_CREATION_DATA)

export const TPMS_NV_PUBLIC = /* @__PURE__ */ struct('TPMS_NV_PUBLIC', (row) => ({
  nvIndex: TPM_HANDLE.in(row),
  nameAlg: TPMI_ALG_HASH.in(row),
  attributes: TPMA_NV.in(row),
  authPolicy: TPM2B_DIGEST.in(row),
  dataSize: UINT16.in(row),
}))
export const TPM2B_NV_PUBLIC = /* @__PURE__ */ sized('TPM2B_NV_PUBLIC', TPMS_NV_PUBLIC)

const ticket = <const Type extends string>(type: Type, ...tags: readonly number[]) => {
  const tagOfTicket = tag(...tags)
  return struct(type, (row) => ({
    tag: tagOfTicket.in(row),
    hierarchy: TPM_HANDLE.in(row),
    digest: TPM2B_DIGEST.in(row),
  }))
}

export const TPMT_TK_CREATION = /* @__PURE__ */ ticket('TPMT_TK_CREATION', 0x8021)
export const TPMT_TK_VERIFIED = /* @__PURE__ */ ticket('TPMT_TK_VERIFIED', 0x8022)
export const TPMT_TK_AUTH = /* @__PURE__ */ ticket('TPMT_TK_AUTH', 0x8023, 0x8025)
export const TPMT_TK_HASHCHECK = /* @__PURE__ */ ticket('TPMT_TK_HASHCHECK', 0x8024)

export const TPMS_CONTEXT = /* @__PURE__ */ struct('TPMS_CONTEXT', (row) => ({
  sequence: UINT64.in(row),
  savedHandle: TPM_HANDLE.in(row),
  hierarchy: TPM_HANDLE.in(row),
  contextBlob: TPM2B_CONTEXT_DATA.in(row),
}))
