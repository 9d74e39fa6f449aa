import { concat, sha256 } from '@latchkey/octets'

/**
 * HMAC-SHA-256 by a key of at most 64 bytes.
 *
 * @see RFC 2104
 */
export function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const inner = new Uint8Array(64 + message.length)
  const outer = new Uint8Array(64 + 32)
  for (let at = 0; at < 64; at++) {
    const byte = at < key.length ? key[at]! : 0
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
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
  const out = new Uint8Array(32 * Math.ceil(length / 32))
  let block: Uint8Array = new Uint8Array()
  for (let count = 1; 32 * count <= out.length; count++) {
    block = hmac(key, concat(block, purpose, Uint8Array.of(count)))
    out.set(block, 32 * (count - 1))
  }
  return out.subarray(0, length)
}
