import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { decode as decodeCtap2 } from '../src/ctap2.ts'
import { decode } from '../src/decode.ts'
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
  return accepted
}

describe('decode of the ctap2 entry', () => {
  it('is decode, on what is encoded and on what is changed', () => {
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
