import { describe, expect, it } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'
import { SimdError } from '../src/simd-error.ts'
import { wrong } from './bad-values.ts'
import { errorOf } from './error-of.ts'

describe('SimdError', () => {
  it('is an error with a name, a code and a cause', () => {
    const cause = new RangeError('too large')
    const error = new SimdError('out-of-memory', 'no room', { cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'SimdError', code: 'out-of-memory', message: 'no room', cause })
    expect('cause' in new SimdError('wrong-type', 'no bytes')).toBe(false)
    expect(String(error)).toBe('SimdError: no room')
    expect(error.stack).toMatch(/^SimdError: no room\n/)
  })

  it('shows its code, and nothing else, to what enumerates it', () => {
    const error = new SimdError('out-of-memory', 'no room', { cause: new RangeError('too large') })
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'out-of-memory' })
    expect(Object.keys(error)).toEqual(['code'])
  })

  it('is known by its brand, also that of another installed version', async () => {
    const again = '../src/simd-error.ts?another-version'
    const other = (await import(/* @vite-ignore */ again)) as { SimdError: typeof SimdError }
    const error = new other.SimdError('wrong-width', 'too long')
    expect(error).not.toBeInstanceOf(SimdError)
    expect(SimdError.is(error)).toBe(true)
    expect(SimdError.is(new SimdError('wrong-width', 'too long'))).toBe(true)
    const brand = Symbol.for('@latchkey/simd-compare/SimdError')
    expect(SimdError.is(Object.assign(new Error('x'), { [brand]: true }))).toBe(true)
  })

  it('takes nothing else for one of its own', () => {
    const others = [new Error('wrong-type'), { code: 'wrong-type', name: 'SimdError' }, {}, Symbol('x')]
    for (const value of [...others, null, undefined, 'wrong-type', 5, 5n, true]) {
      expect(SimdError.is(value)).toBe(false)
    }
  })

  it('is the same class for every path', () => {
    expect(createKernels({ path: 'js' }).SimdError).toBe(SimdError)
    expect(createKernels({ path: 'wasm-simd128' }).SimdError).toBe(SimdError)
  })
})

/** Where errors go to logs, no key may: a credential's ID says who it is. */
describe('no error shows what was looked for', () => {
  const secret = 'deadbeefcafe'
  const key = Uint8Array.from(Buffer.from(secret, 'hex'))
  const { lowerBound, eqMask64x8, eqMask32x16, FixedKeyIndex, ByteKeyIndex, ScanTable } = createKernels({
    path: 'auto',
  })
  const lanes = new BigUint64Array(8)

  it.each([
    ['FixedKeyIndex.add', () => new FixedKeyIndex(5).add(key)],
    ['FixedKeyIndex.from', () => FixedKeyIndex.from(5, key)],
    ['ByteKeyIndex.add', () => new ByteKeyIndex().add(wrong(secret))],
    ['ByteKeyIndex.from', () => ByteKeyIndex.from([wrong([...key])])],
    ['ScanTable.indexOf', () => new ScanTable(7).indexOf(key)],
    ['lowerBound', () => lowerBound(key, 4, key.subarray(0, 4))],
    ['the hash key', () => new FixedKeyIndex(6, { key })],
    ['eqMask64x8', () => eqMask64x8(lanes, wrong(`0x${secret}`))],
    ['eqMask64x8, more than 64 bits', () => eqMask64x8(lanes, 2n ** 64n + BigInt(`0x${secret}`))],
    ['eqMask32x16', () => eqMask32x16(new Uint32Array(16), Number(`0x${secret}`))],
  ])('%s', (_, call) => {
    const error = errorOf(call)!
    const shown = `${error.message} ${JSON.stringify(error)} ${error.cause}`
    for (const form of [secret, key.join(','), String(Number(`0x${secret}`)), 'deadbeef', '222,173']) {
      expect(shown.toLowerCase()).not.toContain(form)
    }
  })
})
