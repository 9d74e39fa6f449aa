import { expectTypeOf } from 'vitest'
import { parse, parseAs, serialize, type TpmError, type TpmErrorCode, type TpmTypes } from '../src/index.ts'
import {
  activateCredential,
  type PcrValue,
  type Quote,
  verifyCreation,
  verifyQuote,
} from '../src/protocol.ts'
import { TPM2B_DIGEST, TPMS_ATTEST } from '../src/tables.ts'

declare const bytes: Uint8Array
declare const error: TpmError
declare const credential: Omit<Parameters<typeof activateCredential>[0], 'ekPrivate'>

const attest = parse('TPMS_ATTEST', bytes)
expectTypeOf(attest.clockInfo.clock).toBeBigInt()
expectTypeOf(attest.clockInfo.safe).toBeNumber()
expectTypeOf(attest.type).toEqualTypeOf<
  0x8014 | 0x8015 | 0x8016 | 0x8017 | 0x8018 | 0x8019 | 0x801a | 0x801c
>()
// @ts-expect-error what was attested depends on the type
attest.attested.pcrDigest
if (attest.type === 0x8018) {
  expectTypeOf(attest).toEqualTypeOf<Quote>()
  expectTypeOf(attest.attested.pcrDigest).toEqualTypeOf<Uint8Array>()
  expectTypeOf(attest.attested.pcrSelect).toEqualTypeOf<
    readonly { readonly hash: number; readonly pcrSelect: Uint8Array }[]
  >()
  // @ts-expect-error a quote has no name of an object
  attest.attested.objectName
} else if (attest.type === 0x801a) {
  expectTypeOf(attest.attested.objectName).toEqualTypeOf<Uint8Array>()
} else if (attest.type === 0x8014) {
  expectTypeOf(attest.attested.offset).toBeNumber()
}
// @ts-expect-error there is no such attestation
if (attest.type === 0x801b) throw error

const area = parse('TPMT_PUBLIC', bytes)
expectTypeOf(area.objectAttributes.value).toBeNumber()
expectTypeOf(area.objectAttributes.restricted).toEqualTypeOf<boolean | undefined>()
// @ts-expect-error TPMA_OBJECT has no such flag
area.objectAttributes.readOnly
if (area.type === 0x23) {
  expectTypeOf(area.parameters.curveID).toBeNumber()
  expectTypeOf(area.unique).toEqualTypeOf<TpmTypes['TPMS_ECC_POINT']>()
  const { scheme, symmetric } = area.parameters
  if (scheme.scheme === 0x1a) expectTypeOf(scheme.details.count).toBeNumber()
  if (symmetric.algorithm === 0x06) expectTypeOf(symmetric.keyBits).toBeNumber()
  // @ts-expect-error NULL has no details
  if (scheme.scheme === 0x10) scheme.details
} else if (area.type === 0x01) {
  expectTypeOf(area.parameters.exponent).toBeNumber()
  expectTypeOf(area.unique).toEqualTypeOf<Uint8Array>()
}

expectTypeOf(parse('TPM2B_PUBLIC', bytes)).toEqualTypeOf<TpmTypes['TPMT_PUBLIC']>()
expectTypeOf(parse('TPML_DIGEST', bytes)).toEqualTypeOf<readonly Uint8Array[]>()
expectTypeOf(parse('TPM_ALG_ID', bytes)).toBeNumber()
expectTypeOf(parseAs(TPMS_ATTEST, bytes)).toEqualTypeOf(attest)
expectTypeOf(parseAs(TPM2B_DIGEST, bytes)).toEqualTypeOf<Uint8Array>()
expectTypeOf(serialize('TPMS_ATTEST', attest)).toEqualTypeOf<Uint8Array>()
expectTypeOf(verifyQuote).returns.resolves.toEqualTypeOf<Quote>()
expectTypeOf(verifyCreation).returns.resolves.toHaveProperty('creationData')
expectTypeOf<PcrValue['bank']>().toBeString()

// @ts-expect-error there is no such structure
parse('TPMS_NOTHING', bytes)
// @ts-expect-error text is not bytes
parse('TPMS_ATTEST', 'ff544347')
// @ts-expect-error a clock has 64 bits
serialize('TPMS_CLOCK_INFO', { clock: 5, resetCount: 0, restartCount: 0, safe: 1 })
// @ts-expect-error a digest is bytes
serialize('TPM2B_DIGEST', [1, 2])
// @ts-expect-error a word has a value, whatever its flags
serialize('TPMA_OBJECT', { fixedTPM: true })
// @ts-expect-error the member must be that of the selector
serialize('TPMT_RSA_SCHEME', { scheme: 0x10, details: { hashAlg: 0x0b } })
// @ts-expect-error a structure is not changed
attest.magic = 0
// @ts-expect-error neither is its list
parse('TPML_DIGEST', bytes).push(bytes)
// @ts-expect-error a quote is verified for a nonce
verifyQuote({ attest: bytes, signature: bytes, publicKey: bytes })
// @ts-expect-error the private key is one of WebCrypto
activateCredential({ ...credential, ekPrivate: bytes })
// @ts-expect-error the codes are a closed union
error.code === 'no such code'
expectTypeOf(error.code).toEqualTypeOf<TpmErrorCode>()
