export function toHex(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(bytes.subarray(start, end), (byte) => (byte + 256).toString(16).slice(1)).join('')
}

/** So many bytes, with zeros in front. */
export function fromHex(hex: string, size: number): number[] {
  const digits = hex.padStart(size * 2, '0')
  return Array.from({ length: size }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}
