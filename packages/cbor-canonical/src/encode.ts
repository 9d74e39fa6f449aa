import type { CborValue } from './data-model.ts'
import { checkProfile } from './options.ts'
import { deepest, type Profile } from './profile.ts'
import { write } from './write.ts'

/** How to write. */
export type EncodeOptions = {
  /** Whose canonical form: `ctap2` by default. */
  profile?: Profile
  /** Levels of maps and arrays: 4 under `ctap2`, else 128, which is also the most there can be. */
  maxDepth?: number
}

/**
 * Encodes a value in a canonical form. There is exactly one for each value.
 *
 * @param value - its maps may be in any order
 * @param options - by default `ctap2`
 * @returns the bytes, in an array of their own
 * @throws {@link CborError} with the path of the value at fault: `unsupported-type`, `lone-surrogate`, `sparse-array`,
 * `duplicate-key`, `cycle`, `depth-exceeded`; under `ctap2` `tag-not-allowed`; under `dcbor` `int-out-of-range`,
 * `simple-not-allowed`, `not-nfc`
 * @example
 * ```ts
 * import { encode } from '@latchkey/cbor-canonical'
 *
 * encode(new Map([[-1, 1], [3, -7]])) // Uint8Array [0xa2, 0x03, 0x26, 0x20, 0x01]
 * ```
 * @see RFC 8949 §4.2
 * @see CTAP 2.2 §8 "Message Encoding"
 */
export function encode(value: CborValue, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  const { profile = 'ctap2', maxDepth = profile === 'ctap2' ? 4 : deepest } = options
  checkProfile(profile)
  return write(value, profile, Math.min(maxDepth, deepest))
}
