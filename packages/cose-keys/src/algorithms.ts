/**
 * The registry: one row an algorithm identifier. What is not here does not exist.
 *
 * @see IANA "COSE Algorithms"; RFC 9053 §2, RFC 8812 §2, RFC 8230 §2, RFC 9864 §2, FIPS 204 §4; WebAuthn Level 3 §5.8.5
 */
import type { CoseKey } from './cose-key.ts'
import type { SignatureScheme } from './signature-scheme.ts'

export type AlgorithmInfo = {
  /** COSE algorithm identifier */
  readonly id: number
  readonly name: string
  readonly kty: CoseKey['kty']
  /** the one curve that goes with it */
  readonly crv?: string
  readonly hash?: string
  /** whether a relying party offers it unless told otherwise */
  readonly offeredByDefault: boolean
  /** whether it is refused unless asked for by name */
  readonly dangerous: boolean
}

/** A row with what only this package needs of it. */
export type Algorithm = AlgorithmInfo & {
  readonly scheme: SignatureScheme['scheme']
  readonly hash?: NonNullable<SignatureScheme['hash']>
}

type Scheme = Algorithm['scheme']

/** A row by what differs: the curve says the type of key, and `bits` the hash. */
function row(id: number, name: string, scheme: Scheme, crv?: string, bits?: 1 | 256 | 384 | 512): Algorithm {
  return Object.freeze({
    id,
    name,
    kty: scheme === 'ecdsa' ? 'EC2' : scheme === 'eddsa' ? 'OKP' : scheme === 'ml-dsa' ? 'AKP' : 'RSA',
    scheme,
    ...(crv && { crv }),
    ...(bits && { hash: `sha-${bits}` as const }),
    offeredByDefault: id === -7 || id === -8 || id === -257,
    dangerous: bits === 1,
  })
}

const pkcs1 = 'rsassa-pkcs1-v1_5'

const registry: readonly Algorithm[] = /* @__PURE__ */ Object.freeze([
  row(-8, 'EdDSA', 'eddsa', 'Ed25519'),
  row(-7, 'ES256', 'ecdsa', 'P-256', 256),
  row(-257, 'RS256', pkcs1, undefined, 256),
  row(-19, 'Ed25519', 'eddsa', 'Ed25519'),
  row(-53, 'Ed448', 'eddsa', 'Ed448'),
  row(-9, 'ESP256', 'ecdsa', 'P-256', 256),
  row(-51, 'ESP384', 'ecdsa', 'P-384', 384),
  row(-52, 'ESP512', 'ecdsa', 'P-521', 512),
  row(-35, 'ES384', 'ecdsa', 'P-384', 384),
  row(-36, 'ES512', 'ecdsa', 'P-521', 512),
  row(-47, 'ES256K', 'ecdsa', 'secp256k1', 256),
  row(-37, 'PS256', 'rsa-pss', undefined, 256),
  row(-38, 'PS384', 'rsa-pss', undefined, 384),
  row(-39, 'PS512', 'rsa-pss', undefined, 512),
  row(-258, 'RS384', pkcs1, undefined, 384),
  row(-259, 'RS512', pkcs1, undefined, 512),
  row(-48, 'ML-DSA-44', 'ml-dsa'),
  row(-49, 'ML-DSA-65', 'ml-dsa'),
  row(-50, 'ML-DSA-87', 'ml-dsa'),
  row(-65535, 'RS1', pkcs1, undefined, 1),
])

/**
 * Every algorithm this package knows, in the order in which a relying party should offer them. Three are offered by
 * default; the one that is dangerous (RS1, which rests on SHA-1) is refused as a credential key unless a call asks for
 * it.
 *
 * @example
 * ```ts
 * import { algorithms } from '@latchkey/cose-keys'
 *
 * const pubKeyCredParams = algorithms
 *   .filter((algorithm) => algorithm.offeredByDefault)
 *   .map((algorithm) => ({ type: 'public-key', alg: algorithm.id }))
 * ```
 * @see WebAuthn Level 3 §5.8.5
 */
export const algorithms: readonly AlgorithmInfo[] = registry

/** The row of an identifier, or nothing. */
export function findAlgorithm(id: number): Algorithm | undefined {
  return registry.find((row) => row.id === id)
}
