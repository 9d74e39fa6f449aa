/** Wrong use that must not compile. */
import { expectTypeOf } from 'vitest'
import {
  ByteKeyIndex,
  compareBytes,
  createKernels,
  eqMask32x16,
  eqMask64x8,
  equalBytes,
  type Features,
  FixedKeyIndex,
  features,
  findInNodes,
  type KernelSet,
  type KeyIndex,
  lowerBound,
  ltMask64x8,
  type Measurement,
  measure,
  type Path,
  ScanTable,
  SimdError,
  type SimdErrorCode,
} from '../src/index.ts'

declare const bytes: Uint8Array
declare const buffer: Buffer
declare const lanes64: BigUint64Array
declare const lanes32: Uint32Array
declare const unknown: unknown

expectTypeOf(equalBytes(bytes, buffer)).toBeBoolean()
expectTypeOf(compareBytes(buffer, bytes)).toBeNumber()
expectTypeOf(lowerBound(bytes, 16, buffer)).toBeNumber()
expectTypeOf([bytes].sort(compareBytes)).toEqualTypeOf<Uint8Array[]>()
// @ts-expect-error text is not bytes
equalBytes('ab', 'ab')
// @ts-expect-error neither is a buffer without a view
equalBytes(bytes, new ArrayBuffer(2))
// @ts-expect-error nor a DataView
compareBytes(bytes, new DataView(new ArrayBuffer(2)))
// @ts-expect-error a width is a number
lowerBound(bytes, '16', bytes)

expectTypeOf(eqMask64x8(lanes64, 7n)).toBeNumber()
expectTypeOf(ltMask64x8(lanes64, 7n)).toBeNumber()
expectTypeOf(eqMask32x16(lanes32, 7)).toBeNumber()
expectTypeOf(findInNodes(lanes64, 7n, bytes)).toEqualTypeOf<Uint8Array>()
// @ts-expect-error lanes of 64 bits are bigints
eqMask64x8(lanes32, 7n)
// @ts-expect-error signed ones are another class
ltMask64x8(new BigInt64Array(8), 7n)
// @ts-expect-error and so is their key
eqMask64x8(lanes64, 7)
// @ts-expect-error lanes of 32 bits are numbers
eqMask32x16(lanes32, 7n)
// @ts-expect-error an array is not lanes
findInNodes([7n], 7n)
// @ts-expect-error a mask is a byte
findInNodes(lanes64, 7n, new Uint16Array(1))

const fixed = FixedKeyIndex.from(16, buffer, { key: bytes, path: 'js' })
const keys = ByteKeyIndex.from([bytes, buffer], { path: 'auto' })
const table = ScanTable.from(16, bytes, { path: 'wasm-simd128' })
expectTypeOf(fixed).toExtend<KeyIndex>()
expectTypeOf(keys).toExtend<KeyIndex>()
expectTypeOf(fixed.indexOf(buffer)).toBeNumber()
expectTypeOf(fixed.indexOfMany(buffer)).toEqualTypeOf<Int32Array>()
expectTypeOf(keys.delete(bytes)).toBeBoolean()
expectTypeOf(table.indexOfConstantTime(buffer)).toBeNumber()
// @ts-expect-error keys are bytes
fixed.add('aaguid')
// @ts-expect-error a list of numbers is not bytes
keys.has([1, 2, 3])
// @ts-expect-error every key of the list is
ByteKeyIndex.from(['id'])
// @ts-expect-error keys of one width are packed
FixedKeyIndex.from(16, [bytes])
// @ts-expect-error an index has a width
new FixedKeyIndex()
// @ts-expect-error so has a table
new ScanTable()
// @ts-expect-error ordinals may be −1
fixed.indexOfMany(bytes, new Uint32Array(1))
// @ts-expect-error keys of many lengths cannot be packed
keys.indexOfMany(bytes)
// @ts-expect-error a table forgets nothing
table.delete(bytes)
// @ts-expect-error nothing but keys changes a size
fixed.size = 0
// @ts-expect-error there is no such path
new FixedKeyIndex(16, { path: 'wasm' })
// @ts-expect-error the key of a hash is bytes
new ByteKeyIndex({ key: 'secret' })

const set = createKernels({ path: 'js' })
expectTypeOf(set).toEqualTypeOf<KernelSet>()
expectTypeOf(set.FixedKeyIndex.from(16, bytes)).toEqualTypeOf<FixedKeyIndex>()
// @ts-expect-error a path is named
createKernels()
// @ts-expect-error and not left out
createKernels({})
// @ts-expect-error a set of functions is not for changing
set.equalBytes = equalBytes

expectTypeOf(features()).toEqualTypeOf<Features>()
expectTypeOf(features().path).toEqualTypeOf<Path>()
expectTypeOf(measure()).resolves.toEqualTypeOf<readonly Measurement[]>()
// @ts-expect-error what is in use cannot be chosen here
features().path = 'js'

if (SimdError.is(unknown)) {
  expectTypeOf(unknown.code).toEqualTypeOf<SimdErrorCode>()
  // @ts-expect-error the codes are a closed union
  unknown.code === 'no such code'
  // @ts-expect-error and do not change
  unknown.code = 'wrong-type'
}
