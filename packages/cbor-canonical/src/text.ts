/**
 * Short text is ASCII nearly always, and a call into the engine's own decoder costs more than making it here.
 */
import { decodeUtf8 } from './utf8.ts'

const { fromCharCode } = String

/** The text, or `undefined` where these bytes are not UTF-8. */
export function readText(bytes: Uint8Array, start: number, end: number): string | undefined {
  const length = end - start
  if (length > 16) return decodeUtf8(bytes, start, end)
  let all = 0
  for (let at = start; at < end; at++) all |= bytes[at]!
  return all < 128 ? readAscii(bytes, start, length) : decodeUtf8(bytes, start, end)
}

/** One call with a fixed number of codes is the fastest. What it takes from beyond the end, whatever it is, is cut off. */
function readAscii(x: Uint8Array, i: number, length: number): string {
  if (length < 5) return fromCharCode(x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!).slice(0, length)
  const text =
    length < 9
      ? fromCharCode(x[i]!, x[i + 1]!, x[i + 2]!, x[i + 3]!, x[i + 4]!, x[i + 5]!, x[i + 6]!, x[i + 7]!)
      : fromCharCode(
          x[i]!,
          x[i + 1]!,
          x[i + 2]!,
          x[i + 3]!,
          x[i + 4]!,
          x[i + 5]!,
          x[i + 6]!,
          x[i + 7]!,
          x[i + 8]!,
          x[i + 9]!,
          x[i + 10]!,
          x[i + 11]!,
          x[i + 12]!,
          x[i + 13]!,
          x[i + 14]!,
          x[i + 15]!,
        )
  return text.slice(0, length)
}
