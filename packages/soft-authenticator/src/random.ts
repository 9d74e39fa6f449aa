import { concat, hash } from '@latchkey/octets'
import { hmac } from './hmac.ts'

/** Bytes that are the same each time for the same seed, and different for each seed and each label. */
export interface Random {
  bytes(length: number): Uint8Array
  /** A source of its own: what is taken from it changes nothing of what comes from this one. */
  fork(label: string): Random
}

/** HMAC-SHA-256 of a counter. Without a seed, one is drawn. */
export function randomFrom(seed: Uint8Array = crypto.getRandomValues(new Uint8Array(32))): Random {
  const key = hash('sha-256', seed)
  let count = 0
  return {
    bytes(length) {
      const blocks: Uint8Array[] = []
      for (let made = 0; made < length; made += 32) blocks.push(hmac(key, fourBytes(count++)))
      return concat(...blocks).slice(0, length)
    },
    fork: (label) => randomFrom(hmac(key, new TextEncoder().encode(label))),
  }
}

function fourBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
