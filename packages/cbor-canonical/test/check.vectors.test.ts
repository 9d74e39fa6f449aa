import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { canons } from '../src/canons.ts'
import { check } from '../src/check.ts'
import { fromHex } from './bytes.ts'
import { canonicalProfiles, chunkOffsets, optionsOf, profiles, type Verdict } from './vector-profiles.ts'

type Judged = { hex: string; why?: string; verdict: Record<string, Verdict> }
type Ordered = {
  why: string
  encoded: Record<string, string | null>
  crossVerdict: Record<string, Record<string, Verdict>>
}

const judged = ['appendix-a', 'verdicts', 'webauthn', 'real-noncanonical'].flatMap(
  (file) => readVectors<Judged[]>(`cbor/${file}.json`) ?? [],
)
const ordered = readVectors<Ordered[]>('cbor/key-order.json') ?? []
const malformed = ['appendix-f', 'malformed'].flatMap(
  (file) =>
    readVectors<{ hex: string; offset: number; codes?: string[]; code?: string }[]>(`cbor/${file}.json`) ??
    [],
)

describe.skipIf(judged.length === 0)(`verdicts of others${vectorsNote}`, () => {
  it.each(judged.map((one) => [one.hex.slice(0, 60), one.why ?? '', one] as const))(
    '%s %s',
    (_hex, _why, one) => {
      for (const [profile, verdict] of Object.entries(one.verdict)) agree(one.hex, profile, verdict)
      const canonical = canonicalProfiles
        .filter((profile) => one.verdict[profile]!.ok)
        .map((profile) => profiles[profile])
      const found = Object.entries(canons(fromHex(one.hex))).filter(([, holds]) => holds)
      expect(found.map(([profile]) => profile).sort()).toEqual(canonical.sort())
    },
  )

  it.each(ordered.map((one) => [one.why, one] as const))('%s', (_why, one) => {
    for (const [from, verdicts] of Object.entries(one.crossVerdict)) {
      for (const [profile, verdict] of Object.entries(verdicts)) agree(one.encoded[from]!, profile, verdict)
    }
  })

  it.each(malformed.map((one) => [one.hex.slice(0, 60), one] as const))('%s is malformed', (_hex, one) => {
    for (const profile of Object.values(profiles)) {
      const { ok, violations } = check(fromHex(one.hex), { profile })
      expect(ok).toBe(false)
      const last = violations.filter(({ offset }) => offset === one.offset).map(({ code }) => code)
      expect(last).toSatisfy((codes: string[]) =>
        codes.some((code) => (one.codes ?? [one.code]).includes(code)),
      )
    }
    expect(Object.values(canons(fromHex(one.hex)))).toEqual([false, false, false, false])
  })
})

/** All violations, at their offsets; where several codes fit one place, one of them is enough. */
function agree(hex: string, profile: string, verdict: Verdict): void {
  const bytes = fromHex(hex)
  const { ok, violations, bytesRead } = check(bytes, optionsOf(profile))
  if (verdict.ok) {
    expect({ ok, violations, bytesRead }).toEqual({ ok: true, violations: [], bytesRead: bytes.length })
    return
  }
  expect(ok).toBe(false)
  const chunks = chunkOffsets(bytes)
  const listed = verdict.all ?? verdict.codes.map((code) => [verdict.offset, code] as const)
  const found = violations.filter(({ offset }) => !chunks.has(offset))
  expect(new Set(found.map(({ offset }) => offset))).toEqual(new Set(listed.map(([offset]) => offset)))
  for (const { offset, code } of found) {
    expect(listed.filter(([at]) => at === offset).map(([, allowed]) => allowed)).toContain(code)
  }
  expect(violations[0]!.offset).toBe(verdict.offset)
  expect(violations.map(({ offset }) => offset)).toEqual(
    violations.map(({ offset }) => offset).sort((a, b) => a - b),
  )
}
