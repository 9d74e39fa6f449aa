/**
 * Writes items in canonical form.
 *
 * The first attempt follows nothing: not where it is, not what it is inside of, and it expects maps in order. Only where
 * that is not enough there is a second one, which is careful.
 *
 * @see RFC 8949 §3, §4.2
 */
import { CborError, type CborErrorCode } from './cbor-error.ts'
import { Float, Simple, Tagged } from './data-model.ts'
import { examine } from './examine.ts'
import { shortestSize, toHalf, usualNaN } from './floats.ts'
import { fromHex, toHex } from './hex.ts'
import { compareRanges } from './key-order.ts'
import { deepest, type Profile } from './profile.ts'
import { headSize, sizeOf } from './size.ts'

type Writer = {
  readonly profile: Profile
  readonly maxDepth: number
  bytes: Uint8Array<ArrayBuffer>
  at: number
  /** There is a map that is not in order. */
  unsorted: boolean
  /** There are floats whose width is the caller's choice: two such keys can have one value. */
  doubtful: boolean
  /** From the outside in, what is being written, and the index or key in each. Only a careful writer has it. */
  readonly trail: Trail[] | undefined
}

type Trail = { readonly container: unknown; step: unknown }

const utf8 = /* @__PURE__ */ new TextEncoder()
/** In place of a step: the item at fault lies in the key itself. */
const inKey = /* @__PURE__ */ Symbol('in a key')

export function write(
  root: unknown,
  profile: Profile,
  maxDepth: number,
  careful = false,
): Uint8Array<ArrayBuffer> {
  const writer: Writer = {
    profile,
    maxDepth,
    bytes: new Uint8Array(sizeOf(root, 4)),
    at: 0,
    unsorted: false,
    doubtful: false,
    trail: careful ? [] : undefined,
  }
  try {
    writeItem(writer, root, 0)
    if (writer.unsorted && !careful) return write(root, profile, maxDepth, true)
  } catch (error) {
    if (careful) throw error
    return write(root, profile, maxDepth, true)
  }
  const { bytes, at } = writer
  const written = at < bytes.length ? bytes.slice(0, at) : bytes
  if (writer.doubtful) examine(written, { profile, maxDepth }, 0, true, ({ code, path }) => fail(code, path))
  return written
}

function writeItem(writer: Writer, value: unknown, depth: number): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) writeFloat(writer, new Float(value))
    else if (value < 0) writeHead(writer, 1, -1 - value)
    else writeHead(writer, 0, value)
  } else if (typeof value === 'string') writeText(writer, value)
  else if (value instanceof Uint8Array) writeBytes(writer, value)
  else if (value instanceof Map) writeMap(writer, value, depth)
  else if (Array.isArray(value)) writeArray(writer, value, depth)
  else if (typeof value === 'boolean') writeHead(writer, 7, value ? 21 : 20)
  else if (value === null) writeHead(writer, 7, 22)
  else if (value === undefined) writeSimple(writer, 23)
  else if (typeof value === 'bigint') writeInteger(writer, value)
  else if (value instanceof Float) writeFloat(writer, value)
  else if (value instanceof Tagged) writeTagged(writer, value, depth)
  else if (value instanceof Simple) writeSimple(writer, value.value)
  else refuse(writer, 'unsupported-type')
}

function refuse({ profile, trail = [] }: Writer, code: CborErrorCode): never {
  const path: (string | number)[] = []
  for (const { container, step } of trail) {
    if (step === inKey) break
    if (typeof step === 'string' || typeof step === 'number') path.push(step)
    else if (container instanceof Map) {
      const key = write(step, profile, deepest)
      path.push(toHex(key, 0, key.length))
    }
  }
  fail(code, path)
}

function fail(code: CborErrorCode, path: readonly (string | number)[]): never {
  throw new CborError(code, `${code} in what is to be encoded`, -1, path)
}

/** Makes room, and returns where it begins. */
function reserve(writer: Writer, length: number): number {
  const { at, bytes } = writer
  writer.at = at + length
  if (writer.at > bytes.length) {
    writer.bytes = new Uint8Array(writer.at * 2)
    writer.bytes.set(bytes)
  }
  return at
}

function append(writer: Writer, part: ArrayLike<number>): void {
  const at = reserve(writer, part.length)
  writer.bytes.set(part, at)
}

function writeHead(writer: Writer, major: number, argument: number): void {
  const type = major << 5
  if (argument < 24) {
    const at = reserve(writer, 1)
    writer.bytes[at] = type | argument
  } else if (argument < 256) {
    const at = reserve(writer, 2)
    writer.bytes[at] = type | 24
    writer.bytes[at + 1] = argument
  } else {
    const size = headSize(argument) - 1
    const at = reserve(writer, size + 1)
    const { bytes } = writer
    bytes[at] = type | (size > 4 ? 27 : size > 2 ? 26 : 25)
    // Storing into a byte drops the fraction, and what is above the byte.
    for (let i = at + size, rest = argument; i > at; i--, rest /= 256) bytes[i] = rest
  }
}

function writeInteger(writer: Writer, value: bigint): void {
  const { profile } = writer
  const major = value < 0n ? 1 : 0
  const argument = value < 0n ? -1n - value : value
  if (argument <= Number.MAX_SAFE_INTEGER) {
    writeHead(writer, major, Number(argument))
    return
  }
  const hex = argument.toString(16)
  if (hex.length < 17) {
    if (profile === 'dcbor' && argument >> 63n && major) refuse(writer, 'int-out-of-range')
    append(writer, [(major << 5) | 27])
    append(writer, fromHex(hex, 8))
  } else {
    if (profile === 'ctap2') refuse(writer, 'tag-not-allowed')
    writeHead(writer, 6, 2 + major)
    writeBytes(writer, fromHex(hex, Math.ceil(hex.length / 2)))
  }
}

function writeBytes(writer: Writer, bytes: ArrayLike<number>): void {
  writeHead(writer, 2, bytes.length)
  append(writer, bytes)
}

function writeText(writer: Writer, text: string): void {
  const { length } = text
  const start = writer.at
  writeHead(writer, 3, length)
  if (length < 64) {
    const at = reserve(writer, length)
    const { bytes } = writer
    let all = 0
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      bytes[at + i] = code
      all |= code
    }
    if (all < 128) return
  }
  if (/\p{Surrogate}/u.test(text)) refuse(writer, 'lone-surrogate')
  if (writer.profile === 'dcbor' && text.normalize() !== text) refuse(writer, 'not-nfc')
  const encoded = utf8.encode(text)
  writer.at = start
  writeHead(writer, 3, encoded.length)
  append(writer, encoded)
}

function writeSimple(writer: Writer, value: number): void {
  if (!(value >= 0 && value < 256 && value % 1 === 0) || (value > 23 && value < 32)) {
    refuse(writer, 'unsupported-type')
  }
  if (writer.profile === 'dcbor' && (value < 20 || value > 22)) refuse(writer, 'simple-not-allowed')
  writeHead(writer, 7, value)
}

function writeFloat(writer: Writer, { value, width = 64, bits }: Float): void {
  const { profile } = writer
  if (profile === 'dcbor' && value % 1 === 0 && value >= -(2 ** 63) && value < 2 ** 64) {
    writeInteger(writer, BigInt(value))
    return
  }
  const ctap2 = profile === 'ctap2'
  const shortest = shortestSize(value)
  const size = ctap2 ? width / 8 : shortest
  // A width that does not hold the value, or that does not exist.
  if (size < shortest || ![2, 4, 8].includes(size)) refuse(writer, 'unsupported-type')
  if (ctap2) writer.doubtful = true
  append(writer, [size > 4 ? 0xfb : size > 2 ? 0xfa : 0xf9])
  if (Number.isNaN(value)) {
    const payload = (ctap2 && bits) || usualNaN[(size * 8) as 16]
    append(writer, fromHex(payload.toString(16), size))
    return
  }
  const at = reserve(writer, size)
  const view = new DataView(writer.bytes.buffer, at)
  if (size > 4) view.setFloat64(0, value)
  else if (size > 2) view.setFloat32(0, value)
  else view.setUint16(0, toHalf(value))
}

function writeTagged(writer: Writer, { tag, value }: Tagged, depth: number): void {
  if (writer.profile === 'ctap2') refuse(writer, 'tag-not-allowed')
  if (depth >= deepest) refuse(writer, 'depth-exceeded')
  const number = BigInt(tag)
  if (number < 0n || number >> 64n) refuse(writer, 'unsupported-type')
  if (number >> 1n === 1n && value instanceof Uint8Array) {
    const magnitude = BigInt(`0x0${toHex(value, 0, value.length)}`)
    writeInteger(writer, number === 2n ? magnitude : -1n - magnitude)
    return
  }
  const start = writer.at
  writeInteger(writer, number)
  writer.bytes[start]! |= 0xc0
  writeItem(writer, value, depth + 1)
}

function enter(writer: Writer, container: unknown, depth: number): void {
  const { trail } = writer
  if (trail?.some((outer) => outer.container === container)) refuse(writer, 'cycle')
  if (depth >= writer.maxDepth) refuse(writer, 'depth-exceeded')
  trail?.push({ container, step: inKey })
}

function writeArray(writer: Writer, array: readonly unknown[], depth: number): void {
  const { trail } = writer
  enter(writer, array, depth)
  writeHead(writer, 4, array.length)
  for (let i = 0; i < array.length; i++) {
    const item = array[i]
    if (trail) trail.at(-1)!.step = i
    if (item === undefined && !(i in array)) refuse(writer, 'sparse-array')
    writeItem(writer, item, depth + 1)
  }
  trail?.pop()
}

function writeMap(writer: Writer, map: ReadonlyMap<unknown, unknown>, depth: number): void {
  const { profile, trail } = writer
  /** Where each key begins, and where its value does. */
  const marks: number[] | undefined = trail && []
  let keyStart = 0
  let keyEnd = 0
  let sorted = true
  enter(writer, map, depth)
  writeHead(writer, 5, map.size)
  for (const [key, item] of map) {
    const start = writer.at
    if (trail) trail.at(-1)!.step = inKey
    writeItem(writer, key, depth + 1)
    const { at, bytes } = writer
    if (keyEnd > 0 && compareRanges(profile, bytes, keyStart, keyEnd, bytes, start, at) >= 0) {
      sorted = false
      writer.unsorted = true
      if (!marks) return
    }
    keyStart = start
    keyEnd = at
    if (trail) trail.at(-1)!.step = key
    marks?.push(start, at)
    writeItem(writer, item, depth + 1)
  }
  if (marks && !sorted) sortEntries(writer, [...map.keys()], marks)
  trail?.pop()
}

function sortEntries(writer: Writer, keys: readonly unknown[], marks: readonly number[]): void {
  const { profile, bytes, at, trail } = writer
  const unsorted = bytes.slice(0, at)
  const order = keys.map((_, i) => 2 * i)
  order.sort((a, b) => {
    const difference = compareRanges(
      profile,
      unsorted,
      marks[a]!,
      marks[a + 1]!,
      unsorted,
      marks[b]!,
      marks[b + 1]!,
    )
    if (difference === 0) {
      trail!.at(-1)!.step = keys[b / 2]
      refuse(writer, 'duplicate-key')
    }
    return difference
  })
  writer.at = marks[0]!
  for (const i of order) append(writer, unsorted.subarray(marks[i]!, marks[i + 2]))
}
