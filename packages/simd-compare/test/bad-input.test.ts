import { describe, expect, it } from 'vitest'
import { ByteKeyIndex } from '../src/byte-key-index.ts'
import { createKernels } from '../src/create-kernels.ts'
import { FixedKeyIndex } from '../src/fixed-key-index.ts'
import type { KeyIndex } from '../src/key-index.ts'
import { ScanTable } from '../src/scan-table.ts'
import {
  type BadValue,
  goodKeys,
  notBytes,
  notKeysOf16,
  notKeysOfAnyLength,
  notPackedOf16,
  notPaths,
  notWidths,
  wrong,
} from './bad-values.ts'
import { errorOf } from './error-of.ts'
import { seeded } from './seeded.ts'

const packed = seeded(91).bytes(16 * 40)
const keys = Array.from({ length: 40 }, (_, at) => packed.subarray(16 * at, 16 * at + 16))
const key = new Uint8Array(16).fill(1)

describe.each(['js', 'wasm-simd128'] as const)('on path %s', (path) => {
  const set = createKernels({ path })
  const fixed = set.FixedKeyIndex.from(16, packed)
  const bytes = set.ByteKeyIndex.from(keys)
  const table = set.ScanTable.from(16, packed)
  const indexes: readonly KeyIndex[] = [fixed, bytes]

  const keyCalls: Readonly<Record<string, (key: Uint8Array) => unknown>> = {
    'FixedKeyIndex.add': (key) => fixed.add(key),
    'FixedKeyIndex.delete': (key) => fixed.delete(key),
    'FixedKeyIndex.has': (key) => fixed.has(key),
    'FixedKeyIndex.indexOf': (key) => fixed.indexOf(key),
    'ScanTable.add': (key) => table.add(key),
    'ScanTable.indexOf': (key) => table.indexOf(key),
    'ScanTable.indexOfConstantTime': (key) => table.indexOfConstantTime(key),
    'ScanTable.countEqual': (key) => table.countEqual(key),
    lowerBound: (key) => set.lowerBound(packed, 16, key),
  }
  const anyKeyCalls: Readonly<Record<string, (key: Uint8Array) => unknown>> = {
    'ByteKeyIndex.add': (key) => bytes.add(key),
    'ByteKeyIndex.delete': (key) => bytes.delete(key),
    'ByteKeyIndex.has': (key) => bytes.has(key),
    'ByteKeyIndex.indexOf': (key) => bytes.indexOf(key),
    'ByteKeyIndex.from': (key) => set.ByteKeyIndex.from([keys[0]!, key]),
    'new ByteKeyIndex': (key) => new set.ByteKeyIndex({}, [key]),
  }
  const pairCalls: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
    'equalBytes, left': (bytes) => set.equalBytes(bytes, key),
    'equalBytes, right': (bytes) => set.equalBytes(key, bytes),
    'equalBytes, both': (bytes) => set.equalBytes(bytes, bytes),
    'compareBytes, left': (bytes) => set.compareBytes(bytes, key),
    'compareBytes, right': (bytes) => set.compareBytes(key, bytes),
  }
  const packedCalls: Readonly<Record<string, (packed: Uint8Array) => unknown>> = {
    'FixedKeyIndex.from': (packed) => set.FixedKeyIndex.from(16, packed),
    'new FixedKeyIndex': (packed) => new set.FixedKeyIndex(16, {}, packed),
    'ScanTable.from': (packed) => set.ScanTable.from(16, packed),
    'new ScanTable': (packed) => new set.ScanTable(16, {}, packed),
    indexOfMany: (packed) => fixed.indexOfMany(packed),
    lowerBound: (packed) => set.lowerBound(packed, 16, key),
  }
  const widthCalls: Readonly<Record<string, (width: number) => unknown>> = {
    'FixedKeyIndex.from': (width) => set.FixedKeyIndex.from(width, new Uint8Array()),
    'new FixedKeyIndex': (width) => new set.FixedKeyIndex(width),
    'ScanTable.from': (width) => set.ScanTable.from(width, new Uint8Array()),
    'new ScanTable': (width) => new set.ScanTable(width),
    lowerBound: (width) => set.lowerBound(new Uint8Array(), width, new Uint8Array(Math.max(0, width) || 0)),
  }

  describe.each(Object.entries(keyCalls))('%s', (_, call) => {
    refuses(call, notKeysOf16)
    accepts(call, goodKeys)
  })

  describe.each(Object.entries(anyKeyCalls))('%s', (_, call) => {
    refuses(call, notKeysOfAnyLength)
    accepts(call, [...goodKeys, ['a byte', new Uint8Array(1)], ['1,023 bytes', new Uint8Array(1_023)]])
  })

  describe.each(Object.entries(pairCalls))('%s', (_, call) => {
    refuses(call, [...notBytes, ['nothing', undefined, 'wrong-type']])
    accepts(call, [...goodKeys, ['no bytes', new Uint8Array()]])
  })

  describe.each(Object.entries(packedCalls))('packed bytes for %s', (_, call) => {
    refuses(call, notPackedOf16)
    accepts(call, [...goodKeys, ['no bytes', new Uint8Array()], ['two', new Uint8Array(32)]])
  })

  it.each(['FixedKeyIndex.from', 'ScanTable.from', 'indexOfMany', 'lowerBound'])(
    '%s needs packed bytes',
    (name) => {
      expect(errorOf(() => packedCalls[name]!(wrong(undefined)))?.code).toBe('wrong-type')
    },
  )

  describe.each(Object.entries(widthCalls))('a width for %s', (_, call) => {
    refuses(call, notWidths)
    it.each([1, 16, 1_023])('may be %i', (width) => {
      expect(errorOf(() => call(width))).toBeUndefined()
    })
  })

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['a number', 5],
    ['bytes', key],
    ['text', 'ab'],
    ['a key that is text among others', [key, 'ab']],
  ])('ByteKeyIndex.from refuses, for a list of keys, %s', (_, list) => {
    expect(errorOf(() => set.ByteKeyIndex.from(wrong(list)))?.code).toBe('wrong-type')
    expect(errorOf(() => set.ByteKeyIndex.from([key]))).toBeUndefined()
  })

  it('no refused call changes an index', () => {
    const states = indexes.map(stateOf)
    const records = table.size
    for (const call of Object.values(keyCalls)) for (const [, value] of notKeysOf16) attempt(call, value)
    for (const call of Object.values(anyKeyCalls)) {
      for (const [, value] of notKeysOfAnyLength) attempt(call, value)
    }
    for (const [, value] of notPackedOf16) attempt(packedCalls.indexOfMany!, value)
    attempt((out) => fixed.indexOfMany(packed, wrong(out)), new Int32Array(39))
    expect(indexes.map(stateOf)).toEqual(states)
    expect(table.size).toBe(records)
    expect(keys.map((one) => table.indexOf(one))).toEqual(keys.map((_, at) => at))
  })
})

describe.each([
  ['createKernels', (path: never) => createKernels({ path })],
  ['FixedKeyIndex', (path: never) => new FixedKeyIndex(16, { path })],
  ['ByteKeyIndex', (path: never) => new ByteKeyIndex({ path })],
  ['ScanTable', (path: never) => new ScanTable(16, { path })],
])('a path for %s', (_, call) => {
  refuses(call, notPaths)
  it.each(['js', 'wasm-simd128', 'auto'])('may be %s', (path) => {
    expect(errorOf(() => call(wrong(path)))).toBeUndefined()
  })
})

it('createKernels needs a path', () => {
  expect(errorOf(() => createKernels(wrong({})))?.code).toBe('path-unavailable')
})

function refuses(call: (value: never) => unknown, values: readonly BadValue[]): void {
  it.each(values)('refuses %s', (_, value, code) => {
    expect(errorOf(() => call(wrong(value)))?.code).toBe(code)
  })
}

function accepts(
  call: (value: Uint8Array) => unknown,
  values: readonly (readonly [string, Uint8Array])[],
): void {
  it.each(values)('takes %s', (_, value) => {
    expect(errorOf(() => call(value))).toBeUndefined()
  })
}

function attempt(call: (value: never) => unknown, value: unknown): void {
  expect(errorOf(() => call(wrong(value)))).toBeDefined()
}

function stateOf(index: KeyIndex) {
  return { size: index.size, ordinals: keys.map((one) => index.indexOf(one)) }
}
