import { describe, expect, it } from 'vitest'
import { sameValue } from '../src/formats/same-value.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const map = (...entries: [unknown, unknown][]) => new Map(entries)

describe('sameValue', () => {
  it.each([
    [1, 1],
    ['a', 'a'],
    [Number.NaN, Number.NaN],
    [bytes(1, 2), bytes(1, 2)],
    [
      [1, bytes(2)],
      [1, bytes(2)],
    ],
    [[], []],
    [map(), map()],
    [map(['a', 1], ['b', bytes(2)]), map(['b', bytes(2)], ['a', 1])],
    [map(['a', map(['b', [1]])]), map(['a', map(['b', [1]])])],
  ])('%o is %o', (a, b) => expect(sameValue(a, b)).toBe(true))

  it.each([
    [1, 2],
    [1, '1'],
    [0, -0],
    [bytes(1), bytes(2)],
    [bytes(1), bytes(1, 2)],
    [bytes(1), [1]],
    [bytes(), map()],
    [[1], [2]],
    [[1], [1, 2]],
    [[1, 2], [1]],
    [
      [1, 2],
      [1, 3],
    ],
    [
      [1, 2],
      [3, 2],
    ],
    [[], map()],
    [map(), []],
    [map(['a', 1]), map(['a', 2])],
    [map(['a', 1]), map(['b', 1])],
    [map(['a', 1]), map(['a', 1], ['b', 2])],
    [map(['a', 1], ['b', 2]), map(['a', 1])],
    [map(['a', 1], ['b', 2]), map(['a', 1], ['b', 3])],
    [map(['a', undefined]), map(['b', undefined])],
    [map(['length', 0]), []],
  ])('%o is not %o', (a, b) => expect(sameValue(a, b)).toBe(false))
})
