import { equalBytes } from '@latchkey/simd-compare'

/** Whether two values that were CBOR say the same: maps whatever the order of their keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b)
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false
    return [...a].every(([key, value]) => b.has(key) && sameValue(value, b.get(key)))
  }
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, at) => sameValue(value, b[at]))
  }
  return Object.is(a, b)
}
