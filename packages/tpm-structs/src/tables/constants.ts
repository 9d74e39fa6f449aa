/**
 * Constants by their values, named without the prefix of their type.
 *
 * @see TCG Algorithm Registry §6; TPM 2.0 Library Part 2, §6
 */
import { uint } from './kinds.ts'

export const algorithms = {
  0: 'ERROR',
  1: 'RSA',
  3: 'TDES',
  4: 'SHA1',
  5: 'HMAC',
  6: 'AES',
  7: 'MGF1',
  8: 'KEYEDHASH',
  10: 'XOR',
  11: 'SHA256',
  12: 'SHA384',
  13: 'SHA512',
  14: 'SHA256_192',
  16: 'NULL',
  18: 'SM3_256',
  19: 'SM4',
  20: 'RSASSA',
  21: 'RSAES',
  22: 'RSAPSS',
  23: 'OAEP',
  24: 'ECDSA',
  25: 'ECDH',
  26: 'ECDAA',
  27: 'SM2',
  28: 'ECSCHNORR',
  29: 'ECMQV',
  32: 'KDF1_SP800_56A',
  33: 'KDF2',
  34: 'KDF1_SP800_108',
  35: 'ECC',
  37: 'SYMCIPHER',
  38: 'CAMELLIA',
  39: 'SHA3_256',
  40: 'SHA3_384',
  41: 'SHA3_512',
  63: 'CMAC',
  64: 'CTR',
  65: 'OFB',
  66: 'CBC',
  67: 'CFB',
  68: 'ECB',
} as const

/** Some of the algorithms, under the name of an interface type. */
const only = <const Type extends string>(type: Type, ...values: readonly (keyof typeof algorithms)[]) =>
  uint(type, 2, Object.fromEntries(values.map((value) => [value, algorithms[value]])), true)

export const TPM_ALG_ID = /* @__PURE__ */ uint('TPM_ALG_ID', 2, algorithms)

export const TPMI_ALG_HASH = /* @__PURE__ */ only(
  'TPMI_ALG_HASH',
  0x04,
  0x0b,
  0x0c,
  0x0d,
  0x10,
  0x12,
  0x27,
  0x28,
  0x29,
)
export const TPMI_ALG_KDF = /* @__PURE__ */ only('TPMI_ALG_KDF', 0x07, 0x20, 0x21, 0x22, 0x10)
export const TPMI_ALG_SYM_MODE = /* @__PURE__ */ only(
  'TPMI_ALG_SYM_MODE',
  0x40,
  0x41,
  0x42,
  0x43,
  0x44,
  0x3f,
  0x10,
)

export const TPM_ECC_CURVE = /* @__PURE__ */ uint(
  'TPM_ECC_CURVE',
  2,
  {
    1: 'NIST_P192',
    2: 'NIST_P224',
    3: 'NIST_P256',
    4: 'NIST_P384',
    5: 'NIST_P521',
    16: 'BN_P256',
    17: 'BN_P638',
    32: 'SM2_P256',
    48: 'BP_P256_R1',
    49: 'BP_P384_R1',
    50: 'BP_P512_R1',
    64: 'CURVE_25519',
    65: 'CURVE_448',
  },
  true,
)

export const TPM_ST = /* @__PURE__ */ uint('TPM_ST', 2, {
  196: 'RSP_COMMAND',
  32768: 'NULL',
  32769: 'NO_SESSIONS',
  32770: 'SESSIONS',
  32788: 'ATTEST_NV',
  32789: 'ATTEST_COMMAND_AUDIT',
  32790: 'ATTEST_SESSION_AUDIT',
  32791: 'ATTEST_CERTIFY',
  32792: 'ATTEST_QUOTE',
  32793: 'ATTEST_TIME',
  32794: 'ATTEST_CREATION',
  32796: 'ATTEST_NV_DIGEST',
  32801: 'CREATION',
  32802: 'VERIFIED',
  32803: 'AUTH_SECRET',
  32804: 'HASHCHECK',
  32805: 'AUTH_SIGNED',
  32809: 'FU_MANIFEST',
})

const handles = {
  1073741824: 'SRK',
  1073741825: 'OWNER',
  1073741826: 'REVOKE',
  1073741827: 'TRANSPORT',
  1073741828: 'OPERATOR',
  1073741829: 'ADMIN',
  1073741830: 'EK',
  1073741831: 'NULL',
  1073741832: 'UNASSIGNED',
  1073741833: 'PW',
  1073741834: 'LOCKOUT',
  1073741835: 'ENDORSEMENT',
  1073741836: 'PLATFORM',
  1073741837: 'PLATFORM_NV',
} as const

export const TPM_HANDLE = /* @__PURE__ */ uint('TPM_HANDLE', 4, handles)
export const TPM_RH = /* @__PURE__ */ uint('TPM_RH', 4, handles)

export const TPM_GENERATED = /* @__PURE__ */ uint('TPM_GENERATED', 4, { 4283712327: 'VALUE' }, true)

/** A tag that a structure must have. */
export const tag = (...values: readonly number[]) =>
  uint('TPM_ST', 2, Object.fromEntries(values.map((value) => [value, TPM_ST.constants![value]!])), true)

export const UINT16 = /* @__PURE__ */ uint('UINT16', 2)
export const UINT32 = /* @__PURE__ */ uint('UINT32', 4)
export const UINT64 = /* @__PURE__ */ uint('UINT64', 8)
/** Kept as it was sent: TPMs of the field send other values than 0 and 1, and nothing depends on it. */
export const TPMI_YES_NO = /* @__PURE__ */ uint('TPMI_YES_NO', 1, { 0: 'NO', 1: 'YES' })
