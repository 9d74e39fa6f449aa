import { describe, expect, it } from 'vitest'
import type { CborValue } from '../src/data-model.ts'
import { decode } from '../src/decode.ts'
import { fromHex } from './bytes.ts'
import { refusal } from './error-of.ts'

describe('keys by value', () => {
  it.each([
    ['integers', '01', '1801'],
    ['integers of 64 bits', '1affffffff', '1b00000000ffffffff'],
    ['a bignum and the integer that it is', '01', 'c24101'],
    ['a bignum and a wide integer', '19012c', 'c242012c'],
    ['negative bignums', '3903e7', 'c34203e7'],
    ['bignums', 'c249010000000000000000', 'c24a00010000000000000000'],
    ['texts', '6161', '7f6161ff'],
    ['texts in chunks', '7f61616162ff', '7f626162ff'],
    ['byte strings', '4101', '5f404101ff'],
    ['arrays', '8101', '9f1801ff'],
    ['maps in another order', 'a201000200', 'a202000100'],
    ['floats', 'f93e00', 'fb3ff8000000000000'],
    ['infinities', 'f97c00', 'fa7f800000'],
    ['NaNs', 'f97e00', 'fb7ff8000000000000'],
    ['NaNs with a payload', 'f97e01', 'fa7fc02000'],
    ['tags', 'c101', 'd8011801'],
    ['simple values', 'f4', 'f4'],
  ])('%s are one key', (_what, one, other) => {
    const bytes = fromHex(`a2${one}00${other}00`)
    const found = refusal(() => decode(bytes, { profile: 'basic' }))!
    expect(found.slice(0, 2)).toEqual(['duplicate-key', 2 + one.length / 2])
  })

  it.each([
    ['1 and 1.0', '01', 'f93c00'],
    ['0 and −0.0', '00', 'f98000'],
    ['0.0 and −0.0', 'f90000', 'f98000'],
    ['text and bytes', '4161', '6161'],
    ['an empty array and an empty map', '80', 'a0'],
    ['false and null', 'f4', 'f6'],
    ['neighbours of 64 bits', '1b0020000000000000', '1b0020000000000001'],
    ['NaNs with different payloads', 'f97e00', 'f97e01'],
    ['an array of arrays and a flat one', '818101', '8101'],
    ['tags', 'c101', 'c401'],
    ['a one and a string of it', '01', '6131'],
  ])('%s are two', (_what, one, other) => {
    const map = decode(fromHex(`a2${one}00${other}01`), { profile: 'basic' }) as ReadonlyMap<
      CborValue,
      CborValue
    >
    expect(map.size).toBe(2)
  })

  it('finds them among many, in time that does not grow with the square', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `19${(40_000 - i).toString(16).padStart(4, '0')}`)
    const twice = fromHex(`b94e21${keys.map((key) => `${key}00`).join('')}1a00009c4000`)
    const started = performance.now()
    expect(refusal(() => decode(twice, { profile: 'basic' }))!.slice(0, 2)).toEqual([
      'duplicate-key',
      3 + 4 * 20_000,
    ])
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
