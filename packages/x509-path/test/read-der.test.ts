import { encodeHex } from '@latchkey/octets'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DerItem, readDer } from '../src/read-der.ts'
import { writeDer } from '../src/write-der.ts'
import { fromHex, refusal } from './bytes.ts'

describe('readDer takes', () => {
  it.each([
    ['NULL', '0500'],
    ['BOOLEAN', '0101ff'],
    ['an INTEGER of 128', '02020080'],
    ['an INTEGER of -128', '020180'],
    ['an empty OCTET STRING', '0400'],
    ['an empty BIT STRING', '030100'],
    ['a BIT STRING with unused bits', '030204f0'],
    ['an OBJECT IDENTIFIER', '06032a8648'],
    ['a RELATIVE-OID', '0d0120'],
    ['an ENUMERATED', '0a0105'],
    ['a SET OF, sorted', '3106 020101 020102'],
    ['a SET OF with equal elements', '3106 020101 020101'],
    ['a SET, sorted by tag, not by bytes', '3106 a1020500 8200'],
    ['a length of 128', `048180${'00'.repeat(128)}`],
    ['a length of 256', `04820100${'00'.repeat(256)}`],
    ['a tag number of 31', '9f1f00'],
    ['a tag number of 704', 'bf8540020500'],
    ['nested elements', '3005 a003 020101'],
    ['a primitive of its own class, whatever is in it', '8003ffffff'],
    ['UTCTime', '170d3236303630313030303030305a'],
    ['GeneralizedTime', '180f32303236303630313030303030305a'],
    ['a leap day', '170d3234303232393030303030305a'],
    ['UTF8String', '0c02c3bc'],
    ['PrintableString', `130b${Buffer.from("A z09'()+,=").toString('hex')}`],
    ['NumericString', '12033120 32'],
    ['IA5String', '160140'],
    ['VisibleString', '1a0140'],
    ['BMPString', '1e020041'],
    ['UniversalString', '1c040001f511'],
    ['TeletexString', '1401fc'],
  ])('%s', (_, hex) => {
    const bytes = fromHex(hex)
    expect(encodeHex(rewrite(readDer(bytes)))).toBe(encodeHex(bytes))
  })

  it('64 levels, and no more', () => {
    const nested = (levels: number) => {
      let der: Uint8Array = fromHex('0500')
      for (let level = 0; level < levels; level++) der = writeDer(0x30, der)
      return der
    }
    expect(readDer(nested(64)).tag).toBe(0x30)
    expect(refusal(() => readDer(nested(65)))?.[0]).toBe('too-deep')
    expect(refusal(() => readDer(nested(5000)))?.[0]).toBe('too-deep')
  })
})

describe('readDer gives', () => {
  it('tags as their octets, offsets, and windows on the input', () => {
    const bytes = fromHex('3009 bf8540 020500 0401aa')
    const item = readDer(bytes)
    const [first, second] = item.children!
    expect([item.tag, first!.tag, second!.tag]).toEqual([0x30, 0xbf8540, 0x04])
    expect([first!.offset, first!.children![0]!.offset, second!.offset]).toEqual([2, 6, 8])
    expect(second!.value.buffer).toBe(bytes.buffer)
    expect(second!.children).toBeUndefined()
  })
})

describe('readDer refuses', () => {
  it.each([
    ['nothing', '', 'truncated', 0],
    ['a tag alone', '30', 'truncated', 0],
    ['a tag number that does not end', '1f80', 'truncated', 0],
    ['a tag number that ends with the input', '1f', 'truncated', 0],
    ['the end of contents', '0000', 'bad-tag', 0],
    ['a tag number of 30 in the long form', '9f1e00', 'bad-tag', 0],
    ['a tag number with a leading zero', '9f801f00', 'bad-tag', 0],
    ['a huge tag number', '9fffffffff7f00', 'bad-tag', 0],
    ['a primitive SEQUENCE', '1000', 'bad-tag', 0],
    ['a primitive SET', '1100', 'bad-tag', 0],
    ['an OCTET STRING in pieces', '2404 0402 0000', 'bad-tag', 0],
    ['an indefinite length', '3080 0500 0000', 'bad-length', 0],
    ['a length in the long form', '0281 01 05', 'bad-length', 0],
    ['a length with a leading zero', `04820080${'00'.repeat(128)}`, 'bad-length', 0],
    ['a length of five bytes', '04850000000001', 'bad-length', 0],
    ['a length beyond the input', '040200', 'truncated', 0],
    ['a length that ends with the input', '0482', 'truncated', 0],
    ['an element beyond its container', '3003 0402 00', 'truncated', 2],
    ['a byte after the element', '0500 00', 'trailing-bytes', 2],
    ['an empty INTEGER', '0200', 'bad-value', 0],
    ['an INTEGER with a zero to spare', '02020001', 'bad-value', 0],
    ['an INTEGER with ones to spare', '0202ff80', 'bad-value', 0],
    ['an empty BOOLEAN', '0100', 'bad-value', 0],
    ['a BOOLEAN of 1', '010101', 'bad-value', 0],
    ['a BOOLEAN of two bytes', '0102ffff', 'bad-value', 0],
    ['a NULL with content', '050100', 'bad-value', 0],
    ['an empty BIT STRING without its first byte', '0300', 'bad-value', 0],
    ['a BIT STRING with unused bits that are set', '030204ff', 'bad-value', 0],
    ['a BIT STRING with eight unused bits', '03020800', 'bad-value', 0],
    ['an empty BIT STRING with unused bits', '030101', 'bad-value', 0],
    ['an empty OBJECT IDENTIFIER', '0600', 'bad-value', 0],
    ['an OBJECT IDENTIFIER that does not end', '06022a86', 'bad-value', 0],
    ['an OBJECT IDENTIFIER in a longer form', '06032a8001', 'bad-value', 0],
    ['a SET OF in another order', '3106 020102 020101', 'set-order', 5],
    ['a SET whose tags descend', '3104 8200 8100', 'set-order', 4],
    ['UTF8String that is none', '0c02c328', 'bad-string', 0],
    ['a PrintableString with *', '13012a', 'bad-string', 0],
    ['a PrintableString with @', '130140', 'bad-string', 0],
    ['a NumericString with a letter', '120141', 'bad-string', 0],
    ['an IA5String beyond ASCII', '160180', 'bad-string', 0],
    ['a VisibleString with a control', '1a0107', 'bad-string', 0],
    ['half a character of BMPString', '1e0141', 'bad-string', 0],
    ['a quarter of UniversalString', '1c0141', 'bad-string', 0],
    ['a UniversalString beyond Unicode', '1c0400110000', 'bad-string', 0],
    ['half a surrogate pair in BMPString', '1e02d83d', 'bad-string', 0],
    ['a type of string that X.509 does not know', '190141', 'bad-string', 0],
    ['UTCTime without seconds', '170b323630363031303030305a', 'bad-time', 0],
    ['UTCTime with an offset', '17113236303630313030303030302b30303030', 'bad-time', 0],
    ['the 13th month', '170d3236313330313030303030305a', 'bad-time', 0],
    ['the month 0', '170d3236303030313030303030305a', 'bad-time', 0],
    ['the day 0', '170d3236303130303030303030305a', 'bad-time', 0],
    ['the 30th of February', '170d3236303233303030303030305a', 'bad-time', 0],
    ['a leap day in another year', '170d3233303232393030303030305a', 'bad-time', 0],
    ['the hour 24', '170d3236303630313234303030305a', 'bad-time', 0],
    ['the second 60', '170d3236303630313030303036305a', 'bad-time', 0],
    ['a letter in a time', '170d3236303630313030303078305a', 'bad-time', 0],
    ['a time that does not end in Z', '170d32363036303130303030303059', 'bad-time', 0],
    ['fractions of seconds', '181132303236303630313030303030302e355a', 'bad-time', 0],
  ])('%s', (_, hex, code, offset) => {
    expect(refusal(() => readDer(fromHex(hex)))).toEqual([code, offset])
  })

  it('what is not bytes', () => {
    expect(refusal(() => readDer('0500' as never))).toEqual(['wrong-type', undefined])
  })
})

const tree: fc.Arbitrary<Uint8Array> = fc.letrec<{ item: Uint8Array }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 4 },
    fc.uint8Array({ maxLength: 300 }).map((content) => writeDer(0x04, content)),
    fc.constantFrom(fromHex('0500'), fromHex('0101ff'), fromHex('02020080'), fromHex('06032a8648')),
    fc
      .tuple(fc.constantFrom(0x30, 0xa0, 0xbf8540), fc.array(tie('item'), { maxLength: 4 }))
      .map(([tag, items]) => writeDer(tag, ...items)),
  ),
})).item

describe('any DER', () => {
  it('is read, and written again to the same bytes', () => {
    fc.assert(
      fc.property(tree, (der) => {
        expect(encodeHex(rewrite(readDer(der)))).toBe(encodeHex(der))
      }),
    )
  })

  it('is refused when a byte is missing or added, and ends in a typed error when one is changed', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.integer({ min: 1, max: 255 }), (der, where, change) => {
        const at = where % der.length
        expect(refusal(() => readDer(der.subarray(0, at)))).toBeDefined()
        expect(refusal(() => readDer(Uint8Array.of(...der, 0)))).toEqual(['trailing-bytes', der.length])
        const changed = der.with(at, der[at]! ^ change)
        if (refusal(() => readDer(changed)) === undefined) {
          expect(encodeHex(rewrite(readDer(changed)))).toBe(encodeHex(changed))
        }
      }),
    )
  })
})

/** One element, one encoding: what was read strictly comes out as it was. */
function rewrite({ tag, value, children }: DerItem): Uint8Array {
  return children ? writeDer(tag, ...children.map(rewrite)) : writeDer(tag, value)
}
