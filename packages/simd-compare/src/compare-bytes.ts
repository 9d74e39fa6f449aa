import { checkBytes } from './checks.ts'

/**
 * Orders two byte strings: by the first byte that differs, unsigned, and a prefix before what it begins.
 * Not for secrets: it returns at the first difference.
 *
 * @returns −1 where `a` comes first, 0 where they are equal, 1 where `b` comes first
 * @throws {@link SimdError} `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { compareBytes } from '@latchkey/simd-compare'
 *
 * const serials = [new Uint8Array([2]), new Uint8Array([1, 9])]
 * serials.sort(compareBytes) // [1, 9] first
 * ```
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  checkBytes(a)
  checkBytes(b)
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) {
    if (a[at] !== b[at]) return a[at]! < b[at]! ? -1 : 1
  }
  return Math.sign(a.length - b.length)
}
