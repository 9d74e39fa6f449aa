/**
 * Makes values from the items that nearly all input consists of, in their one canonical form, in one pass. Whatever else
 * there may be is left to walk.ts: it knows all of CBOR, and what is wrong with it.
 *
 * @see RFC 8949 §3, §4.2
 */
import type { CborValue } from './data-model.ts'
import { compareRanges } from './key-order.ts'
import { checkArguments, type DecodeOptions } from './options.ts'
import { deepest, type Profile } from './profile.ts'
import { readText } from './text.ts'

type Reader = {
  readonly bytes: Uint8Array
  readonly profile: Profile | 'basic'
  readonly copies: boolean
  at: number
  value: CborValue
}

/**
 * Reads one item of integers below 2³², byte and text strings, arrays, maps, false, true and null.
 *
 * @returns `value` is `undefined` for anything else, and where the input ends too early `at` can be beyond its end
 */
export function readCanonical(bytes: Uint8Array, options: DecodeOptions, start: number): Reader {
  const { profile = 'ctap2', maxDepth = profile === 'ctap2' ? 4 : deepest, maxItems, maxBytes } = options
  checkArguments(bytes, profile)
  const reader: Reader = { bytes, profile, copies: options.bytes !== 'view', at: start, value: undefined }
  if (maxItems === undefined && maxBytes === undefined)
    reader.value = readItem(reader, Math.min(maxDepth, deepest))
  return reader
}

/** @param depth - levels of maps and arrays that may come */
function readItem(reader: Reader, depth: number): CborValue {
  const { bytes } = reader
  const start = reader.at
  if (start >= bytes.length) return undefined
  const first = bytes[start]!
  let at = start + 1
  let argument = first & 31
  if (argument > 23) {
    if (argument === 24) {
      argument = bytes[at++]!
      if (!(argument > 23)) return undefined
    } else if (argument === 25) {
      argument = (bytes[at]! << 8) | bytes[at + 1]!
      at += 2
      if (argument < 256) return undefined
    } else if (argument === 26) {
      argument = bytes[at]! * 2 ** 24 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
      at += 4
      if (!(argument > 65535)) return undefined
    } else return undefined
  }
  reader.at = at
  switch (first >> 5) {
    case 0:
      return argument
    case 1:
      return -1 - argument
    case 2: {
      reader.at = at + argument
      if (reader.at > bytes.length) return undefined
      const view = new Uint8Array(bytes.buffer, bytes.byteOffset + at, argument)
      return reader.copies ? view.slice() : view
    }
    case 3: {
      reader.at = at + argument
      if (reader.at > bytes.length) return undefined
      const text = readText(bytes, at, reader.at)
      return text?.length === argument || reader.profile !== 'dcbor' ? text : undefined
    }
    case 4: {
      if (depth < 1) return undefined
      const array: CborValue[] = []
      for (let i = 0; i < argument; i++) {
        const item = readItem(reader, depth - 1)
        if (item === undefined) return undefined
        array.push(item)
      }
      return array
    }
    case 5:
      return readMap(reader, argument, depth)
  }
  return first === 0xf4 ? false : first === 0xf5 ? true : first === 0xf6 ? null : undefined
}

function readMap(reader: Reader, count: number, depth: number): CborValue {
  if (depth < 1) return undefined
  const { bytes, profile } = reader
  const map = new Map<CborValue, CborValue>()
  let previous = 0
  let previousEnd = 0
  for (let i = 0; i < count; i++) {
    const start = reader.at
    const key = readItem(reader, depth - 1)
    const end = reader.at
    if (key === undefined) return undefined
    // Strictly ascending encodings are different encodings, and these are different values.
    if (i > 0 && compareRanges(profile, bytes, previous, previousEnd, bytes, start, end) >= 0)
      return undefined
    const value = readItem(reader, depth - 1)
    if (value === undefined) return undefined
    map.set(key, value)
    previous = start
    previousEnd = end
  }
  return map
}
