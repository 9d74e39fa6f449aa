import { expect, it } from 'vitest'
import { canons } from '../src/canons.ts'
import { fromHex } from './bytes.ts'
import { errorOf } from './error-of.ts'

it.each([
  ['a2186400 2000', ['ctap2', 'dcbor', 'rfc8949']],
  ['a22000 186400', ['rfc7049']],
  ['a20100 2000', ['ctap2', 'dcbor', 'rfc7049', 'rfc8949']],
  ['f93c00', ['ctap2', 'rfc7049', 'rfc8949']],
  ['fb3ff0000000000000', ['ctap2']],
  ['c100', ['dcbor', 'rfc7049', 'rfc8949']],
  ['f7', ['ctap2', 'rfc7049', 'rfc8949']],
  ['8181818180', ['dcbor', 'rfc7049', 'rfc8949']],
  ['1800', []],
  ['81', []],
  ['0000', []],
  ['', []],
])('%s', (hex, wanted) => {
  const held = Object.entries(canons(fromHex(hex))).filter(([, holds]) => holds)
  expect(held.map(([profile]) => profile).sort()).toEqual(wanted)
})

it('takes bytes alone', () => {
  expect(errorOf(() => canons('00' as unknown as Uint8Array))?.code).toBe('unsupported-type')
})
