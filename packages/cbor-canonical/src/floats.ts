/**
 * Floating-point numbers of 2, 4 and 8 bytes.
 *
 * @see RFC 8949 §3.3, Appendix D
 */

/** The NaN that needs no payload, in each width. */
export const usualNaN = { 16: 0x7e00n, 32: 0x7fc00000n, 64: 0x7ff8000000000000n }

/** Reads the float of `size` bytes (2, 4 or 8) that begins at `at`. */
export function readFloat(bytes: Uint8Array, at: number, size: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  if (size > 4) return view.getFloat64(0)
  if (size > 2) return view.getFloat32(0)
  const half = view.getInt16(0)
  const exponent = (half >> 10) & 31
  const mantissa = half & 1023
  const number =
    exponent > 30
      ? mantissa
        ? Number.NaN
        : Infinity
      : ((exponent && 1024) + mantissa) * 2 ** ((exponent || 1) - 25)
  return half < 0 ? -number : number
}

/** How many bytes (2, 4 or 8) hold this number without loss. */
export function shortestSize(number: number): number {
  if (Math.fround(number) !== number) return Number.isNaN(number) ? 2 : 8
  // Rounds to the 11 bits of a half float's significand (Veltkamp's splitting); 2⁻²⁴ is the smallest half float.
  const scaled = number * (2 ** 42 + 1)
  const fitsHalf =
    Math.abs(number) < 65536 && number % 2 ** -24 === 0 && scaled - (scaled - number) === number
  return fitsHalf || 1 / number === 0 ? 2 : 4
}

/** The 16 bits of a number that fits them. */
export function toHalf(number: number): number {
  const size = Math.abs(number)
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0
  if (size === Infinity) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // The significand's hidden bit adds one to the exponent of a normal number, and nothing to that of a subnormal one.
  return sign | ((exponent + 14) * 1024 + size / 2 ** (exponent - 10))
}
