/** A small made-up value or more of every structure: of those that are a union, one of each kind. */
import type { TpmTypes } from '../src/structures.ts'
import { fromHex } from './bytes.ts'

type Samples = { readonly [Name in keyof TpmTypes]: readonly TpmTypes[Name][] }

const none = { scheme: 0x10 } as const
const noCipher = { algorithm: 0x10 } as const
const aes128Cfb = { algorithm: 0x06, keyBits: 128, mode: 0x43 } as const

const name = fromHex('000b a1a2a3a4')
const qualifiedName = fromHex('000b b1b2b3b4')
const digest = fromHex('d1d2d3d4')
const point = { x: fromHex('01020304'), y: fromHex('05060708') }

const pcrSelect = [
  { hash: 0x04, pcrSelect: fromHex('070000') },
  { hash: 0x0b, pcrSelect: fromHex('000081') },
]
const clockInfo = { clock: 0x0102030405060708n, resetCount: 9, restartCount: 10, safe: 1 }
const timeInfo = { time: 11n, clockInfo }

const attest = {
  magic: 0xff544347,
  qualifiedSigner: qualifiedName,
  extraData: fromHex('0e0f'),
  clockInfo,
  firmwareVersion: 0x2026112700000001n,
}
const nvInfo = { indexName: name, offset: 4, nvContents: fromHex('c1c2') }
const commandAuditInfo = {
  auditCounter: 12n,
  digestAlg: 0x0b,
  auditDigest: digest,
  commandDigest: fromHex('e1'),
}
const sessionAuditInfo = { exclusiveSession: 1, sessionDigest: digest }
const certifyInfo = { name, qualifiedName }
const quoteInfo = { pcrSelect, pcrDigest: digest }
const timeAttestInfo = { time: timeInfo, firmwareVersion: 13n }
const creationInfo = { objectName: name, creationHash: digest }
const nvDigestInfo = { indexName: name, nvDigest: digest }
const attests: Samples['TPMS_ATTEST'] = [
  { ...attest, type: 0x8014, attested: nvInfo },
  { ...attest, type: 0x8015, attested: commandAuditInfo },
  { ...attest, type: 0x8016, attested: sessionAuditInfo },
  { ...attest, type: 0x8017, attested: certifyInfo },
  { ...attest, type: 0x8018, attested: quoteInfo },
  { ...attest, type: 0x8019, attested: timeAttestInfo },
  { ...attest, type: 0x801a, attested: creationInfo },
  { ...attest, type: 0x801c, attested: nvDigestInfo },
]

// fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, signEncrypt
const signing = { nameAlg: 0x0b, objectAttributes: { value: 0x00050072 }, authPolicy: new Uint8Array() }
// fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt
const storage = { nameAlg: 0x0c, objectAttributes: { value: 0x000300b2 }, authPolicy: digest }
const publicAreas: Samples['TPMT_PUBLIC'] = [
  {
    ...signing,
    type: 0x01,
    parameters: {
      symmetric: noCipher,
      scheme: { scheme: 0x14, details: { hashAlg: 0x0b } },
      keyBits: 2048,
      exponent: 0,
    },
    unique: fromHex('f1f2f3f4'),
  },
  {
    ...storage,
    type: 0x23,
    parameters: { symmetric: aes128Cfb, scheme: none, curveID: 3, kdf: none },
    unique: point,
  },
  {
    ...signing,
    type: 0x08,
    parameters: { scheme: { scheme: 0x0a, details: { hashAlg: 0x0b, kdf: 0x22 } } },
    unique: digest,
  },
  { ...storage, type: 0x25, parameters: { sym: aes128Cfb }, unique: digest },
]

const sensitives: Samples['TPMT_SENSITIVE'] = [
  { sensitiveType: 0x01, authValue: fromHex('aa'), seedValue: new Uint8Array(), sensitive: fromHex('0102') },
  { sensitiveType: 0x23, authValue: new Uint8Array(), seedValue: digest, sensitive: fromHex('0304') },
  { sensitiveType: 0x08, authValue: new Uint8Array(), seedValue: digest, sensitive: fromHex('0506') },
  { sensitiveType: 0x25, authValue: new Uint8Array(), seedValue: digest, sensitive: fromHex('0708') },
]

const creationData = {
  pcrSelect,
  pcrDigest: digest,
  locality: { value: 0b101 },
  parentNameAlg: 0x0b,
  parentName: name,
  parentQualifiedName: qualifiedName,
  outsideInfo: fromHex('0a0b0c'),
}
const nvPublic = {
  nvIndex: 0x01500110,
  nameAlg: 0x0b,
  // OWNERWRITE, AUTHWRITE, OWNERREAD, AUTHREAD, NO_DA, WRITTEN
  attributes: { value: 0x22060006 },
  authPolicy: new Uint8Array(),
  dataSize: 8,
}

const sha1 = { hashAlg: 0x04, digest: new Uint8Array(20).fill(0x11) } as const
const hash = { hashAlg: 0x0b }

export const samples: Samples = {
  TPM_ALG_ID: [0x0b, 0x7fff],
  TPM_ECC_CURVE: [3],
  TPM_ST: [0x8018],
  TPM_HANDLE: [0x4000000b, 0x81000001],
  TPM_RH: [0x40000001],
  TPMA_OBJECT: [{ value: 0x000300b2 }, { value: 0 }],
  TPMA_NV: [{ value: 0x22060006 }, { value: 0x80000010 }],
  TPMA_LOCALITY: [{ value: 0x1f }, { value: 0x20 }],
  TPMT_HA: [
    sha1,
    { hashAlg: 0x0b, digest: new Uint8Array(32).fill(0x22) },
    { hashAlg: 0x0c, digest: new Uint8Array(48).fill(0x33) },
    { hashAlg: 0x0d, digest: new Uint8Array(64).fill(0x44) },
    { hashAlg: 0x12, digest: new Uint8Array(32).fill(0x55) },
    { hashAlg: 0x27, digest: new Uint8Array(32).fill(0x66) },
    { hashAlg: 0x28, digest: new Uint8Array(48).fill(0x77) },
    { hashAlg: 0x29, digest: new Uint8Array(64).fill(0x88) },
    { hashAlg: 0x10 },
  ],
  TPM2B_DIGEST: [digest, new Uint8Array()],
  TPM2B_DATA: [fromHex('01')],
  TPM2B_AUTH: [fromHex('02')],
  TPM2B_NAME: [name],
  TPM2B_MAX_NV_BUFFER: [fromHex('03')],
  TPM2B_PUBLIC_KEY_RSA: [fromHex('04')],
  TPM2B_PRIVATE_KEY_RSA: [fromHex('05')],
  TPM2B_ECC_PARAMETER: [fromHex('06')],
  TPM2B_SENSITIVE_DATA: [fromHex('07')],
  TPM2B_SYM_KEY: [fromHex('08')],
  TPM2B_PRIVATE: [fromHex('09')],
  TPM2B_ID_OBJECT: [fromHex('0a')],
  TPM2B_ENCRYPTED_SECRET: [fromHex('0b')],
  TPM2B_CONTEXT_DATA: [fromHex('0c')],
  TPMS_ECC_POINT: [point],
  TPM2B_ECC_POINT: [point],
  TPML_DIGEST: [[digest, fromHex('e1')], []],
  TPML_DIGEST_VALUES: [[sha1, { hashAlg: 0x10 }]],
  TPMT_RSA_SCHEME: [
    { scheme: 0x14, details: hash },
    { scheme: 0x15 },
    { scheme: 0x16, details: hash },
    { scheme: 0x17, details: hash },
    none,
  ],
  TPMT_ECC_SCHEME: [
    { scheme: 0x18, details: hash },
    { scheme: 0x19, details: hash },
    { scheme: 0x1a, details: { ...hash, count: 5 } },
    { scheme: 0x1b, details: hash },
    { scheme: 0x1c, details: hash },
    { scheme: 0x1d, details: hash },
    none,
  ],
  TPMT_KDF_SCHEME: [
    { scheme: 0x07, details: hash },
    { scheme: 0x20, details: hash },
    { scheme: 0x21, details: hash },
    { scheme: 0x22, details: hash },
    none,
  ],
  TPMT_KEYEDHASH_SCHEME: [
    { scheme: 0x05, details: hash },
    { scheme: 0x0a, details: { ...hash, kdf: 0x20 } },
    none,
  ],
  TPMT_SIG_SCHEME: [
    { scheme: 0x05, details: hash },
    { scheme: 0x14, details: hash },
    { scheme: 0x16, details: hash },
    { scheme: 0x18, details: hash },
    { scheme: 0x1a, details: { ...hash, count: 5 } },
    { scheme: 0x1b, details: hash },
    { scheme: 0x1c, details: hash },
    none,
  ],
  TPMT_SYM_DEF_OBJECT: [
    aes128Cfb,
    { algorithm: 0x03, keyBits: 128, mode: 0x42 },
    { algorithm: 0x13, keyBits: 128, mode: 0x40 },
    { algorithm: 0x26, keyBits: 256, mode: 0x10 },
    noCipher,
  ],
  TPMT_SYM_DEF: [
    aes128Cfb,
    { algorithm: 0x03, keyBits: 128, mode: 0x42 },
    { algorithm: 0x13, keyBits: 128, mode: 0x40 },
    { algorithm: 0x26, keyBits: 256, mode: 0x10 },
    { algorithm: 0x0a, keyBits: 0x0b },
    noCipher,
  ],
  TPMT_PUBLIC: publicAreas,
  TPM2B_PUBLIC: publicAreas,
  TPMT_SENSITIVE: sensitives,
  TPM2B_SENSITIVE: sensitives,
  TPMT_SIGNATURE: [
    { sigAlg: 0x05, signature: sha1 },
    { sigAlg: 0x14, signature: { hash: 0x0b, sig: fromHex('0102') } },
    { sigAlg: 0x16, signature: { hash: 0x0c, sig: fromHex('0304') } },
    ...([0x18, 0x1a, 0x1b, 0x1c] as const).map((sigAlg) => ({
      sigAlg,
      signature: { hash: 0x0b, signatureR: fromHex('05'), signatureS: fromHex('0607') },
    })),
    { sigAlg: 0x10 },
  ],
  TPMS_PCR_SELECTION: [pcrSelect[0]!],
  TPML_PCR_SELECTION: [pcrSelect, []],
  TPMS_CLOCK_INFO: [clockInfo],
  TPMS_TIME_INFO: [timeInfo],
  TPMS_NV_CERTIFY_INFO: [nvInfo],
  TPMS_COMMAND_AUDIT_INFO: [commandAuditInfo],
  TPMS_SESSION_AUDIT_INFO: [sessionAuditInfo],
  TPMS_CERTIFY_INFO: [certifyInfo],
  TPMS_QUOTE_INFO: [quoteInfo],
  TPMS_TIME_ATTEST_INFO: [timeAttestInfo],
  TPMS_CREATION_INFO: [creationInfo],
  TPMS_NV_DIGEST_CERTIFY_INFO: [nvDigestInfo],
  TPMS_SCHEME_HASH: [{ hashAlg: 0x0b }],
  TPMS_SCHEME_ECDAA: [{ hashAlg: 0x0b, count: 15 }],
  TPMS_SCHEME_XOR: [{ hashAlg: 0x0b, kdf: 0x22 }],
  TPMS_ATTEST: attests,
  TPM2B_ATTEST: attests,
  TPMS_CREATION_DATA: [creationData],
  TPM2B_CREATION_DATA: [creationData],
  TPMS_NV_PUBLIC: [nvPublic],
  TPM2B_NV_PUBLIC: [nvPublic],
  TPMT_TK_CREATION: [{ tag: 0x8021, hierarchy: 0x40000001, digest }],
  TPMT_TK_VERIFIED: [{ tag: 0x8022, hierarchy: 0x4000000b, digest }],
  TPMT_TK_AUTH: [
    { tag: 0x8023, hierarchy: 0x4000000c, digest },
    { tag: 0x8025, hierarchy: 0x4000000c, digest },
  ],
  TPMT_TK_HASHCHECK: [{ tag: 0x8024, hierarchy: 0x40000007, digest: new Uint8Array() }],
  TPMS_CONTEXT: [
    { sequence: 14n, savedHandle: 0x80000000, hierarchy: 0x40000001, contextBlob: fromHex('0d0e') },
  ],
}

/** Each sample with the name of its structure, and which of them it is. */
export const everySample = Object.entries(samples).flatMap(([type, values]) =>
  values.map((value, at) => [type as keyof TpmTypes, at, value as TpmTypes[keyof TpmTypes]] as const),
)
