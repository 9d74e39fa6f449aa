import type { HashKey } from './hash-key.ts'
import type { Engine } from './kernels.ts'
import { copyWords, layOut, sameWords } from './key-words.ts'
import type { Block, Room } from './memory.ts'
import { SlotTable } from './slot-table.ts'

/** The hash may read that many bytes beyond a key. */
const slack = 8

/**
 * Keys with their ordinals: what both indexes are made of. A record is an ordinal and a key, filled up to whole words.
 *
 * Keys of one width stand in the slots of the table. Of keys of many lengths, a slot holds where the record begins, in
 * words from the beginning of all records, and the length stands in the word before it.
 *
 * The key that a call is about is laid out in the engine's key block first.
 */
export class Keys {
  readonly engine: Engine
  readonly hashKey: HashKey
  /** The key of the hash, and where the table is, for kernels. */
  readonly header: Block
  readonly room: Room
  table: SlotTable
  /** Where the table has no room for keys. */
  records: Block | undefined
  /** How many keys there are. */
  size = 0
  /** Bytes of the key that was laid out last. */
  length = 0
  /** The next ordinal. None is given twice. */
  #count = 0
  /** Words of records, and those of them that are of keys still there. */
  #end = 0
  #live = 0

  /**
   * @param width - of all keys, or 0
   * @param expected - how many keys, and bytes of them, there will soon be
   */
  constructor(
    engine: Engine,
    hashKey: HashKey,
    room: Room,
    width: number,
    expected: { readonly keys: number; readonly bytes: number },
  ) {
    this.engine = engine
    this.hashKey = hashKey
    this.room = room
    this.header = this.room.allocate(40)
    this.header.views.bytes.set(hashKey.bytes, this.header.at)
    this.table = new SlotTable(this.room, expected.keys, 4 + 4 * wordsOf(width))
    if (width === 0) this.records = this.room.allocate(expected.bytes + 11 * expected.keys + slack)
    this.#describe()
  }

  /** The ordinal of the key, or −1. */
  find(key: Uint8Array): number {
    layOut(key, this.engine.key)
    this.length = key.length
    return this.engine.kernels.find(this)
  }

  /** The ordinal of the key that was laid out last, or −1, in JavaScript. */
  findSought(): number {
    const slot = this.table.find(this.#hashSought(), this)
    return slot === -1 ? -1 : this.#words[this.#recordIn(slot)]!
  }

  /**
   * The ordinal of the key, a new one if it is not there.
   *
   * @throws {@link SimdError} `out-of-memory`, and nothing has changed
   */
  add(key: Uint8Array): number {
    const found = this.find(key)
    if (found !== -1) return found
    if (this.table.isFull) this.#grow()
    if (this.records !== undefined) this.#makeRoom(this.records)
    const slot = this.table.insert(this.#hashSought())
    const words = wordsOf(this.length)
    if (this.records !== undefined) {
      const record = (this.records.at >>> 2) + this.#end
      this.#words[record] = this.length
      this.table.block.views.words[this.table.wordOf(slot)] = this.#end + 1
      this.#end += 2 + words
      this.#live += 2 + words
    }
    const record = this.#recordIn(slot)
    this.#words[record] = this.#count
    copyWords(this.engine.key, this.#words, record + 1, words)
    this.size++
    return this.#count++
  }

  /** Forgets the key; returns whether it was there. Its ordinal stays unused. */
  remove(key: Uint8Array): boolean {
    if (this.find(key) === -1) return false
    this.table.remove(this.table.find(this.#hashSought(), this))
    this.#live -= 2 + wordsOf(this.length)
    this.size--
    return true
  }

  /** Whether a slot is that of the key that was laid out last. */
  isSought(slot: number): boolean {
    const record = this.#recordIn(slot)
    if (this.records !== undefined && this.#words[record - 1] !== this.length) return false
    return sameWords(this.engine.key, this.#words, record + 1, wordsOf(this.length))
  }

  #hashSought(): number {
    const { kernels, key } = this.engine
    return kernels.hash(this, key, key.at >>> 2, this.length)
  }

  /** The words among which records are. */
  get #words(): Uint32Array {
    return (this.records ?? this.table.block).views.words
  }

  #recordIn(slot: number): number {
    const word = this.table.wordOf(slot)
    return this.records === undefined ? word : (this.records.at >>> 2) + this.table.block.views.words[word]!
  }

  /** Half as much again as is needed, and not twice as much: an index is there to be small. */
  #grow(): void {
    const grown = new SlotTable(this.room, Math.ceil(1.5 * this.size), this.table.slotSize)
    const block = this.records ?? this.table.block
    for (let slot = 0; slot < this.table.slots; slot++) {
      if (!this.table.isTaken(slot)) continue
      const record = this.#recordIn(slot)
      const length = this.records === undefined ? this.length : this.#words[record - 1]!
      const hash = this.engine.kernels.hash(this, block, record + 1, length)
      grown.copy(this.table, slot, grown.insert(hash))
    }
    this.room.release(this.table.block)
    this.table = grown
    this.#describe()
  }

  /** Where there is no room for one more record, moves those of keys still there into a block that has. */
  #makeRoom(records: Block): void {
    const needed = 2 + wordsOf(this.length)
    if (4 * (this.#end + needed) + slack <= records.size) return
    // Half as much again; and not less than the slots, since all of them are gone through for it.
    const words = this.#live + needed + Math.max(this.#live / 2, this.table.slots)
    const moved = this.room.allocate(4 * Math.ceil(words) + slack)
    const from = records.views.words
    let end = 0
    for (let slot = 0; slot < this.table.slots; slot++) {
      if (!this.table.isTaken(slot)) continue
      const start = this.#recordIn(slot) - 1
      const count = 2 + wordsOf(from[start]!)
      moved.views.words.set(from.subarray(start, start + count), (moved.at >>> 2) + end)
      this.table.block.views.words[this.table.wordOf(slot)] = end + 1
      end += count
    }
    this.room.release(records)
    this.records = moved
    this.#end = end
    this.#describe()
  }

  /** As the kernels' class `Table` has it. */
  #describe(): void {
    const { block, multiple, shift, slotsAt, slotSize } = this.table
    const described = [block.at, multiple, shift, slotsAt, slotSize, this.records?.at ?? 0]
    this.header.views.words.set(described, (this.header.at + 16) >>> 2)
  }
}

function wordsOf(length: number): number {
  return (length + 3) >>> 2
}
