import { type HashKey, hashKey } from './hash-key.ts'
import type { Engine } from './kernels.ts'
import { layOut } from './key-words.ts'
import type { Block, Room } from './memory.ts'

/**
 * The records of a {@link ScanTable}, laid out for scans.
 *
 * For a search of constant time they stand in blocks of sixteen, the first words of all sixteen, then the second words:
 * four records are compared in one instruction, a word of each. For other searches there is a keyed hash of 16 bits of
 * each, one after another: to look at those is to read an eighth of what 16-byte records have.
 */
export class Records {
  readonly room: Room
  count = 0
  readonly hashKey: HashKey
  /** The key of the hash, for kernels. */
  readonly header: Block
  readonly #engine: Engine
  readonly #width: number
  /** Of a record. */
  readonly #words: number
  #blocks: Block
  #tags: Block

  constructor(engine: Engine, room: Room, width: number, capacity: number) {
    this.room = room
    this.#engine = engine
    this.hashKey = hashKey(undefined)
    this.header = this.room.allocate(16)
    this.header.views.bytes.set(this.hashKey.bytes, this.header.at)
    this.#width = width
    this.#words = Math.ceil(width / 4)
    // Tags are scanned 64 at a time.
    const records = 64 * Math.ceil(capacity / 64)
    this.#blocks = this.room.allocate(records * 4 * this.#words)
    this.#tags = this.room.allocate(records * 2)
  }

  add(bytes: Uint8Array): number {
    const tag = this.seek(bytes)
    const at = this.count
    if (at % 64 === 0) this.#makeRoom(at + 64)
    const { views, at: keyAt } = this.#engine.key
    for (let word = 0; word < this.#words; word++) {
      this.#blocks.views.words[this.#wordOf(at, word)] = views.words[(keyAt >>> 2) + word]!
    }
    this.#tags.views.halves[(this.#tags.at >>> 1) + at] = tag
    return this.count++
  }

  /** Lays a key out as the one that is looked for, and returns its tag. */
  seek(bytes: Uint8Array): number {
    const { key, kernels } = this.#engine
    layOut(bytes, key)
    return kernels.hash(this, key, key.at >>> 2, this.#width) >>> 16
  }

  /** The next record, from one on, that is the key that is looked for, or {@link count}. */
  next(tag: number, from: number): number {
    const { kernels } = this.#engine
    let at = kernels.findTag(this.#tags, from, this.count, tag)
    while (at < this.count && !this.#isSought(at)) at = kernels.findTag(this.#tags, at + 1, this.count, tag)
    return at
  }

  /** The first record that is the key, or −1, in constant time. */
  scan(bytes: Uint8Array): number {
    layOut(bytes, this.#engine.key)
    const distance = this.#engine.kernels.scanConstantTime(this.#blocks, this.count, this.#words)
    return distance === 0 ? -1 : this.count - distance
  }

  #isSought(at: number): boolean {
    const { views, at: keyAt } = this.#engine.key
    for (let word = 0; word < this.#words; word++) {
      if (this.#blocks.views.words[this.#wordOf(at, word)] !== views.words[(keyAt >>> 2) + word]) return false
    }
    return true
  }

  #wordOf(at: number, word: number): number {
    return (this.#blocks.at >>> 2) + ((at >>> 4) * this.#words + word) * 16 + (at & 15)
  }

  #makeRoom(capacity: number): void {
    const records = capacity * 4 * this.#words
    if (records > this.#blocks.size) this.#blocks = this.room.grown(this.#blocks, records)
    if (2 * capacity > this.#tags.size) this.#tags = this.room.grown(this.#tags, 2 * capacity)
  }
}
