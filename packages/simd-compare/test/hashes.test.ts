import { describe, expect, it } from 'vitest'
import { hasherInWasm, hashInJavaScript } from './hashing.ts'
import { seeded } from './seeded.ts'
import { sipHash } from './sip-hash.ts'

/** 0, 1, 2 and so on: the key and the messages of the reference implementation's vectors. */
const counted = (length: number) => Uint8Array.from({ length }, (_, at) => at)

/** By length of the message: HalfSipHash-1-3 under the bytes 00 to 07. */
const published32 = [
  ...[0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6, 0x88e3d89b, 0xa0080b65, 0x9d38d9d6],
  ...[0x577999b1, 0xc839caed, 0xe4fa32cf, 0x959246ee, 0x6b28096c, 0x66dd9cd6, 0x16658a7c, 0xd0257b04],
  ...[0x8b31d501, 0x2b1cd04b, 0x06712339, 0x522aca67, 0x911bb605, 0x90a65f0e, 0xf826ef7b, 0x62512deb],
  ...[0x57150ad7, 0x5d473507, 0x1ec47442, 0xab64afd3, 0x0a4100d0, 0x6d2ce652, 0x2331b6a3, 0x08d8791a],
  ...[0xbc6dda8d, 0xe0f6c934, 0xb0652033, 0x9b9851cc, 0x7c46fb7f, 0x732ba8cb, 0xf142997a, 0xfcc9aa1b],
  ...[0x05327eb2, 0xe110131c, 0xf9e5e7c0, 0xa7d708a6, 0x11795ab1, 0x65671619, 0x9f5fff91, 0xd89c5267],
  ...[0x007783eb, 0x95766243, 0xab639262, 0x9c7e1390, 0xc368dda6, 0x38ddc455, 0xfa13d379, 0x979ea4e8],
  ...[0x53ecd77e, 0x2ee80657, 0x33dbb66a, 0xae3f0577, 0x88b4c4cc, 0x3e7f480b, 0x74c1ebf8, 0x87178304],
]

/** By length of the message: the low 32 bits of SipHash-1-3 under the bytes 00 to 0f. */
const published64: readonly (readonly [length: number, value: number])[] = [
  ...[
    ...[0x050fc4dc, 0x7d57ca93, 0x4dc7d44d, 0xe7ddf7fb, 0x88d38328, 0x49533b67, 0xc59f22a7, 0x9bb11140],
    ...[0x8d299a8e, 0x6c063de4, 0x92ff097f, 0xf94dc352, 0x57b4d9a2, 0x1229ffa7, 0xc0f95d34, 0x2a519956],
  ].entries(),
  [63, 0xb7bbb3a8],
]

const longLengths = [100, 127, 128, 255, 256, 257, 511, 1000, 1016, 1017, 1022, 1023]
const lengths = [...Array(65).keys(), ...longLengths]

describe('HalfSipHash-1-3', () => {
  it('gives the published values', () => {
    const values = published32.map((_, length) => hashInJavaScript(counted(8), counted(length)))
    expect(values).toEqual(published32)
  })

  it('hangs on each bit of key and message', () => {
    const key = counted(8)
    for (const length of [1, 7, 16, 33]) {
      const message = seeded(length).bytes(length)
      const hashes = [
        hashInJavaScript(key, message),
        ...bitFlips(message).map((one) => hashInJavaScript(key, one)),
        ...bitFlips(key).map((one) => hashInJavaScript(one, message)),
      ]
      expect(new Set(hashes).size).toBe(1 + 8 * (length + 8))
    }
  })
})

describe('SipHash-1-3', () => {
  it('of these tests gives the published values', () => {
    for (const [length, value] of published64) {
      expect(Number(sipHash(counted(16), counted(length)) & 0xffff_ffffn)).toBe(value)
    }
  })

  it('in WebAssembly gives the published values', () => {
    const hash = hasherInWasm(counted(16))
    for (const [length, value] of published64) {
      expect(hash(counted(length)), `${length} bytes`).toBe(value)
    }
  })

  it('in WebAssembly agrees with that of these tests', () => {
    const random = seeded(61)
    for (let round = 0; round < 4; round++) {
      const key = random.bytes(16)
      const hash = hasherInWasm(key)
      for (const length of lengths) {
        const message = random.bytes(length)
        const wanted = Number(sipHash(key, message) & 0xffff_ffffn)
        expect(hash(message), `${length} bytes`).toBe(wanted)
      }
    }
  })
})

function bitFlips(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: 8 * bytes.length }, (_, bit) =>
    bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7))),
  )
}
