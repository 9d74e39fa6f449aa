/** A COSE key in the terms of a crypto backend: one row of the registry applied. */

import type { CoseKey } from './cose-key.ts'
import { toJwk } from './jwk.ts'
import type { KeyCache } from './key-cache.ts'
import { algorithmOf, checkPairing } from './key-checks.ts'
import type { KeyedScheme, SignatureBackend } from './signature-scheme.ts'

export type VerifyOptions = {
  /** of an ECDSA signature: DER, as WebAuthn has it (the default), or r ‖ s, as JOSE has it */
  signatureFormat?: 'der' | 'raw'
  /** verify by a key whose algorithm is RSASSA-PKCS1-v1_5 with SHA-1: for FIDO's conformance tool, for nothing else */
  dangerouslyAllowRs1?: boolean
  /** keeps imported keys between calls whose key objects are not the same; off unless given */
  cache?: KeyCache
  /** asked where the runtime lacks the algorithm */
  backends?: readonly SignatureBackend[]
}

export function schemeOf(key: CoseKey, signatureFormat: 'der' | 'raw' = 'der'): KeyedScheme {
  // Whether the algorithm may be used is asked before, at each call.
  const algorithm = algorithmOf(key.alg, true)
  checkPairing(algorithm, { kty: key.kty, crv: 'crv' in key ? key.crv : undefined })
  const { scheme, hash } = algorithm
  return {
    scheme,
    ...(hash && { hash }),
    // The salt of RSA-PSS is as long as the hash. RFC 8230 §2
    ...(hash && scheme === 'rsa-pss' && { saltLength: Number(hash.slice(4)) / 8 }),
    publicKey: toJwk(key),
    signatureFormat,
  }
}

/**
 * What a backend made of a key, made once: for a key object that is frozen, as long as the object lives; by a cache,
 * for other objects with the same bytes.
 */
export class ImportedKeys<Imported> {
  readonly #backend: string
  readonly #import: (scheme: KeyedScheme) => Imported
  /** by key object, for signatures in DER, which is what WebAuthn has */
  readonly #known = new WeakMap<CoseKey, Imported>()

  constructor(backend: string, importScheme: (scheme: KeyedScheme) => Imported) {
    this.#backend = backend
    this.#import = importScheme
  }

  get(key: CoseKey, { signatureFormat = 'der', dangerouslyAllowRs1, cache }: VerifyOptions): Imported {
    const known = signatureFormat === 'der' ? this.#known.get(key) : undefined
    if (known !== undefined && (key.alg !== -65535 || dangerouslyAllowRs1)) return known
    algorithmOf(key.alg, dangerouslyAllowRs1)
    const make = () => this.#import(schemeOf(key, signatureFormat))
    const imported = cache ? cache.imported(key, this.#backend + signatureFormat, make) : make()
    if (signatureFormat === 'der' && Object.isFrozen(key)) this.#known.set(key, imported)
    return imported
  }
}
