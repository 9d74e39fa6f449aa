import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 as nobleSha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { type HashName, unknownHash } from './hash-name.ts'

/**
 * Hashes bytes, synchronously. Under the `node` export condition by `node:crypto`, elsewhere by `@noble/hashes`:
 * a WebAuthn ceremony hashes a few hundred bytes, for which an asynchronous call costs more than the hash itself.
 *
 * SHA-1 is here for names and identifiers that standards derive with it, not for signatures.
 *
 * @param name - `sha-1`, `sha-256`, `sha-384` or `sha-512`
 * @param data - any number of bytes
 * @returns 20, 32, 48 or 64 bytes
 * @throws {@link OctetsError} `unknown-hash`
 * @example
 * ```ts
 * import { encodeHex, hash } from '@latchkey/octets'
 *
 * encodeHex(hash('sha-256', new Uint8Array())) // 'e3b0c44298fc1c14…'
 * ```
 * @see FIPS 180-4
 */
export function hash(name: HashName, data: Uint8Array): Uint8Array {
  switch (name) {
    case 'sha-1':
      return sha1(data)
    case 'sha-256':
      return nobleSha256(data)
    case 'sha-384':
      return sha384(data)
    case 'sha-512':
      return sha512(data)
  }
  throw unknownHash(name)
}

/**
 * SHA-256, which is the hash of WebAuthn: what `hash('sha-256', data)` gives, without the weight of the others.
 *
 * @param data - any number of bytes
 * @returns 32 bytes
 * @example
 * ```ts
 * import { encodeHex, sha256 } from '@latchkey/octets'
 *
 * encodeHex(sha256(new Uint8Array())) // 'e3b0c44298fc1c14…'
 * ```
 * @see FIPS 180-4 §6.2
 */
export function sha256(data: Uint8Array): Uint8Array {
  return nobleSha256(data)
}
