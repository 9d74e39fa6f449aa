import { describe, expect, it } from 'vitest'
import { type CborValue, Float, Simple, Tagged } from '../src/data-model.ts'
import { decode, decodeFirst } from '../src/decode.ts'
import { encode } from '../src/encode.ts'
import type { DecodeOptions } from '../src/options.ts'
import type { Violation } from '../src/violation.ts'
import { fromHex, toHex } from './bytes.ts'
import { errorOf, refusal } from './error-of.ts'

const read = (hex: string, options?: DecodeOptions) => decode(fromHex(hex), options)

describe('values', () => {
  const cases: readonly (readonly [string, CborValue])[] = [
    ['17', 23],
    ['1818', 24],
    ['190100', 256],
    ['1a00010000', 65536],
    ['1affffffff', 2 ** 32 - 1],
    ['1b0000000100000000', 2 ** 32],
    ['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['1b0020000000000000', 2n ** 53n],
    ['1b0020000000000001', 2n ** 53n + 1n],
    ['1bffffffffffffffff', 2n ** 64n - 1n],
    ['20', -1],
    ['3b001ffffffffffffe', Number.MIN_SAFE_INTEGER],
    ['3b001fffffffffffff', -(2n ** 53n)],
    ['3bffffffffffffffff', -(2n ** 64n)],
    ['60', ''],
    ['6161', 'a'],
    ['64f09f9880', '😀'],
    ['6461626364', 'abcd'],
    ['656162636465', 'abcde'],
    ['686162636465666768', 'abcdefgh'],
    ['69616263646566676869', 'abcdefghi'],
    ['706162636465666768696a6b6c6d6e6f70', 'abcdefghijklmnop'],
    ['716162636465666768696a6b6c6d6e6f7071', 'abcdefghijklmnopq'],
    ['64efbbbf41', '\ufeffA'],
    ['41ff', Uint8Array.of(255)],
    ['80', []],
    ['820102', [1, 2]],
    ['a0', new Map()],
    ['a10102', new Map([[1, 2]])],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', undefined],
    ['f0', new Simple(16)],
    ['f820', new Simple(32)],
    ['f8ff', new Simple(255)],
    ['fb3ff199999999999a', 1.1],
    ['fb7ff0000000000000', Infinity],
    ['fb7ff8000000000000', Number.NaN],
    ['fb8000000000000000', -0],
  ]
  it.each(cases)('%s', (hex, value) => {
    const got = read(hex)
    expect(got).toStrictEqual(value)
    expect(Object.is(got, -0)).toBe(Object.is(value, -0))
    expect(toHex(encode(got))).toBe(hex)
    expect(decodeFirst(fromHex(`00${hex}ff`), { offset: 1 })).toStrictEqual({
      value,
      bytesRead: hex.length / 2,
      violations: [],
    })
  })

  it('keeps what a plain number would lose under ctap2', () => {
    expect(read('f93c00')).toStrictEqual(new Float(1, 16))
    expect(read('f93e00')).toStrictEqual(new Float(1.5, 16))
    expect(read('fa3fc00000')).toStrictEqual(new Float(1.5, 32))
    expect(read('fb3ff8000000000000')).toBe(1.5)
    expect(read('fb3ff0000000000000')).toStrictEqual(new Float(1, 64))
    expect(read('f97e00')).toStrictEqual(new Float(Number.NaN, 16))
    expect(read('f97e01')).toStrictEqual(new Float(Number.NaN, 16, 0x7e01n))
    expect(read('fb7ff8000000000001')).toStrictEqual(new Float(Number.NaN, 64, 0x7ff8000000000001n))
  })

  it('gives plain numbers where a profile settles the width', () => {
    expect(read('f93e00', { profile: 'rfc8949' })).toBe(1.5)
    expect(read('f93c00', { profile: 'rfc8949' })).toStrictEqual(new Float(1))
    expect(read('f97e00', { profile: 'rfc8949' })).toBeNaN()
    expect(read('fa3fc00000', { profile: 'basic' })).toBe(1.5)
  })

  it('makes a Float of −0.0 as a key, and of nothing else', () => {
    const map = read('a20001f9800002', { profile: 'rfc8949' }) as ReadonlyMap<CborValue, CborValue>
    expect([...map.keys()]).toStrictEqual([0, new Float(-0)])
    expect(Object.is(read('f98000', { profile: 'rfc8949' }), -0)).toBe(true)
    const wide = read('a20001fb800000000000000002') as ReadonlyMap<CborValue, CborValue>
    expect([...wide.keys()]).toStrictEqual([0, new Float(-0, 64)])
  })

  it('makes integers of bignums, and leaves the longest alone', () => {
    const options: DecodeOptions = { profile: 'rfc8949' }
    expect(read('c249010000000000000000', options)).toBe(2n ** 64n)
    expect(read('c349010000000000000000', options)).toBe(-(2n ** 64n) - 1n)
    expect(read('c24101', { profile: 'basic' })).toBe(1n)
    expect(read('c25f41014100ff', { profile: 'basic' })).toBe(256n)
    const longest = `c2590401${'01'.repeat(1025)}`
    expect(read(longest, options)).toBeInstanceOf(Tagged)
    expect(toHex(encode(read(longest, options), { profile: 'rfc8949' }))).toBe(longest)
    expect(read('c26161', options)).toStrictEqual(new Tagged(2, 'a'))
  })

  it('keeps tags where they are allowed', () => {
    expect(read('c101', { profile: 'rfc8949' })).toStrictEqual(new Tagged(1, 1))
    expect(read('c101', { tags: 'keep' })).toStrictEqual(new Tagged(1, 1))
    expect(read('dbffffffffffffffff01', { profile: 'rfc8949' })).toStrictEqual(new Tagged(2n ** 64n - 1n, 1))
    expect(refusal(() => read('c101'))).toEqual(['tag-not-allowed', 0, []])
    expect(refusal(() => read('81c101', { profile: 'rfc8949', tags: 'none' }))).toEqual([
      'tag-not-allowed',
      1,
      [0],
    ])
  })

  it('joins the chunks of strings under basic', () => {
    expect(read('5f42010243030405ff', { profile: 'basic' })).toEqual(Uint8Array.of(1, 2, 3, 4, 5))
    expect(read('7f657374726561646d696e67ff', { profile: 'basic' })).toBe('streaming')
    expect(read('bf61619f01ffff', { profile: 'basic' })).toEqual(new Map([['a', [1]]]))
    // A character may not be divided between chunks (RFC 8949 §3.2.3).
    expect(refusal(() => read('7f61c361bcff', { profile: 'basic' }))).toEqual(['invalid-utf8', 1, []])
  })
})

describe('refusals, each with its twin', () => {
  const cases: readonly (readonly [string, string, string, number, (string | number)[]])[] = [
    ['00', '', 'empty-input', 0, []],
    ['820102', '8201', 'truncated', 2, [1]],
    ['a10102', 'a101', 'truncated', 2, [1]],
    ['4101', '8241', 'truncated', 1, [0]],
    ['6161', '6261', 'truncated', 0, []],
    ['190100', '1901', 'truncated', 0, []],
    ['00', '0000', 'trailing-bytes', 1, []],
    ['8117', '811c', 'reserved-additional-info', 1, [0]],
    ['81f7', '81ff', 'unexpected-break', 1, [0]],
    ['8117', '811f', 'indefinite-not-allowed', 1, [0]],
    ['f820', 'f81f', 'reserved-simple', 0, []],
    ['62c3bc', '62c328', 'invalid-utf8', 0, []],
    ['63e282ac', '63eda080', 'invalid-utf8', 0, []],
    ['f6', '7817616161616161616161616161616161616161616161616161', 'non-shortest-length', 0, []],
    ['a161610a', 'a16161180a', 'non-shortest-int', 3, ['a']],
    ['8118ff', '811900ff', 'non-shortest-int', 1, [0]],
    ['811a00010000', '811a0000ffff', 'non-shortest-int', 1, [0]],
    ['811b0000000100000000', '811b00000000ffffffff', 'non-shortest-int', 1, [0]],
    ['8101', '980101', 'non-shortest-length', 0, []],
    ['8101', '9f01ff', 'indefinite-length', 0, []],
    ['a201000200', 'a202000100', 'key-order', 3, [1]],
    ['a2616100616200', 'a2616200616100', 'key-order', 4, ['a']],
    ['a201000200', 'a201000100', 'duplicate-key', 3, [1]],
    ['a2410000410100', 'a2410000410000', 'duplicate-key', 4, ['4100']],
    ['a10102', 'a1180102', 'non-shortest-int', 1, []],
    ['81818180', '8181818180', 'depth-exceeded', 4, [0, 0, 0, 0]],
  ]
  it.each(cases)('%s is accepted, %s is not: %s at %i', (good, bad, code, offset, path) => {
    expect(errorOf(() => read(good))).toBeUndefined()
    expect(refusal(() => read(bad))).toEqual([code, offset, path])
  })

  const dcbor: readonly (readonly [string, string, string, number])[] = [
    ['3b7fffffffffffffff', '3b8000000000000000', 'int-out-of-range', 0],
    ['f93e00', 'f93c00', 'float-should-be-int', 0],
    ['00', 'f90000', 'float-should-be-int', 0],
    ['fa5f800000', 'fb43f0000000000000', 'non-shortest-float', 0],
    ['f6', 'f7', 'simple-not-allowed', 0],
    ['f5', 'f0', 'simple-not-allowed', 0],
    ['62c3a9', '6365cc81', 'not-nfc', 0],
    ['f97e00', 'f97e01', 'non-canonical-nan', 0],
  ]
  it.each(dcbor)('dcbor: %s is accepted, %s is not: %s', (good, bad, code, offset) => {
    expect(errorOf(() => read(good, { profile: 'dcbor' }))).toBeUndefined()
    expect(refusal(() => read(bad, { profile: 'dcbor' }))).toEqual([code, offset, []])
  })

  const core: readonly (readonly [string, string, string, number])[] = [
    ['f93e00', 'fa3fc00000', 'non-shortest-float', 0],
    ['fa47c35000', 'fb40f86a0000000000', 'non-shortest-float', 0],
    ['fb3ff199999999999a', 'fa7fc00000', 'non-canonical-nan', 0],
    ['c249010000000000000000', 'c248ffffffffffffffff', 'bignum-not-preferred', 0],
    ['c249010000000000000000', 'c24a00010000000000000000', 'bignum-not-preferred', 0],
    ['d81800', 'd81700', 'non-shortest-tag', 0],
  ]
  it.each(core)('rfc8949: %s is accepted, %s is not: %s', (good, bad, code, offset) => {
    expect(errorOf(() => read(good, { profile: 'rfc8949' }))).toBeUndefined()
    expect(refusal(() => read(bad, { profile: 'rfc8949' }))).toEqual([code, offset, []])
  })

  it('names what comes first in the bytes, though it is found later', () => {
    // The second key begins at 5, before the first one's place, and holds a fault at 6.
    expect(refusal(() => read('a2 820000 00 811800 00'))).toEqual(['key-order', 5, ['811800']])
    expect(refusal(() => read('a2 8100 00 821800 00 00'))).toEqual(['non-shortest-int', 5, []])
  })
})

describe('chunks', () => {
  it.each([
    ['5f6161ff', 'bad-chunk', 1],
    ['5f5f4101ffff', 'bad-chunk', 1],
    ['7f4101ff', 'bad-chunk', 1],
    ['5f00ff', 'bad-chunk', 1],
    ['5f1cff', 'reserved-additional-info', 1],
    ['5f4101', 'truncated', 3],
    ['5f', 'truncated', 1],
    ['bf01ff', 'unexpected-break', 2],
    ['9f01', 'truncated', 2],
  ] as const)('%s', (hex, code, offset) => {
    expect(refusal(() => read(hex, { profile: 'basic' }))!.slice(0, 2)).toEqual([code, offset])
  })
})

describe('report mode', () => {
  it('accepts and hands over, in order of the bytes', () => {
    const seen: Violation[] = []
    const value = read('a2 18 02 9f00ff 01 c100', {
      mode: 'report',
      onViolation: (violation) => seen.push(violation),
    })
    expect(value).toStrictEqual(
      new Map<CborValue, CborValue>([
        [2, [0]],
        [1, new Tagged(1, 0)],
      ]),
    )
    expect(seen.map(({ code, offset, path, profile }) => [code, offset, path, profile])).toEqual([
      ['non-shortest-int', 1, [], 'ctap2'],
      ['indefinite-length', 3, [2], 'ctap2'],
      ['key-order', 6, [1], 'ctap2'],
      ['tag-not-allowed', 7, [1], 'ctap2'],
    ])
  })

  it.each([
    ['a2 02 00 01 00 ff', 'trailing-bytes', 5],
    ['a2 02 00 18 02 00', 'duplicate-key', 3],
    ['a2 02 00 01 61 ff', 'invalid-utf8', 4],
    ['a2 02 00 01', 'truncated', 4],
    ['a2 02 00 01 81 81 81 81 80', 'depth-exceeded', 7],
  ])('refuses %s all the same', (spaced, code, offset) => {
    expect(refusal(() => read(spaced, { mode: 'report' }))!.slice(0, 2)).toEqual([code, offset])
  })

  it('hands nothing over where it refuses', () => {
    const seen: Violation[] = []
    errorOf(() => read('a20200010000', { mode: 'report', onViolation: (violation) => seen.push(violation) }))
    expect(seen).toEqual([])
  })
})

describe('limits', () => {
  it.each(['ctap2', 'rfc8949', 'rfc7049', 'dcbor', 'basic'] as const)('%s', (profile) => {
    expect(refusal(() => read('81818101', { profile, maxDepth: 2 }))).toEqual(['depth-exceeded', 2, [0, 0]])
    expect(read('81818101', { profile, maxDepth: 3 })).toEqual([[[1]]])
    expect(refusal(() => read('83000102', { profile, maxItems: 3 }))).toEqual(['too-many-items', 3, [2]])
    expect(read('83000102', { profile, maxItems: 4 })).toEqual([0, 1, 2])
    expect(refusal(() => read('83000102', { profile, maxBytes: 3 }))).toEqual(['too-large', 3, []])
    expect(read('83000102', { profile, maxBytes: 4 })).toEqual([0, 1, 2])
    expect(refusal(() => read('818101', { profile, maxDepth: 1, mode: 'report' }))!.slice(0, 2)).toEqual([
      'depth-exceeded',
      1,
    ])
  })

  it('takes a compound attestation with five levels by maxDepth alone', () => {
    const five = 'a10181a10181a10101'
    expect(refusal(() => read(five))).toEqual(['depth-exceeded', 6, [1, 0, 1, 0]])
    expect(toHex(encode(read(five, { maxDepth: 5 }), { maxDepth: 5 }))).toBe(five)
  })

  it('never goes deeper than 128 levels', () => {
    const nested = (levels: number) => `${'81'.repeat(levels)}00`
    for (const maxDepth of [undefined, 128, 1000, Infinity]) {
      const options: DecodeOptions = maxDepth === undefined ? { profile: 'rfc8949' } : { maxDepth }
      expect(errorOf(() => read(nested(128), options))).toBeUndefined()
      expect(refusal(() => read(nested(129), options))!.slice(0, 2)).toEqual(['depth-exceeded', 128])
    }
    const tags = (count: number) => `${'c1'.repeat(count)}00`
    expect(errorOf(() => read(tags(128), { profile: 'rfc8949' }))).toBeUndefined()
    expect(refusal(() => read(tags(129), { profile: 'rfc8949' }))!.slice(0, 2)).toEqual([
      'depth-exceeded',
      128,
    ])
  })
})

describe('input', () => {
  it('is copied, or seen through a window', () => {
    const bytes = fromHex('82430102036441424344')
    const copy = decode(bytes) as [Uint8Array, string]
    const view = decode(bytes, { bytes: 'view' }) as [Uint8Array, string]
    bytes[2] = 9
    expect([copy[0][0], view[0][0]]).toEqual([1, 9])
    expect(copy[0].buffer).not.toBe(bytes.buffer)
  })

  it('may be a Buffer, and gives plain arrays all the same', () => {
    const value = decode(Buffer.from('43010203', 'hex'))
    expect(Object.getPrototypeOf(value)).toBe(Uint8Array.prototype)
    const window = decode(Buffer.from('43010203', 'hex'), { bytes: 'view' })
    expect(Object.getPrototypeOf(window)).toBe(Uint8Array.prototype)
  })

  it('is read inside of its window alone', () => {
    const whole = fromHex('ff420102ff')
    expect(decode(whole.subarray(1, 4))).toEqual(Uint8Array.of(1, 2))
    expect(refusal(() => decode(whole.subarray(1, 3)))).toEqual(['truncated', 0, []])
    expect(refusal(() => decode(fromHex('1901ff').subarray(0, 2)))).toEqual(['truncated', 0, []])
    expect(refusal(() => decode(fromHex('811a0001ffff').subarray(0, 4)))).toEqual(['truncated', 1, [0]])
  })

  it.each([undefined, null, 'a0', [0xa0], {}, 5])('is no %j', (input) => {
    expect(refusal(() => decode(input as Uint8Array))).toEqual(['unsupported-type', -1, []])
  })

  it('has a known profile and a sensible offset', () => {
    expect(refusal(() => decode(fromHex('00'), { profile: 'core' as 'basic' }))?.[0]).toBe('unsupported-type')
    for (const offset of [-1, 0.5, Number.NaN]) {
      expect(refusal(() => decodeFirst(fromHex('00'), { offset }))?.[0]).toBe('unsupported-type')
    }
    expect(refusal(() => decodeFirst(fromHex('00'), { offset: 1 }))).toEqual(['empty-input', 1, []])
    expect(refusal(() => decodeFirst(fromHex('0081'), { offset: 1 }))).toEqual(['truncated', 2, [0]])
  })

  it('leaves nothing behind after an error', () => {
    errorOf(() => read('a1'))
    expect(read('a10102')).toEqual(new Map([[1, 2]]))
  })
})
