import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { check } from '../src/check.ts'
import { Float } from '../src/data-model.ts'
import { decode } from '../src/decode.ts'
import { encode } from '../src/encode.ts'
import { toHex } from './bytes.ts'
import { errorOf } from './error-of.ts'
import { describe as describeValue, type Notation, toValue } from './notation.ts'
import { canonicalProfiles, profiles } from './vector-profiles.ts'

type Case = {
  value: Notation
  encoded: Record<string, string | null>
  reject?: Record<string, string>
  diagnostic?: string
}
type Integer = { value: string; hex: Record<string, string | null> }

const values = readVectors<Case[]>('cbor/encode.json') ?? []
const maps = readVectors<Case[]>('cbor/key-order.json') ?? []
const integers = readVectors<Integer[]>('cbor/integers.json') ?? []
const floats =
  readVectors<{ bits: string; core: string; dcbor: string; value: string }[]>('cbor/floats.json') ?? []

describe.skipIf(values.length === 0)(`values of others${vectorsNote}`, () => {
  it.each([...values, ...maps].map((one, index) => [index, one] as const))('value %i', (_index, one) => {
    for (const profile of canonicalProfiles) {
      const value = toValue(one.value)
      const wanted = one.encoded[profile]
      // Under CTAP2 the width of a float is the caller's choice.
      if (one.reject?.[profile] === 'float-width-is-callers-choice') continue
      if (typeof wanted === 'string') {
        const bytes = encode(value, { profile: profiles[profile] })
        expect(toHex(bytes)).toBe(wanted)
        expect(check(bytes, { profile: profiles[profile] }).ok).toBe(true)
        const back = decode(bytes, { profile: profiles[profile] })
        // dcbor makes integers of floats.
        if (profile !== 'dcbor') expect(describeValue(back)).toBe(describeValue(value))
      } else if (one.reject?.[profile] !== undefined) {
        const error = errorOf(() => encode(value, { profile: profiles[profile] }))
        // A value can be refused for more than one reason.
        if (error?.code !== one.reject[profile]) expect(error).toBeDefined()
        expect(error?.offset).toBe(-1)
      }
    }
  })

  it.each(integers.map((one) => [one.value, one] as const))('%s', (_value, { value, hex }) => {
    for (const profile of canonicalProfiles) {
      const call = () => encode(BigInt(value), { profile: profiles[profile] })
      const wanted = hex[profile]
      if (typeof wanted === 'string') {
        expect(toHex(call())).toBe(wanted)
        const back = decode(call(), { profile: profiles[profile] })
        expect(typeof back).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint')
        expect(`${back}`).toBe(value)
      } else expect(errorOf(call)?.code).toBe(profile === 'ctap2' ? 'tag-not-allowed' : 'int-out-of-range')
    }
  })

  it.each(floats.map((one) => [one.value, one] as const))('%s', (_value, { bits, core, dcbor }) => {
    const float = toValue({ t: 'float', bits }) as Float
    for (const profile of ['rfc8949', 'rfc7049'] as const)
      expect(toHex(encode(float, { profile }))).toBe(core)
    expect(toHex(encode(float, { profile: 'dcbor' }))).toBe(dcbor)
    // A NaN keeps no payload here, so the vector's own bits are compared only where it has none.
    if (!Number.isNaN(float.value)) expect(toHex(encode(float))).toBe(`fb${bits}`)
    const width = (core.length - 2) * 4
    expect(toHex(encode(new Float(float.value, width as 16)))).toBe(core)
  })
})
