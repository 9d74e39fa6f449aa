/**
 * The three orders of map keys.
 *
 * @see RFC 8949 §4.2.1 (bytewise), §4.2.3 (length first)
 * @see CTAP 2.2 §8 (major type, then length, then bytewise)
 */
import { checkProfile } from './options.ts'
import type { Profile } from './profile.ts'

/**
 * Gives the order of map keys under a profile.
 *
 * @param profile - whose order
 * @returns a function for `Array.prototype.sort` that takes two encoded keys, and is negative where the first goes first
 * @throws {@link CborError} `unsupported-type` for a profile that does not exist
 * @example
 * ```ts
 * import { compareKeys } from '@latchkey/cbor-canonical'
 *
 * const minusOne = new Uint8Array([0x20])
 * const hundred = new Uint8Array([0x18, 0x64])
 * compareKeys('rfc7049')(minusOne, hundred) < 0 // true: the shorter one first
 * compareKeys('rfc8949')(minusOne, hundred) < 0 // false
 * ```
 * @see RFC 8949 §4.2.1, §4.2.3
 */
export function compareKeys(profile: Profile): (a: Uint8Array, b: Uint8Array) => number {
  checkProfile(profile)
  return (a, b) => compareRanges(profile, a, 0, a.length, b, 0, b.length)
}

/** Compares the key in `x` from `a` to `aEnd` with the one in `y` from `b` to `bEnd`. */
export function compareRanges(
  profile: Profile | 'basic',
  x: Uint8Array,
  a: number,
  aEnd: number,
  y: Uint8Array,
  b: number,
  bEnd: number,
): number {
  const longer = aEnd - a - bEnd + b
  if (profile === 'ctap2' && x[a]! >> 5 !== y[b]! >> 5) return x[a]! - y[b]!
  if (longer !== 0 && (profile === 'ctap2' || profile === 'rfc7049')) return longer
  for (let i = a, j = b; i < aEnd && j < bEnd; i++, j++) {
    const difference = x[i]! - y[j]!
    if (difference !== 0) return difference
  }
  return longer
}
