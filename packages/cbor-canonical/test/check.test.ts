import { describe, expect, it } from 'vitest'
import { check } from '../src/check.ts'
import type { DecodeOptions } from '../src/options.ts'
import { fromHex } from './bytes.ts'
import { errorOf } from './error-of.ts'

const judge = (spaced: string, options?: DecodeOptions) => check(fromHex(spaced), options)
const found = (hex: string, options?: DecodeOptions) =>
  judge(hex, options).violations.map(({ code, offset, path }) => [code, offset, path])

describe('check', () => {
  it('has nothing to say about canonical input', () => {
    expect(judge('a2 01 02 03 26')).toEqual({ ok: true, bytesRead: 5, violations: [] })
    expect(judge('a1 f93e00 00')).toEqual({ ok: true, bytesRead: 5, violations: [] })
  })

  it('lists everything at once, in order of the bytes', () => {
    expect(found('a3 62c3bc 9f 1800 ff 6161 c1 7f ff 6161 f6')).toEqual([
      ['indefinite-length', 4, ['ü']],
      ['non-shortest-int', 5, ['ü', 0]],
      ['key-order', 8, ['a']],
      ['tag-not-allowed', 10, ['a']],
      ['indefinite-length', 11, ['a']],
      ['duplicate-key', 13, ['a']],
    ])
  })

  it('goes on after what is too deep', () => {
    expect(found('81 81 81 81 81 81 18 00')).toEqual([
      ['depth-exceeded', 4, [0, 0, 0, 0]],
      ['depth-exceeded', 5, [0, 0, 0, 0, 0]],
      ['non-shortest-int', 6, [0, 0, 0, 0, 0, 0]],
    ])
    expect(found('81 81 00', { maxDepth: 1 })).toEqual([['depth-exceeded', 1, [0]]])
  })

  it('ends where the bytes make no sense any more', () => {
    expect(judge('82 1800 1c 00')).toMatchObject({ ok: false, bytesRead: 3 })
    expect(found('82 1800 1c 00')).toEqual([
      ['non-shortest-int', 1, [0]],
      ['reserved-additional-info', 3, [1]],
    ])
    expect(judge('82 00')).toMatchObject({ ok: false, bytesRead: 2 })
  })

  it('tells what follows the item', () => {
    expect(judge('00 00')).toMatchObject({ ok: false, bytesRead: 1 })
    expect(found('00 1c')).toEqual([['trailing-bytes', 1, []]])
  })

  it('names keys in paths by what they are', () => {
    expect(found('a1 01 1800')).toEqual([['non-shortest-int', 2, [1]]])
    expect(found('a1 20 1800')).toEqual([['non-shortest-int', 2, [-1]]])
    expect(found('a1 1901f4 1800')).toEqual([['non-shortest-int', 4, [500]]])
    expect(found('a1 6161 1800')).toEqual([['non-shortest-int', 3, ['a']]])
    expect(found('a1 60 1800')).toEqual([['non-shortest-int', 2, ['']]])
    expect(found('a1 4101 1800')).toEqual([['non-shortest-int', 3, ['4101']]])
    expect(found('a1 8101 1800')).toEqual([['non-shortest-int', 3, ['8101']]])
    expect(found('a1 f4 1800')).toEqual([['non-shortest-int', 2, ['f4']]])
    expect(found('a1 1bffffffffffffffff 1800')).toEqual([['non-shortest-int', 10, ['1bffffffffffffffff']]])
    expect(found('c1 a1 01 1800', { tags: 'keep' })).toEqual([['non-shortest-int', 3, [1]]])
  })

  it('gives what lies in a key the path of the map', () => {
    expect(found('81 a1 1801 00')).toEqual([['non-shortest-int', 2, [0]]])
    expect(found('81 a1 82 00 1801 00')).toEqual([['non-shortest-int', 4, [0]]])
    expect(found('81 a1 a1 1801 00 00')).toEqual([['non-shortest-int', 3, [0]]])
    expect(found('a1 a1 01 1801 1802')).toEqual([
      ['non-shortest-int', 3, []],
      ['non-shortest-int', 5, ['a1011801']],
    ])
  })

  it('compares a key with the one before it', () => {
    expect(found('a3 03 00 01 00 02 00').map(([code, offset]) => [code, offset])).toEqual([['key-order', 3]])
    expect(found('a3 01 00 02 00 01 00').map(([code, offset]) => [code, offset])).toEqual([
      ['key-order', 5],
      ['duplicate-key', 5],
    ])
  })

  it('says under which profile', () => {
    expect(judge('1800', { profile: 'dcbor' }).violations[0]!.profile).toBe('dcbor')
    expect(judge('1c', { profile: 'basic' }).violations[0]!.profile).toBe('basic')
    expect(judge('00 00').violations[0]!.profile).toBe('ctap2')
  })

  it('judges bignums only where tags are allowed', () => {
    expect(found('c24101', { profile: 'rfc8949' })).toEqual([['bignum-not-preferred', 0, []]])
    expect(found('c24101', { profile: 'rfc8949', tags: 'none' })).toEqual([['tag-not-allowed', 0, []]])
    expect(found('c28141 01', { profile: 'rfc8949' })).toEqual([])
  })

  it('stops at its limits', () => {
    expect(found('82 00 00', { maxItems: 2 })).toEqual([['too-many-items', 2, [1]]])
    expect(found('82 00 00', { maxBytes: 2 })).toEqual([['too-large', 2, []]])
    expect(judge('82 00 00', { maxItems: 3, maxBytes: 3 }).ok).toBe(true)
  })

  it.each([undefined, null, 'a0', [0xa0], {}, 5])('takes no %j', (input) => {
    expect(errorOf(() => check(input as Uint8Array))?.code).toBe('unsupported-type')
  })

  it('writes nothing into its input', () => {
    const bytes = Object.freeze(Array.from(fromHex('a202001801 00')))
    const input = Uint8Array.from(bytes)
    check(input)
    expect(Array.from(input)).toEqual(bytes)
  })
})
