import type { Block, Room } from './memory.ts'

/** Slots of a group, and how many of them are in use at most, on average, so that a search ends. */
const groupSize = 16
const groupLoad = 15

/** To hash a key in the last slot reads that many bytes beyond it. */
const slack = 8

const free = 0
const deleted = 1

/**
 * A hash table in groups of sixteen slots. The tags of the slots, eight bits of a hash each, stand apart from what the
 * slots hold: a search looks at sixteen of them at once, and goes to a slot only where the tag is right. So to find that
 * a key is not there hardly ever touches more than tags, which are so small that a processor's cache holds them.
 *
 * A key has two groups and goes into the emptier one, which keeps all groups nearly as full as the average: fifteen of
 * sixteen slots may be in use. If both are full, it goes into the next group that is not. Groups are a multiple of a power
 * of two, and not one, so that a table is as large as it must be.
 *
 * @see Azar, Broder, Karlin, Upfal: Balanced allocations (1994)
 */
export class SlotTable {
  readonly block: Block
  /** Where the tags begin, a byte a slot, and where the slots do: bytes in the views of the block. */
  readonly at: number
  readonly slotsAt: number
  /** Bytes that a slot holds, a multiple of four. */
  readonly slotSize: number
  readonly slots: number
  /** Groups are `multiple << shift`. */
  readonly multiple: number
  readonly shift: number
  /** Slots that are not free, deleted ones among them. */
  #used = 0

  /** @param capacity - how many keys there can be */
  constructor(room: Room, capacity: number, slotSize: number) {
    const groups = Math.max(2, Math.ceil(capacity / groupLoad))
    this.shift = Math.max(0, 24 - Math.clz32(groups))
    this.multiple = Math.ceil(groups / 2 ** this.shift)
    this.slots = groupSize * this.multiple * 2 ** this.shift
    this.slotSize = slotSize
    this.block = room.allocate(this.slots * (1 + slotSize) + slack)
    this.at = this.block.at
    this.slotsAt = this.at + this.slots
  }

  /** Whether there is no room for one more key. */
  get isFull(): boolean {
    return this.#used >= (this.slots / groupSize) * groupLoad
  }

  /** The word at which what a slot holds begins, in the views of the block. */
  wordOf(slot: number): number {
    return (this.slotsAt + slot * this.slotSize) / 4
  }

  /** The slot of the key with that hash that is looked for, or −1. */
  find(hash: number, keys: { isSought(slot: number): boolean }): number {
    const { words } = this.block.views
    const first = this.at >>> 2
    const tag = this.#tagOf(hash)
    const fourTags = Math.imul(tag, 0x01010101)
    let group = this.#homeOf(hash)
    let anyFree = 0
    for (let visited = 1; ; visited++) {
      for (let four = 4 * group; four < 4 * group + 4; four++) {
        const tags = words[first + four]!
        for (let same = zeroBytes(tags ^ fourTags); same !== 0; same &= same - 1) {
          const slot = 4 * four + ((31 - Math.clz32(same & -same)) >> 3)
          if (keys.isSought(slot)) return slot
        }
        anyFree |= zeroBytes(tags)
      }
      if (anyFree !== 0 && visited > 1) return -1
      group = visited === 1 ? this.#otherOf(group, tag) : this.#nextOf(group)
    }
  }

  /** Takes a slot for a key that is not there; there must be room. */
  insert(hash: number): number {
    const { bytes } = this.block.views
    const tag = this.#tagOf(hash)
    const home = this.#homeOf(hash)
    const other = this.#otherOf(home, tag)
    let group = this.#roomIn(home) >= Math.max(1, this.#roomIn(other)) ? home : other
    while (this.#roomIn(group) === 0) group = this.#nextOf(group)
    let slot = groupSize * group
    while (this.isTaken(slot)) slot++
    if (bytes[this.at + slot] === free) this.#used++
    bytes[this.at + slot] = tag
    return slot
  }

  /** Where a group was full, searches may have gone on past it, and must still. */
  remove(slot: number): void {
    const { bytes } = this.block.views
    const first = this.at + slot - (slot % groupSize)
    const anyFree = bytes.subarray(first, first + groupSize).includes(free)
    bytes[this.at + slot] = anyFree ? free : deleted
    if (anyFree) this.#used--
  }

  /** Copies what a slot of another table holds. */
  copy(from: SlotTable, slot: number, to: number): void {
    const source = from.wordOf(slot)
    const target = this.wordOf(to)
    for (let word = 0; word < this.slotSize / 4; word++) {
      this.block.views.words[target + word] = from.block.views.words[source + word]!
    }
  }

  isTaken(slot: number): boolean {
    return this.block.views.bytes[this.at + slot]! > deleted
  }

  /** Slots of a group that are not taken. */
  #roomIn(group: number): number {
    let room = 0
    for (let slot = groupSize * group; slot < groupSize * (group + 1); slot++) if (!this.isTaken(slot)) room++
    return room
  }

  /** The upper half of the hash chooses among `multiple`, the lower bits choose within. */
  #homeOf(hash: number): number {
    const chosen = Math.imul(hash >>> 16, this.multiple) >>> 16
    return (chosen << this.shift) | (hash & ((1 << this.shift) - 1))
  }

  /** 2 to 255, from bits that do not choose the group. */
  #tagOf(hash: number): number {
    return 2 + ((254 * ((hash >>> this.shift) & 255)) >>> 8)
  }

  /** Never the same one. */
  #otherOf(home: number, tag: number): number {
    const groups = this.multiple << this.shift
    const other = home + 1 + (Math.imul(tag, groups - 1) >>> 8)
    return other >= groups ? other - groups : other
  }

  #nextOf(group: number): number {
    return group + 1 === this.multiple << this.shift ? 0 : group + 1
  }
}

/** The top bit of each byte that is zero; of bytes above one that is zero, the bit may be set in vain. */
function zeroBytes(word: number): number {
  return (word - 0x01010101) & ~word & 0x80808080
}
