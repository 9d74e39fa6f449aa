/** A cache of imported keys, least recently used out first. */
import { encodeBase64url } from '@latchkey/octets'
import type { CoseKey } from './cose-key.ts'
import { encodeKey } from './encode-key.ts'

/** Hand it to `verifySignature`. Entries are found by the key's bytes, never by a credential's name. */
export interface KeyCache {
  readonly size: number
  clear(): void
  /** @internal */
  imported<Imported>(key: CoseKey, form: string, make: () => Imported): Imported
}

/**
 * Makes a cache of imported keys: worth it where the same passkeys come again and again as fresh objects, as rows of a
 * database do. It holds public keys only.
 *
 * @param options - `max` entries, 1,000 unless said
 * @returns an empty cache
 * @example
 * ```ts
 * import { createKeyCache } from '@latchkey/cose-keys'
 *
 * const cache = createKeyCache({ max: 10_000 })
 * console.log(cache.size) // 0
 * ```
 */
export function createKeyCache({ max = 1000 }: { max?: number } = {}): KeyCache {
  const entries = new Map<string, unknown>()
  return {
    get size() {
      return entries.size
    },

    clear() {
      entries.clear()
    },

    imported<Imported>(key: CoseKey, form: string, make: () => Imported): Imported {
      const name = `${form} ${encodeBase64url(encodeKey(key))}`
      const known = entries.get(name) as Imported | undefined
      if (known !== undefined) entries.delete(name)
      const imported = known ?? make()
      entries.set(name, imported)
      if (entries.size > max) entries.delete(entries.keys().next().value!)
      return imported
    },
  }
}
