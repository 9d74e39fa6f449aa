/**
 * What must be known of Ed25519 before a verifier may be asked.
 *
 * @see RFC 8032 §5.1; SP 800-186 §3.2.3.1
 */

/** The order of the base point, little-endian. */
const order = littleEndian(0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn)
/** The field's prime 2²⁵⁵ − 19, little-endian. */
const prime = littleEndian(2n ** 255n - 19n)

/** The y coordinates of the eight points whose order divides the cofactor: 1, −1, 0 and those of order 8. */
const smallOrder = [
  0n,
  1n,
  2n ** 255n - 20n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
].map(littleEndian)

/** Whether the encoded y coordinate, its sign bit aside, is below the prime. */
export function isCanonicalPoint(point: Uint8Array): boolean {
  return isBelow(withoutSign(point), prime)
}

/** Whether the point generates a subgroup so small that anybody can sign for it. */
export function hasSmallOrder(point: Uint8Array): boolean {
  const y = withoutSign(point)
  return smallOrder.some((small) => small.every((byte, at) => byte === y[at]))
}

/** Whether the second half of a signature is reduced: otherwise one signature has many spellings. */
export function isReducedScalar(scalar: Uint8Array): boolean {
  return isBelow(scalar, order)
}

function withoutSign(point: Uint8Array): Uint8Array {
  const y = point.slice()
  y[31] = y[31]! & 0x7f
  return y
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 31; at >= 0; at--) if (a[at] !== b[at]) return a[at]! < b[at]!
  return false
}

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
}
