import { SimdError } from './simd-error.ts'

/**
 * Whether two byte strings are the same, for hashes, challenges and other bytes whose content must not show in the time
 * it takes: for a given length, the same bytes are read in the same order whatever they hold. Unequal lengths show.
 *
 * JavaScript alone, whatever path the rest of this package is on: for the 16 to 64 bytes that are compared in practice,
 * nothing else is faster, and nobody who wants this one function gets WebAssembly into his bundle.
 *
 * @param a - any number of bytes
 * @param b - any number of bytes; of another length, they are not equal
 * @throws {@link SimdError} `wrong-type` for anything but bytes: to JavaScript, two strings or two ArrayBuffers have
 * equal elements, since they have none
 * @example
 * ```ts
 * import { equalBytes } from '@latchkey/simd-compare'
 *
 * equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2])) // true
 * ```
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a?.BYTES_PER_ELEMENT * b?.BYTES_PER_ELEMENT !== 1) throw new SimdError('wrong-type', 'not bytes')
  let differ = a.length ^ b.length
  for (let at = a.length; at--; ) differ |= a[at]! ^ b[at]!
  return !differ
}
