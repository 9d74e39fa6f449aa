/**
 * Private keys of every algorithm in the registry of `cose-keys`, made of seeds and signing without randomness, so that
 * the same seed gives the same bytes.
 */
import { encode } from '@latchkey/cbor-canonical'
import { parseKey, toSpki } from '@latchkey/cose-keys'
import { concat, type HashName, hash } from '@latchkey/octets'
import { ed448 } from '@noble/curves/ed448.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import { AuthenticatorError } from './authenticator-error.ts'
import type { Random } from './random.ts'
import { makeRsaKey, type RsaNumbers, rsaSigner } from './rsa.ts'

/** The members of a COSE_Key by label. */
export type CoseMembers = ReadonlyMap<number, number | Uint8Array>

export type SigningKey = {
  /** COSE algorithm identifier */
  readonly algorithm: number
  readonly members: CoseMembers
  sign(data: Uint8Array): Uint8Array
}

const ecdsa: Readonly<Record<number, { curve: typeof p256; crv: number; hash: HashName }>> = {
  [-7]: { curve: p256, crv: 1, hash: 'sha-256' },
  [-9]: { curve: p256, crv: 1, hash: 'sha-256' },
  [-35]: { curve: p384, crv: 2, hash: 'sha-384' },
  [-51]: { curve: p384, crv: 2, hash: 'sha-384' },
  [-36]: { curve: p521, crv: 3, hash: 'sha-512' },
  [-52]: { curve: p521, crv: 3, hash: 'sha-512' },
  [-47]: { curve: secp256k1 as typeof p256, crv: 8, hash: 'sha-256' },
}

const edwards: Readonly<Record<number, { curve: typeof ed25519; crv: number }>> = {
  [-8]: { curve: ed25519, crv: 6 },
  [-19]: { curve: ed25519, crv: 6 },
  [-53]: { curve: ed448, crv: 7 },
}

const mlDsa: Readonly<Record<number, typeof ml_dsa44>> = { [-48]: ml_dsa44, [-49]: ml_dsa65, [-50]: ml_dsa87 }

const rsa: Readonly<Record<number, { hash: HashName; pss: boolean }>> = {
  [-257]: { hash: 'sha-256', pss: false },
  [-258]: { hash: 'sha-384', pss: false },
  [-259]: { hash: 'sha-512', pss: false },
  [-37]: { hash: 'sha-256', pss: true },
  [-38]: { hash: 'sha-384', pss: true },
  [-39]: { hash: 'sha-512', pss: true },
  [-65535]: { hash: 'sha-1', pss: false },
}

/** Every algorithm that keys can be made of. */
export const signingAlgorithms: readonly number[] = [ecdsa, edwards, mlDsa, rsa].flatMap((rows) =>
  Object.keys(rows).map(Number),
)

/** @throws {@link AuthenticatorError} `unknown-algorithm` */
export function makeSigningKey(algorithm: number, random: Random): SigningKey {
  if (algorithm in ecdsa) {
    const { curve } = ecdsa[algorithm]!
    return ecdsaKey(algorithm, curve.utils.randomSecretKey(random.bytes(curve.lengths.seed!)))
  }
  if (algorithm in edwards) {
    return edwardsKey(algorithm, random.bytes(edwards[algorithm]!.curve.lengths.secretKey!))
  }
  if (algorithm in mlDsa) return mlDsaKey(algorithm, random.bytes(32))
  if (algorithm in rsa) return rsaKey(algorithm, makeRsaKey(random, 2048))
  throw new AuthenticatorError('unknown-algorithm', `there is no algorithm ${algorithm} here`)
}

/** @param secretKey - the private scalar, big-endian */
export function ecdsaKey(algorithm: number, secretKey: Uint8Array): SigningKey {
  const { curve, crv, hash: name } = ecdsa[algorithm]!
  const point = curve.getPublicKey(secretKey, false)
  const half = (point.length - 1) / 2
  return {
    algorithm,
    members: new Map<number, number | Uint8Array>([
      [1, 2],
      [3, algorithm],
      [-1, crv],
      [-2, point.slice(1, 1 + half)],
      [-3, point.slice(1 + half)],
    ]),
    // The nonce is RFC 6979's; s is what it comes out to be, as authenticators have it.
    sign: (data) => curve.sign(hash(name, data), secretKey, { prehash: false, lowS: false, format: 'der' }),
  }
}

export function edwardsKey(algorithm: number, secretKey: Uint8Array): SigningKey {
  const { curve, crv } = edwards[algorithm]!
  return {
    algorithm,
    members: new Map<number, number | Uint8Array>([
      [1, 1],
      [3, algorithm],
      [-1, crv],
      [-2, curve.getPublicKey(secretKey)],
    ]),
    sign: (data) => curve.sign(data, secretKey),
  }
}

export function rsaKey(algorithm: number, numbers: RsaNumbers): SigningKey {
  const { hash: name, pss } = rsa[algorithm]!
  return {
    algorithm,
    members: new Map<number, number | Uint8Array>([
      [1, 3],
      [3, algorithm],
      [-1, numbers.n],
      [-2, numbers.e],
    ]),
    sign: rsaSigner(numbers, name, pss),
  }
}

function mlDsaKey(algorithm: number, seed: Uint8Array): SigningKey {
  const parameters = mlDsa[algorithm]!
  const { publicKey, secretKey } = parameters.keygen(seed)
  return {
    algorithm,
    members: new Map<number, number | Uint8Array>([
      [1, 7],
      [3, algorithm],
      [-1, publicKey],
    ]),
    sign: (data) => parameters.sign(data, secretKey, { extraEntropy: false }),
  }
}

/** COSE_Key in CTAP2's canonical form. */
export function encodeCoseKey(members: CoseMembers): Uint8Array {
  return encode(members as never, { profile: 'ctap2' })
}

/** SubjectPublicKeyInfo. */
export function spkiOf({ members }: SigningKey): Uint8Array {
  // SubjectPublicKeyInfo of RSA has no hash; RS1 alone is refused as a credential key's algorithm.
  const named = new Map(members).set(3, members.get(3) === -65535 ? -257 : members.get(3)!)
  return toSpki(parseKey(encodeCoseKey(named)))
}

/** `04 ‖ x ‖ y` */
export function rawPointOf({ members }: SigningKey): Uint8Array {
  return concat(Uint8Array.of(4), members.get(-2) as Uint8Array, members.get(-3) as Uint8Array)
}
