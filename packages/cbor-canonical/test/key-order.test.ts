import { describe, expect, it } from 'vitest'
import { compareKeys } from '../src/key-order.ts'
import { fromHex, toHex } from './bytes.ts'
import { errorOf } from './error-of.ts'

/** The keys that RFC 8949 §4.2.1 and §4.2.3 sort as examples, and an array that tells three steps from one. */
const keys = ['0a', '1864', '20', '617a', '626161', '811864', '8120', 'f4', '686161616161616161']

describe('compareKeys', () => {
  it.each([
    ['rfc8949', ['0a', '1864', '20', '617a', '626161', '686161616161616161', '811864', '8120', 'f4']],
    ['dcbor', ['0a', '1864', '20', '617a', '626161', '686161616161616161', '811864', '8120', 'f4']],
    ['rfc7049', ['0a', '20', 'f4', '1864', '617a', '8120', '626161', '811864', '686161616161616161']],
    ['ctap2', ['0a', '1864', '20', '617a', '626161', '686161616161616161', '8120', '811864', 'f4']],
  ] as const)('%s', (profile, sorted) => {
    const compare = compareKeys(profile)
    expect(keys.map(fromHex).reverse().sort(compare).map(toHex)).toEqual(sorted)
    for (const key of keys) expect(compare(fromHex(key), fromHex(key))).toBe(0)
  })

  it('knows its profiles', () => {
    expect(errorOf(() => compareKeys('core' as 'ctap2'))?.code).toBe('unsupported-type')
  })
})
