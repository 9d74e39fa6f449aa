/**
 * Distinguished names.
 *
 * @see RFC 5280 §4.1.2.4; RFC 4514 (text); RFC 4517 §3.3
 */
import { encodeHex } from '@latchkey/octets'
import { DerReader, OID, SEQUENCE, SET } from './der-reader.ts'
import { checkOid } from './der-values.ts'
import { certificateExceptions, Exceptions } from './exceptions.ts'
import { oidText } from './oid.ts'
import { type DerItem, readItem } from './read-der.ts'

/** A name as it stands in a certificate. Two names are the same where their `der` is. */
export interface Name {
  /** the RDNSequence */
  readonly der: Uint8Array
  /** for people: RFC 4514, the last component first, as in `CN=Key,O=Example,C=SE` */
  toString(): string
  /** the values of an attribute type, by its dotted identifier, in the order of the name */
  attribute(oid: string): readonly string[]
}

/** Short names of RFC 4514 §3, and what attestation certificates have beside them. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.9': 'STREET',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
}

/** Strings of X.520, the BIT STRING of unique identifiers, and structures. */
const valueTypes = [0x0c, 0x13, 0x16, 0x14, 0x12, 0x1e, 0x1c, 0x03, 0x30]

/** Reads a Name and checks its structure; text is made when somebody asks for it. */
export function readName(reader: DerReader): Name {
  const start = reader.at
  const outer = reader.enter(SEQUENCE)
  while (reader.more) readRdn(reader)
  reader.leave(outer)
  return new DistinguishedName(reader.since(start))
}

function readRdn(reader: DerReader): void {
  const before = reader.enter(SET)
  const { start } = reader
  let attributes = 0
  do {
    const outer = reader.enter(SEQUENCE)
    reader.expect(OID)
    checkOid(reader)
    reader.at = reader.contentEnd
    if (!valueTypes.includes(reader.peek())) throw reader.unexpected()
    readItem(reader)
    reader.leave(outer)
    attributes++
  } while (reader.more)
  reader.leave(before)
  // More than one attribute is rare, and then their order is judged as that of every SET.
  if (attributes > 1) readItem(new DerReader(reader.bytes, start, reader.at, reader.exceptions))
}

class DistinguishedName implements Name {
  readonly der: Uint8Array

  constructor(der: Uint8Array) {
    this.der = der
  }

  toString(): string {
    return components(this.der)
      .map((component) => component.map(attributeText).join('+'))
      .reverse()
      .join(',')
  }

  attribute(oid: string): readonly string[] {
    return components(this.der)
      .flat()
      .filter((attribute) => attribute.type === oid)
      .map(({ text }) => text)
  }
}

type Attribute = { readonly type: string; readonly text: string }

function components(der: Uint8Array): Attribute[][] {
  // Whatever deviation it has was let pass when it was read.
  const reader = new DerReader(der, 0, der.length, new Exceptions(certificateExceptions))
  return readItem(reader).children!.map((rdn) =>
    rdn.children!.map(({ children }) => {
      const [type, { tag, value, offset }] = children as [DerItem, DerItem]
      // What is no string is shown as its bytes. RFC 4514 §2.4
      const encoded = der.subarray(offset, value.byteOffset - der.byteOffset + value.length)
      return { type: oidText(type.value), text: stringText(tag, value) ?? `#${encodeHex(encoded)}` }
    }),
  )
}

function attributeText({ type, text }: Attribute): string {
  const escaped = text
    .replace(/^[ #]|[ ]$|["+,;<>\\]/g, '\\$&')
    // A terminal or a log must not take what stands in a certificate for its own.
    .replace(/\p{Cc}/gu, (control) => `\\${encodeHex(new TextEncoder().encode(control))}`)
  return `${shortNames[type] ?? type}=${escaped}`
}

/** What a string says; nothing for what is none. */
function stringText(tag: number, value: Uint8Array): string | undefined {
  switch (tag) {
    case 0x0c:
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(value)
    case 0x1c:
      return fromUnits(value, 4)
    case 0x1e:
      return fromUnits(value, 2)
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
      return fromUnits(value, 1)
    default:
      return undefined
  }
}

/** Characters of 1, 2 or 4 bytes each. TeletexString is read as Latin-1, which is what its writers meant. */
function fromUnits(value: Uint8Array, size: number): string {
  let text = ''
  for (let at = 0; at < value.length; at += size) {
    let code = 0
    for (let i = 0; i < size; i++) code = code * 256 + value[at + i]!
    text += String.fromCodePoint(code)
  }
  return text
}
