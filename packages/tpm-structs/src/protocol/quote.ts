import { concat, type HashName, hash } from '@latchkey/octets'
import type { ValueOf } from '../layout.ts'
import { hashNames } from '../names.ts'
import { parseAs } from '../parse.ts'
import { TPMS_ATTEST } from '../tables/attest.ts'
import { TpmError } from '../tpm-error.ts'
import { checkSignature } from './attest-signature.ts'
import { digestLengths } from './key-derivation.ts'
import { isSame } from './protected-storage.ts'

/** A PCR's value: `bank` is its hash, as in `sha256`. */
export type PcrValue = { readonly bank: string; readonly index: number; readonly value: Uint8Array }

/** TPMS_ATTEST of a quote. */
export type Quote = Extract<ValueOf<typeof TPMS_ATTEST>, { type: 0x8018 }>

/**
 * Verifies a quote: signature, nonce, and that the PCR values given are those that were quoted. The key is trusted: one that is
 * not `restricted` signs anything, also what looks like a quote, so make sure of its attributes and where it comes from.
 *
 * @param input - `attest`: marshalled TPMS_ATTEST; `signature`: TPMT_SIGNATURE; `publicKey`: TPMT_PUBLIC of the attestation
 * key; `nonce`: what was sent as qualifying data; `pcrs`: where given, the values of all PCRs that were quoted, and of
 * no others
 * @returns the quote
 * @throws {@link TpmError} as `parse` does; `not-a-quote`, `nonce-mismatch`, `signature-mismatch`, `digest-mismatch`,
 * `unsupported-key`
 * @example
 * ```ts no-run
 * import { verifyQuote } from '@latchkey/tpm-structs/protocol'
 *
 * declare const input: Parameters<typeof verifyQuote>[0]
 * const quote = await verifyQuote(input)
 * console.log(quote.clockInfo.resetCount)
 * ```
 * @see TPM 2.0 Library Part 3, §18.4 "TPM2_Quote"
 */
export async function verifyQuote(input: {
  attest: Uint8Array
  signature: Uint8Array
  publicKey: Uint8Array
  nonce: Uint8Array
  pcrs?: readonly PcrValue[]
}): Promise<Quote> {
  const { attest, signature, publicKey, nonce, pcrs } = input
  const quote = parseAs(TPMS_ATTEST, attest.slice())
  if (quote.type !== 0x8018) throw new TpmError('not-a-quote', 'the TPM attests something else', 4, 'type')
  if (!isSame(quote.extraData, nonce))
    throw new TpmError('nonce-mismatch', 'this answers another nonce', 0, 'extraData')
  const signedWith = await checkSignature(attest, signature, publicKey)
  if (pcrs) checkPcrs(quote, pcrs, signedWith)
  return quote
}

/**
 * The digest is over the values in the order of the selection, by the hash of the signature. What is given must be what was
 * quoted: each value once, of its bank's length, and none that the TPM said nothing of.
 */
function checkPcrs({ attested }: Quote, pcrs: readonly PcrValue[], signedWith: HashName): void {
  const given = new Map(pcrs.map((pcr) => [`${bankName(pcr.bank)} ${pcr.index}`, pcr.value]))
  if (given.size < pcrs.length) throw mismatch('pcrSelect', 'a PCR is given twice')
  const quoted = attested.pcrSelect.flatMap(({ hash: bank, pcrSelect }) =>
    selected(pcrSelect).map((index) => ({ bank: hashNames[bank], index })),
  )
  const values = quoted.map(({ bank, index }) => {
    const value = given.get(`${bank} ${index}`)
    if (value && bank && value.length === digestLengths[bank]) return value
    throw mismatch('pcrSelect', `PCR ${index} was quoted, and no value of its bank is given`)
  })
  const names = new Set(quoted.map(({ bank, index }) => `${bank} ${index}`))
  const more = [...given.keys()].find((name) => !names.has(name))
  if (more !== undefined) throw mismatch('pcrSelect', `PCR ${more} is given, and was not quoted`)
  if (isSame(attested.pcrDigest, hash(signedWith, concat(...values)))) return
  throw mismatch('pcrDigest', 'these are not the PCR values that were quoted')
}

function mismatch(field: string, message: string): TpmError {
  return new TpmError('digest-mismatch', message, 0, `attested.${field}`)
}

function selected(bitmap: Uint8Array): number[] {
  return Array.from({ length: bitmap.length * 8 }, (_, index) => index).filter(
    (index) => bitmap[index >> 3]! & (1 << (index & 7)),
  )
}

function bankName(bank: string): string {
  return bank.toLowerCase().replace(/^sha-?/, 'sha-')
}
