import { keyValues } from './key-value.ts'
import type { DecodeOptions } from './options.ts'
import { type Sink, walk } from './walk.ts'

/**
 * Finds all that is wrong with an item.
 *
 * @param whole - whether bytes after it are wrong
 * @returns its end; −1 where it is not well-formed, or exceeds a limit
 */
export function examine(
  bytes: Uint8Array,
  options: DecodeOptions,
  from: number,
  whole: boolean,
  sink: Sink,
): number {
  const end = walk(bytes, options, from, keyValues, [], sink)
  if (whole && end >= 0 && end < bytes.length) {
    sink({ code: 'trailing-bytes', offset: end, path: [], profile: options.profile ?? 'ctap2' }, false)
  }
  return end
}
