import { concat, sha256 } from '@latchkey/octets'

/**
 * HMAC-SHA-256.
 *
 * @see RFC 2104
 */
export function keyedHash(key: Uint8Array, text: string): Uint8Array {
  const block = new Uint8Array(64)
  block.set(key)
  const inner = sha256(
    concat(
      block.map((byte) => byte ^ 0x36),
      new TextEncoder().encode(text),
    ),
  )
  return sha256(
    concat(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  )
}
