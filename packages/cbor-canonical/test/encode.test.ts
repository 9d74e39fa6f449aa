import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../src/check.ts'
import { type CborValue, Float, Simple, Tagged } from '../src/data-model.ts'
import { decode } from '../src/decode.ts'
import { type EncodeOptions, encode } from '../src/encode.ts'
import { anyValue } from './arbitraries.ts'
import { fromHex, toHex } from './bytes.ts'
import { errorOf, refusal } from './error-of.ts'
import { describe as describeValue } from './notation.ts'

const write = (value: unknown, options?: EncodeOptions) => toHex(encode(value as CborValue, options))
const core: EncodeOptions = { profile: 'rfc8949' }

describe('numbers', () => {
  it.each([
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65535, '19ffff'],
    [65536, '1a00010000'],
    [2 ** 31, '1a80000000'],
    [2 ** 32 - 1, '1affffffff'],
    [2 ** 32, '1b0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    [-1, '20'],
    [-24, '37'],
    [-25, '3818'],
    [-(2 ** 32), '3affffffff'],
    [Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'],
    [1n, '01'],
    [-1n, '20'],
    [2n ** 32n, '1b0000000100000000'],
    [2n ** 64n - 1n, '1bffffffffffffffff'],
    [-(2n ** 64n), '3bffffffffffffffff'],
    [0.5, 'fb3fe0000000000000'],
    [-0, 'fb8000000000000000'],
    [2 ** 53, 'fb4340000000000000'],
    [Infinity, 'fb7ff0000000000000'],
    [Number.NaN, 'fb7ff8000000000000'],
  ])('%s', (value, hex) => {
    expect(write(value)).toBe(hex)
  })

  it('are as short as they can be but under ctap2', () => {
    expect(write(0.5, core)).toBe('f93800')
    expect(write(-0, core)).toBe('f98000')
    expect(write(2 ** 53, core)).toBe('fa5a000000')
    expect(write(2 ** -24, core)).toBe('f90001')
    expect(write(2 ** -25, core)).toBe('fa33000000')
    expect(write(65504, { profile: 'rfc7049' })).toBe('19ffe0')
    expect(write(new Float(65504), core)).toBe('f97bff')
    expect(write(new Float(65520), core)).toBe('fa477ff000')
    expect(write(Number.NaN, core)).toBe('f97e00')
    expect(write(2n ** 64n, core)).toBe('c249010000000000000000')
    expect(write(-(2n ** 64n) - 1n, core)).toBe('c349010000000000000000')
  })

  it('are written in the width that is asked for under ctap2', () => {
    expect(write(new Float(1))).toBe('fb3ff0000000000000')
    expect(write(new Float(1, 16))).toBe('f93c00')
    expect(write(new Float(1, 32))).toBe('fa3f800000')
    expect(write(new Float(Number.NaN, 32))).toBe('fa7fc00000')
    expect(write(new Float(Number.NaN, 16, 0x7e01n))).toBe('f97e01')
    expect(write(new Float(Number.NaN, 16, 0x7e01n), core)).toBe('f97e00')
    expect(refusal(() => write([new Float(1.1, 32)]))).toEqual(['unsupported-type', -1, [0]])
    expect(refusal(() => write([new Float(1, 8 as 16)]))).toEqual(['unsupported-type', -1, [0]])
  })

  it('follow dcbor', () => {
    const dcbor: EncodeOptions = { profile: 'dcbor' }
    expect(write(new Float(1), dcbor)).toBe('01')
    expect(write(-0, dcbor)).toBe('00')
    expect(write(2 ** 53, dcbor)).toBe('1b0020000000000000')
    expect(write(2 ** 64, dcbor)).toBe('fa5f800000')
    expect(write(-(2 ** 63), dcbor)).toBe('3b7fffffffffffffff')
    expect(refusal(() => write([-(2n ** 63n) - 1n], dcbor))).toEqual(['int-out-of-range', -1, [0]])
    expect(refusal(() => write([undefined], dcbor))).toEqual(['simple-not-allowed', -1, [0]])
    expect(refusal(() => write([new Simple(16)], dcbor))).toEqual(['simple-not-allowed', -1, [0]])
    expect(refusal(() => write(['e\u0301'], dcbor))).toEqual(['not-nfc', -1, [0]])
    expect(write(['\u00e9', true, null], dcbor)).toBe('8362c3a9f5f6')
  })
})

describe('other values', () => {
  it.each([
    ['', '60'],
    ['a', '6161'],
    ['ü', '62c3bc'],
    ['😀', '64f09f9880'],
    ['\ufeff', '63efbbbf'],
    ['a'.repeat(63), `783f${'61'.repeat(63)}`],
    ['a'.repeat(64), `7840${'61'.repeat(64)}`],
    ['ü'.repeat(12), `7818${'c3bc'.repeat(12)}`],
    [Uint8Array.of(1, 2), '420102'],
    [Buffer.from([1, 2]), '420102'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    [undefined, 'f7'],
    [new Simple(0), 'e0'],
    [new Simple(22), 'f6'],
    [new Simple(32), 'f820'],
    [new Simple(255), 'f8ff'],
    [[], '80'],
    [[1, [2]], '820181 02'.replace(' ', '')],
    [Array(24).fill(0), `9818${'00'.repeat(24)}`],
    [new Map(), 'a0'],
  ])('%j', (value, hex) => {
    expect(write(value)).toBe(hex)
  })

  it('have tags but under ctap2', () => {
    expect(write(new Tagged(1, 1), core)).toBe('c101')
    expect(write(new Tagged(2n ** 64n - 1n, 1), core)).toBe('dbffffffffffffffff01')
    expect(write(new Tagged(2, Uint8Array.of(0, 1)), core)).toBe('01')
    expect(write(new Tagged(3, Uint8Array.of(1)), core)).toBe('21')
    expect(write(new Tagged(2, 'x'), core)).toBe('c26178')
    expect(refusal(() => write([new Tagged(1, 1)]))).toEqual(['tag-not-allowed', -1, [0]])
    expect(refusal(() => write([2n ** 64n]))).toEqual(['tag-not-allowed', -1, [0]])
    for (const tag of [-1, 2n ** 64n]) {
      expect(refusal(() => write([new Tagged(tag, 1)], core))).toEqual(['unsupported-type', -1, [0]])
    }
  })
})

describe('maps', () => {
  it('are sorted', () => {
    const map = new Map<CborValue, CborValue>([
      [-1, 'minus'],
      ['b', [1]],
      [100, new Map([['z', 1]])],
      ['a', 2],
    ])
    expect(write(map)).toBe('a4 1864 a1617a01 20 656d696e7573 6161 02 6162 8101'.replaceAll(' ', ''))
    expect(write(map, { profile: 'rfc7049' })).toBe(
      'a4 20 656d696e7573 1864 a1617a01 6161 02 6162 8101'.replaceAll(' ', ''),
    )
    expect([...map.keys()]).toEqual([-1, 'b', 100, 'a'])
  })

  it('are sorted in each other', () => {
    const inner = () =>
      new Map([
        ['b', 1],
        ['a', 1],
      ])
    expect(write(new Map([[1, [inner(), inner()]]]))).toBe('a10182a2616101616201a2616101616201')
    expect(write(new Map([[inner(), inner()]]))).toBe('a1a2616101616201a2616101616201')
  })

  it('have each key once, whatever it is', () => {
    const twice = (one: CborValue, other: CborValue, options?: EncodeOptions) =>
      refusal(() =>
        write(
          [
            new Map([
              [one, 1],
              [other, 2],
            ] as [CborValue, CborValue][]),
          ],
          options,
        ),
      )
    expect(twice(1, 1n)).toEqual(['duplicate-key', -1, [0, 1]])
    expect(twice(Uint8Array.of(1), Uint8Array.of(1))).toEqual(['duplicate-key', -1, [0, '4101']])
    expect(twice([1, 'x'], [1, 'x'])).toEqual(['duplicate-key', -1, [0, '82016178']])
    expect(twice(false, new Simple(20))).toEqual(['duplicate-key', -1, [0, 'f4']])
    expect(twice(new Float(1.5), 1.5, core)).toEqual(['duplicate-key', -1, [0, 'f93e00']])
    expect(twice(new Float(1.5, 16), 1.5)?.[0]).toBe('duplicate-key')
    expect(twice(new Float(1.5, 16), new Float(2.5, 16))).toBeUndefined()
    expect(twice(0, new Float(-0), core)).toBeUndefined()
    expect(twice(1, new Float(1), core)).toBeUndefined()
  })
})

describe('refusals, each with its path', () => {
  class Pet {}
  const loop: unknown[] = [1]
  loop.push(loop)
  const ring = new Map<string, unknown>()
  ring.set('a', [ring])
  const sparse = [1, 2, 3]
  delete sparse[1]
  const nested = (levels: number) => {
    let value: unknown = 0
    for (let i = 0; i < levels; i++) value = [value]
    return value
  }

  it.each([
    ['a lone high surrogate', 'a\ud800', 'lone-surrogate', []],
    ['a lone low surrogate', ['\udc00b'], 'lone-surrogate', [0]],
    ['swapped surrogates', ['\udc00\ud800'], 'lone-surrogate', [0]],
    ['a surrogate in a long text', [`${'a'.repeat(100)}\ud800`], 'lone-surrogate', [0]],
    ['a surrogate in a key', [new Map([['\ud800', 1]])], 'lone-surrogate', [0]],
    ['a hole', [sparse], 'sparse-array', [0, 1]],
    ['a class instance', { toString: undefined, pet: new Pet() }.pet, 'unsupported-type', []],
    ['a plain object', [{ a: 1 }], 'unsupported-type', [0]],
    ['a date', new Map([['when', new Date(0)]]), 'unsupported-type', ['when']],
    ['a regular expression', [[/x/]], 'unsupported-type', [0, 0]],
    ['a set', new Map([[7, new Set()]]), 'unsupported-type', [7]],
    ['a function', [() => 1], 'unsupported-type', [0]],
    ['a symbol', [Symbol('x')], 'unsupported-type', [0]],
    ['a value below a key that is no text', new Map([[[1], [Symbol('x')]]]), 'unsupported-type', ['8101', 0]],
    ['a number that is no simple value', [new Simple(24)], 'unsupported-type', [0]],
    ['a fraction that is no simple value', [new Simple(1.5)], 'unsupported-type', [0]],
    ['an array in itself', loop, 'cycle', [1]],
    ['a map in itself', ring, 'cycle', ['a', 0]],
    ['five levels', nested(5), 'depth-exceeded', [0, 0, 0, 0]],
  ])('%s', (_what, value, code, path) => {
    expect(refusal(() => write(value))).toEqual([code, -1, path])
  })

  it('come before the stack ends', () => {
    expect(refusal(() => write(nested(200_000), core))?.[0]).toBe('depth-exceeded')
    expect(write(nested(128), core)).toBe(`${'81'.repeat(128)}00`)
    let tags: CborValue = 0
    for (let i = 0; i < 200_000; i++) tags = new Tagged(1, tags)
    expect(refusal(() => write(tags, core))?.[0]).toBe('depth-exceeded')
  })

  it('do not mean what is there twice', () => {
    const shared = ['x']
    expect(write([shared, shared])).toBe('8281617881 6178'.replace(' ', ''))
    expect(write([undefined, [undefined]])).toBe('82f781f7')
  })

  it('know the profiles', () => {
    expect(errorOf(() => write(1, { profile: 'basic' as 'ctap2' }))?.code).toBe('unsupported-type')
  })
})

describe('any value', () => {
  it.each(['rfc8949', 'rfc7049', 'ctap2'] as const)(
    'comes back under %s, from bytes that are canonical',
    (profile) => {
      fc.assert(
        fc.property(anyValue, (value) => {
          const bytes = encode(value, { profile, maxDepth: 8 })
          expect(check(bytes, { profile, maxDepth: 8 }).violations).toEqual([])
          const back = decode(bytes, { profile, maxDepth: 8 })
          expect(describeValue(back)).toBe(describeValue(value))
          expect(toHex(encode(back, { profile, maxDepth: 8 }))).toBe(toHex(bytes))
        }),
        { numRuns: 1000 },
      )
    },
  )

  it('is refused, or read by decode and check alike, after any change of its bytes', () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }), cut: fc.boolean() })
    fc.assert(
      fc.property(
        anyValue,
        change,
        fc.constantFrom('ctap2', 'rfc8949', 'basic'),
        (value, { at, to, cut }, profile) => {
          const bytes = encode(value, { profile: 'rfc8949', maxDepth: 8 })
          bytes[at % bytes.length] = to
          const changed = cut ? bytes.subarray(0, at % (bytes.length + 1)) : bytes
          const verdict = check(changed, { profile: profile as 'ctap2' })
          const error = errorOf(() => decode(changed, { profile: profile as 'ctap2' }))
          const [first] = verdict.violations
          expect(error && [error.code, error.offset, error.path]).toEqual(
            first && [first.code, first.offset, first.path],
          )
          if (verdict.ok && profile !== 'basic') {
            const again = encode(decode(changed, { profile: profile as 'ctap2' }), {
              profile: profile as 'ctap2',
            })
            expect(toHex(again)).toBe(toHex(changed))
          }
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('has a length that is allocated once, or grows', () => {
    const long = new Map(Array.from({ length: 600 }, (_, i) => [i, `value ${i}`]))
    expect(decode(encode(long))).toEqual(long)
    expect(encode(new Map([[1, new Uint8Array(5000)]])).length).toBe(5005)
    expect(encode([fromHex('00'), 'ü']).buffer.byteLength).toBe(6)
  })
})
