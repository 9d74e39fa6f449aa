/**
 * Short Weierstrass curves y² = x³ − 3x + b over a prime field.
 *
 * @see FIPS 186-5, SP 800-186 §3.2.1
 */

export type EllipticCurve = {
  /** bytes of a field element */
  readonly fieldLength: number
  readonly p: bigint
  readonly b: bigint
  /** order of the base point */
  readonly n: bigint
}

export const p256: EllipticCurve = {
  fieldLength: 32,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
}

/** Whether (x, y) is a point of the curve. Coordinates of p or more are refused, not reduced. */
export function isOnCurve({ p, b }: EllipticCurve, x: bigint, y: bigint): boolean {
  if (x >= p || y >= p) return false
  return (y * y - (x * x * x - 3n * x + b)) % p === 0n
}

/** Big-endian bytes as an unsigned integer. */
export function toInteger(bytes: Uint8Array): bigint {
  let hex = '0x0'
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16)
  return BigInt(hex)
}
