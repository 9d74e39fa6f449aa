import { checkPacked, checkWidth, checkWidthItself } from './checks.ts'

/**
 * Where a key stands, or would stand, among sorted records: how many of them are less than it.
 *
 * JavaScript on every path: to look at seventeen records of a hundred thousand, copying all of them would be absurd.
 *
 * @param sortedPacked - records of `width` bytes one after another, in the order of {@link compareBytes}
 * @param width - 1 to 1023 bytes
 * @param key - `width` bytes
 * @returns 0 to the number of records
 * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { lowerBound } from '@latchkey/simd-compare'
 *
 * const revoked = new Uint8Array([0x01, 0x0a, 0x02, 0x00, 0x7f, 0xff])
 * lowerBound(revoked, 2, new Uint8Array([0x02, 0x00])) // 1
 * ```
 */
export function lowerBound(sortedPacked: Uint8Array, width: number, key: Uint8Array): number {
  checkWidthItself(width)
  checkWidth(key, width)
  let low = 0
  let high = checkPacked(sortedPacked, width)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isLess(sortedPacked, middle * width, key)) low = middle + 1
    else high = middle
  }
  return low
}

function isLess(records: Uint8Array, from: number, key: Uint8Array): boolean {
  for (let at = 0; at < key.length; at++) {
    const difference = records[from + at]! - key[at]!
    if (difference !== 0) return difference < 0
  }
  return false
}
