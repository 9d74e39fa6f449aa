import { describe, expect, it } from 'vitest'
import { diagnose } from '../src/diagnose.ts'
import { fromHex } from './bytes.ts'
import { refusal } from './error-of.ts'

const show = (hex: string, options?: Parameters<typeof diagnose>[1]) => diagnose(fromHex(hex), options)

describe('diagnostic notation', () => {
  it.each([
    ['00', '0'],
    ['1bffffffffffffffff', '18446744073709551615'],
    ['3bffffffffffffffff', '-18446744073709551616'],
    ['3863', '-100'],
    ['f90000', '0.0'],
    ['f98000', '-0.0'],
    ['f93c00', '1.0'],
    ['fb3ff199999999999a', '1.1'],
    ['fb7e37e43c8800759c', '1e+300'],
    ['f97c00', 'Infinity'],
    ['f9fc00', '-Infinity'],
    ['f97e00', 'NaN'],
    ['f4', 'false'],
    ['f5', 'true'],
    ['f6', 'null'],
    ['f7', 'undefined'],
    ['f0', 'simple(16)'],
    ['f8ff', 'simple(255)'],
    ['40', "h''"],
    ['4401020304', "h'01020304'"],
    ['60', '""'],
    ['62225c', String.raw`"\"\\"`],
    ['62c3bc', '"ü"'],
    ['80', '[]'],
    ['8301820203820405', '[1, [2, 3], [4, 5]]'],
    ['a0', '{}'],
    ['a26161016162820203', '{"a": 1, "b": [2, 3]}'],
    ['a201020103', '{1: 2, 1: 3}'],
    ['c11a514b67b0', '1(1363896240)'],
    ['dbffffffffffffffff00', '18446744073709551615(0)'],
    ['c249010000000000000000', "2(h'010000000000000000')"],
  ])('%s', (hex, text) => {
    expect(show(hex)).toBe(text)
  })

  it.each([
    ['1800', '0_0'],
    ['190000', '0_1'],
    ['1a00000000', '0_2'],
    ['3b0000000000000000', '-1_3'],
    ['580101', "h'01'_0"],
    ['780161', '"a"_0'],
    ['fa3fc00000', '1.5_2'],
    ['fb3ff8000000000000', '1.5_3'],
    ['980101', '[_0 1]'],
    ['b8010102', '{_0 1: 2}'],
    ['d80100', '1_0(0)'],
    ['9fff', '[_ ]'],
    ['9f01ff', '[_ 1]'],
    ['bf0102ff', '{_ 1: 2}'],
    ['5f41014102ff', "(_ h'01', h'02')"],
    ['7f61616162ff', '(_ "a", "b")'],
    ['5fff', "''_"],
    ['7fff', '""_'],
  ])('marks how %s is written', (hex, text) => {
    expect(show(hex)).toBe(text)
  })

  it('has a line for each entry where that is asked for', () => {
    expect(show('a2 01 82 02 80 20 c1 a1 00 01', { pretty: true })).toBe(`{
  1: [
    2,
    []
  ],
  -1: 1(
    {
      0: 1
    }
  )
}`)
    expect(show('bf0102ff', { pretty: true })).toBe('{_\n  1: 2\n}')
    expect(show('00', { pretty: true })).toBe('0')
  })

  it('has offsets and bytes where they are asked for', () => {
    expect(show(`a2 01 9f 02 ff 20 c1 52 ${'ab'.repeat(18)}`, { offsets: true })).toBe(`\
0000  a2                                               {2}
0001  01                                                 1
0002  9f                                                 [_ 1]
0003  02                                                   2
0004  ff                                                   break
0005  20                                                 -1
0006  c1                                                 1(
0007  52 ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab      h'${'ab'.repeat(18)}'
0017  ab ab ab
`)
  })
})

describe('refusals', () => {
  it.each([
    ['81', 'truncated', 1, [0]],
    ['', 'empty-input', 0, []],
    ['0000', 'trailing-bytes', 1, []],
    ['6180', 'invalid-utf8', 0, []],
    [`${'81'.repeat(129)}00`, 'depth-exceeded', 128, Array(128).fill(0)],
  ])('%s', (hex, code, offset, path) => {
    expect(refusal(() => show(hex))).toEqual([code, offset, path])
  })

  it('take bytes alone', () => {
    expect(refusal(() => diagnose('00' as unknown as Uint8Array))).toEqual(['unsupported-type', -1, []])
  })
})
