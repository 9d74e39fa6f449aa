import fc from 'fast-check'
import { type CborValue, Float, Simple } from '../src/data-model.ts'

const integer: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.integer({ min: -30, max: 300 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map((value) => {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }),
)
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 20 }))
const fraction = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true }),
  fc.constantFrom(0.5, -0, Infinity, 65504.5, 6e-8, 1e300, Number.NaN),
)
const byteString = fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes))

/** Values that every profile but dcbor has. */
export const anyValue: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue; key: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    integer,
    text,
    byteString,
    fraction.map((number) => (Number.isSafeInteger(number) ? new Float(number) : number)),
    fc.constantFrom(false, true, null, undefined, new Simple(16), new Simple(99)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(tie('key'), tie('value')), { maxLength: 6, selector: ([key]) => keyText(key) })
      .map((entries) => new Map(entries)),
  ),
  key: fc.oneof(
    { weight: 6, arbitrary: integer },
    { weight: 6, arbitrary: text },
    { weight: 1, arbitrary: byteString },
    { weight: 1, arbitrary: fc.array(integer, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(false, true, null) },
  ),
})).value

function keyText(key: CborValue): string {
  return key instanceof Uint8Array
    ? `h'${key}'`
    : Array.isArray(key)
      ? `[${key}]`
      : `${typeof key} ${String(key)}`
}
