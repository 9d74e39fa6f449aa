import { describe, expect, it } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../src/base64url.ts'

describe('base64url', () => {
  it('takes every length there and back as Node does', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length * 11) & 0xff)
      const text = encodeBase64url(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect(decodeBase64url(text)).toEqual(bytes)
    }
  })

  it('encodes more bytes than a function takes arguments', () => {
    const bytes = new Uint8Array(300_000).fill(7)
    expect(encodeBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
  })

  it.each([
    ['padding', 'AA=='],
    ['the other alphabet', '+/8'],
    ['a blank', 'AQ ID'],
    ['a line feed at the end', 'AQID\n'],
    ['spare bits', 'AR'],
    ['a length that no encoder makes', 'AAAAA'],
    ['a character outside', 'Ä'],
    ['no text', 7],
    ['nothing', undefined],
  ])('refuses %s', (_, text) => {
    expect(decodeBase64url(text)).toBeUndefined()
  })
})
