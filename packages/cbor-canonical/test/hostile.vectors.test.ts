import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { check } from '../src/check.ts'
import type { CborValue } from '../src/data-model.ts'
import { decode } from '../src/decode.ts'
import { fromHex } from './bytes.ts'
import { errorOf } from './error-of.ts'
import { profiles } from './vector-profiles.ts'

type Recipe = Readonly<Record<string, string | number>>
type Case = { why: string; build: Recipe; expect: string }

const cases = readVectors<Case[]>('cbor/hostile.json') ?? []

describe.skipIf(cases.length === 0)(`hostile input${vectorsNote}`, () => {
  it.each(cases.map((one) => [one.why, one] as const))('%s', (_why, one) => {
    const bytes = build(one.build)
    // The guard against what is quadratic, with tenfold slack: the exact limits are the benchmark's.
    const limit = 10 * Number(/(\d+) ms/.exec(one.expect)?.[1] ?? 50)
    for (const profile of Object.values(profiles)) {
      const started = performance.now()
      const verdict = check(bytes, { profile })
      const error = errorOf(() => decode(bytes, { profile }))
      expect(performance.now() - started).toBeLessThan(limit)
      expect(verdict.ok).toBe(error === undefined)
      if (/error|truncated/.test(one.expect)) expect(error).toBeDefined()
      if (one.expect.startsWith('truncated') && one.build.hex) expect(error!.code).toBe('truncated')
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('keeps names of prototypes as what they are', () => {
    const maps = cases.filter((one) => /__proto/.test(one.why)).map((one) => build(one.build))
    const names = maps.map((bytes) => [...(decode(bytes) as ReadonlyMap<CborValue, CborValue>).keys()])
    expect(names).toEqual([['__proto__'], ['__proto_', '__proto__']])
  })
})

function build(recipe: Recipe): Uint8Array {
  if (recipe.hex !== undefined) return fromHex(`${recipe.hex}`)
  if (recipe.repeat !== undefined) {
    const suffix = `${recipe.suffixRepeat ?? ''}`.repeat(Number(recipe.suffixTimes ?? 0))
    return fromHex(`${recipe.repeat}`.repeat(Number(recipe.times)) + recipe.then + suffix)
  }
  const bytes: number[] = []
  if (recipe.claimRemaining !== undefined) {
    const size = Number(recipe.claimRemaining)
    while (bytes.length < size - 3) {
      const width = head(4, size - bytes.length - 1).length
      bytes.push(...head(4, size - bytes.length - width))
    }
    return Uint8Array.from(bytes)
  }
  const count = Number(recipe.sequentialIntMap ?? recipe.sequentialArrayKeyMap)
  bytes.push(...head(5, count))
  for (let i = 0; i < count; i++) {
    if (recipe.sequentialArrayKeyMap !== undefined) bytes.push(0x81)
    bytes.push(...head(0, i), 0)
  }
  return Uint8Array.from(bytes)
}

function head(major: number, argument: number): number[] {
  const type = major << 5
  if (argument < 24) return [type | argument]
  if (argument < 256) return [type | 24, argument]
  return [type | 25, argument >> 8, argument & 255]
}
