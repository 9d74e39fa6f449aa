import { concat, encodeHex } from '@latchkey/octets'
import { expect, it, describe as suite } from 'vitest'
import { parse, serialize } from '../src/parse.ts'
import { fromHex } from './bytes.ts'
import { samples } from './samples.ts'

const quote = samples.TPMS_ATTEST.find((one) => one.type === 0x8018)!
const clock = samples.TPMS_CLOCK_INFO[0]!

suite('what is accepted', () => {
  it('is any safe: it is kept, and written back', () => {
    const bytes = serialize('TPMS_CLOCK_INFO', clock).with(16, 0x33)
    const parsed = parse('TPMS_CLOCK_INFO', bytes)
    expect(parsed.safe).toBe(0x33)
    expect(encodeHex(serialize('TPMS_CLOCK_INFO', parsed))).toBe(encodeHex(bytes))
  })

  it('is a Buffer, and bytes amid others', () => {
    const bytes = serialize('TPMS_ATTEST', quote)
    const amid = concat(Uint8Array.of(9, 9, 9), bytes, Uint8Array.of(9)).subarray(3, 3 + bytes.length)
    for (const input of [Buffer.from(bytes), amid, Buffer.from(amid.buffer, 3, bytes.length)]) {
      const { qualifiedSigner, clockInfo } = parse('TPMS_ATTEST', input)
      expect(qualifiedSigner.constructor).toBe(Uint8Array)
      expect(encodeHex(qualifiedSigner)).toBe('000bb1b2b3b4')
      expect(clockInfo).toEqual(clock)
    }
    const written = serialize('TPM2B_DIGEST', Buffer.from('0102', 'hex'))
    expect(written.constructor).toBe(Uint8Array)
    expect(encodeHex(written)).toBe('00020102')
  })

  it('is parsed to windows on the input', () => {
    const bytes = serialize('TPMS_ECC_POINT', { x: fromHex('0102'), y: fromHex('03') })
    const { x, y } = parse('TPMS_ECC_POINT', bytes)
    bytes.set([7], 2)
    expect([encodeHex(x), encodeHex(y)]).toEqual(['0702', '03'])
    expect(x.buffer).toBe(bytes.buffer)
  })

  it('is a word of attributes by its value, reserved bits and all', () => {
    const word = parse('TPMA_OBJECT', fromHex('80 05 00 73'))
    expect(word.value).toBe(0x80050073)
    const { fixedTPM, stClear, userWithAuth, restricted, decrypt, signEncrypt } = word
    expect([fixedTPM, stClear, userWithAuth, restricted, decrypt, signEncrypt]).toEqual([
      ...[true, false, true, true, false, true],
    ])
    expect(encodeHex(serialize('TPMA_OBJECT', word))).toBe('80050073')
    // A flag beside the value says nothing: the value is what is written.
    expect(encodeHex(serialize('TPMA_OBJECT', { value: 0x72, decrypt: true }))).toBe('00000072')
    expect(parse('TPMA_NV', fromHex('80000000')).READ_STCLEAR).toBe(true)
    expect(parse('TPMA_NV', fromHex('00000000')).READ_STCLEAR).toBe(false)
  })

  it('is written into an array of its own', () => {
    const input = Uint8Array.of(1, 2)
    const written = serialize('TPML_DIGEST', [input])
    input.fill(0xff)
    expect(encodeHex(written)).toBe('0000000100020102')
  })
})
