import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { diagnose } from '../src/diagnose.ts'
import { fromHex } from './bytes.ts'

type Case = { hex: string; diagnostic?: string }

const cases = (readVectors<Case[]>('cbor/appendix-a.json') ?? []).filter(
  (one) => one.diagnostic !== undefined,
)
/** Written in another way there, without indicators: bignums as integers, dates, widths that are not the shortest, exponents. */
const otherwise = /^(?:c[0-3]|f[abf]|fb|1b|7f|5f|f818|d8|62|f90[04])/

describe.skipIf(cases.length === 0)(`RFC 8949 Appendix A${vectorsNote}`, () => {
  it.each(cases.filter(({ hex }) => !otherwise.test(hex)).map((one) => [one.hex, one.diagnostic!]))(
    '%s',
    (hex, text) => {
      expect(diagnose(fromHex(hex)).replaceAll(/(?<=[[{])_ /g, '')).toBe(text)
    },
  )
})
