/**
 * What must be known of Ed25519 and Ed448 before a verifier may be asked.
 *
 * @see RFC 8032 §5.1, §5.2; SP 800-186 §3.2.3
 */

import { isBelow, toInteger } from './elliptic-curves.ts'

export type EdwardsCurve = {
  readonly name: 'Ed25519' | 'Ed448'
  /** COSE curve identifier */
  readonly id: number
  /** bytes of an encoded point, and of an encoded scalar */
  readonly length: number
  readonly p: bigint
  /** order of the base point */
  readonly order: bigint
  /** y of a point of order 8; the other is its negative */
  readonly order8?: bigint
  /** of a x² + y² = 1 + d x² y² */
  readonly a: bigint
  readonly d: bigint
}

export const edwardsCurves: readonly EdwardsCurve[] = [
  {
    name: 'Ed25519',
    id: 6,
    length: 32,
    p: 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn,
    order: 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn,
    order8: 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
    a: -1n,
    d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  },
  {
    name: 'Ed448',
    id: 7,
    length: 57,
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffn,
    order:
      0x3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3n,
    a: 1n,
    d: -39081n,
  },
]

/** The curve of a name; a key's `crv` has one of these names. */
export function edwardsCurve(name: string | undefined): EdwardsCurve | undefined {
  return edwardsCurves.find((curve) => curve.name === name)
}

/**
 * What is wrong with an encoded point: a y that is not below the prime has a second spelling, and for a point of small
 * order anybody can sign.
 */
export function pointFault(
  { p, order8 }: EdwardsCurve,
  point: Uint8Array,
): 'off-curve' | 'small-order' | undefined {
  const y = yOf(point)
  if (y >= p) return 'off-curve'
  // Of order 1, 2, 4 and 8; −y has the order of y.
  const small = [0n, 1n, order8].some((one) => y === one || p - y === one)
  return small ? 'small-order' : undefined
}

/**
 * Whether there is an x to an encoded point: x² = (1 − y²) / (a − d y²), and Euler's criterion tells a square. It takes
 * three times as long as the check of a signature.
 */
export function isPoint({ p, a, d }: EdwardsCurve, point: Uint8Array): boolean {
  const y = yOf(point)
  const product = (1n - y * y) * (a - d * y * y)
  return power(product, (p - 1n) / 2n, p) <= 1n
}

function yOf(point: Uint8Array): bigint {
  const reversed = point.slice().reverse()
  // The highest bit is the sign of x.
  reversed[0] = reversed[0]! & 0x7f
  return toInteger(reversed)
}

/** base ^ exponent mod p. */
function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % p
    if (bit === '1') result = (result * base) % p
  }
  // A negative base leaves a negative remainder.
  return (result + p) % p
}

/** Whether the second half of a signature is reduced: otherwise one signature has many spellings. */
export function isReducedScalar({ order }: EdwardsCurve, scalar: Uint8Array): boolean {
  return isBelow(scalar.slice().reverse(), order)
}
