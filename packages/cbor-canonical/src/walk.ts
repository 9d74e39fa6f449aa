/**
 * Walks over an item and judges it.
 *
 * A loop with a stack of frames, so that no nesting exhausts the engine's own stack. What becomes of the items is the
 * business of a {@link Maker}: check.ts makes nothing, decode.ts values, diagnose.ts text.
 *
 * Without a `sink` for violations the walk only finds out whether there is anything to say; with one, and with
 * key-value.ts as its maker, it says what and where.
 *
 * @see RFC 8949 §3, §4.2, §5.3.1
 */
import type { CborErrorCode } from './cbor-error.ts'
import { readFloat, shortestSize } from './floats.ts'
import { toHex } from './hex.ts'
import { compareRanges } from './key-order.ts'
import { checkArguments, type DecodeOptions } from './options.ts'
import { deepest } from './profile.ts'
import { decodeUtf8 } from './utf8.ts'
import type { Violation } from './violation.ts'

/** An item that holds others: a map, an array, a tag, a string of indefinite length. */
export type Frame<T> = {
  readonly outer: Frame<T> | undefined
  readonly major: number
  readonly start: number
  /** Where its head ends. */
  readonly content: number
  /** Argument of its head, −1 for an indefinite length. */
  readonly argument: number
  /** Maps and arrays around its content. */
  readonly depth: number
  /** All frames around its content. */
  readonly level: number
  readonly items: T[] | Map<T, T> | undefined
  /** Items to come; below 0 for an indefinite length. In a map, an odd number means that a value is next. */
  left: number
  key: T | undefined
  keyStart: number
  keyEnd: number
  /** What a path calls the present item; `undefined` in a map whose key is next, and in what is neither map nor array. */
  step: string | number | undefined
}

/** What becomes of items. */
export type Maker<T> = {
  /** @param argument - of the head, which begins at `start`; the item ends at `end` */
  leaf(bytes: Uint8Array, start: number, end: number, argument: number, isKey: boolean): T
  close(frame: Frame<T>, bytes: Uint8Array, end: number): T
}

/** Takes a violation; `tolerable` are those that `report` mode accepts. */
export type Sink = (violation: Violation, tolerable: boolean) => void

/** What needs 1, 2, 4 and 8 bytes at least. */
const leastArguments = [24, 256, 65536, 2 ** 32]

/**
 * @param make - makes the items; the outermost one is put into `out`
 * @returns the end of the item; −1 where the walk cannot go on, or, without a sink, where there is anything to say
 */
export function walk<T>(
  bytes: Uint8Array,
  options: DecodeOptions,
  from: number,
  make?: Maker<T>,
  out?: T[],
  sink?: Sink,
): number {
  const { profile = 'ctap2', tags, maxItems = Infinity, maxBytes = Infinity } = options
  const ctap2 = profile === 'ctap2'
  const dcbor = profile === 'dcbor'
  const canonical = profile !== 'basic'
  const { maxDepth = ctap2 ? 4 : deepest } = options
  const keepsTags = tags ? tags === 'keep' : !ctap2
  checkArguments(bytes, profile)
  const { length } = bytes
  // Whoever chooses the keys must not know which of them collide in a hash table.
  const salt = sink ? `${Math.random()}` : ''
  let frame = newFrame(undefined, 6, from, from, 0, out)
  let items = maxItems
  let doubts = 0
  let at = from

  /** Notes what is wrong; what only may be wrong counts as a doubt. */
  function note(code: CborErrorCode, offset: number, tolerable = false): -1 {
    doubts++
    if (sink) {
      const path: (string | number)[] = []
      for (let here: Frame<T> | undefined = frame; here; here = here.outer) {
        if (here.step !== undefined) path.unshift(here.step)
        // What lies in a key has the path of the map.
        else if (here.major === 5) path.length = 0
      }
      sink({ code, offset, path, profile }, tolerable)
    }
    return -1
  }
  function flaw(code: CborErrorCode, offset: number): void {
    if (canonical) note(code, offset, true)
    else doubts++
  }

  if (length - at > maxBytes) return note('too-large', at + maxBytes)
  for (;;) {
    let start = at
    if (at >= length) return note(at > from ? 'truncated' : 'empty-input', at)
    if (--items < 0) return note('too-many-items', at)
    const major = bytes[at]! >> 5
    let argument = bytes[at++]! & 31
    if (argument > 23) {
      const width = argument & 7
      const end = at + (1 << width)
      if (argument > 27) {
        if (width < 7) return note('reserved-additional-info', start)
        if (major > 6) return note('unexpected-break', start)
        if (major < 2 || major > 5) return note('indefinite-not-allowed', start)
        flaw('indefinite-length', start)
        argument = -1
      } else {
        if (end > length) return note('truncated', start)
        for (argument = 0; at < end; at++) argument = argument * 256 + bytes[at]!
        if (major < 7 && argument < leastArguments[width]!) {
          flaw(`non-shortest-${major < 2 ? 'int' : major < 6 ? 'length' : 'tag'}`, start)
        }
      }
    }
    if (frame.major < 4 && (major !== frame.major || argument < 0)) return note('bad-chunk', start)
    const size = at - start - 1
    let complete = true
    if (major < 2) {
      if (dcbor && major && size > 7 && bytes[start + 1]! > 127) flaw('int-out-of-range', start)
    } else if (major > 6) {
      if (size < 2) {
        if (size && argument < 32) return note('reserved-simple', start)
        if (dcbor && (argument < 20 || argument > 22)) flaw('simple-not-allowed', start)
      } else if (ctap2 || !canonical) doubts++
      else {
        const number = readFloat(bytes, start + 1, size)
        if (Number.isNaN(number)) {
          if (size > 2 || argument !== 0x7e00) flaw('non-canonical-nan', start)
        } else if (dcbor && number % 1 === 0 && number >= -(2 ** 63) && number < 2 ** 64) {
          flaw('float-should-be-int', start)
        } else if (size > shortestSize(number)) flaw('non-shortest-float', start)
      }
    } else if (major < 4 && argument >= 0) {
      let ascii = at
      at += argument
      if (at > length) return note('truncated', start)
      if (major > 2) {
        while (ascii < at && bytes[ascii]! < 128) ascii++
        if (ascii < at) {
          const text = decodeUtf8(bytes, at - argument, at)
          if (text === undefined) note('invalid-utf8', start)
          else if (dcbor && text.normalize() !== text) flaw('not-nfc', start)
        }
      }
    } else {
      if (major > 5 && !keepsTags) note('tag-not-allowed', start, true)
      if (frame.level >= deepest) return note('depth-exceeded', start)
      if (major < 6 && major > 3 && frame.depth >= maxDepth) note('depth-exceeded', start)
      frame = newFrame(frame, major, start, at, argument, make && (major === 5 ? new Map() : []))
      complete = false
    }
    const isKey = frame.major === 5 && frame.left % 2 === 0
    let value = complete ? make?.leaf(bytes, start, at, argument, isKey) : undefined
    for (;;) {
      if (complete) {
        const { items, key, keyStart, keyEnd, left, major } = frame
        frame.left--
        if (major !== 5) {
          ;(items as T[] | undefined)?.push(value!)
          if (major === 4) frame.step = (frame.step as number) + 1
        } else if (left % 2) {
          ;(items as Map<T, T> | undefined)?.set(key!, value!)
          frame.step = undefined
        } else {
          frame.key = sink ? ((salt + value) as T) : value
          frame.keyStart = start
          frame.keyEnd = at
          if (sink) frame.step = stepOf(bytes, start, at, argument)
          // Strictly ascending encodings are different encodings; where each value has one, they are different values.
          const order = keyEnd > 0 ? compareRanges(profile, bytes, keyStart, keyEnd, bytes, start, at) : -1
          if (order > 0) flaw('key-order', start)
          else if (order === 0) doubts++
          if (sink && (items as Map<T, T>).has(frame.key!)) note('duplicate-key', start)
        }
      }
      if (frame.left !== 0) {
        if (frame.left > 0 || bytes[at] !== 255 || (frame.major === 5 && frame.left % 2)) break
        at++
      }
      if (frame.outer === undefined) return sink || doubts === 0 ? at : -1
      start = frame.start
      value = make?.close(frame, bytes, at)
      if (
        keepsTags &&
        frame.major > 5 &&
        isBignum(bytes, frame) &&
        (argument < 9 || bytes[at - argument] === 0)
      ) {
        flaw('bignum-not-preferred', start)
      }
      frame = frame.outer
      complete = true
    }
  }
}

/** A byte string in a tag that makes an integer of it (RFC 8949 §3.4.3). */
export function isBignum<T>(bytes: Uint8Array, { argument, content }: Frame<T>): boolean {
  return (argument === 2 || argument === 3) && bytes[content]! >> 5 === 2
}

function newFrame<T>(
  outer: Frame<T> | undefined,
  major: number,
  start: number,
  content: number,
  argument: number,
  items: T[] | Map<T, T> | undefined,
): Frame<T> {
  return {
    outer,
    major,
    start,
    content,
    argument,
    depth: outer ? outer.depth + +(major > 3 && major < 6) : 0,
    level: outer ? outer.level + 1 : 0,
    items,
    left: major > 5 ? 1 : major > 4 ? argument * 2 : argument,
    key: undefined,
    keyStart: 0,
    keyEnd: 0,
    step: major === 4 ? 0 : undefined,
  }
}

/** How a path names the key from `start` to `end`, whose head read last has this argument. */
function stepOf(bytes: Uint8Array, start: number, end: number, argument: number): string | number {
  const first = bytes[start]!
  if (first < 64 && Number.isSafeInteger(-1 - argument)) return first < 32 ? argument : -1 - argument
  const text = first >> 5 === 3 && first < 127 ? decodeUtf8(bytes, end - argument, end) : undefined
  return text ?? toHex(bytes, start, end)
}
