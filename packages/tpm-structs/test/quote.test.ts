import { createHash } from 'node:crypto'
import { concat, encodeHex } from '@latchkey/octets'
import { expect, it, describe as suite } from 'vitest'
import { serialize } from '../src/parse.ts'
import { type PcrValue, verifyQuote } from '../src/protocol/quote.ts'
import { TpmError } from '../src/tpm-error.ts'
import { fromHex } from './bytes.ts'
import { samples } from './samples.ts'
import { ecdsa, rsapss, rsassa, type SigningKey } from './signing-keys.ts'

const nonce = fromHex('00112233')
/** PCRs 0 and 1 of SHA-1, and 16 and 23 of SHA-256, as they are selected. */
const pcrs: readonly PcrValue[] = [
  { bank: 'sha1', index: 0, value: new Uint8Array(20).fill(1) },
  { bank: 'sha1', index: 1, value: new Uint8Array(20).fill(2) },
  { bank: 'sha256', index: 16, value: new Uint8Array(32).fill(3) },
  { bank: 'sha256', index: 23, value: new Uint8Array(32).fill(4) },
]
const template = samples.TPMS_ATTEST.find((one) => one.type === 0x8018)!

function quoteBy(key: SigningKey, hash: string) {
  const values = concat(...pcrs.map((one) => one.value))
  const pcrDigest = new Uint8Array(createHash(hash).update(values).digest())
  const pcrSelect = [
    { hash: 0x04, pcrSelect: fromHex('030000') },
    { hash: 0x0b, pcrSelect: fromHex('000081') },
  ]
  const attest = serialize('TPMS_ATTEST', {
    ...template,
    extraData: nonce,
    attested: { pcrSelect, pcrDigest },
  })
  return { attest, signature: key.sign(attest), publicKey: key.publicKey, nonce, pcrs }
}

const key = ecdsa('P-256', 'sha256')
const quote = quoteBy(key, 'sha256')

/** Code and path of the refusal. */
async function verdictOn(input: Parameters<typeof verifyQuote>[0]): Promise<readonly string[]> {
  try {
    await verifyQuote(input)
    return ['accepted']
  } catch (error) {
    if (!TpmError.is(error)) throw error
    return [error.code, error.path]
  }
}

suite('a quote is verified', () => {
  it.each<readonly [string, string, () => SigningKey]>([
    ['RSASSA and SHA-1', 'sha1', () => rsassa('sha1')],
    ['RSASSA and SHA-256', 'sha256', () => rsassa('sha256')],
    ['RSASSA and SHA-512', 'sha512', () => rsassa('sha512')],
    ['RSAPSS and SHA-256, salt as long as the hash', 'sha256', () => rsapss('sha256', 'of the hash')],
    ['RSAPSS and SHA-256, longest salt', 'sha256', () => rsapss('sha256', 'longest')],
    ['RSAPSS and SHA-384, longest salt', 'sha384', () => rsapss('sha384', 'longest')],
    ['ECDSA on P-256 and SHA-256', 'sha256', () => ecdsa('P-256', 'sha256')],
    ['ECDSA on P-256 and SHA-1', 'sha1', () => ecdsa('P-256', 'sha1')],
    ['ECDSA on P-384 and SHA-384', 'sha384', () => ecdsa('P-384', 'sha384')],
    ['ECDSA on P-521 and SHA-512', 'sha512', () => ecdsa('P-521', 'sha512')],
  ])('by %s', async (_, hash, make) => {
    const made = quoteBy(make(), hash)
    const { attested } = await verifyQuote(made)
    expect(attested.pcrSelect).toHaveLength(2)
    const { attest, signature } = made
    const changed = attest.with(30, attest[30]! ^ 1)
    expect(await verdictOn({ ...made, attest: changed })).toEqual(['signature-mismatch', ''])
    const last = signature.length - 1
    const forged = signature.with(last, signature[last]! ^ 1)
    expect(await verdictOn({ ...made, signature: forged })).toEqual(['signature-mismatch', ''])
    expect(await verdictOn({ ...made, publicKey: key.publicKey })).toEqual(['signature-mismatch', ''])
  })

  it('with PCR values in any order, or without any', async () => {
    const { pcrs: _, ...bare } = quote
    expect((await verifyQuote(bare)).clockInfo).toEqual(template.clockInfo)
    expect(await verdictOn({ ...quote, pcrs: pcrs.toReversed() })).toEqual(['accepted'])
  })

  it.each(['sha256', 'SHA256', 'sha-256', 'SHA-256'])('with a bank named %s', async (name) => {
    const named = pcrs.map((one) => (one.bank === 'sha1' ? one : { ...one, bank: name }))
    expect(await verdictOn({ ...quote, pcrs: named })).toEqual(['accepted'])
  })

  it('and is a copy of what was handed in', async () => {
    const attest = quote.attest.slice()
    const verified = await verifyQuote({ ...quote, attest })
    attest.fill(0)
    expect(encodeHex(verified.extraData)).toBe(encodeHex(nonce))
  })
})

suite('a quote is refused', () => {
  it('for another nonce', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    for (const other of ['00112234', '001122', '0011223300', ''])
      expect(await verdictOn({ ...quote, nonce: fromHex(other) }), other).toEqual([
        'nonce-mismatch',
        'extraData',
      ])
  })

  it('for other PCR values', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    for (const at of pcrs.keys()) {
      const value = pcrs[at]!.value.with(0, 9)
      const others = pcrs.with(at, { ...pcrs[at]!, value })
      expect(await verdictOn({ ...quote, pcrs: others })).toEqual(['digest-mismatch', 'attested.pcrDigest'])
      const missing = { ...quote, pcrs: pcrs.toSpliced(at, 1) }
      expect(await verdictOn(missing)).toEqual(['digest-mismatch', 'attested.pcrSelect'])
      const elsewhere = pcrs.with(at, { ...pcrs[at]!, bank: 'sha384' })
      expect(await verdictOn({ ...quote, pcrs: elsewhere })).toEqual([
        'digest-mismatch',
        'attested.pcrSelect',
      ])
    }
  })

  it('for PCR values that the TPM said nothing of, or that are given twice', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    const other = { bank: 'sha256', index: 0, value: new Uint8Array(32) }
    for (const more of [other, { ...other, bank: 'sha384' }, pcrs[0]!, { ...pcrs[2]!, bank: 'SHA-256' }]) {
      for (const given of [
        [...pcrs, more],
        [more, ...pcrs],
      ])
        expect(await verdictOn({ ...quote, pcrs: given })).toEqual(['digest-mismatch', 'attested.pcrSelect'])
    }
  })

  it('for PCR values that are cut elsewhere', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    // Behind one another they are the same bytes, so that the digest is the same.
    const [first, second, ...rest] = pcrs as [PcrValue, PcrValue, ...PcrValue[]]
    const shifted = [
      { ...first, value: first.value.subarray(0, 19) },
      { ...second, value: concat(first.value.subarray(19), second.value) },
    ]
    const given = [...shifted, ...rest]
    expect(await verdictOn({ ...quote, pcrs: given })).toEqual(['digest-mismatch', 'attested.pcrSelect'])
  })

  it.each(samples.TPMS_ATTEST.map((one) => [one.type.toString(16), one] as const))(
    'where the TPM attests something else: 0x%s',
    async (_, value) => {
      const attest = serialize('TPMS_ATTEST', { ...value, extraData: nonce })
      const { pcrs: _pcrs, ...bare } = { ...quote, attest, signature: key.sign(attest) }
      expect(await verdictOn(bare)).toEqual(value.type === 0x8018 ? ['accepted'] : ['not-a-quote', 'type'])
    },
  )

  it('by a key of another kind', async () => {
    const rsa = quoteBy(rsassa('sha256'), 'sha256')
    expect([await verdictOn(rsa), await verdictOn(quote)]).toEqual([['accepted'], ['accepted']])
    expect(await verdictOn({ ...rsa, publicKey: quote.publicKey })).toEqual(['signature-mismatch', ''])
    expect(await verdictOn({ ...quote, publicKey: rsa.publicKey })).toEqual(['signature-mismatch', ''])
  })

  it('by a signature that is not verified here', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    for (const one of samples.TPMT_SIGNATURE.filter(({ sigAlg }) => ![0x14, 0x16, 0x18].includes(sigAlg))) {
      const signature = serialize('TPMT_SIGNATURE', one)
      expect(await verdictOn({ ...quote, signature }), `${one.sigAlg}`).toEqual(['unsupported-key', 'sigAlg'])
    }
    // SHA3_256 for SHA256
    const signature = quote.signature.with(3, 0x27)
    expect(await verdictOn({ ...quote, signature })).toEqual(['unsupported-key', 'signature.hash'])
    const long = { hash: 0x0b, signatureR: new Uint8Array(33), signatureS: new Uint8Array(32) }
    const longer = serialize('TPMT_SIGNATURE', { sigAlg: 0x18, signature: long })
    expect(await verdictOn({ ...quote, signature: longer })).toEqual(['signature-mismatch', ''])
  })

  it('where it is no quote to parse', async () => {
    expect(await verdictOn(quote)).toEqual(['accepted'])
    const { attest, signature, publicKey } = quote
    expect(await verdictOn({ ...quote, attest: attest.subarray(0, 3) })).toEqual(['truncated', 'magic'])
    expect(await verdictOn({ ...quote, attest: attest.with(0, 0) })).toEqual(['unknown-value', 'magic'])
    expect(await verdictOn({ ...quote, signature: signature.subarray(0, 1) })).toEqual([
      'truncated',
      'sigAlg',
    ])
    expect(await verdictOn({ ...quote, publicKey: publicKey.subarray(0, 1) })).toEqual(['truncated', 'type'])
  })
})
