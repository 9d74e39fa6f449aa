/**
 * How many bytes an item takes, where that is quickly said: for what is small, to allocate once is half the work.
 */

/** Exact for integers, ASCII text, byte strings and small maps and arrays of these; a guess for the rest. */
export function sizeOf(value: unknown, depth: number): number {
  switch (typeof value) {
    case 'number':
      return headSize(value < 0 ? -1 - value : value)
    case 'string':
      return value.length + headSize(value.length)
    case 'object':
      if (value === null) return 1
      if (value instanceof Uint8Array) return value.length + headSize(value.length)
      if (value instanceof Map) {
        if (value.size > 8 || depth < 1) return 512
        let size = 1
        for (const [key, item] of value) size += sizeOf(key, depth - 1) + sizeOf(item, depth - 1)
        return size
      }
      if (Array.isArray(value)) {
        if (value.length > 8 || depth < 1) return 512
        let size = 1
        for (let i = 0; i < value.length; i++) size += sizeOf(value[i], depth - 1)
        return size
      }
  }
  return 1
}

export function headSize(argument: number): number {
  return argument < 24 ? 1 : argument < 256 ? 2 : argument < 65536 ? 3 : argument < 2 ** 32 ? 5 : 9
}
