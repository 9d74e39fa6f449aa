import { Decoder } from 'cbor-x'
import { describe, expect, it } from 'vitest'
import { createGuardedDecoder } from '../src/cbor-x.ts'
import { fromHex } from './bytes.ts'
import { refusal } from './error-of.ts'

const alone = new Decoder({ mapsAsObjects: false, useRecords: false })

/** What cbor-x lets through by itself; the README lists these by name. */
const letThrough: readonly (readonly [string, string, unknown, readonly unknown[]])[] = [
  ['a key that is there twice', 'a2616101616102', new Map([['a', 2]]), ['duplicate-key', 4, ['a']]],
  ['one key in two encodings', 'a20100180101', new Map([[1, 1]]), ['non-shortest-int', 3, []]],
  [
    'keys in any order',
    'a2616201616101',
    new Map([
      ['b', 1],
      ['a', 1],
    ]),
    ['key-order', 4, ['a']],
  ],
  ['integers with bytes to spare', '1800', 0, ['non-shortest-int', 0, []]],
  ['lengths with bytes to spare', '780161', 'a', ['non-shortest-length', 0, []]],
  ['arrays and maps of indefinite length', '9f01ff', [1], ['indefinite-length', 0, []]],
  ['text that is not UTF-8', '6180', '\ufffd', ['invalid-utf8', 0, []]],
  ['overlong UTF-8', '62c0af', '\ufffd\ufffd', ['invalid-utf8', 0, []]],
  ['surrogates in UTF-8', '63eda080', '\ufffd\ufffd\ufffd', ['invalid-utf8', 0, []]],
  ['two keys that are not UTF-8 as one', 'a261ff0061fe00', new Map([['\ufffd', 0]]), ['invalid-utf8', 1, []]],
  ['tags that become dates', 'c11a514b67b0', new Date(1363896240000), ['tag-not-allowed', 0, []]],
  ['tags that become sets', 'd9010282 0102'.replace(' ', ''), new Set([1, 2]), ['tag-not-allowed', 0, []]],
  ['tags that become regular expressions', 'd81b8266526567457870612e', /./, ['tag-not-allowed', 0, []]],
  ['bignums with leading zeros', 'c2420001', 1n, ['tag-not-allowed', 0, []]],
  ['nesting without end', `${'81'.repeat(40)}80`, undefined, ['depth-exceeded', 4, [0, 0, 0, 0]]],
]

describe('the guard', () => {
  const guarded = createGuardedDecoder()

  it.each(letThrough)('stops %s', (_what, hex, value, wanted) => {
    const bytes = fromHex(hex)
    const got = alone.decode(bytes)
    if (value !== undefined) expect(got).toEqual(value)
    expect(refusal(() => guarded.decode(bytes))).toEqual(wanted)
  })

  it('gives what cbor-x gives, with numbers for safe integers', () => {
    const hex = 'a3 01 1b0000000100000000 1b001fffffffffffff 4101 20 82 fb3ff8000000000000 1bffffffffffffffff'
    const value = guarded.decode(fromHex(hex)) as Map<unknown, unknown>
    expect(alone.decode(fromHex(hex)).get(1)).toBe(2n ** 32n)
    expect([...value]).toEqual([
      [1, 2 ** 32],
      [Number.MAX_SAFE_INTEGER, Uint8Array.of(1)],
      [-1, [1.5, 2n ** 64n - 1n]],
    ])
  })

  it('copies byte strings unless windows are asked for', () => {
    const bytes = fromHex('43010203')
    const copy = guarded.decode(bytes) as Uint8Array
    const view = createGuardedDecoder({ bytes: 'view' }).decode(bytes) as Uint8Array
    bytes[1] = 9
    expect([copy[0], view[0]]).toEqual([1, 9])
    expect(Object.getPrototypeOf(view)).toBe(Uint8Array.prototype)
  })

  it('passes on what its options let pass', () => {
    const reported: string[] = []
    const reporting = createGuardedDecoder({ mode: 'report', onViolation: ({ code }) => reported.push(code) })
    expect(reporting.decode(fromHex('a202000100'))).toEqual(
      new Map([
        [2, 0],
        [1, 0],
      ]),
    )
    expect(reported).toEqual(['key-order'])
    const tagged = createGuardedDecoder({ profile: 'rfc8949' })
    expect(tagged.decode(fromHex('c11a514b67b0'))).toEqual(new Date(1363896240000))
  })

  it('lets no error of cbor-x out', () => {
    const error = refusal(() => guarded.decode(fromHex('f820')))
    expect(error).toEqual(['unsupported-type', 0, []])
  })
})
