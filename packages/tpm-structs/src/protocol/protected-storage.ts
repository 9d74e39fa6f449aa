/**
 * Outer protection: encrypted by a key from a seed, and bound to a name by an HMAC.
 *
 * @see TPM 2.0 Library Part 1, §22.4 (protected storage), §24 (credential protection)
 */
import { concat } from '@latchkey/octets'
import { parsePrefixAs, serializeAs } from '../parse.ts'
import { TPM2B_DIGEST } from '../tables/buffers.ts'
import { TpmError } from '../tpm-error.ts'
import { decryptCfb, encryptCfb } from './cipher-feedback.ts'
import { deriveFromKey, digestLengths, hmac } from './key-derivation.ts'
import type { StorageKey } from './seed.ts'

const nothing = new Uint8Array()

/** TPM2B_DIGEST of the HMAC, then the content, encrypted. */
export async function protect(
  { hash, keyBits }: StorageKey,
  seed: Uint8Array,
  name: Uint8Array,
  content: Uint8Array,
): Promise<Uint8Array> {
  const key = await deriveFromKey(hash, seed, 'STORAGE', name, nothing, keyBits)
  const encrypted = await encryptCfb(key, content)
  return concat(serializeAs(TPM2B_DIGEST, await integrity(hash, seed, name, encrypted)), encrypted)
}

/** The content; throws `integrity` where it is not of this seed and name, or was changed. */
export async function unprotect(
  { hash, keyBits }: StorageKey,
  seed: Uint8Array,
  name: Uint8Array,
  blob: Uint8Array,
): Promise<Uint8Array> {
  const { value: said, bytesRead } = parsePrefixAs(TPM2B_DIGEST, blob)
  const encrypted = blob.subarray(bytesRead)
  const computed = await integrity(hash, seed, name, encrypted)
  if (!isSame(said, computed)) {
    throw new TpmError('integrity', 'the HMAC is not of this content, name and key', 2)
  }
  return decryptCfb(await deriveFromKey(hash, seed, 'STORAGE', name, nothing, keyBits), encrypted)
}

async function integrity(
  hash: StorageKey['hash'],
  seed: Uint8Array,
  name: Uint8Array,
  encrypted: Uint8Array,
) {
  const key = await deriveFromKey(hash, seed, 'INTEGRITY', nothing, nothing, digestLengths[hash] * 8)
  return hmac(hash, key, concat(encrypted, name))
}

/** Without an early end, so that time says nothing of where two HMACs differ. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ (b[at] ?? 0)
  return difference === 0
}
