import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'
import { type BadValue, detached, wrong } from './bad-values.ts'
import { errorOf } from './error-of.ts'

const lanes64 = new BigUint64Array(8)
const lanes32 = new Uint32Array(16)

const notLanes64: readonly BadValue[] = [
  ['a Float64Array', new Float64Array(8), 'wrong-type'],
  ['a BigInt64Array', new BigInt64Array(8), 'wrong-type'],
  ['a Uint8Array', new Uint8Array(64), 'wrong-type'],
  ['an array', Array(8).fill(0n), 'wrong-type'],
  ['a string', '8 lanes!', 'wrong-type'],
  ['an ArrayBuffer', new ArrayBuffer(64), 'wrong-type'],
  ['a DataView', new DataView(new ArrayBuffer(64)), 'wrong-type'],
  ['null', null, 'wrong-type'],
  ['nothing', undefined, 'wrong-type'],
  ['seven lanes', new BigUint64Array(7), 'wrong-width'],
  ['nine lanes', new BigUint64Array(9), 'wrong-width'],
  ['what was transferred elsewhere', detached(new BigUint64Array(8)), 'detached-buffer'],
]

const notLanes32: readonly BadValue[] = [
  ['a Float32Array', new Float32Array(16), 'wrong-type'],
  ['an Int32Array', new Int32Array(16), 'wrong-type'],
  ['a Uint16Array', new Uint16Array(16), 'wrong-type'],
  ['an array', Array(16).fill(0), 'wrong-type'],
  ['null', null, 'wrong-type'],
  ['nothing', undefined, 'wrong-type'],
  ['no lanes', new Uint32Array(), 'wrong-width'],
  ['fifteen lanes', new Uint32Array(15), 'wrong-width'],
  ['seventeen lanes', new Uint32Array(17), 'wrong-width'],
  ['what was transferred elsewhere', detached(new Uint32Array(16)), 'detached-buffer'],
]

const notKeys64: readonly BadValue[] = [
  -1n,
  2n ** 64n,
  -(2n ** 63n),
  5,
  Number.NaN,
  '5',
  undefined,
  null,
].map((value) => [`${typeof value} ${value}`, value, 'wrong-type'])

const notKeys32: readonly BadValue[] = [
  ...[-1, 2 ** 32, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', 5n, true, undefined, null],
].map((value) => [`${typeof value} ${value}`, value, 'wrong-type'])

const notMasks: readonly BadValue[] = [
  ['an Int8Array', new Int8Array(2), 'wrong-type'],
  ['an array', [0, 0], 'wrong-type'],
  ['a byte less', new Uint8Array(1), 'wrong-width'],
  ['a byte more', new Uint8Array(3), 'wrong-width'],
  ['no bytes', new Uint8Array(), 'wrong-width'],
  ['what was transferred elsewhere', detached(new Uint8Array(2)), 'detached-buffer'],
]

const notOrdinals: readonly BadValue[] = [
  ['a Uint32Array', new Uint32Array(2), 'wrong-type'],
  ['a Float64Array', new Float64Array(2), 'wrong-type'],
  ['an array', [0, 0], 'wrong-type'],
  ['an Int32Array with one element less', new Int32Array(1), 'wrong-width'],
  ['what was transferred elsewhere', detached(new Int32Array(2)), 'detached-buffer'],
]

describe.each(['js', 'wasm-simd128'] as const)('on path %s', (path) => {
  const { eqMask64x8, ltMask64x8, eqMask32x16, findInNodes, FixedKeyIndex } = createKernels({ path })
  const index = FixedKeyIndex.from(2, new Uint8Array([0, 1, 0, 2]))

  describe.each([
    ['eqMask64x8', eqMask64x8],
    ['ltMask64x8', ltMask64x8],
  ])('lanes for %s', (_, call) => {
    refuses((lanes) => call(lanes, 0n), [...notLanes64, ['no lanes', new BigUint64Array(), 'wrong-width']])
    accepts(
      (lanes) => call(wrong(lanes), 0n),
      [...[lanes64, runInNewContext('new BigUint64Array(8)')], new BigUint64Array(new SharedArrayBuffer(64))],
    )
  })

  describe('lanes for findInNodes', () => {
    refuses((nodes) => findInNodes(nodes, 0n), notLanes64)
    accepts(
      (nodes) => findInNodes(wrong(nodes), 0n),
      [...[lanes64, new BigUint64Array(), new BigUint64Array(16)], runInNewContext('new BigUint64Array(8)')],
    )
  })

  describe('lanes for eqMask32x16', () => {
    refuses((lanes) => eqMask32x16(lanes, 0), notLanes32)
    accepts((lanes) => eqMask32x16(wrong(lanes), 0), [lanes32, runInNewContext('new Uint32Array(16)')])
  })

  describe.each([
    ['eqMask64x8', (key: never) => eqMask64x8(lanes64, key)],
    ['ltMask64x8', (key: never) => ltMask64x8(lanes64, key)],
    ['findInNodes', (key: never) => findInNodes(lanes64, key)],
  ])('a key for %s', (_, call) => {
    refuses(call, notKeys64)
    accepts((key) => call(wrong(key)), [0n, 1n, 2n ** 63n, 2n ** 64n - 1n])
  })

  describe('a key for eqMask32x16', () => {
    refuses((key) => eqMask32x16(lanes32, key), notKeys32)
    accepts((key) => eqMask32x16(lanes32, wrong(key)), [0, 1, 2 ** 31, 2 ** 32 - 1])
  })

  describe('room for the answers of findInNodes', () => {
    refuses((out) => findInNodes(new BigUint64Array(16), 0n, out), notMasks)
    accepts(
      (out) => findInNodes(new BigUint64Array(16), 0n, wrong(out)),
      [...[new Uint8Array(2), Buffer.alloc(2), undefined], runInNewContext('new Uint8Array(2)')],
    )
  })

  describe('room for the answers of indexOfMany', () => {
    refuses((out) => index.indexOfMany(new Uint8Array(4), out), notOrdinals)
    accepts(
      (out) => index.indexOfMany(new Uint8Array(4), wrong(out)),
      [...[new Int32Array(2), new Int32Array(3), undefined], runInNewContext('new Int32Array(2)')],
    )
  })

  it('no refused call writes into what is given', () => {
    const masks = new Uint8Array(2).fill(7)
    const ordinals = new Int32Array(2).fill(7)
    expect(errorOf(() => findInNodes(new BigUint64Array(16), wrong(5), masks))?.code).toBe('wrong-type')
    expect(errorOf(() => findInNodes(new BigUint64Array(8), 0n, masks))?.code).toBe('wrong-width')
    expect(errorOf(() => index.indexOfMany(new Uint8Array(3), ordinals))?.code).toBe('wrong-width')
    expect(errorOf(() => index.indexOfMany(new Uint8Array(6), ordinals))?.code).toBe('wrong-width')
    expect([...masks, ...ordinals]).toEqual([7, 7, 7, 7])
  })
})

function refuses(call: (value: never) => unknown, values: readonly BadValue[]): void {
  it.each(values)('refuses %s', (_, value, code) => {
    expect(errorOf(() => call(wrong(value)))?.code).toBe(code)
  })
}

function accepts(call: (value: unknown) => unknown, values: readonly unknown[]): void {
  it('takes what is right', () => {
    for (const value of values) expect(errorOf(() => call(value))).toBeUndefined()
  })
}
