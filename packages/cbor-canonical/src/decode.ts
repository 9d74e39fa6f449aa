import type { CborValue } from './data-model.ts'
import type { DecodeOptions } from './options.ts'
import { readCanonical } from './read.ts'
import { checkOffset, type DecodeResult, readAnything } from './read-anything.ts'

/**
 * Decodes one item.
 *
 * @param bytes - one item and nothing after it
 * @param options - by default `ctap2`, copies of byte strings, and no tolerance
 * @returns the value; maps are `Map`s in the order of the input
 * @throws {@link CborError} with the code, offset and path of the violation that comes first in the bytes;
 * `unsupported-type` for what is not a `Uint8Array`, or a profile that does not exist
 * @example
 * ```ts
 * import { decode } from '@latchkey/cbor-canonical'
 *
 * decode(new Uint8Array([0xa1, 0x01, 0x26])) // Map { 1 => -7 }
 * ```
 * @see RFC 8949 §3
 * @see CTAP 2.2 §8 "Message Encoding"
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): CborValue {
  const { value, at } = readCanonical(bytes, options, 0)
  return value !== undefined && at === bytes.length ? value : readAnything(bytes, options, 0, true).value
}

/**
 * Decodes the first of several items, and tells where it ends.
 *
 * @param bytes - an item, and anything after it
 * @param options - as for {@link decode}, and `offset`, where the item begins
 * @returns the value, and how many bytes it took
 * @throws {@link CborError} as {@link decode} does, but never `trailing-bytes`; offsets count from the start of `bytes`
 * @example
 * ```ts
 * import { decodeFirst } from '@latchkey/cbor-canonical'
 *
 * decodeFirst(new Uint8Array([0x00, 0x18, 0x64, 0xff]), { offset: 1 }) // { value: 100, bytesRead: 2, violations: [] }
 * ```
 * @see RFC 8742
 */
export function decodeFirst(
  bytes: Uint8Array,
  options: DecodeOptions & { offset?: number } = {},
): DecodeResult {
  const { offset = 0 } = options
  checkOffset(offset)
  const { value, at } = readCanonical(bytes, options, offset)
  if (value !== undefined && at <= bytes.length) return { value, bytesRead: at - offset, violations: [] }
  return readAnything(bytes, options, offset, false)
}
