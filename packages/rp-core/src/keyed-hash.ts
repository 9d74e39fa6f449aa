import { concat, sha256 } from '@latchkey/octets'

/**
 * HMAC-SHA-256 by a key of at most 64 bytes.
 *
 * @see RFC 2104
 */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const inner = new Uint8Array(64 + message.length)
  const outer = new Uint8Array(64 + 32)
  inner.fill(0x36, 0, 64)
  outer.fill(0x5c, 0, 64)
  for (const [at, byte] of key.entries()) {
    inner[at]! ^= byte
    outer[at]! ^= byte
  }
  inner.set(message, 64)
  outer.set(sha256(inner), 64)
  return sha256(outer)
}

/**
 * The second half of HKDF-SHA-256: as many bytes as are wanted, each purpose with an `info` of its own.
 *
 * @see RFC 5869 §2.3
 */
export function expandKey(key: Uint8Array, info: string, length: number): Uint8Array {
  const purpose = new TextEncoder().encode(info)
  const blocks: Uint8Array[] = []
  for (let count = 1; 32 * blocks.length < length; count++) {
    blocks.push(hmac(key, concat(blocks.at(-1) ?? new Uint8Array(), purpose, Uint8Array.of(count))))
  }
  return concat(...blocks).subarray(0, length)
}
