/** What is refused: with which code, at which offset, under which path. What stands beside each is accepted. */
import { concat, encodeHex } from '@latchkey/octets'
import { expect, it, describe as suite } from 'vitest'
import { parse, parseAs, parsePrefix, serialize, serializeAs } from '../src/parse.ts'
import type { TpmTypes } from '../src/structures.ts'
import { TPM2B_DIGEST } from '../src/tables.ts'
import { fromHex, refusal } from './bytes.ts'
import { everySample, samples } from './samples.ts'

type Type = keyof TpmTypes
type Edit = (bytes: Uint8Array) => Uint8Array
type Refusal = readonly [code: string, offset: number, path: string]

const at =
  (offset: number, ...bytes: number[]): Edit =>
  (whole) => {
    const copy = whole.slice()
    copy.set(bytes, offset)
    return copy
  }
const cut =
  (length: number): Edit =>
  (whole) =>
    whole.subarray(0, length)
const and =
  (...bytes: number[]): Edit =>
  (whole) =>
    concat(whole, Uint8Array.of(...bytes))
/** First one edit, then another. */
const both =
  (first: Edit, second: Edit): Edit =>
  (whole) =>
    second(first(whole))

const quote = samples.TPMS_ATTEST.find((one) => one.type === 0x8018)!
const [rsaArea, eccArea] = samples.TPMT_PUBLIC as [TpmTypes['TPMT_PUBLIC'], TpmTypes['TPMT_PUBLIC']]

/**
 * The quote: magic 0, type 4, qualifiedSigner 6, extraData 14, clockInfo 18, firmwareVersion 35, attested 43: the count at 43,
 * selections at 47 and 53, and the digest at 59; 65 bytes.
 */
suite('parse refuses', () => {
  it.each<readonly [what: string, Type, unknown, Edit, Refusal]>([
    ['nothing at all', 'TPMS_ATTEST', quote, cut(0), ['truncated', 0, 'magic']],
    ['half a magic', 'TPMS_ATTEST', quote, cut(3), ['truncated', 0, 'magic']],
    ['half a type', 'TPMS_ATTEST', quote, cut(5), ['truncated', 4, 'type']],
    ['half a size', 'TPMS_ATTEST', quote, cut(7), ['truncated', 6, 'qualifiedSigner']],
    ['half a name', 'TPMS_ATTEST', quote, cut(11), ['truncated', 8, 'qualifiedSigner']],
    ['half a clock', 'TPMS_ATTEST', quote, cut(25), ['truncated', 18, 'clockInfo.clock']],
    ['no byte of safe', 'TPMS_ATTEST', quote, cut(34), ['truncated', 34, 'clockInfo.safe']],
    ['half a version', 'TPMS_ATTEST', quote, cut(42), ['truncated', 35, 'firmwareVersion']],
    ['half a count', 'TPMS_ATTEST', quote, cut(46), ['truncated', 43, 'attested.pcrSelect']],
    ['half a hash', 'TPMS_ATTEST', quote, cut(48), ['truncated', 47, 'attested.pcrSelect[0].hash']],
    ['no second hash', 'TPMS_ATTEST', quote, cut(53), ['truncated', 53, 'attested.pcrSelect[1].hash']],
    ['half a bitmap', 'TPMS_ATTEST', quote, cut(58), ['truncated', 56, 'attested.pcrSelect[1].pcrSelect']],
    ['half a digest', 'TPMS_ATTEST', quote, cut(64), ['truncated', 61, 'attested.pcrDigest']],
    ['no content of a size', 'TPM2B_ATTEST', quote, cut(10), ['truncated', 2, '']],
    ['bytes behind', 'TPMS_ATTEST', quote, and(0), ['trailing-bytes', 65, '']],
    ['bytes behind a size', 'TPM2B_ATTEST', quote, and(0), ['trailing-bytes', 67, '']],
    ['another magic', 'TPMS_ATTEST', quote, at(0, 0xfe), ['unknown-value', 0, 'magic']],
    ['another magic within', 'TPM2B_ATTEST', quote, at(2, 0xfe), ['unknown-value', 2, 'magic']],
    ['another hash', 'TPMS_ATTEST', quote, at(48, 5), ['unknown-value', 47, 'attested.pcrSelect[0].hash']],
    ['a curve', 'TPMT_PUBLIC', eccArea, at(23, 9), ['unknown-value', 22, 'parameters.curveID']],
    ['a mode', 'TPMT_PUBLIC', eccArea, at(19, 0x45), ['unknown-value', 18, 'parameters.symmetric.mode']],
    [
      'another tag',
      'TPMT_TK_CREATION',
      samples.TPMT_TK_CREATION[0],
      at(1, 0x22),
      ['unknown-value', 0, 'tag'],
    ],
    // The fault is the selector's, not the union's.
    ['an attestation of nothing', 'TPMS_ATTEST', quote, at(5, 0x1b), ['unknown-selector', 4, 'type']],
    ['an object of no type', 'TPMT_PUBLIC', rsaArea, at(1, 6), ['unknown-selector', 0, 'type']],
    [
      'ECDSA by an RSA key',
      'TPMT_PUBLIC',
      rsaArea,
      at(13, 0x18),
      ['unknown-selector', 12, 'parameters.scheme.scheme'],
    ],
    ['RSASSA alone', 'TPMT_KDF_SCHEME', { scheme: 0x10 }, at(1, 0x14), ['unknown-selector', 0, 'scheme']],
    ['a digest of 65', 'TPM2B_DIGEST', new Uint8Array(64), both(at(1, 65), and(0)), ['too-large', 0, '']],
    ['a name of 67', 'TPMS_ATTEST', quote, at(7, 67), ['too-large', 6, 'qualifiedSigner']],
    ['a bitmap of 5', 'TPMS_ATTEST', quote, at(49, 5), ['too-large', 49, 'attested.pcrSelect[0].pcrSelect']],
    ['17 selections', 'TPMS_ATTEST', quote, at(46, 17), ['too-large', 43, 'attested.pcrSelect']],
    ['9 digests', 'TPML_DIGEST', [fromHex('01')], at(3, 9), ['too-large', 0, '']],
    ['a count of 2 to the 31', 'TPML_DIGEST', [fromHex('01')], at(0, 0x80), ['too-large', 0, '']],
    ['one digest of two', 'TPML_DIGEST', [fromHex('01')], at(3, 2), ['truncated', 7, '[1]']],
    [
      'two digests of one',
      'TPML_DIGEST',
      [fromHex('01'), fromHex('02')],
      at(3, 1),
      ['trailing-bytes', 7, ''],
    ],
    [
      'a size with one byte more',
      'TPM2B_ECC_POINT',
      { x: fromHex('01'), y: fromHex('02') },
      both(at(1, 7), and(0)),
      ['bad-size', 8, ''],
    ],
    [
      'a size beyond the bytes',
      'TPM2B_ECC_POINT',
      { x: fromHex('01'), y: fromHex('02') },
      at(1, 7),
      ['truncated', 2, ''],
    ],
    [
      'a size that cuts',
      'TPM2B_ECC_POINT',
      { x: fromHex('01'), y: fromHex('02') },
      at(1, 5),
      ['truncated', 7, 'y'],
    ],
    [
      'a size of nothing',
      'TPM2B_ECC_POINT',
      { x: fromHex('01'), y: fromHex('02') },
      at(1, 0),
      ['truncated', 2, 'x'],
    ],
    ['a public area that its size cuts', 'TPM2B_PUBLIC', rsaArea, at(1, 27), ['truncated', 26, 'unique']],
    [
      'a public area of one byte more',
      'TPM2B_PUBLIC',
      rsaArea,
      both(at(1, 29), and(0)),
      ['bad-size', 30, ''],
    ],
  ])('%s: %s', (_, type, value, edit, expected) => {
    const bytes = serialize(type, value as never)
    expect(encodeHex(serialize(type, parse(type, bytes)))).toBe(encodeHex(bytes))
    expect(refusal(() => parse(type, edit(bytes)))).toEqual(expected)
    const prefix = refusal(() => parsePrefix(type, edit(bytes)))
    expect(prefix).toEqual(expected[0] === 'trailing-bytes' ? undefined : expected)
  })

  it.each(everySample)('%s %i cut anywhere, or with a byte behind', (type, _, value) => {
    const bytes = serialize(type, value as never)
    expect(encodeHex(serialize(type, parse(type, bytes) as never))).toBe(encodeHex(bytes))
    expect(parsePrefix(type, and(1)(bytes))).toEqual({ value: parse(type, bytes), bytesRead: bytes.length })
    expect(refusal(() => parse(type, and(1)(bytes)))).toEqual(['trailing-bytes', bytes.length, ''])
    for (let length = 0; length < bytes.length; length++) {
      const [code, offset] = refusal(() => parse(type, cut(length)(bytes)))!
      expect(code, `${length} bytes`).toBe('truncated')
      expect(offset).toBeLessThanOrEqual(length)
    }
  })

  it.each([
    ['a string', '0000'],
    ['an array', [0, 0]],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a DataView', new DataView(new ArrayBuffer(2))],
    ['a Uint16Array', new Uint16Array(1)],
    ['nothing', undefined],
    ['null', null],
  ])('%s', (_, input) => {
    const bytes = input as unknown as Uint8Array
    const accepted = new Uint8Array(2)
    expect(parse('TPM2B_DIGEST', accepted)).toEqual(new Uint8Array())
    expect(refusal(() => parse('TPM2B_DIGEST', bytes))).toEqual(['bad-value', 0, ''])
    expect(refusal(() => parsePrefix('TPM2B_DIGEST', bytes))).toEqual(['bad-value', 0, ''])
    expect(refusal(() => parseAs(TPM2B_DIGEST, bytes))).toEqual(['bad-value', 0, ''])
  })

  it.each(['TPMS_NOTHING', '', 'toString', 'constructor', '__proto__', 'tpms_attest'])(
    'type "%s"',
    (name) => {
      const type = name as 'TPM2B_DIGEST'
      const bytes = new Uint8Array(2)
      expect(refusal(() => parse('TPM2B_DIGEST', bytes))).toBeUndefined()
      expect(refusal(() => parse(type, bytes))).toEqual(['unknown-type', 0, ''])
      expect(refusal(() => parsePrefix(type, bytes))).toEqual(['unknown-type', 0, ''])
      expect(refusal(() => serialize(type, bytes))).toEqual(['unknown-type', 0, ''])
    },
  )
})

const clock = samples.TPMS_CLOCK_INFO[0]!
const selection = samples.TPMS_PCR_SELECTION[0]!
const digest = { hashAlg: 0x0b, digest: new Uint8Array(32) } as const
const word = samples.TPMA_OBJECT[0]!

suite('serialize refuses', () => {
  it.each<readonly [what: string, Type, accepted: unknown, refused: unknown, Refusal]>([
    ['a number for a bigint', 'TPMS_CLOCK_INFO', clock, { ...clock, clock: 5 }, ['bad-value', 0, 'clock']],
    ['a bigint below 0', 'TPMS_CLOCK_INFO', clock, { ...clock, clock: -1n }, ['bad-value', 0, 'clock']],
    [
      '65 bits',
      'TPMS_CLOCK_INFO',
      { ...clock, clock: 2n ** 64n - 1n },
      { ...clock, clock: 2n ** 64n },
      ['bad-value', 0, 'clock'],
    ],
    [
      'a bigint for a number',
      'TPMS_CLOCK_INFO',
      clock,
      { ...clock, resetCount: 5n },
      ['bad-value', 8, 'resetCount'],
    ],
    ['a fraction', 'TPMS_CLOCK_INFO', clock, { ...clock, resetCount: 1.5 }, ['bad-value', 8, 'resetCount']],
    [
      '33 bits',
      'TPMS_CLOCK_INFO',
      { ...clock, resetCount: 2 ** 32 - 1 },
      { ...clock, resetCount: 2 ** 32 },
      ['bad-value', 8, 'resetCount'],
    ],
    [
      'a number below 0',
      'TPMS_CLOCK_INFO',
      clock,
      { ...clock, restartCount: -1 },
      ['bad-value', 12, 'restartCount'],
    ],
    [
      'a string',
      'TPMS_CLOCK_INFO',
      clock,
      { ...clock, restartCount: '1' },
      ['bad-value', 12, 'restartCount'],
    ],
    [
      'nine bits',
      'TPMS_CLOCK_INFO',
      { ...clock, safe: 255 },
      { ...clock, safe: 256 },
      ['bad-value', 16, 'safe'],
    ],
    [
      'a field that is missing',
      'TPMS_CLOCK_INFO',
      clock,
      { ...clock, safe: undefined },
      ['bad-value', 16, 'safe'],
    ],
    ['nothing', 'TPMS_CLOCK_INFO', clock, undefined, ['bad-value', 0, '']],
    ['null', 'TPMS_CLOCK_INFO', clock, null, ['bad-value', 0, '']],
    [
      'no structure',
      'TPMS_TIME_INFO',
      { time: 1n, clockInfo: clock },
      { time: 1n, clockInfo: 1 },
      ['bad-value', 8, 'clockInfo'],
    ],
    ['no list', 'TPML_DIGEST', [], { length: 0 }, ['bad-value', 0, '']],
    ['bytes as an array', 'TPM2B_DIGEST', Uint8Array.of(1), [1], ['bad-value', 0, '']],
    [
      'bytes as a string',
      'TPML_DIGEST',
      [Uint8Array.of(1)],
      [Uint8Array.of(1), '01'],
      ['bad-value', 7, '[1]'],
    ],
    ['a word as a number', 'TPMA_OBJECT', word, word.value, ['bad-value', 0, '']],
    ['a word of flags alone', 'TPMA_OBJECT', word, { fixedTPM: true }, ['bad-value', 0, '']],
    [
      'a word of nothing',
      'TPMT_PUBLIC',
      rsaArea,
      { ...rsaArea, objectAttributes: undefined },
      ['bad-value', 4, 'objectAttributes'],
    ],
    ['a word of 33 bits', 'TPMA_OBJECT', { value: 2 ** 32 - 1 }, { value: 2 ** 32 }, ['bad-value', 0, '']],
    [
      'a member that has no bytes',
      'TPMT_RSA_SCHEME',
      { scheme: 0x10 },
      { scheme: 0x10, details: { hashAlg: 11 } },
      ['bad-value', 2, 'details'],
    ],
    [
      'a member that is missing',
      'TPMT_RSA_SCHEME',
      { scheme: 0x14, details: { hashAlg: 11 } },
      { scheme: 0x14 },
      ['bad-value', 2, 'details'],
    ],
    [
      'a selector as a string',
      'TPMT_RSA_SCHEME',
      { scheme: 0x10 },
      { scheme: '16' },
      ['bad-value', 0, 'scheme'],
    ],
    ['a digest of 65', 'TPM2B_DIGEST', new Uint8Array(64), new Uint8Array(65), ['too-large', 0, '']],
    [
      'a digest of SHA-256 of 33',
      'TPMT_HA',
      digest,
      { ...digest, digest: new Uint8Array(33) },
      ['too-large', 2, 'digest'],
    ],
    [
      'a digest of SHA-256 of 31',
      'TPMT_HA',
      digest,
      { ...digest, digest: new Uint8Array(31) },
      ['bad-value', 2, 'digest'],
    ],
    [
      '9 digests',
      'TPML_DIGEST',
      Array(8).fill(new Uint8Array()),
      Array(9).fill(new Uint8Array()),
      ['too-large', 0, ''],
    ],
    [
      '17 selections',
      'TPMS_ATTEST',
      { ...quote, attested: { ...quote.attested, pcrSelect: Array(16).fill(selection) } },
      { ...quote, attested: { ...quote.attested, pcrSelect: Array(17).fill(selection) } },
      ['too-large', 43, 'attested.pcrSelect'],
    ],
    [
      'a bitmap of 5',
      'TPML_PCR_SELECTION',
      [selection, { ...selection, pcrSelect: new Uint8Array(4) }],
      [selection, { ...selection, pcrSelect: new Uint8Array(5) }],
      ['too-large', 12, '[1].pcrSelect'],
    ],
    ['another magic', 'TPMS_ATTEST', quote, { ...quote, magic: 0 }, ['unknown-value', 0, 'magic']],
    [
      'another hash',
      'TPML_PCR_SELECTION',
      [selection],
      [{ ...selection, hash: 5 }],
      ['unknown-value', 4, '[0].hash'],
    ],
    [
      'an attestation of nothing',
      'TPMS_ATTEST',
      quote,
      { ...quote, type: 0x801b },
      ['unknown-selector', 4, 'type'],
    ],
    [
      'an object of no type',
      'TPMT_PUBLIC',
      rsaArea,
      { ...rsaArea, type: 6 },
      ['unknown-selector', 0, 'type'],
    ],
  ])('%s: %s', (_, type, accepted, refused, expected) => {
    const bytes = serialize(type, accepted as never)
    expect(encodeHex(serialize(type, parse(type, bytes) as never))).toBe(encodeHex(bytes))
    expect(refusal(() => serialize(type, refused as never))).toEqual(expected)
  })

  it('by a layout what it refuses by name', () => {
    expect(encodeHex(serializeAs(TPM2B_DIGEST, new Uint8Array(1)))).toBe('000100')
    expect(refusal(() => serializeAs(TPM2B_DIGEST, new Uint8Array(65)))).toEqual(['too-large', 0, ''])
  })
})
