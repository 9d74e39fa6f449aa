import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'
import { type BadValue, detached, wrong } from './bad-values.ts'
import { errorOf } from './error-of.ts'

const key16 = Uint8Array.from({ length: 16 }, (_, at) => at)
const packed = Uint8Array.of(1, 2, 3)

const notHashKeys: readonly BadValue[] = [
  ['15 bytes', new Uint8Array(15), 'bad-key'],
  ['17 bytes', new Uint8Array(17), 'bad-key'],
  ['no bytes', new Uint8Array(), 'bad-key'],
  ['text', 'sixteen letters!', 'bad-key'],
  ['an array', Array(16).fill(0), 'bad-key'],
  ['sixteen numbers of 32 bits', new Uint32Array(16), 'bad-key'],
  ['a DataView', new DataView(new ArrayBuffer(16)), 'bad-key'],
  ['an ArrayBuffer', new ArrayBuffer(16), 'bad-key'],
  ['null', null, 'bad-key'],
  ['what was transferred elsewhere', detached(new Uint8Array(16)), 'bad-key'],
]

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each(['js', 'wasm-simd128'] as const)('on path %s', (path) => {
  const { FixedKeyIndex, ByteKeyIndex, ScanTable } = createKernels({ path })

  it.each(notHashKeys)('a hash key is not %s', (_, key, code) => {
    expect(errorOf(() => new FixedKeyIndex(1, { key: wrong(key) }))?.code).toBe(code)
    expect(errorOf(() => FixedKeyIndex.from(1, packed, { key: wrong(key) }))?.code).toBe(code)
    expect(errorOf(() => new ByteKeyIndex({ key: wrong(key) }))?.code).toBe(code)
    expect(errorOf(() => ByteKeyIndex.from([packed], { key: wrong(key) }))?.code).toBe(code)
  })

  it('a hash key is 16 bytes', () => {
    expect(FixedKeyIndex.from(1, packed, { key: key16 }).indexOf(Uint8Array.of(3))).toBe(2)
    expect(ByteKeyIndex.from([packed], { key: key16 }).indexOf(packed)).toBe(0)
    expect(FixedKeyIndex.from(1, packed, { key: undefined }).indexOf(Uint8Array.of(3))).toBe(2)
  })

  it('is drawn by each index for itself, once, at the first use', () => {
    const drawn = vi.spyOn(crypto, 'getRandomValues')
    const made = [
      ...[FixedKeyIndex.from(3, packed), ByteKeyIndex.from([packed]), ScanTable.from(3, packed)],
      ...[new FixedKeyIndex(3), new ByteKeyIndex(), new ScanTable(3)],
    ]
    expect(drawn).not.toHaveBeenCalled()
    for (const one of made) for (let time = 0; time < 3; time++) one.indexOf(packed)
    expect(drawn).toHaveBeenCalledTimes(made.length)
    expect(new Set(drawn.mock.results.map(({ value }) => String(value))).size).toBe(made.length)
  })

  it('is not drawn where one is given', () => {
    const drawn = vi.spyOn(crypto, 'getRandomValues')
    FixedKeyIndex.from(3, packed, { key: key16 }).indexOf(packed)
    ByteKeyIndex.from([packed], { key: key16 }).indexOf(packed)
    expect(drawn).not.toHaveBeenCalled()
  })

  it('can be drawn later, where there is no randomness yet', () => {
    const cause = new Error('Disallowed operation called within global scope')
    const made = [FixedKeyIndex.from(3, packed), ByteKeyIndex.from([packed]), ScanTable.from(3, packed)]
    const drawn = vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
      throw cause
    })
    for (const one of made) {
      const calls = [
        ...[() => one.indexOf(packed), () => one.add(packed), () => one.size, () => one.byteLength],
        ...('has' in one ? [() => one.has(packed), () => one.delete(packed)] : []),
        ...('indexOfMany' in one ? [() => one.indexOfMany(packed)] : []),
        ...('countEqual' in one ? [() => one.countEqual(packed), () => one.indexOfConstantTime(packed)] : []),
      ]
      for (const call of calls) expect(errorOf(call)).toMatchObject({ code: 'no-randomness', cause })
    }
    drawn.mockRestore()
    expect(made.map((one) => one.indexOf(packed))).toEqual([0, 0, 0])
    expect(made.map((one) => one.size)).toEqual([1, 1, 1])
  })
})
