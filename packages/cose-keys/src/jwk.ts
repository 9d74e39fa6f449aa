/**
 * JSON Web Keys.
 *
 * @see RFC 7517, RFC 7518 §6, RFC 8037 §2, RFC 8812 §3.1
 */
import { decodeBase64url, encodeBase64url, OctetsError } from '@latchkey/octets'
import { algorithms, findAlgorithm } from './algorithms.ts'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { type AlgorithmChoice, algorithmOf, checkPairing, makeKey } from './key-checks.ts'

/** The members that public keys of this package have; others are allowed. */
export type JsonWebKey = {
  kty?: string
  crv?: string
  x?: string
  y?: string
  n?: string
  e?: string
  alg?: string
  pub?: string
}

const types = { EC: 'EC2', OKP: 'OKP', RSA: 'RSA', AKP: 'AKP' } as const

/**
 * Gives a key as a JSON Web Key with the members that every crypto backend needs, and no others.
 *
 * @param key - a key from {@link parseKey}
 * @returns `kty`, `crv` and coordinates, or `kty`, `n` and `e`, or `kty`, `alg` and `pub`; base64url without padding
 * @example
 * ```ts no-run
 * import { parseKey, toJwk } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * await crypto.subtle.importKey('jwk', toJwk(parseKey(stored)), 'Ed25519', true, ['verify'])
 * ```
 * @see RFC 7517 §4, RFC 7518 §6, RFC 8037 §2
 */
export function toJwk(key: CoseKey): JsonWebKey {
  switch (key.kty) {
    case 'EC2':
      return { kty: 'EC', crv: key.crv, x: encodeBase64url(key.x), y: encodeBase64url(key.y) }
    case 'OKP':
      return { kty: 'OKP', crv: key.crv, x: encodeBase64url(key.x) }
    case 'RSA':
      return { kty: 'RSA', n: encodeBase64url(key.n), e: encodeBase64url(key.e) }
    case 'AKP':
      return { kty: 'AKP', alg: findAlgorithm(key.alg)!.name, pub: encodeBase64url(key.pub) }
  }
}

/**
 * Takes a public key from a JSON Web Key, as strictly as {@link parseKey} takes a COSE_Key.
 *
 * @param jwk - a public key; members that describe its use are not looked at
 * @param alg - COSE algorithm identifier, or a key that has it; without it the member `alg`, and without that the first algorithm of the
 * registry that goes with type and curve
 * @throws {@link CoseError} as {@link parseKey} does; `malformed` where the private part is there
 * @example
 * ```ts
 * import { fromJwk } from '@latchkey/cose-keys'
 *
 * const key = fromJwk({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
 * console.log(key.alg) // -8
 * ```
 * @see RFC 7517 §4
 */
export function fromJwk(jwk: JsonWebKey, alg?: AlgorithmChoice): CoseKey {
  if ('d' in jwk || 'priv' in jwk) throw new CoseError('malformed', 'the key holds its private part', 'd')
  const kty = Object.hasOwn(types, jwk.kty ?? '') ? types[jwk.kty as keyof typeof types] : undefined
  if (kty === undefined) throw new CoseError('malformed', 'the key type is missing or unknown', 'kty')
  const named = algorithms.find((row) => {
    return jwk.alg === undefined ? row.kty === kty && row.crv === jwk.crv : row.name === jwk.alg
  })
  const algorithm = algorithmOf(alg ?? named?.id)
  checkPairing(algorithm, { kty, crv: jwk.crv })
  const { x, y, n, e, pub } = jwk
  return makeKey(algorithm, {
    x: bytesOf(x, 'x'),
    y: bytesOf(y, 'y'),
    n: bytesOf(n, 'n'),
    e: bytesOf(e, 'e'),
    pub: bytesOf(pub, 'pub'),
  })
}

function bytesOf(text: unknown, path: string): Uint8Array | undefined {
  if (text === undefined) return undefined
  try {
    return decodeBase64url(text as string)
  } catch (cause) {
    if (!OctetsError.is(cause)) throw cause
    throw new CoseError('malformed', `${path} is not base64url`, path, cause)
  }
}
