/**
 * CBOR by the rules of CTAP2 alone, for code that reads a short message now and then and counts bytes: it does without
 * the quick first pass of the main entry, and is a seventh smaller.
 *
 * @module
 */
import type { CborValue } from './data-model.ts'
import type { DecodeOptions } from './options.ts'
import { checkOffset, type DecodeResult, readAnything } from './read-anything.ts'
import { values } from './values.ts'
import { walk } from './walk.ts'

/**
 * Decodes one item as `decode` of the main entry does under the profile `ctap2`: the same values, the same errors.
 *
 * @param bytes - one item and nothing after it
 * @param options - by default copies of byte strings, and no tolerance
 * @returns the value; maps are `Map`s in the order of the input
 * @throws {@link CborError} with the code, offset and path of the violation that comes first in the bytes
 * @example
 * ```ts
 * import { decode } from '@latchkey/cbor-canonical/ctap2'
 *
 * decode(new Uint8Array([0xa1, 0x01, 0x26])) // Map { 1 => -7 }
 * ```
 * @see CTAP 2.2 §8 "Message Encoding"
 */
export function decode(bytes: Uint8Array, options: Omit<DecodeOptions, 'profile'> = {}): CborValue {
  const ctap2: DecodeOptions = { ...options, profile: 'ctap2' }
  const out: CborValue[] = []
  const isCanonical = walk(bytes, ctap2, 0, values(ctap2), out) === bytes.length
  return isCanonical ? out[0] : readAnything(bytes, ctap2, 0, true).value
}

/**
 * Decodes the first of several items as `decodeFirst` of the main entry does under the profile `ctap2`.
 *
 * @param bytes - an item, and anything after it
 * @param options - as for {@link decode}, and `offset`, where the item begins
 * @returns the value, and how many bytes it took
 * @throws {@link CborError} as {@link decode} does, but never `trailing-bytes`; offsets count from the start of `bytes`
 * @example
 * ```ts
 * import { decodeFirst } from '@latchkey/cbor-canonical/ctap2'
 *
 * decodeFirst(new Uint8Array([0x00, 0x18, 0x64, 0xff]), { offset: 1 }) // { value: 100, bytesRead: 2, violations: [] }
 * ```
 * @see CTAP 2.2 §8 "Message Encoding"
 */
export function decodeFirst(
  bytes: Uint8Array,
  options: Omit<DecodeOptions, 'profile'> & { offset?: number } = {},
): DecodeResult {
  const { offset = 0 } = options
  checkOffset(offset)
  const ctap2: DecodeOptions = { ...options, profile: 'ctap2' }
  const out: CborValue[] = []
  const end = walk(bytes, ctap2, offset, values(ctap2), out)
  if (end >= 0) return { value: out[0], bytesRead: end - offset, violations: [] }
  return readAnything(bytes, ctap2, offset, false)
}

export { CborError, type CborErrorCode } from './cbor-error.ts'
export type { CborKey, CborValue } from './data-model.ts'
export type { DecodeOptions } from './options.ts'
export type { DecodeResult } from './read-anything.ts'
