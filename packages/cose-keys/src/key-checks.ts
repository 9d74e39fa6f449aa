/**
 * The mathematics of keys, whatever they were encoded in: what a COSE_Key, a JWK, an SPKI or a raw point becomes goes
 * through here and nowhere else.
 */
import { type Algorithm, findAlgorithm } from './algorithms.ts'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { edwardsCurve, isPoint, pointFault } from './edwards-curves.ts'
import { ellipticCurve, isOnCurve, toInteger } from './elliptic-curves.ts'
import { mlDsaSizes } from './ml-dsa.ts'

/** Public parts of a key by their JWK names, as some encoding gave them. */
export type KeyParts = { readonly [part in 'x' | 'y' | 'n' | 'e' | 'pub']?: unknown }

/** A COSE algorithm identifier, or something that has one, such as a key. */
export type AlgorithmChoice = number | { readonly alg: number }

/** The row of an identifier that a key may have. */
export function algorithmOf(choice: unknown, dangerouslyAllowRs1 = false): Algorithm {
  const id = typeof choice === 'object' && choice !== null && 'alg' in choice ? choice.alg : choice
  if (typeof id !== 'number') throw new CoseError('malformed', 'the key names no algorithm', 'alg')
  const algorithm = findAlgorithm(id)
  if (algorithm && (dangerouslyAllowRs1 || !algorithm.dangerous)) return algorithm
  const what = algorithm
    ? `${algorithm.name} is refused for credential keys`
    : `there is no algorithm ${id} here`
  throw new CoseError('unsupported-algorithm', what, 'alg')
}

/** Type and curve are those of the algorithm, as WebAuthn Level 3 §5.8.5 pairs them. */
export function checkPairing(
  { name, kty, crv }: Algorithm,
  given: { kty: string; crv?: string | undefined },
): void {
  const path = given.kty !== kty ? 'kty' : given.crv !== crv ? 'crv' : undefined
  if (path)
    throw new CoseError('algorithm-mismatch', `${name} does not go with ${given[path] ?? 'no curve'}`, path)
}

export type KeyCheckOptions = {
  /** RSA exponents to accept; every odd one from 3 on unless said */
  rsaExponents?: readonly number[]
  /**
   * the same key was parsed before: what takes long, whether an encoded Edwards point is one of its curve, is not asked
   * again. No signature is ever by such a key.
   */
  knownPoint?: boolean
}

/** A sound key of an algorithm, frozen, with copies of its parts; throws a CoseError for every other. */
export function makeKey(
  { id: alg, kty, crv, name }: Algorithm,
  parts: KeyParts,
  { rsaExponents, knownPoint = false }: KeyCheckOptions = {},
): CoseKey {
  const part = (path: keyof KeyParts, length?: number) => partOf(parts, path, length)
  switch (kty) {
    case 'EC2': {
      const curve = ellipticCurve(crv)!
      const x = part('x', curve.fieldLength)
      const y = part('y', curve.fieldLength)
      if (!isOnCurve(curve, toInteger(x), toInteger(y))) throw offCurve(curve.name)
      return Object.freeze({ kty, alg, crv: curve.name, x, y })
    }
    case 'OKP': {
      const curve = edwardsCurve(crv)!
      const x = part('x', curve.length)
      const fault = pointFault(curve, x)
      if (fault === 'off-curve' || !(knownPoint || fault || isPoint(curve, x))) throw offCurve(curve.name)
      if (fault) throw new CoseError(fault, 'x is a point for which anybody can sign', 'x')
      return Object.freeze({ kty, alg, crv: curve.name, x })
    }
    case 'RSA': {
      const n = part('n')
      const e = part('e')
      checkRsa(n, e, rsaExponents)
      return Object.freeze({ kty, alg, n, e })
    }
    case 'AKP':
      return Object.freeze({ kty, alg, pub: part('pub', mlDsaSizes[name]![0]) })
  }
}

/** A copy of a part: of the length given, or without leading zeros. */
function partOf(parts: KeyParts, path: keyof KeyParts, length?: number): Uint8Array {
  const value = parts[path]
  if (!(value instanceof Uint8Array)) throw new CoseError('malformed', `${path} is not a byte string`, path)
  if (length === undefined ? value[0] : value.length === length) return value.slice()
  const wanted = length === undefined ? 'no leading zero' : `${length} bytes`
  throw new CoseError('wrong-length', `${path} must have ${wanted}, and has ${value.length} bytes`, path)
}

/** An exponent of 1 makes every value its own signature; a huge modulus or exponent only makes the verifier work. */
function checkRsa(n: Uint8Array, e: Uint8Array, exponents?: readonly number[]): void {
  const exponent = toInteger(e)
  const bits = n.length * 8 - Math.clz32(n[0]!) + 24
  if (bits < 2048 || bits > 8192 || !(n.at(-1)! & 1)) {
    throw new CoseError('weak-rsa', `a modulus is odd and has 2,048 to 8,192 bits, this one has ${bits}`, 'n')
  }
  const allowed = exponents ? exponents.includes(Number(exponent)) : e.length <= 8 && exponent > 2n
  if (!allowed || !(e.at(-1)! & 1)) {
    throw new CoseError('weak-rsa', 'an exponent is odd, at least 3, and has at most 64 bits', 'e')
  }
}

function offCurve(name: string): CoseError {
  return new CoseError('off-curve', `the key is no point of ${name}`, 'x')
}
