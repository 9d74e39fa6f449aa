/** The hashes of both paths, on bytes. */
import { engineFor } from '../src/engine.ts'
import { halfSipHash } from '../src/half-sip-hash.ts'
import { hashKey } from '../src/hash-key.ts'

/** HalfSipHash-1-3, which the JavaScript path takes. @param key - 8 bytes of it are used */
export function hashInJavaScript(key: Uint8Array, message: Uint8Array): number {
  const { k0, k1 } = hashKey(key)
  const words = new Uint32Array(1 + Math.ceil(message.length / 4))
  new Uint8Array(words.buffer).set(message, 4)
  return halfSipHash(words, 1, message.length, k0, k1)
}

/** What the WebAssembly path takes, under one key of 16 bytes: the low 32 bits of SipHash-1-3. */
export function hasherInWasm(key: Uint8Array): (message: Uint8Array) => number {
  const { kernels, memory } = engineFor('wasm-simd128')
  const header = memory.allocate(16)
  header.views.bytes.set(key, header.at)
  const secret = { header, hashKey: hashKey(key) }
  const block = memory.allocate(1_040)
  return (message) => {
    // The hash reads beyond the message, and must not care what is there.
    block.views.bytes.fill(0xee, block.at, block.at + block.size).set(message, block.at)
    return kernels.hash(secret, block, block.at / 4, message.length) >>> 0
  }
}
