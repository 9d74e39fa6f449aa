/**
 * GeneralName: the forms in which extensions name something.
 *
 * @see RFC 5280 §4.2.1.6
 */
import { DerReader } from '../der-reader.ts'
import { checkOid } from '../der-values.ts'
import { type Name, readName } from '../name.ts'
import { oidText } from '../oid.ts'
import { readItem } from '../read-der.ts'

/** `value` of the other forms is the content of the element. */
export type GeneralName =
  | { readonly form: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly value: string }
  | { readonly form: 'directoryName'; readonly value: Name }
  | { readonly form: 'iPAddress'; readonly value: Uint8Array }
  | { readonly form: 'registeredID'; readonly value: string }
  | { readonly form: 'otherName' | 'x400Address' | 'ediPartyName'; readonly value: Uint8Array }

export type GeneralNameForm = GeneralName['form']

/** By tag number; a form that holds elements is constructed. */
const forms: readonly (readonly [form: GeneralNameForm, tag: number])[] = [
  ['otherName', 0xa0],
  ['rfc822Name', 0x81],
  ['dNSName', 0x82],
  ['x400Address', 0xa3],
  ['directoryName', 0xa4],
  ['ediPartyName', 0xa5],
  ['uniformResourceIdentifier', 0x86],
  ['iPAddress', 0x87],
  ['registeredID', 0x88],
]

/** Reads the next element as a GeneralName. */
export function readGeneralName(reader: DerReader): GeneralName {
  const tag = reader.head()
  const form = forms.find((row) => row[1] === tag)?.[0]
  switch (form) {
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return { form, value: readAscii(reader) }
    case 'directoryName':
      reader.at = reader.start
      return { form, value: reader.inside(tag, () => readName(reader)) }
    case 'iPAddress':
      return { form, value: reader.rest() }
    case 'registeredID':
      checkOid(reader)
      return { form, value: oidText(reader.rest()) }
    case undefined:
      throw reader.unexpected()
    default: {
      const value = reader.rest()
      readAll(reader, value)
      return { form, value }
    }
  }
}

/** IA5String under a tag of its own. */
function readAscii(reader: DerReader): string {
  const value = reader.rest()
  let text = ''
  for (const byte of value) {
    if (byte > 0x7f) throw reader.fault('bad-string')
    text += String.fromCharCode(byte)
  }
  return text
}

/** Strictness inside of what is not looked at. */
function readAll({ exceptions }: DerReader, value: Uint8Array): void {
  const inner = new DerReader(value, 0, value.length, exceptions)
  while (inner.more) readItem(inner)
}
