import { createHmac, hkdfSync } from 'node:crypto'
import { decodeHex, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { expandKey, hmac } from '../src/safe-layer/keyed-hash.ts'
import { Randomness } from './randomness.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte)

describe('hmac', () => {
  it.each([
    [
      'case 1',
      filled(20, 0x0b),
      utf8('Hi There'),
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      'case 2',
      utf8('Jefe'),
      utf8('what do ya want for nothing?'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'case 3',
      filled(20, 0xaa),
      filled(50, 0xdd),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
  ])('gives the answer of RFC 4231, %s', (_, key, message, answer) => {
    expect(encodeHex(hmac(key, message))).toBe(answer)
  })

  it('is that of node:crypto for keys of every length up to a block', () => {
    const random = new Randomness(2104)
    for (let length = 0; length <= 64; length++) {
      for (const size of [0, 1, 55, 56, 63, 64, 65, random.below(1000)]) {
        const [key, message] = [random.bytes(length), random.bytes(size)]
        const expected = createHmac('sha256', key).update(message).digest('hex')
        expect(encodeHex(hmac(key, message))).toBe(expected)
      }
    }
  })

  it('reads a key and a message that are parts of larger bytes, and changes neither', () => {
    const bytes = new Randomness(1).bytes(100)
    const before = bytes.slice()
    const [key, message] = [bytes.subarray(3, 35), bytes.subarray(40, 90)]
    expect(hmac(key, message)).toEqual(hmac(key.slice(), message.slice()))
    expect(bytes).toEqual(before)
  })
})

describe('expandKey', () => {
  it('after the first half, which is an hmac, gives the answers of RFC 5869', () => {
    const keyingMaterial = filled(22, 0x0b)
    // A.1: the salt counts from 0 to 12.
    expect(encodeHex(hmac(decodeHex('000102030405060708090a0b0c'), keyingMaterial))).toBe(
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
    )
    // A.3: no salt and no info, which is text here.
    expect(encodeHex(expandKey(hmac(filled(32, 0), keyingMaterial), '', 42))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    )
  })

  it.each([0, 1, 31, 32, 33, 44, 63, 64, 65, 96, 97, 16 * 255, 255 * 32])(
    'gives %i bytes as HKDF of node:crypto does',
    (length) => {
      const random = new Randomness(length)
      for (const info of ['', 'user handle', 'latchkey ceremony state', 'ключ', 'i'.repeat(200)]) {
        const [salt, keyingMaterial] = [random.bytes(random.below(65)), random.bytes(random.below(200))]
        const expected = hkdfSync('sha256', keyingMaterial, salt, utf8(info), length)
        expect(expandKey(hmac(salt, keyingMaterial), info, length)).toEqual(new Uint8Array(expected))
      }
    },
  )

  it('gives other bytes for another purpose and for another key', () => {
    const [key, other] = [filled(32, 1), filled(32, 2)]
    const all = [expandKey(key, 'a', 64), expandKey(key, 'b', 64), expandKey(other, 'a', 64)]
    expect(new Set(all.map(encodeHex)).size).toBe(3)
    expect(expandKey(key, 'a', 64)).toEqual(all[0])
  })
})
