import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../src/concat.ts'

describe('concat', () => {
  it('joins what Buffer joins', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 }), (parts) => {
        expect(concat(...parts)).toEqual(new Uint8Array(Buffer.concat(parts)))
      }),
    )
  })

  it('gives an array of its own, also for one part', () => {
    const part = new Uint8Array([1, 2])
    const joined = concat(part)
    joined[0] = 9
    expect(part[0]).toBe(1)
    expect(joined.buffer.byteLength).toBe(2)
  })

  it('reads views, not the buffers beneath them', () => {
    const whole = new Uint8Array([1, 2, 3, 4])
    expect(concat(whole.subarray(1, 2), whole.subarray(3))).toEqual(new Uint8Array([2, 4]))
  })

  it('gives nothing for nothing', () => {
    expect(concat()).toEqual(new Uint8Array())
  })
})
