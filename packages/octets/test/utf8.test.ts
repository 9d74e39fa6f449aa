import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8 } from '../src/utf8.ts'
import { errorOf } from './error-of.ts'

const bytes = (...values: number[]) => new Uint8Array(values)

describe('decodeUtf8', () => {
  it('reads what a text encoder wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text)
      }),
    )
  })

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA')
  })

  it('reads the zero character as any other', () => {
    expect(decodeUtf8(bytes(0))).toBe('\0')
  })

  it.each([
    ['a continuation without its beginning', bytes(0x80), bytes(0xc2, 0x80)],
    ['a beginning without its continuation', bytes(0xc3), bytes(0xc3, 0xbc)],
    ['two bytes for a character of one', bytes(0xc0, 0x80), bytes(0x00)],
    ['three bytes for a character of two', bytes(0xe0, 0x9f, 0xbf), bytes(0xe0, 0xa0, 0x80)],
    ['a surrogate', bytes(0xed, 0xa0, 0x80), bytes(0xed, 0x9f, 0xbf)],
    ['a surrogate pair', bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), bytes(0xf0, 0x9f, 0x98, 0x80)],
    ['a value beyond U+10FFFF', bytes(0xf4, 0x90, 0x80, 0x80), bytes(0xf4, 0x8f, 0xbf, 0xbf)],
    ['a byte that UTF-8 never has', bytes(0xff), bytes(0x7f)],
  ])('refuses %s', (_, wrong, right) => {
    const error = errorOf(() => decodeUtf8(wrong))
    expect(error).toMatchObject({ code: 'bad-utf8' })
    expect(error?.cause).toBeInstanceOf(TypeError)
    expect(errorOf(() => decodeUtf8(right))).toBeUndefined()
  })

  it('accepts bytes exactly where they are what a text encoder writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), (data) => {
        const replaced = Buffer.from(Buffer.from(data).toString('utf8'), 'utf8')
        const accepted = errorOf(() => decodeUtf8(data)) === undefined
        expect(accepted).toBe(replaced.equals(data))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([['text'], [1], [[0x41]]])('refuses %j, which is no bytes', (value) => {
    expect(errorOf(() => decodeUtf8(value as unknown as Uint8Array))).toMatchObject({ code: 'wrong-type' })
  })
})
