/**
 * The registry: one row an algorithm identifier. What is not here does not exist.
 *
 * @see IANA "COSE Algorithms"; RFC 9053 §2, RFC 8812 §2; WebAuthn Level 3 §5.8.5
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

export type Algorithm = AlgorithmInfo & Pick<SignatureScheme, 'scheme'>

const rows = [
  { id: -8, name: 'EdDSA', kty: 'OKP', crv: 'Ed25519', scheme: 'eddsa' },
  { id: -7, name: 'ES256', kty: 'EC2', crv: 'P-256', scheme: 'ecdsa', hash: 'sha-256' },
  { id: -257, name: 'RS256', kty: 'RSA', scheme: 'rsassa-pkcs1-v1_5', hash: 'sha-256' },
] as const

const registry: readonly Algorithm[] = /* @__PURE__ */ Object.freeze(
  rows.map((row) => Object.freeze({ ...row, offeredByDefault: true, dangerous: false })),
)

/**
 * Every algorithm this package knows, in the order in which a relying party should offer them.
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
