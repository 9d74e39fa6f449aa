/**
 * Equality of map keys by their value, not by their encoding: 1 and 0x1801 are one key, 1 and 1.0 are two.
 *
 * @see RFC 8949 §5.6.1 "Equivalence of Keys"
 */
import { readFloat } from './floats.ts'
import { toHex } from './hex.ts'
import { isBignum, type Maker } from './walk.ts'

/** Makes texts that items share exactly when they have the same value. */
export const keyValues: Maker<string> = {
  leaf(bytes, start, end, argument) {
    const major = bytes[start]! >> 5
    const size = end - start - 1
    if (major === 2 || major === 3) return `${major}:${toHex(bytes, end - argument, end)}`
    if (major < 7 || size < 2)
      return integer(major, argument < 2 ** 53 ? argument.toString(16) : toHex(bytes, start + 1, end))
    const number = readFloat(bytes, start + 1, size)
    // −0 is not 0. NaNs differ by their payload: the significand, without the zeros at its end.
    if (!Number.isNaN(number)) return `${number}/${1 / number}`
    const bits = Array.from(bytes.subarray(start + 1, end), (byte) => (byte + 256).toString(2).slice(1)).join(
      '',
    )
    return bits.slice(3 * Math.log2(size) + 3).replace(/0*$/, 'NaN')
  },
  close(frame, bytes) {
    const { major, argument } = frame
    const items = [...(frame.items as Iterable<string>)]
    if (major < 4) return `${major}:${items.map((chunk) => chunk.slice(2)).join('')}`
    // A bignum that fits an integer is that integer.
    if (major > 5 && isBignum(bytes, frame)) return integer(argument - 2, items[0]!.slice(2))
    return `${major > 5 ? argument : 'am'[major - 4]}(${major === 5 ? items.sort() : items})`
  },
}

function integer(major: number, hex: string): string {
  return `${major}:${hex.replace(/^0+/, '')}`
}
