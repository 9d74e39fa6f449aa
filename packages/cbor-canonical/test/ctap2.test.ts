import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { decode as decodeCtap2, decodeFirst as decodeFirstCtap2 } from '../src/ctap2.ts'
import { decode, decodeFirst } from '../src/decode.ts'
import { encode } from '../src/encode.ts'
import type { DecodeOptions } from '../src/options.ts'
import { anyValue } from './arbitraries.ts'
import { fromHex } from './bytes.ts'
import { refusal } from './error-of.ts'

const settings: readonly DecodeOptions[] = [
  {},
  { mode: 'report' },
  { tags: 'keep', bytes: 'view' },
  { maxDepth: 9, maxItems: 20 },
]

/** Both entries of the package, held to the same value, or the same code, offset and path. */
function agree(bytes: Uint8Array): boolean {
  let accepted = false
  for (const options of settings) {
    const refused = refusal(() => decode(bytes, options))
    expect(refusal(() => decodeCtap2(bytes, options))).toEqual(refused)
    if (refused) continue
    accepted = true
    expect(decodeCtap2(bytes, options)).toEqual(decode(bytes, options))
  }
  for (const options of settings) agreeOnTheFirst(Uint8Array.of(0, ...bytes, 0), { ...options, offset: 1 })
  return accepted
}

function agreeOnTheFirst(bytes: Uint8Array, options: DecodeOptions & { offset: number }): void {
  const refused = refusal(() => decodeFirst(bytes, options))
  expect(refusal(() => decodeFirstCtap2(bytes, options))).toEqual(refused)
  if (!refused) expect(decodeFirstCtap2(bytes, options)).toEqual(decodeFirst(bytes, options))
}

describe('the ctap2 entry', () => {
  it('is the main entry, on what is encoded and on what is changed', () => {
    let accepted = 0
    let refused = 0
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, change) => {
        const bytes = encode(value, { profile: 'rfc8949' })
        if (agree(bytes)) accepted++
        const at = where % bytes.length
        if (!agree(bytes.with(at, bytes[at]! ^ change))) refused++
      }),
      { numRuns: 3000 },
    )
    expect(Math.min(accepted, refused)).toBeGreaterThan(300)
  })

  it('has sensible offsets alone', () => {
    for (const offset of [-1, 0.5, Number.NaN]) {
      expect(refusal(() => decodeFirstCtap2(fromHex('00'), { offset }))?.[0]).toBe('unsupported-type')
    }
    expect(decodeFirstCtap2(fromHex('0018640000'), { offset: 1 })).toMatchObject({ value: 100, bytesRead: 2 })
  })

  it('knows no other profile', () => {
    const halfInTwoWidths = fromHex('fb3fe0000000000000')
    expect(decodeCtap2(halfInTwoWidths, { profile: 'rfc8949' } as DecodeOptions)).toBe(0.5)
    expect(refusal(() => decode(halfInTwoWidths, { profile: 'rfc8949' }))![0]).toBe('non-shortest-float')
  })
})

const vectors = ['appendix-a', 'verdicts', 'webauthn', 'real-noncanonical', 'malformed'].flatMap(
  (file) => readVectors<{ hex: string }[]>(`cbor/${file}.json`) ?? [],
)

it.skipIf(vectors.length === 0)(`both entries agree on the items of others${vectorsNote}`, () => {
  for (const { hex } of vectors) agree(fromHex(hex))
})
