import type { JsonWebKey } from './jwk.ts'
import type { KeyedScheme } from './signature-scheme.ts'

/**
 * What a backend made of a JWK and the scheme it is for, made once where the JWK is frozen, and kept as long as it lives:
 * an import can cost as much as a verification.
 */
export class SchemeKeys<Imported> {
  readonly #import: (scheme: KeyedScheme) => Imported
  readonly #known = new WeakMap<JsonWebKey, Map<string, Imported>>()

  constructor(importScheme: (scheme: KeyedScheme) => Imported) {
    this.#import = importScheme
  }

  get({ scheme, hash, saltLength, publicKey, signatureFormat }: KeyedScheme): Imported {
    const keyed: KeyedScheme = {
      scheme,
      publicKey,
      ...(hash && { hash }),
      ...(saltLength !== undefined && { saltLength }),
      ...(signatureFormat && { signatureFormat }),
    }
    if (!Object.isFrozen(publicKey)) return this.#import(keyed)
    const name = `${scheme} ${hash} ${saltLength} ${signatureFormat}`
    const ofKey = this.#known.get(publicKey) ?? new Map<string, Imported>()
    const imported = ofKey.get(name) ?? this.#import(keyed)
    this.#known.set(publicKey, ofKey.set(name, imported))
    return imported
  }
}
