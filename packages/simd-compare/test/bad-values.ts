/** Values that are not what a call is about, with the code that each must be refused with. */
import { runInNewContext } from 'node:vm'
import type { SimdErrorCode } from '../src/simd-error.ts'

export type BadValue = readonly [what: string, value: unknown, code: SimdErrorCode]

/** Stands in for a value of whatever type, which is what JavaScript lets people pass. */
export const wrong = (value: unknown) => value as never

export const notBytes: readonly BadValue[] = [
  ['an Int8Array', new Int8Array(16), 'wrong-type'],
  ['a Uint8ClampedArray', new Uint8ClampedArray(16), 'wrong-type'],
  ['a Uint16Array', new Uint16Array(16), 'wrong-type'],
  ['a DataView', new DataView(new ArrayBuffer(16)), 'wrong-type'],
  ['an ArrayBuffer', new ArrayBuffer(16), 'wrong-type'],
  ['a string', 'sixteen letters!', 'wrong-type'],
  ['an array', Array(16).fill(0), 'wrong-type'],
  ['an array-like', { length: 16 }, 'wrong-type'],
  ['a number', 16, 'wrong-type'],
  ['null', null, 'wrong-type'],
  ['what was transferred elsewhere', detached(new Uint8Array(16)), 'detached-buffer'],
]

export const notKeysOf16: readonly BadValue[] = [
  ...notBytes,
  ['nothing', undefined, 'wrong-type'],
  ['no bytes', new Uint8Array(), 'wrong-width'],
  ['a byte less', new Uint8Array(15), 'wrong-width'],
  ['a byte more', new Uint8Array(17), 'wrong-width'],
]

export const notKeysOfAnyLength: readonly BadValue[] = [
  ...notBytes,
  ['nothing', undefined, 'wrong-type'],
  ['no bytes', new Uint8Array(), 'wrong-width'],
  ['1,024 bytes', new Uint8Array(1_024), 'wrong-width'],
]

/** Keys of 16 bytes that are as good as any. */
export const goodKeys: readonly (readonly [string, Uint8Array])[] = [
  ['a Uint8Array', new Uint8Array(16).fill(1)],
  ['a part of a buffer', new Uint8Array(40).fill(1).subarray(3, 19)],
  ['a Buffer', Buffer.alloc(16, 1)],
  ['a Uint8Array of another realm', runInNewContext('new Uint8Array(16).fill(1)') as Uint8Array],
  ['shared memory', new Uint8Array(new SharedArrayBuffer(16)).fill(1)],
]

export const notPackedOf16: readonly BadValue[] = [
  ...notBytes,
  ['a byte less than two', new Uint8Array(31), 'wrong-width'],
  ['a byte more than two', new Uint8Array(33), 'wrong-width'],
  ['a single byte', new Uint8Array(1), 'wrong-width'],
]

export const notWidths: readonly BadValue[] = [0, -1, 1_024, 1.5, Number.NaN, '16', undefined, null].map(
  (value) => [`${typeof value} ${value}`, value, 'wrong-width'],
)

export const notPaths: readonly BadValue[] = ['wasm', 'JS', '', null, 1, 1n, {}].map((value) => [
  `${typeof value} ${value}`,
  value,
  'path-unavailable',
])

/** The same array, after its buffer went elsewhere. */
export function detached<Lanes extends { readonly buffer: ArrayBuffer }>(lanes: Lanes): Lanes {
  structuredClone(lanes.buffer, { transfer: [lanes.buffer] })
  return lanes
}
