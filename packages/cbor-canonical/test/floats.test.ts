import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFloat, shortestSize, toHalf } from '../src/floats.ts'

const halves = Array.from({ length: 65536 }, (_, bits) => bits)
const half = (bits: number) => readFloat(Uint8Array.of(bits >> 8, bits & 255), 0, 2)

describe('half floats', () => {
  it('are read and written, all 65,536', () => {
    for (const bits of halves) {
      const number = half(bits)
      if (Number.isNaN(number)) expect((bits & 0x7fff) > 0x7c00).toBe(true)
      else {
        expect(toHalf(number)).toBe(bits)
        expect(shortestSize(number)).toBe(2)
      }
    }
  })

  it('ascend with their bits', () => {
    for (let bits = 1; bits <= 0x7c00; bits++) expect(half(bits)).toBeGreaterThan(half(bits - 1))
    expect([half(1), half(0x0400), half(0x3c00), half(0x7bff)]).toEqual([2 ** -24, 2 ** -14, 1, 65504])
  })

  it('are the only numbers that take two bytes', () => {
    const all = new Set(halves.map(half))
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (number) => {
        expect(shortestSize(number)).toBe(all.has(number) ? 2 : 4)
      }),
      { numRuns: 5000 },
    )
    for (const bits of halves) {
      const between = (half(bits) + half(bits + 1)) / 2
      if (Number.isFinite(between) && !all.has(between)) expect(shortestSize(between)).toBe(4)
    }
    expect([65519.996, 65536, 65520, 2 ** -25].map(shortestSize)).toEqual([8, 4, 4, 4])
  })
})

describe('wider floats', () => {
  it('take what they need', () => {
    expect([1.1, 2 ** -149, 2 ** -150, 3.4028234663852886e38, 3.5e38, Number.NaN].map(shortestSize)).toEqual([
      8, 4, 8, 4, 8, 2,
    ])
  })

  it('are read', () => {
    const bytes = new Uint8Array(13)
    const view = new DataView(bytes.buffer)
    view.setFloat32(1, 1.5)
    view.setFloat64(5, Math.PI)
    expect([readFloat(bytes, 1, 4), readFloat(bytes, 5, 8)]).toEqual([1.5, Math.PI])
    expect(readFloat(bytes.subarray(5), 0, 8)).toBe(Math.PI)
  })
})
