import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { check } from '../src/check.ts'
import type { CborValue } from '../src/data-model.ts'
import { decode, decodeFirst } from '../src/decode.ts'
import { encode } from '../src/encode.ts'
import type { Violation } from '../src/violation.ts'
import { fromHex, toHex } from './bytes.ts'
import { errorOf } from './error-of.ts'
import { describe as describeValue, type Notation, toValue } from './notation.ts'
import { chunkOffsets, optionsOf, profiles, type Verdict } from './vector-profiles.ts'

type Judged = { hex: string; value?: Notation; verdict: Record<string, Verdict> }
type Sequence = { hex: string; itemLengths: number[]; tailBytes: number }
type Attestation = {
  hex: string
  authDataLength: number
  cose?: { offsetInAuthData: number; hex: string; length: number }
}
type Real = { hex: string; attStmtKeys: string[]; verdict: Record<string, Verdict> }

const judged = ['appendix-a', 'verdicts', 'webauthn', 'real-noncanonical'].flatMap(
  (file) => readVectors<Judged[]>(`cbor/${file}.json`) ?? [],
)
const malformed = ['appendix-f', 'malformed'].flatMap(
  (file) =>
    readVectors<{ hex: string; offset: number; codes?: string[]; code?: string }[]>(`cbor/${file}.json`) ??
    [],
)
const sequences = readVectors<Sequence[]>('cbor/sequences.json') ?? []
const attestations = readVectors<Attestation[]>('cbor/webauthn.json') ?? []
const real = readVectors<Real[]>('cbor/real-noncanonical.json') ?? []

describe.skipIf(judged.length === 0)(`items of others${vectorsNote}`, () => {
  it.each(judged.map((one) => [one.hex.slice(0, 60), one] as const))('%s', (_hex, one) => {
    for (const [profile, verdict] of Object.entries(one.verdict)) {
      const bytes = fromHex(one.hex)
      const options = optionsOf(profile)
      if (!verdict.ok) {
        const error = errorOf(() => decode(bytes, options))!
        // The vectors put text that is bad in one chunk at the whole string.
        const offset = chunkOffsets(bytes).has(error.offset) ? verdict.offset : error.offset
        expect([offset, verdict.codes]).toEqual([verdict.offset, expect.arrayContaining([error.code])])
        continue
      }
      const value = decode(bytes, options)
      if (one.value) expect(describeValue(value)).toBe(describeValue(toValue(one.value)))
      if (options.profile !== 'basic')
        expect(toHex(encode(value, { profile: options.profile! }))).toBe(one.hex)
    }
  })

  it.each(malformed.map((one) => [one.hex.slice(0, 60), one] as const))('%s is malformed', (_hex, one) => {
    const bytes = fromHex(one.hex)
    for (const profile of Object.values(profiles)) {
      const error = errorOf(() => decode(bytes, { profile }))!
      const [first] = check(bytes, { profile }).violations
      expect([error.code, error.offset, error.path]).toEqual([first!.code, first!.offset, first!.path])
      expect(error.offset).toBeLessThanOrEqual(one.offset)
    }
    const reported = errorOf(() => decode(bytes, { profile: 'rfc8949', mode: 'report' }))!
    expect(reported.offset).toBeLessThanOrEqual(one.offset)
    if (reported.offset === one.offset) expect(one.codes ?? [one.code]).toContain(reported.code)
  })

  it.each(sequences.map((one) => [one.hex.slice(0, 60), one] as const))('%s is a sequence', (_hex, one) => {
    const bytes = fromHex(one.hex)
    let offset = 0
    for (const length of one.itemLengths) {
      const { bytesRead, value } = decodeFirst(bytes, { profile: 'basic', offset })
      expect(bytesRead).toBe(length)
      const alone = decode(bytes.subarray(offset, offset + length), { profile: 'basic' })
      expect(describeValue(value)).toBe(describeValue(alone))
      offset += length
    }
    expect(bytes.length - offset).toBe(one.tailBytes)
  })

  it.each(attestations.map((one) => [one.hex.slice(0, 60), one] as const))(
    '%s holds a COSE key',
    (_hex, one) => {
      const object = decode(fromHex(one.hex)) as ReadonlyMap<CborValue, CborValue>
      const authData = object.get('authData') as Uint8Array
      expect(authData.length).toBe(one.authDataLength)
      if (!one.cose) return
      const key = decodeFirst(authData, { offset: one.cose.offsetInAuthData })
      expect(key.bytesRead).toBe(one.cose.length)
      expect(describeValue(key.value)).toBe(describeValue(decode(fromHex(one.cose.hex))))
    },
  )

  it.each(real.map((one) => [one.hex.slice(0, 60), one] as const))('%s is reported', (_hex, one) => {
    const bytes = fromHex(one.hex)
    const verdict = one.verdict.ctap2!
    const seen: Violation[] = []
    const object = decode(bytes, { mode: 'report', onViolation: (violation) => seen.push(violation) })
    const statement = (object as ReadonlyMap<CborValue, CborValue>).get('attStmt') as ReadonlyMap<
      string,
      CborValue
    >
    expect([...statement.keys()]).toEqual(one.attStmtKeys)
    const listed = verdict.ok ? [] : (verdict.all ?? verdict.codes.map((code) => [verdict.offset, code]))
    expect(seen.map(({ offset, code }) => [offset, code])).toEqual(listed)
    expect(decodeFirst(bytes, { mode: 'report' }).violations).toEqual(seen)
    expect(seen.every(({ path }) => path.length > 0)).toBe(true)
  })
})
