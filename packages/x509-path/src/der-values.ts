/**
 * The contents of universal types, each in its one form.
 *
 * @see X.690 §8, §11; X.680 §41 (characters)
 */
import { BIT_STRING, BOOLEAN, type DerReader, INTEGER, OCTET_STRING, OID } from './der-reader.ts'
import { checkTime } from './time.ts'

const NULL = 0x05
const ENUMERATED = 0x0a
const RELATIVE_OID = 0x0d
const UTF8_STRING = 0x0c
const NUMERIC_STRING = 0x12
const PRINTABLE_STRING = 0x13
const TELETEX_STRING = 0x14
const IA5_STRING = 0x16
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const VISIBLE_STRING = 0x1a
const GENERAL_STRING = 0x1b
const UNIVERSAL_STRING = 0x1c
const BMP_STRING = 0x1e

/** Checks the content of the primitive element whose head was read last, and goes over it. */
export function checkValue(reader: DerReader, tag: number): void {
  const { at, contentEnd } = reader
  switch (tag) {
    case INTEGER:
    case ENUMERATED:
      checkInteger(reader)
      break
    case BOOLEAN:
      checkBoolean(reader)
      break
    case BIT_STRING:
      checkBitString(reader)
      break
    case NULL:
      if (contentEnd !== at) throw reader.fault('bad-value')
      break
    case OID:
    case RELATIVE_OID:
      checkOid(reader)
      break
    case UTC_TIME:
    case GENERALIZED_TIME:
      checkTime(reader, tag)
      break
    case OCTET_STRING:
    case TELETEX_STRING:
    case GENERAL_STRING:
      break
    default:
      if (tag < 0x20 && !isString(reader, tag)) {
        throw reader.fault('bad-string')
      }
  }
  reader.at = contentEnd
}

/** `BOOLEAN DEFAULT FALSE`: false where another element or none follows. */
export function readBooleanDefaultFalse(reader: DerReader, tag = BOOLEAN): boolean {
  if (reader.peek() !== tag) return false
  reader.expect(tag)
  const { bytes, at } = reader
  if (bytes[at] === 0 && reader.contentEnd - at === 1) {
    reader.meet('explicit-default', 'explicit-default')
  } else checkBoolean(reader)
  reader.at = reader.contentEnd
  return bytes[at] !== 0
}

function checkBoolean(reader: DerReader): void {
  const { bytes, at, contentEnd } = reader
  if (contentEnd - at !== 1) throw reader.fault('bad-value')
  if (bytes[at] !== 0 && bytes[at] !== 0xff) {
    reader.meet('boolean-value', 'bad-value')
  }
}

export function checkInteger(reader: DerReader): void {
  const { bytes, at, contentEnd } = reader
  const spare = bytes[at] === 0 ? bytes[at + 1]! < 0x80 : bytes[at] === 0xff && bytes[at + 1]! > 0x7f
  if (contentEnd === at || (contentEnd > at + 1 && spare)) {
    throw reader.fault('bad-value')
  }
}

/** An INTEGER that counts something. */
export function readCount(reader: DerReader, tag = INTEGER): number {
  reader.expect(tag)
  checkInteger(reader)
  const bytes = reader.rest()
  if (bytes[0]! > 0x7f) throw reader.fault('bad-value')
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

export function checkBitString(reader: DerReader): void {
  const { bytes, at, contentEnd } = reader
  const unused = bytes[at]!
  const isEmpty = contentEnd - at === 1
  const spare = isEmpty ? unused : unused > 7 ? 1 : bytes[contentEnd - 1]! & ((1 << unused) - 1)
  if (contentEnd === at || spare !== 0) throw reader.fault('bad-value')
}

export function checkOid(reader: DerReader): void {
  const { bytes, at, contentEnd } = reader
  let first = true
  for (let i = at; i < contentEnd; i++) {
    if (first && bytes[i] === 0x80) throw reader.fault('bad-value')
    first = bytes[i]! < 0x80
  }
  if (contentEnd === at || !first) throw reader.fault('bad-value')
}

/** Of the element whose head was read last. Types of string that X.509 does not know are none. */
function isString({ bytes, at, contentEnd }: DerReader, tag: number): boolean {
  switch (tag) {
    case UTF8_STRING:
      return isUtf8(bytes, at, contentEnd)
    case PRINTABLE_STRING:
      return all(bytes, at, contentEnd, isPrintable)
    case NUMERIC_STRING:
      return all(bytes, at, contentEnd, (byte) => byte === 0x20 || (byte > 0x2f && byte < 0x3a))
    case IA5_STRING:
      return all(bytes, at, contentEnd, (byte) => byte < 0x80)
    case VISIBLE_STRING:
      return all(bytes, at, contentEnd, (byte) => byte > 0x1f && byte < 0x7f)
    case UNIVERSAL_STRING:
      return areCharacters(bytes, at, contentEnd, 4)
    case BMP_STRING:
      return areCharacters(bytes, at, contentEnd, 2)
    case TELETEX_STRING:
      return true
    default:
      return false
  }
}

function all(bytes: Uint8Array, from: number, to: number, allowed: (byte: number) => boolean): boolean {
  for (let at = from; at < to; at++) if (!allowed(bytes[at]!)) return false
  return true
}

/** Units of 2 or 4 bytes, none of them a surrogate or beyond Unicode. */
function areCharacters(bytes: Uint8Array, from: number, to: number, size: number): boolean {
  for (let at = from; at < to; at += size) {
    let code = 0
    for (let i = at; i < at + size; i++) code = code * 256 + bytes[i]!
    if (code > 0x10ffff || (code > 0xd7ff && code < 0xe000)) return false
  }
  return (to - from) % size === 0
}

/** Letters, digits, space and ' ( ) + , - . / : = ? */
function isPrintable(byte: number): boolean {
  return (
    (byte > 0x60 && byte < 0x7b) ||
    (byte > 0x40 && byte < 0x5b) ||
    (byte > 0x2a && byte < 0x3b) ||
    byte === 0x20 ||
    (byte > 0x26 && byte < 0x2a) ||
    byte === 0x3d ||
    byte === 0x3f
  )
}

function isUtf8(bytes: Uint8Array, from: number, to: number): boolean {
  if (all(bytes, from, to, (byte) => byte < 0x80)) return true
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to))
    return true
  } catch {
    return false
  }
}
