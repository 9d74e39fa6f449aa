import { type Integer, Sequence } from 'asn1js'
import { describe, expect, it } from 'vitest'
import { readWithAsn1js } from '../src/asn1js.ts'
import { fromHex, refusal } from './bytes.ts'

describe('readWithAsn1js', () => {
  it('gives objects of asn1js', () => {
    const result = readWithAsn1js(fromHex('3006 020105 020107'))
    expect(result).toBeInstanceOf(Sequence)
    const values = (result as Sequence).valueBlock.value.map((item) => (item as Integer).valueBlock.valueDec)
    expect(values).toEqual([5, 7])
  })

  it.each([
    ['a byte after the element', '020105 00', 'trailing-bytes'],
    ['an indefinite length', '3080 020105 0000', 'bad-length'],
    ['a length in the long form', '028101 05', 'bad-length'],
    ['an INTEGER in a longer form', '02020005', 'bad-value'],
    ['nothing', '', 'truncated'],
  ])('refuses %s, which asn1js alone passes over', (_, hex, code) => {
    expect(refusal(() => readWithAsn1js(fromHex(hex)))?.[0]).toBe(code)
  })
})
