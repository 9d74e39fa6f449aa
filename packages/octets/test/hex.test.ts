import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeHex, encodeHex } from '../src/hex.ts'
import { errorOf } from './error-of.ts'

describe('encodeHex', () => {
  it('writes every byte as two lower-case digits', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
    expect(encodeHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
  })

  it('writes nothing for nothing', () => {
    expect(encodeHex(new Uint8Array())).toBe('')
    expect(decodeHex('')).toEqual(new Uint8Array())
  })
})

describe('decodeHex', () => {
  it('reads back what was written, in either letter case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeHex(bytes)
        expect(decodeHex(text)).toEqual(new Uint8Array(bytes))
        expect(decodeHex(text.toUpperCase())).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  it('accepts a text exactly where it is pairs of digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'09afAF/:@G`g \u0130'), maxLength: 6 }), (text) => {
        const accepted = errorOf(() => decodeHex(text)) === undefined
        expect(accepted).toBe(/^(?:[0-9a-fA-F]{2})*$/.test(text))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['an odd number of digits', '0af', '0aff', 'bad-length', 3],
    ['a letter past f', '0ag0', '0af0', 'bad-character', 2],
    ['a sign', '-1', '01', 'bad-character', 0],
    ['a prefix', '0x0a', '000a', 'bad-character', 1],
    ['a blank', '0 ', '00', 'bad-character', 1],
    ['the sign before 0', '/0', '00', 'bad-character', 0],
    ['the sign after 9', '0:', '09', 'bad-character', 1],
    ['the sign before A', '@0', 'A0', 'bad-character', 0],
    ['the sign before a', '`0', 'a0', 'bad-character', 0],
    ['a full-width digit', '0\uff11', '01', 'bad-character', 1],
  ] as const)('refuses %s', (_, wrong, right, code, offset) => {
    expect(errorOf(() => decodeHex(wrong))).toMatchObject({ code, offset })
    expect(errorOf(() => decodeHex(right))).toBeUndefined()
  })

  it.each([[undefined], [null], [10], [['00']]])('refuses %j, which is no text', (value) => {
    expect(errorOf(() => decodeHex(value as unknown as string))).toMatchObject({ code: 'wrong-type' })
  })
})
