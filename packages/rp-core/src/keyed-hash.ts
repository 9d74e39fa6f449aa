import { concat, hash } from '@latchkey/octets'

/**
 * HMAC-SHA-256.
 *
 * @see RFC 2104
 */
export function keyedHash(key: Uint8Array, text: string): Uint8Array {
  const block = new Uint8Array(64)
  block.set(key)
  const inner = hash(
    'sha-256',
    concat(
      block.map((byte) => byte ^ 0x36),
      new TextEncoder().encode(text),
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
