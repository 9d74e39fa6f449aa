/** Words in which the tables are written: each makes a layout, and says how it is read. */
import type { Cursor } from '../cursor.ts'
import type {
  BytesLayout,
  Constants,
  EmptyLayout,
  Field,
  FlagsLayout,
  Layout,
  Members,
  Read,
  Readable,
  Row,
  SizedLayout,
  UintLayout,
  Writer,
} from '../layout.ts'
import type { TpmError } from '../tpm-error.ts'
import { prefixed, UnknownSelector } from '../trail.ts'

export const uint = <const Type extends string, const Bytes extends 1 | 2 | 4 | 8>(
  type: Type,
  bytes: Bytes,
  constants?: Constants,
  isClosed = false,
) => {
  const only = isClosed ? new Set(Object.keys(constants ?? {}).map(Number)) : undefined
  return readable({ kind: 'uint' as const, type, bytes, constants, only }, uintReader(type, bytes, only))
}

const readers = {
  1: (cursor: Cursor) => cursor.uint8(),
  2: (cursor: Cursor) => cursor.uint16(),
  4: (cursor: Cursor) => cursor.uint32(),
  8: readUint64,
}

function uintReader(type: string, bytes: UintLayout['bytes'], only: UintLayout['only']) {
  if (only === undefined || bytes === 8) return readers[bytes]
  const read = readers[bytes]
  // What is below 256 is looked up fastest in an array.
  const isSmall = new Uint8Array(256)
  for (const value of only) isSmall[value] = 1
  return (cursor: Cursor) => {
    const value = read(cursor)
    if (value < 256 ? isSmall[value] === 1 : only.has(value)) return value
    throw noneOf(cursor, type, value, bytes)
  }
}

function noneOf(cursor: Cursor, type: string, value: number, bytes: number): TpmError {
  return cursor.fault('unknown-value', `0x${value.toString(16)} is no ${type}`, cursor.at - bytes)
}

function readUint64(cursor: Cursor): bigint {
  if (cursor.at + 8 > cursor.end) throw cursor.fault('truncated', 'the bytes end inside of 8')
  const high = cursor.uint32()
  const low = cursor.uint32()
  // A number holds 53 bits, and from one a bigint is made fastest.
  return high < 2 ** 21 ? BigInt(high * 2 ** 32 + low) : (BigInt(high) << 32n) | BigInt(low)
}

/** Flags are read when somebody asks for one. */
export const flags = <const Type extends string, const Flags extends FlagsLayout['flags']>(
  type: Type,
  bytes: FlagsLayout['bytes'],
  names: Flags,
) => {
  class Word {
    readonly value: number

    constructor(value: number) {
      this.value = value
    }
  }
  for (const [bit, name] of Object.entries(names)) {
    const mask = 1 << Number(bit)
    Object.defineProperty(Word.prototype, name, {
      get(this: Word) {
        return (this.value & mask) !== 0
      },
    })
  }
  const readNumber = readers[bytes]
  const read = (cursor: Cursor) => new Word(readNumber(cursor))
  return readable({ kind: 'flags' as const, type, bytes, flags: names }, read)
}

/* @__NO_SIDE_EFFECTS__ */
export const bytes = (type: string, length: number): BytesLayout =>
  readable({ kind: 'bytes', type, length }, (cursor) => cursor.window(length))

export const empty: EmptyLayout = /* @__PURE__ */ readable(
  { kind: 'empty', type: 'TPMS_EMPTY' },
  () => undefined,
)

/** A TPM2B of bytes. */
export const buffer = <const Type extends string>(
  type: Type,
  most: number,
  prefix: SizedLayout['prefix'] = 2,
) => {
  const read = (cursor: Cursor) => cursor.window(readSize(cursor, type, prefix, most))
  return readable({ kind: 'sized' as const, type, prefix, most }, read)
}

/** A TPM2B of a structure, which takes all of its size. */
export const sized = <const Type extends string, const Content extends Layout>(
  type: Type,
  content: Content,
) => {
  const most = 0xffff
  const read = (cursor: Cursor) => {
    const size = readSize(cursor, type, 2, most)
    const { at, end } = cursor
    if (size > end - at) throw cursor.fault('truncated', `the bytes end inside of ${size}`)
    cursor.end = at + size
    const value = content.read(cursor)
    if (cursor.at !== cursor.end) {
      throw cursor.fault('bad-size', `the content has ${cursor.at - at} bytes, its size says ${size}`)
    }
    cursor.end = end
    return value
  }
  return readable({ kind: 'sized' as const, type, prefix: 2 as const, most, content }, read)
}

export const list = <const Type extends string, const Element extends Layout>(
  type: Type,
  element: Element,
  most: number,
) => {
  const read = (cursor: Cursor) => {
    const count = cursor.uint32()
    if (count > most) {
      throw tooLarge(cursor, `${type} has ${count} elements of ${most}`, 4)
    }
    const values: unknown[] = []
    try {
      while (values.length < count) values.push(element.read(cursor))
    } catch (error) {
      throw prefixed(error, `[${values.length}]`)
    }
    return values
  }
  return readable({ kind: 'list' as const, type, most, element }, read)
}

function readSize(cursor: Cursor, type: string, prefix: number, most: number): number {
  const size = prefix === 2 ? cursor.uint16() : cursor.uint8()
  if (size > most) throw tooLarge(cursor, `${type} has ${size} bytes of ${most}`, prefix)
  return size
}

function tooLarge(cursor: Cursor, message: string, bytesOfSize: number): TpmError {
  return cursor.fault('too-large', message, cursor.at - bytesOfSize)
}

/** A TPMU: the selector of the structure that it stands in chooses. */
export const union = <const Type extends string, const M extends Members>(type: Type, members: M) => {
  // Selectors of one union differ in their last six bits, and no lookup is faster than that of an array.
  const slots = Array.from({ length: 64 }, () => ({ selector: -1, layout: empty as Layout }))
  for (const [key, layout] of Object.entries(members)) {
    const selector = Number(key)
    slots[selector & 63] = { selector, layout }
  }
  const read = (cursor: Cursor) => {
    const { selector, layout } = slots[cursor.selected & 63]!
    if (selector === cursor.selected) return layout.read(cursor)
    throw new UnknownSelector(type, cursor.selected)
  }
  return readable({ kind: 'union' as const, type, members }, read)
}

/** A row's own description. */
const itself: Writer = { selector: (selector) => ({ selector }) }

/** A layout that reads, and that in a row is itself or what is read. */
function readable<Data extends { readonly kind: string }>(data: Data, reader: Read): Data & Readable {
  // As a constant of this function, which each row's call has for its own: so the engine puts the reader into the row.
  const read = reader
  const whole: Data & Readable = Object.assign(data, {
    read,
    in: (row: Writer) => (row === itself ? whole : (read(row as unknown as Cursor) as typeof whole)),
  })
  return whole
}

/**
 * A structure, written as the object it becomes. `row` is called with `itself` once, for a description, and with a cursor for
 * each structure that is read, for its value: an object that is written out is made several times as fast as one that is put
 * together by names. So a row calls nothing but `in` and `selector`, in the order of the bytes.
 */
export const struct = <const Type extends string, const R extends Row>(
  type: Type,
  rowIn: (row: Writer) => R,
) => {
  const row = rowIn(itself)
  const fields = fieldsOf(row)
  const valueIn = rowIn as unknown as (cursor: Cursor) => Record<string, unknown>
  const readFields = (cursor: Cursor) => {
    const { at, end, selected } = cursor
    try {
      const value = valueIn(cursor)
      cursor.selected = selected
      return value
    } catch (error) {
      Object.assign(cursor, { at, end })
      throw explained(error, fields, cursor)
    }
  }
  const read = isScheme(fields) ? schemeReader(fields[0]!.name, readFields) : readFields
  return readable({ kind: 'struct' as const, type, row, fields }, read)
}

function fieldsOf(row: Row): readonly Field[] {
  let by = ''
  return Object.entries(row).map(([name, one]) => {
    if (!('selector' in one)) return { name, layout: one, by }
    by = name
    return { name, layout: one.selector, by: '' }
  })
}

/** Reads once more what could not be read, to tell which field it was. */
function explained(refusal: unknown, fields: readonly Field[], cursor: Cursor): unknown {
  let selectorAt = 0
  for (const { name, layout, by } of fields) {
    const { at } = cursor
    try {
      const value = layout.read(cursor)
      // Of the fields that none chooses for, the selector is the last.
      if (by === '' && typeof value === 'number') {
        cursor.selected = value
        selectorAt = at
      }
    } catch (error) {
      return error instanceof UnknownSelector ? error.in(by, selectorAt) : prefixed(error, name)
    }
  }
  return refusal
}

/** A selector, and unions that are nothing for TPM_ALG_NULL. */
function isScheme([, ...rest]: readonly Field[]): boolean {
  const isOptional = ({ layout }: Field) => layout.kind === 'union' && layout.members[0x10]?.kind === 'empty'
  return rest.length > 0 && rest.every(isOptional)
}

/** Leaves out what is nothing. TPM_ALG_NULL, which is the selector alone, is made but once. */
function schemeReader(selector: string, readFields: (cursor: Cursor) => Record<string, unknown>) {
  const none = Object.freeze({ [selector]: 0x10 })
  return (cursor: Cursor) => {
    const { at, bytes } = cursor
    if (bytes[at + 1] === 0x10 && bytes[at] === 0 && at + 2 <= cursor.end) {
      cursor.at = at + 2
      return none
    }
    const value = readFields(cursor)
    for (const name in value) if (value[name] === undefined) delete value[name]
    return value
  }
}
