/**
 * This package against cbor2 and cbor-x: on any value, on its bytes, and on its bytes with one of them changed, put in or
 * taken out. Each difference is either explained below or a failure.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../src/check.ts'
import { type CborValue, Float, Simple } from '../src/data-model.ts'
import { decode } from '../src/decode.ts'
import { encode } from '../src/encode.ts'
import { anyValue } from './arbitraries.ts'
import { fromHex, toHex } from './bytes.ts'
import { alike, decodeByCbor2, decodeByCborX, encodeByCbor2, type Outcome, outcome } from './peers.ts'

const runs = Number(process.env.LATCHKEY_FUZZ ?? 20_000)

/** What cbor-x takes and CTAP2 does not have; cbor-x.test.ts has an example of each. */
const laxOfCborX = new Set([
  'duplicate-key',
  'key-order',
  'non-shortest-int',
  'non-shortest-length',
  'non-shortest-tag',
  'indefinite-length',
  'invalid-utf8',
  'tag-not-allowed',
  'depth-exceeded',
  'reserved-simple',
])

const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  // Initial bytes that change the most.
  fc.constantFrom(0x18, 0x1b, 0x5f, 0x7f, 0x9f, 0xa1, 0xbf, 0xc2, 0xd8, 0xf8, 0xf9, 0xfa, 0xfb, 0xff),
)
const change = fc.record({ at: fc.nat(), kind: fc.constantFrom('set', 'insert', 'remove'), byte })

describe(`${runs} values`, () => {
  it('are written, read, and refused as by cbor2 and cbor-x', { timeout: 0 }, () => {
    const explained: Record<string, number> = {}
    fc.assert(
      fc.property(anyValue, change, (value, changed) => {
        for (const why of [...compareEncoding(value), ...compareDecoding(value, changed)]) {
          explained[why] = (explained[why] ?? 0) + 1
        }
      }),
      { numRuns: runs },
    )
    console.log(`${runs} values; differences that are explained: ${JSON.stringify(explained)}`)
  })
})

describe('differences that are explained', () => {
  it('cbor2 has no 1.0: what is an integer is written as one', () => {
    expect(toHex(encode(new Float(1), { profile: 'rfc8949' }))).toBe('f93c00')
    expect(toHex(encodeByCbor2(new Float(1), 'bytewise'))).toBe('01')
  })

  it('cbor-x takes simple values for references to packed ones', () => {
    expect(decode(fromHex('f0'))).toEqual(new Simple(16))
    expect(outcome(() => decodeByCborX(fromHex('f0')))).toEqual({ refused: 'No packed values available' })
  })

  it.each([...laxOfCborX])('cbor-x takes what is %s', (code) => {
    const lax: Record<string, string> = {
      'duplicate-key': 'a201000100',
      'key-order': 'a202000100',
      'non-shortest-int': '1800',
      'non-shortest-length': '780161',
      'non-shortest-tag': 'd80100',
      'indefinite-length': '9fff',
      'invalid-utf8': '61ff',
      'tag-not-allowed': 'c100',
      'depth-exceeded': '8181818180',
      'reserved-simple': 'f814',
    }
    const bytes = fromHex(lax[code]!)
    expect(check(bytes).violations.map((violation) => violation.code)).toContain(code)
    expect(outcome(() => decodeByCborX(bytes))).toHaveProperty('value')
  })
})

function compareEncoding(value: CborValue): string[] {
  const orders = [
    ['rfc8949', 'bytewise'],
    ['rfc7049', 'lengthFirst'],
  ] as const
  return orders.flatMap(([profile, order]) => {
    const ours = toHex(encode(value, { profile }))
    const theirs = toHex(encodeByCbor2(value, order))
    if (ours === theirs) return []
    if (holds(value, (one) => one instanceof Float && Number.isInteger(one.value)))
      return ['cbor2 has no 1.0']
    throw new Error(`${profile}: ${ours} here, ${theirs} by cbor2`)
  })
}

function compareDecoding(
  value: CborValue,
  { at, kind, byte }: { at: number; kind: string; byte: number },
): string[] {
  const bytes = encode(value, { profile: 'rfc8949' })
  const from = at % bytes.length
  const before = bytes.subarray(0, from)
  const after = bytes.subarray(kind === 'insert' ? from : from + 1)
  const changed = Uint8Array.of(...before, ...(kind === 'remove' ? [] : [byte]), ...after)
  return [bytes, changed].flatMap((input) => [...compareToCbor2(input), ...compareToCborX(input)])
}

/** What is well-formed and valid is the same for both. */
function compareToCbor2(bytes: Uint8Array): string[] {
  const ours = outcome(() => decode(bytes, { profile: 'basic' }))
  const theirs = outcome(() => decodeByCbor2(bytes))
  if ('value' in ours !== 'value' in theirs) throw difference(bytes, ours, theirs)
  if ('value' in ours && 'value' in theirs && alike(ours.value) !== alike(theirs.value))
    throw difference(bytes, ours, theirs)
  return []
}

/** What is canonical is the same for both. */
function compareToCborX(bytes: Uint8Array): string[] {
  const ours = outcome(() => decode(bytes))
  const theirs = outcome(() => decodeByCborX(bytes))
  if ('value' in ours) {
    if ('value' in theirs) {
      if (alike(ours.value) === alike(theirs.value)) return []
    } else if (holds(ours.value, (one) => one instanceof Simple)) return ['cbor-x has no simple values']
    throw difference(bytes, ours, theirs)
  }
  if ('refused' in theirs) return []
  const { code } = check(bytes).violations[0]!
  if (laxOfCborX.has(code)) return [`cbor-x takes ${code}`]
  throw difference(bytes, ours, theirs)
}

function difference(bytes: Uint8Array, ours: Outcome, theirs: Outcome): Error {
  const show = (one: Outcome) => ('value' in one ? alike(one.value) : one.refused)
  return new Error(`${toHex(bytes)}: ${show(ours)} here, ${show(theirs)} there`)
}

function holds(value: unknown, test: (one: unknown) => boolean): boolean {
  if (test(value)) return true
  if (Array.isArray(value)) return value.some((item) => holds(item, test))
  return (
    value instanceof Map &&
    Array.from(value)
      .flat(1)
      .some((item) => holds(item, test))
  )
}
