/** A Buffer is a Uint8Array whose `slice` copies nothing: what is said to be copied must be, all the same. */
import { describe, expect, it } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes)

describe.each(['js', 'wasm-simd128'] as const)('on path %s', (path) => {
  const { equalBytes, compareBytes, lowerBound, FixedKeyIndex, ByteKeyIndex, ScanTable } = createKernels({
    path,
  })

  describe.each([
    ['Uint8Array', bytesOf],
    ['Buffer', (...bytes: number[]) => Buffer.from(bytes)],
  ])('%s', (_, make) => {
    it('is copied by FixedKeyIndex.from', () => {
      const packed = make(1, 2)
      const index = FixedKeyIndex.from(1, packed)
      packed.fill(9)
      expect([...index.indexOfMany(bytesOf(1, 2, 9))]).toEqual([0, 1, -1])
    })

    it('is copied by ByteKeyIndex.from', () => {
      const keys = [make(1), make(1, 2)]
      const index = ByteKeyIndex.from(keys)
      for (const key of keys) key.fill(9)
      expect([bytesOf(1), bytesOf(1, 2), bytesOf(9)].map((key) => index.indexOf(key))).toEqual([0, 1, -1])
    })

    it('is copied by ScanTable.from', () => {
      const packed = make(1, 2)
      const table = ScanTable.from(1, packed)
      packed.fill(9)
      expect([1, 2, 9].map((byte) => table.indexOf(bytesOf(byte)))).toEqual([0, 1, -1])
    })

    it('is copied by add', () => {
      const key = make(1, 2)
      const keyed = [new FixedKeyIndex(2), new ByteKeyIndex(), new ScanTable(2)]
      for (const one of keyed) one.add(key)
      key.fill(9)
      expect(keyed.map((one) => one.indexOf(bytesOf(1, 2)))).toEqual([0, 0, 0])
      expect(keyed.map((one) => one.indexOf(key))).toEqual([-1, -1, -1])
    })

    it('is copied as a hash key', () => {
      const key = make(...Array(16).keys())
      const index = FixedKeyIndex.from(1, bytesOf(1, 2), { key })
      const same = FixedKeyIndex.from(1, bytesOf(1, 2), { key: bytesOf(...Array(16).keys()) })
      key.fill(9)
      expect([...index.indexOfMany(bytesOf(2, 1))]).toEqual([...same.indexOfMany(bytesOf(2, 1))])
    })

    it('is compared', () => {
      expect(equalBytes(make(1, 2), bytesOf(1, 2))).toBe(true)
      expect(equalBytes(bytesOf(1, 2), make(1, 3))).toBe(false)
      expect(compareBytes(make(1, 2), bytesOf(1, 3))).toBe(-1)
      expect(lowerBound(make(1, 3), 1, make(2))).toBe(1)
    })
  })
})
