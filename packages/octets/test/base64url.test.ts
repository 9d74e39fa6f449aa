import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../src/base64url.ts'
import { errorOf } from './error-of.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

describe('encodeBase64url', () => {
  // RFC 4648 §10, without the padding.
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('writes %j as %j', (text, encoded) => {
    expect(encodeBase64url(ascii(text))).toBe(encoded)
    expect(decodeBase64url(encoded)).toEqual(ascii(text))
  })

  it('uses the characters that need no escape in a URL', () => {
    expect(encodeBase64url(new Uint8Array([0xfb, 0xff, 0xbf]))).toBe('-_-_')
  })

  it('writes more than one piece of text', () => {
    const bytes = new Uint8Array(100_000).map((_, index) => index * 7)
    expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
  })

  it('writes what Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      }),
    )
  })

  it('reads a view, not the buffer beneath it', () => {
    const whole = new Uint8Array([1, 2, 3, 4, 5])
    expect(encodeBase64url(whole.subarray(1, 3))).toBe(encodeBase64url(new Uint8Array([2, 3])))
  })
})

describe('decodeBase64url', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  it('accepts a text exactly where writing the value again gives that text', () => {
    const character = fc.constantFrom(...'ABQgwx019-_+/= \n')
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        const oneSpelling = Buffer.from(text, 'base64url').toString('base64url') === text
        const accepted = errorOf(() => decodeBase64url(text)) === undefined
        expect(accepted).toBe(oneSpelling)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives bytes in an array of their own', () => {
    const bytes = decodeBase64url('AAAA')
    expect(bytes.buffer.byteLength).toBe(3)
  })

  it.each([
    ['padding', 'Zg==', 'Zg', 'bad-character', 2],
    ['plus', 'Zm+v', 'Zm-v', 'bad-character', 2],
    ['slash', '/m9v', '_m9v', 'bad-character', 0],
    ['a blank', 'Zm9 ', 'Zm9v', 'bad-character', 3],
    ['a line feed at the end', 'Zm8\n', 'Zm8v', 'bad-character', 3],
    ['a character beyond ASCII', 'Zm9ü', 'Zm9v', 'bad-character', 3],
    [
      'a character whose low bits are a letter',
      `Zm9v${String.fromCharCode(0x141)}A`,
      'Zm9vAA',
      'bad-character',
      4,
    ],
    ['half of a pair', 'A\ud83dAA', 'AAAA', 'bad-character', 1],
    ['one character', 'Z', 'Zg', 'bad-length', 1],
    ['five characters', 'Zm9vY', 'Zm9vYg', 'bad-length', 5],
    ['spare bits after one byte', 'Zh', 'Zg', 'spare-bits', 1],
    ['all spare bits after one byte', 'Zv', 'Zg', 'spare-bits', 1],
    ['spare bits after two bytes', 'Zm9', 'Zm8', 'spare-bits', 2],
    ['spare bits after five bytes', 'Zm9vYmF', 'Zm9vYmE', 'spare-bits', 6],
  ] as const)('refuses %s', (_, wrong, right, code, offset) => {
    expect(errorOf(() => decodeBase64url(wrong))).toMatchObject({ code, offset })
    expect(errorOf(() => decodeBase64url(right))).toBeUndefined()
  })

  it.each([[undefined], [null], [0], [new Uint8Array(4)], [['AAAA']]])(
    'refuses %j, which is no text',
    (value) => {
      expect(errorOf(() => decodeBase64url(value as unknown as string))).toMatchObject({ code: 'wrong-type' })
    },
  )
})
