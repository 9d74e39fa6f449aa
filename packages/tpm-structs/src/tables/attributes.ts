/**
 * Words of attributes. Reserved bits are kept as they were sent.
 *
 * @see TPM 2.0 Library Part 2, §8.3 (object), §8.5 (locality), §13.4 (NV)
 */
import { flags } from './kinds.ts'

export const TPMA_OBJECT = /* @__PURE__ */ flags('TPMA_OBJECT', 4, {
  1: 'fixedTPM',
  2: 'stClear',
  4: 'fixedParent',
  5: 'sensitiveDataOrigin',
  6: 'userWithAuth',
  7: 'adminWithPolicy',
  8: 'firmwareLimited',
  9: 'svnLimited',
  10: 'noDA',
  11: 'encryptedDuplication',
  16: 'restricted',
  17: 'decrypt',
  18: 'signEncrypt',
  19: 'x509sign',
})

/** Bits 4 to 7 hold TPM_NT, the type of the index. */
export const TPMA_NV = /* @__PURE__ */ flags('TPMA_NV', 4, {
  0: 'PPWRITE',
  1: 'OWNERWRITE',
  2: 'AUTHWRITE',
  3: 'POLICYWRITE',
  4: 'COUNTER',
  5: 'BITS',
  6: 'EXTEND',
  7: 'PIN',
  10: 'POLICY_DELETE',
  11: 'WRITELOCKED',
  12: 'WRITEALL',
  13: 'WRITEDEFINE',
  14: 'WRITE_STCLEAR',
  15: 'GLOBALLOCK',
  16: 'PPREAD',
  17: 'OWNERREAD',
  18: 'AUTHREAD',
  19: 'POLICYREAD',
  25: 'NO_DA',
  26: 'ORDERLY',
  27: 'CLEAR_STCLEAR',
  28: 'READLOCKED',
  29: 'WRITTEN',
  30: 'PLATFORMCREATE',
  31: 'READ_STCLEAR',
})

export const TPMA_LOCALITY = /* @__PURE__ */ flags('TPMA_LOCALITY', 1, {
  0: 'TPM_LOC_ZERO',
  1: 'TPM_LOC_ONE',
  2: 'TPM_LOC_TWO',
  3: 'TPM_LOC_THREE',
  4: 'TPM_LOC_FOUR',
})
