/** What is computed here, against noble's curves, on values that nobody picked. */
import { ed448 } from '@noble/curves/ed448.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CoseError } from '../src/cose-error.ts'
import { checkRaw, derToRaw } from '../src/ecdsa-signature.ts'
import { edwardsCurve, isPoint, isReducedScalar, pointFault } from '../src/edwards-curves.ts'
import { ellipticCurve, isOnCurve, toInteger } from '../src/elliptic-curves.ts'

const weierstrass = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 }
const edwards = { Ed25519: ed25519, Ed448: ed448 }
const holds = (call: () => unknown) => {
  try {
    call()
    return true
  } catch {
    return false
  }
}

describe.each(Object.entries(weierstrass))('%s', (name, oracle) => {
  const curve = ellipticCurve(name)!
  const { p, n, a, b } = oracle.Point.CURVE()
  const coordinate = fc.bigInt(0n, p + 10n)
  const scalar = fc.bigInt(1n, n - 1n)

  it('has the constants of the curve', () => {
    expect({ p: curve.p, n: curve.n, b: curve.b, a: (curve.a + p) % p }).toEqual({ p, n, b, a: a % p })
    expect(curve.fieldLength).toBe(oracle.Point.Fp.BYTES)
  })

  it('knows its points', () => {
    fc.assert(
      fc.property(scalar, (k) => {
        const { x, y } = oracle.Point.BASE.multiply(k).toAffine()
        expect(isOnCurve(curve, x, y)).toBe(true)
        expect(isOnCurve(curve, x, p - y)).toBe(true)
        expect(isOnCurve(curve, x + p, y)).toBe(false)
        expect(isOnCurve(curve, x, y + p)).toBe(false)
        expect(isOnCurve(curve, x, (y + 1n) % p)).toBe(false)
      }),
      { numRuns: 25 },
    )
  })

  it('knows what is none', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        expect(isOnCurve(curve, x, y)).toBe(holds(() => oracle.Point.fromAffine({ x, y }).assertValidity()))
      }),
    )
  })

  it('reads the DER of any r and s', () => {
    fc.assert(
      fc.property(fc.oneof(scalar, fc.bigInt(1n, 300n)), scalar, (r, s) => {
        const signature = new oracle.Signature(r, s)
        const raw = checkRaw(derToRaw(signature.toBytes('der'), curve), curve)
        expect(raw).toEqual(signature.toBytes('compact'))
      }),
    )
  })

  it('refuses r and s outside 1 … n − 1', () => {
    const bytes = (value: bigint) => {
      const hex = value.toString(16).padStart(2 * curve.fieldLength, '0')
      return Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
    }
    const verdict = (r: bigint, s: bigint) =>
      holds(() => checkRaw(Uint8Array.of(...bytes(r), ...bytes(s)), curve))
    expect([verdict(1n, 1n), verdict(n - 1n, n - 1n)]).toEqual([true, true])
    expect([verdict(0n, 1n), verdict(1n, 0n), verdict(n, 1n), verdict(1n, n), verdict(n + 1n, 1n)]).toEqual(
      Array(5).fill(false),
    )
  })

  it('takes no DER that is not the one spelling of its r and s', () => {
    const flips = fc.array(fc.tuple(fc.nat(150), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(scalar, scalar, flips, (r, s, changes) => {
        const der = new oracle.Signature(r, s).toBytes('der')
        for (const [at, byte] of changes) der[at % der.length] = byte
        let raw: Uint8Array
        try {
          raw = checkRaw(derToRaw(der, curve), curve)
        } catch (error) {
          expect(CoseError.is(error) && error.code).toBe('signature-malformed')
          return
        }
        expect(oracle.Signature.fromBytes(raw, 'compact').toBytes('der')).toEqual(der)
      }),
      { numRuns: 300 },
    )
  })
})

describe.each(Object.entries(edwards))('%s', (name, oracle) => {
  const curve = edwardsCurve(name)!
  const { p, n } = oracle.Point.CURVE()

  it('has the constants of the curve', () => {
    expect(curve).toMatchObject({ p, order: n, length: oracle.Point.BASE.toBytes().length })
  })

  it('knows its honest points', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, n - 1n), (k) => {
        expect(pointFault(curve, oracle.Point.BASE.multiply(k).toBytes())).toBeUndefined()
      }),
      { numRuns: 25 },
    )
  })

  it('knows every point of small order, in every spelling', () => {
    const cofactor = name === 'Ed25519' ? 8n : 4n
    // Multiplying by the order of the base point leaves the part that belongs to the cofactor.
    const torsion = new Set<string>()
    for (let y = 2n; torsion.size < Number(cofactor); y++) {
      const bytes = Uint8Array.from({ length: curve.length }, (_, at) =>
        Number((y >> BigInt(8 * at)) & 0xffn),
      )
      if (!holds(() => oracle.Point.fromBytes(bytes))) continue
      let point = oracle.Point.fromBytes(bytes)
        .multiplyUnsafe(n - 1n)
        .add(oracle.Point.fromBytes(bytes))
      for (let times = 0n; times < cofactor; times++, point = point.double()) torsion.add(point.toHex())
    }
    for (const hex of torsion) {
      const bytes = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
      expect(pointFault(curve, bytes)).toBe('small-order')
    }
  })

  it('knows which y have an x', () => {
    const answers = new Set<boolean>()
    fc.assert(
      fc.property(fc.bigInt(0n, p - 1n), (y) => {
        const bytes = Uint8Array.from({ length: curve.length }, (_, at) =>
          Number((y >> BigInt(8 * at)) & 0xffn),
        )
        const isOne = holds(() => oracle.Point.fromBytes(bytes))
        expect(isPoint(curve, bytes)).toBe(isOne)
        answers.add(isOne)
      }),
      { numRuns: 60 },
    )
    expect(answers.size).toBe(2)
  })

  it('takes no y that is not below the prime', () => {
    const little = (value: bigint) =>
      Uint8Array.from({ length: curve.length }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
    for (const y of [p, p + 1n, p + 2n]) expect(pointFault(curve, little(y))).toBe('off-curve')
    expect(pointFault(curve, little(p - 2n))).toBeUndefined()
  })

  it('takes no S that is not below the order', () => {
    const little = (value: bigint) =>
      Uint8Array.from({ length: curve.length }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
    expect(isReducedScalar(curve, little(n - 1n))).toBe(true)
    expect(isReducedScalar(curve, little(0n))).toBe(true)
    expect(isReducedScalar(curve, little(n))).toBe(false)
    expect(isReducedScalar(curve, little(n + 1n))).toBe(false)
  })
})

it('integers are read big-endian, whatever their length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
      expect(toInteger(bytes)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
    }),
  )
})
