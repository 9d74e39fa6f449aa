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
    d: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffff6756n,
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
  { p, a, d }: EdwardsCurve,
  point: Uint8Array,
): 'off-curve' | 'small-order' | undefined {
  const y = yOf(point)
  if (y >= p) return 'off-curve'
  const square = y * y
  // Points of order 1 and 2 have a y of ±1, of order 4 have 0, and doubled ones of order 8 are of order 4.
  const product = (square - 1n) * square * (d * square * square - 2n * a * square + a)
  return product % p ? undefined : 'small-order'
}

/** Whether there is an x to an encoded point, of x² = (1 − y²) / (a − d y²): a quotient is a square where the product is. */
export function isPoint({ p, a, d }: EdwardsCurve, point: Uint8Array): boolean {
  const y = yOf(point)
  return isSquare((y * y + p - 1n) * (d * y * y + p - a), p)
}

function yOf(point: Uint8Array): bigint {
  const reversed = point.slice().reverse()
  // The highest bit is the sign of x.
  reversed[0] = reversed[0]! & 0x7f
  return toInteger(reversed)
}

/**
 * Whether a number is a square modulo a prime, by the law of quadratic reciprocity: a twelfth of the time that Euler's
 * criterion takes.
 */
function isSquare(number: bigint, prime: bigint): boolean {
  let [a, n] = [number % prime, prime]
  // The Jacobi symbol (a / n) is −1 where the lowest bit of this is set.
  let sign = 0n
  while (a) {
    // (2 / n) is −1 for an n of 3 or 5 modulo 8.
    for (; !(a & 1n); a >>= 1n) sign ^= (n >> 1n) ^ (n >> 2n)
    // (a / n) and (n / a) differ in sign where both are 3 modulo 4.
    sign ^= (a & n) >> 1n
    ;[a, n] = [n % a, a]
  }
  return !(sign & 1n)
}

/** Whether the second half of a signature is reduced: otherwise one signature has many spellings. */
export function isReducedScalar({ order }: EdwardsCurve, scalar: Uint8Array): boolean {
  return isBelow(scalar.slice().reverse(), order)
}
