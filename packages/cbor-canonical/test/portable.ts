/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import {
  CborError,
  type CborValue,
  canons,
  check,
  compareKeys,
  type DecodeOptions,
  decode,
  decodeFirst,
  diagnose,
  encode,
  Float,
  Simple,
  Tagged,
} from '@latchkey/cbor-canonical'
import { decode as decodeCtap2 } from '@latchkey/cbor-canonical/ctap2'

const goesThereAndBack: readonly (readonly [string, string])[] = [
  ['integers', '881717181818ff190100 1a00010000 1b0000000100000000 3bffffffffffffffff'],
  ['texts', '8660 6161 62c3bc 64f09f9880 63efbbbf 7818 616161616161616161616161616161616161616161616161'],
  ['a text that is longer', `7828${'61'.repeat(36)}f09f9880`],
  ['byte strings', '8240420102'],
  ['a map', 'a301022001616180'],
  ['floats of three widths', '83f93c00fa3fc00000fb3ff199999999999a'],
  ['NaNs', '84f97e00f97e01fa7fc00000fb7ff8000000000001'],
  ['simple values', '86f4f5f6f7f0f8ff'],
]

const refusals: readonly (readonly [string, string, number, DecodeOptions?])[] = [
  ['', 'empty-input', 0],
  ['8201', 'truncated', 2],
  ['9bffffffffffffffff', 'truncated', 9],
  ['0000', 'trailing-bytes', 1],
  ['811c', 'reserved-additional-info', 1],
  ['81ff', 'unexpected-break', 1],
  ['1f', 'indefinite-not-allowed', 0],
  ['5f00ff', 'bad-chunk', 1, { profile: 'basic' }],
  ['f81f', 'reserved-simple', 0],
  ['62c328', 'invalid-utf8', 0],
  [`7820${'61'.repeat(31)}ff`, 'invalid-utf8', 0],
  ['a201000100', 'duplicate-key', 3],
  ['a201001801 00', 'duplicate-key', 3, { profile: 'basic' }],
  ['a202000100', 'key-order', 3],
  ['1800', 'non-shortest-int', 0],
  ['580101', 'non-shortest-length', 0],
  ['9f01ff', 'indefinite-length', 0],
  ['c101', 'tag-not-allowed', 0],
  ['8181818180', 'depth-exceeded', 4],
  [`${'81'.repeat(100_000)}00`, 'depth-exceeded', 128, { profile: 'rfc8949' }],
  ['d80100', 'non-shortest-tag', 0, { profile: 'rfc8949' }],
  ['fb3ff8000000000000', 'non-shortest-float', 0, { profile: 'rfc8949' }],
  ['f97e01', 'non-canonical-nan', 0, { profile: 'rfc8949' }],
  ['c24101', 'bignum-not-preferred', 0, { profile: 'rfc8949' }],
  ['f93c00', 'float-should-be-int', 0, { profile: 'dcbor' }],
  ['3bffffffffffffffff', 'int-out-of-range', 0, { profile: 'dcbor' }],
  ['f7', 'simple-not-allowed', 0, { profile: 'dcbor' }],
  ['6365cc81', 'not-nfc', 0, { profile: 'dcbor' }],
  ['8100', 'too-many-items', 1, { maxItems: 1 }],
  ['8100', 'too-large', 1, { maxBytes: 1 }],
]

const notEncoded: readonly (readonly [string, unknown, string])[] = [
  ['a lone surrogate', '\ud800', 'lone-surrogate'],
  ['a long text with a lone surrogate', `${'a'.repeat(80)}\udc00`, 'lone-surrogate'],
  ['a date', new Date(0), 'unsupported-type'],
  [
    'a key that is there twice',
    new Map<unknown, unknown>([
      [1, 1],
      [1n, 1],
    ]),
    'duplicate-key',
  ],
  ['a tag', new Tagged(1, 1), 'tag-not-allowed'],
  ['five levels', [[[[[]]]]], 'depth-exceeded'],
]

export const cases: readonly { name: string; run(): void }[] = [
  ...goesThereAndBack.map(([what, hex]) => ({
    name: `${what} are read and written`,
    run: () => {
      same(toHex(encode(decode(fromHex(hex)))), hex.replaceAll(' ', ''))
      same(toHex(encode(decodeCtap2(fromHex(hex)))), hex.replaceAll(' ', ''))
    },
  })),
  ...refusals.map(([hex, code, offset, options = {}]) => ({
    name: `${code} at ${offset}: ${hex.slice(0, 20)}`,
    run: () => {
      const error = errorOf(() => decode(fromHex(hex), options))
      same([error.code, error.offset], [code, offset])
      const [first] = check(fromHex(hex), options).violations
      same([first?.code, first?.offset, first?.path], [error.code, error.offset, error.path])
      const { profile = 'ctap2' } = options
      if (profile === 'ctap2') same(errorOf(() => decodeCtap2(fromHex(hex), options)).code, code)
    },
  })),
  ...notEncoded.map(([what, value, code]) => ({
    name: `${what} is not encoded`,
    run: () => same(errorOf(() => encode(value as CborValue)).code, code),
  })),
  {
    name: 'values have their types',
    run: () => {
      same(typeof decode(fromHex('1b0020000000000000')), 'bigint')
      same(decode(fromHex('f0')) instanceof Simple, true)
      same(decode(fromHex('f93c00')) instanceof Float, true)
      same(decode(fromHex('c100'), { tags: 'keep' }) instanceof Tagged, true)
      same(`${decode(fromHex('c249010000000000000000'), { profile: 'rfc8949' })}`, '18446744073709551616')
    },
  },
  {
    name: 'a sequence is read item by item',
    run: () => {
      const { value, bytesRead } = decodeFirst(fromHex('01820203ff'), { offset: 1 })
      same([value, bytesRead], [[2, 3], 3])
    },
  },
  {
    name: 'report mode reports',
    run: () => {
      const seen: string[] = []
      const onViolation = ({ code, offset }: { code: string; offset: number }) =>
        seen.push(`${code} ${offset}`)
      decode(fromHex('a2180200 0100'), { mode: 'report', onViolation })
      same(seen, ['non-shortest-int 1', 'key-order 4'])
    },
  },
  {
    name: 'canonical forms are told apart',
    run: () => {
      same(canons(fromHex('a21864002000')), { ctap2: true, rfc8949: true, rfc7049: false, dcbor: true })
      same(compareKeys('rfc7049')(fromHex('20'), fromHex('1864')) < 0, true)
      same(compareKeys('ctap2')(fromHex('20'), fromHex('1864')) > 0, true)
    },
  },
  {
    name: 'maps are sorted on encoding',
    run: () =>
      same(
        toHex(
          encode(
            new Map<CborValue, CborValue>([
              ['a', 1],
              [-1, 2],
              [3, 4],
            ]),
          ),
        ),
        'a303042002616101',
      ),
  },
  {
    name: 'notation is written',
    run: () => {
      same(diagnose(fromHex('bf61611800f9800000ff')), '{_ "a": 0_0, -0.0: 0}')
      same(diagnose(fromHex('8140'), { offsets: true }).split('\n')[1], `0001  40${' '.repeat(49)}h''`)
    },
  },
]

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function same(got: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)]
  if (left !== right) throw new Error(`got ${left}, wanted ${right}`)
}

function errorOf(call: () => unknown): CborError {
  try {
    call()
  } catch (error) {
    if (CborError.is(error)) return error
    throw error
  }
  throw new Error('accepted')
}
