/** Values of ASN.1 in DER, as certificates need them. */
import { concat } from '@latchkey/octets'
import { writeDer } from '@latchkey/x509-path/der'

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => writeDer(0x30, ...items)
export const set = (...items: readonly Uint8Array[]): Uint8Array => writeDer(0x31, ...items)
export const octetString = (...content: readonly Uint8Array[]): Uint8Array => writeDer(0x04, ...content)
export const bitString = (...content: readonly Uint8Array[]): Uint8Array =>
  writeDer(0x03, Uint8Array.of(0), ...content)
export const boolean = (value: boolean): Uint8Array => writeDer(0x01, Uint8Array.of(value ? 0xff : 0))
export const utf8String = (text: string): Uint8Array => writeDer(0x0c, new TextEncoder().encode(text))
export const printableString = (text: string): Uint8Array => writeDer(0x13, new TextEncoder().encode(text))
/** `[tag]`, constructed. */
export const context = (tag: number, ...content: readonly Uint8Array[]): Uint8Array =>
  writeDer(0xa0 | tag, ...content)

/** An integer that is not negative, of big-endian bytes or a small number. */
export function integer(value: Uint8Array | number): Uint8Array {
  let bytes = typeof value === 'number' ? bytesOf(value) : value
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1)
  return writeDer(0x02, bytes[0]! & 0x80 ? Uint8Array.of(0) : new Uint8Array(), bytes)
}

export function enumerated(value: number): Uint8Array {
  return writeDer(0x0a, Uint8Array.of(value))
}

/** Dotted decimal. */
export function oid(text: string): Uint8Array {
  const [first, second, ...arcs] = text.split('.').map(Number) as [number, number, ...number[]]
  return writeDer(0x06, ...[40 * first + second, ...arcs].map(base128))
}

/** The days of each year have their form: two digits until 2049, four from 2050 on. @see RFC 5280 §4.1.2.5 */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().replaceAll(/[-T:]|\.\d+/g, '')
  const inUtcTime = date.getUTCFullYear() < 2050
  const text = inUtcTime ? digits.slice(2) : digits
  return writeDer(inUtcTime ? 0x17 : 0x18, new TextEncoder().encode(text))
}

/** Names of bits that are set: bit 0 is the first of the first byte. */
export function bitNames(...bits: readonly number[]): Uint8Array {
  const last = Math.max(...bits)
  const bytes = new Uint8Array((last >> 3) + 1)
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7)
  return writeDer(0x03, Uint8Array.of(7 - (last & 7)), bytes)
}

function base128(arc: number): Uint8Array {
  const digits = [arc & 0x7f]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest & 0x7f) | 0x80)
  return Uint8Array.from(digits)
}

function bytesOf(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff)
  return concat(Uint8Array.from(bytes.length > 0 ? bytes : [0]))
}
