/**
 * Joins byte strings into one array of its own.
 *
 * @param parts - any number of byte strings
 * @returns all bytes, in order
 * @example
 * ```ts
 * import { concat } from '@latchkey/octets'
 *
 * concat(new Uint8Array([1]), new Uint8Array([2, 3])) // Uint8Array [1, 2, 3]
 * ```
 */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
