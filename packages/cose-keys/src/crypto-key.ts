import type { CoseKey } from './cose-key.ts'
import { schemeOf } from './cose-scheme.ts'
import { unsupported } from './other-backends.ts'
import { type CryptoKey, importKey } from './web-crypto.ts'

/**
 * Gives a key as a `CryptoKey` of WebCrypto: extractable, for `verify`, bound to the hash of its algorithm where
 * WebCrypto binds keys to one (RSA).
 *
 * @param key - a key from {@link parseKey}
 * @throws {@link CoseError} `unsupported-on-this-runtime`
 * @example
 * ```ts no-run
 * import { parseKey, toCryptoKey } from '@latchkey/cose-keys'
 *
 * declare const stored: Uint8Array
 * const key = await toCryptoKey(parseKey(stored))
 * ```
 * @see W3C Web Cryptography API §14
 */
export async function toCryptoKey(key: CoseKey): Promise<CryptoKey> {
  const scheme = schemeOf(key)
  const cryptoKey = await importKey(scheme)
  if (cryptoKey === undefined) throw unsupported(scheme)
  return cryptoKey
}
