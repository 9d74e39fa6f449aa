import type { HashKey } from './hash-key.ts'
import type { Block, Memory } from './memory.ts'

/** In which instructions work is done: WebAssembly's 128-bit SIMD, or JavaScript. */
export type Path = 'wasm-simd128' | 'js'

/** What there is on each path. All arguments are right already. */
export interface Kernels {
  equalBytes(a: Uint8Array, b: Uint8Array): boolean
  /** Lanes that equal the key, or are less: lane i in bit i. */
  eqMask64x8(lanes: BigUint64Array, key: bigint): number
  ltMask64x8(lanes: BigUint64Array, key: bigint): number
  eqMask32x16(lanes: Uint32Array, key: number): number
  /** One mask for each node of eight lanes. */
  findInNodes(nodes: BigUint64Array, key: bigint, masks: Uint8Array): void
  /** The first of `count` 16-bit tags, from `from` on, that is `tag`, or `count`. */
  findTag(tags: Block, from: number, count: number, tag: number): number
  /** How far from `count` the first record is that equals the key at {@link Engine.key}, or 0; reads all of them. */
  scanConstantTime(records: Block, count: number, words: number): number
  /** The ordinal of the key that was laid out last, or −1. */
  find(keys: Searched): number
  /** The ordinals of packed keys. */
  findMany(keys: Searched, width: number, packed: Uint8Array, ordinals: Int32Array): void
  /** The hash of `length` bytes that begin at a word of a block's views. Each path has its own hash. */
  hash(secret: Secret, block: Block, word: number, length: number): number
}

/** The key of a hash: its bytes at the beginning of a block, and as numbers. */
export type Secret = { readonly header: Block; readonly hashKey: HashKey }

/** What an index is to kernels: with its header for WebAssembly, with its methods for JavaScript. */
export type Searched = Secret & {
  /** bytes of the key that was laid out last */
  readonly length: number
  /** The ordinal of a key, or −1. */
  find(key: Uint8Array): number
  /** The ordinal of the key that was laid out last, or −1, in JavaScript. */
  findSought(): number
}

/** A path with all that it needs. */
export type Engine = {
  readonly path: Path
  readonly memory: Memory
  /** Room for the longest key, where the one that is looked for is laid out as words. */
  readonly key: Block
  readonly kernels: Kernels
}
