/**
 * Short Weierstrass curves y² = x³ + ax + b over a prime field.
 *
 * @see SP 800-186 §3.2.1 (P-256, P-384, P-521), SEC 2 §2.4.1 (secp256k1)
 */

export type EllipticCurve = {
  readonly name: 'P-256' | 'P-384' | 'P-521' | 'secp256k1'
  /** COSE curve identifier */
  readonly id: number
  /** bytes of a field element, and of a scalar */
  readonly fieldLength: number
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  /** order of the base point */
  readonly n: bigint
}

export const ellipticCurves: readonly EllipticCurve[] = [
  {
    name: 'P-256',
    id: 1,
    fieldLength: 32,
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    a: -3n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  {
    name: 'P-384',
    id: 2,
    fieldLength: 48,
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    a: -3n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  {
    name: 'P-521',
    id: 3,
    fieldLength: 66,
    p: 0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffn,
    a: -3n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
  {
    name: 'secp256k1',
    id: 8,
    fieldLength: 32,
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn,
    a: 0n,
    b: 0x7n,
    n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  },
]

/** The curve of a name; a key's `crv` has one of these names. */
export function ellipticCurve(name: string | undefined): EllipticCurve | undefined {
  return ellipticCurves.find((curve) => curve.name === name)
}

/** Whether (x, y) is a point of the curve. Coordinates of p or more are refused, not reduced. */
export function isOnCurve({ p, a, b }: EllipticCurve, x: bigint, y: bigint): boolean {
  return x < p && y < p && (y * y - ((x * x + a) * x + b)) % p === 0n
}

/** Whether big-endian bytes are below a bound that has as many: the first byte nearly always tells. */
export function isBelow(bytes: Uint8Array, bound: bigint): boolean {
  const first = Number(bound >> BigInt(8 * (bytes.length - 1)))
  return bytes[0]! < first || toInteger(bytes) < bound
}

/** Big-endian bytes as an unsigned integer. */
export function toInteger(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let value = 0n
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) value = (value << 64n) | view.getBigUint64(at)
  for (; at < bytes.length; at++) value = (value << 8n) | BigInt(bytes[at]!)
  return value
}
