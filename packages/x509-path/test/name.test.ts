import { describe, expect, it } from 'vitest'
import { DerReader } from '../src/der-reader.ts'
import { readName } from '../src/name.ts'
import { writeDer } from '../src/write-der.ts'
import { fromHex, refusal } from './bytes.ts'

const cn = fromHex('0603550403')
const attribute = (type: Uint8Array, tag: number, value: string | Uint8Array) =>
  writeDer(0x30, type, writeDer(tag, typeof value === 'string' ? new TextEncoder().encode(value) : value))
const nameOf = (...components: Uint8Array[][]) => {
  const der = writeDer(0x30, ...components.map((component) => writeDer(0x31, ...component)))
  return readName(new DerReader(der))
}

describe('a name as text', () => {
  it('begins with its last component', () => {
    const name = nameOf(
      [attribute(fromHex('0603550406'), 0x13, 'SE')],
      [attribute(fromHex('060355040a'), 0x0c, 'Yubi')],
      [attribute(cn, 0x0c, 'Key')],
    )
    expect(name.toString()).toBe('CN=Key,O=Yubi,C=SE')
    expect(`${nameOf()}`).toBe('')
  })

  it('joins attributes of one component by +', () => {
    const name = nameOf([attribute(cn, 0x0c, 'a'), attribute(cn, 0x0c, 'b')])
    expect(name.toString()).toBe('CN=a+CN=b')
    expect(name.attribute('2.5.4.3')).toEqual(['a', 'b'])
    expect(name.attribute('2.5.4.4')).toEqual([])
  })

  it.each([
    ['a,b', 'a\\,b'],
    ['a"b', 'a\\"b'],
    ['a+b<c>d;e\\f', 'a\\+b\\<c\\>d\\;e\\\\f'],
    [' a ', '\\ a\\ '],
    ['#a#', '\\#a#'],
    ['a=b', 'a=b'],
    ['a\0b', 'a\\00b'],
    ['\u001b[31m', '\\1b[31m'],
  ])('escapes %j', (value, escaped) => {
    expect(nameOf([attribute(cn, 0x0c, value)]).toString()).toBe(`CN=${escaped}`)
  })

  it('reads every type of string, and shows bytes of what is none', () => {
    const values: [number, Uint8Array, string][] = [
      [0x0c, fromHex('c3bc'), 'ü'],
      [0x0c, fromHex('efbbbf41'), '\ufeffA'],
      [0x13, fromHex('41'), 'A'],
      [0x14, fromHex('fc'), 'ü'],
      [0x16, fromHex('40'), '@'],
      [0x12, fromHex('31'), '1'],
      [0x1e, fromHex('00fc20ac'), 'ü€'],
      [0x1c, fromHex('0001f511'), '🔑'],
      [0x03, fromHex('0780'), '#03020780'],
    ]
    for (const [tag, bytes, text] of values) {
      expect(nameOf([attribute(cn, tag, bytes)]).attribute('2.5.4.3')).toEqual([text])
    }
  })

  it.each([0x02, 0x04, 0x1a, 0x43, 0x80])('takes no value with the tag %i', (tag) => {
    expect(refusal(() => nameOf([attribute(cn, tag, fromHex('05'))]))?.[0]).toBe('unexpected-element')
    expect(nameOf([attribute(cn, 0x0c, fromHex('41'))]).toString()).toBe('CN=A')
  })

  it('calls types by their numbers where RFC 4514 has no name', () => {
    const tpm = fromHex('060567810502 01'.replaceAll(' ', ''))
    expect(nameOf([attribute(tpm, 0x0c, 'id:494E5443')]).toString()).toBe('2.23.133.2.1=id:494E5443')
  })
})
