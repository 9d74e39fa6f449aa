/**
 * HMAC and HKDF with SHA-256, synchronous.
 *
 * @see RFC 2104, RFC 5869
 */
import { concat, hash } from '@latchkey/octets'

const blockSize = 64

export function hmac(key: Uint8Array, ...message: readonly Uint8Array[]): Uint8Array {
  const block = new Uint8Array(blockSize)
  block.set(key.length > blockSize ? hash('sha-256', key) : key)
  const inner = hash(
    'sha-256',
    concat(
      block.map((byte) => byte ^ 0x36),
      ...message,
    ),
  )
  return hash(
    'sha-256',
    concat(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  )
}

/** @param length - at most 255 × 32 bytes */
export function hkdf(
  keyMaterial: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const key = hmac(salt, keyMaterial)
  const blocks: Uint8Array[] = []
  let previous = new Uint8Array()
  for (let count = 1; 32 * blocks.length < length; count++) {
    previous = new Uint8Array(hmac(key, previous, info, Uint8Array.of(count)))
    blocks.push(previous)
  }
  return concat(...blocks).subarray(0, length)
}
