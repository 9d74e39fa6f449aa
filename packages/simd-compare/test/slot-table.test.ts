import { describe, expect, it } from 'vitest'
import { FixedKeyIndex } from '../src/fixed-key-index.ts'
import { buffers, Room } from '../src/memory.ts'
import { SlotTable } from '../src/slot-table.ts'
import { seeded } from './seeded.ts'

const groupSize = 16

describe('SlotTable', () => {
  // Groups: two, three, four, 255, 256 and 257, whose number is even, and 1,001.
  it.each([1, 30, 31, 45, 46, 3_825, 3_840, 3_841, 15_001])('holds all of %i keys', (capacity) => {
    const table = numberTable(capacity)
    const hashes = someHashes(capacity, capacity)
    for (const [id, hash] of hashes.entries()) {
      if (table.slots.isFull) throw new Error(`no room for key ${id}`)
      table.insert(id, hash)
    }
    expect(hashes.filter((hash, id) => table.find(id, hash) === -1)).toEqual([])
    expect(someHashes(100, 1).filter((hash) => table.find(capacity, hash) !== -1)).toEqual([])
  })

  it('is full with fifteen keys a group', () => {
    const table = numberTable(31)
    expect(table.slots.slots).toBe(3 * groupSize)
    for (const [id, hash] of someHashes(45, 2).entries()) {
      expect(table.slots.isFull).toBe(false)
      table.insert(id, hash)
    }
    expect(table.slots.isFull).toBe(true)
  })

  it('has two groups at least', () => {
    expect(numberTable(0).slots.slots).toBe(2 * groupSize)
    expect(numberTable(1).slots.slots).toBe(2 * groupSize)
  })

  it.each([30, 45, 3_841])('forgets keys of %i, and finds the others', (capacity) => {
    const table = numberTable(capacity)
    const hashes = someHashes(capacity, 3)
    for (const [id, hash] of hashes.entries()) table.insert(id, hash)
    for (const [id, hash] of hashes.entries()) if (id % 3 === 0) table.remove(id, hash)
    const found = hashes.filter((hash, id) => table.find(id, hash) !== -1)
    expect(found).toEqual(hashes.filter((_, id) => id % 3 !== 0))
  })

  it('puts a key into the emptier of its groups', () => {
    const table = numberTable(45)
    const slots = [0, 1, 2, 3].map((id) => table.insert(id, homeZero + id))
    expect(slots.map(groupOf)).toEqual([0, 1, 0, 1])
  })

  it('finds keys beyond full groups, also after others were deleted there', () => {
    const table = overflowing()
    const beyond = [...table.slotsOf.keys()].filter((id) => groupOf(table.slotsOf.get(id)!) === 2)
    expect(beyond).toEqual([32, 33])
    table.remove(0, homeZero)
    table.remove(1, homeZero + 1)
    expect([32, 33].map((id) => groupOf(table.find(id, homeZero + id)))).toEqual([2, 2])
    expect(table.find(0, homeZero)).toBe(-1)
  })

  it('finds keys beyond groups that were emptied', () => {
    const table = overflowing()
    for (let id = 0; id < 32; id++) table.remove(id, homeZero + id)
    expect([32, 33].map((id) => groupOf(table.find(id, homeZero + id)))).toEqual([2, 2])
    expect(table.find(31, homeZero + 31)).toBe(-1)
    table.remove(32, homeZero + 32)
    expect(table.find(32, homeZero + 32)).toBe(-1)
    expect(groupOf(table.find(33, homeZero + 33))).toBe(2)
  })

  it('takes deleted slots for new keys', () => {
    const table = overflowing()
    const freed = table.slotsOf.get(5)!
    table.remove(5, homeZero + 5)
    expect(table.insert(50, homeZero + 50)).toBe(freed)
    expect(table.find(50, homeZero + 50)).toBe(freed)
    expect(table.find(5, homeZero + 5)).toBe(-1)
    // Which was used already: there is room for eleven more.
    for (let id = 34; id < 45; id++) {
      expect(table.slots.isFull).toBe(false)
      table.insert(id, homeZero + id)
    }
    expect(table.slots.isFull).toBe(true)
  })

  it('counts a deleted slot as used only where a search must go on past it', () => {
    const table = numberTable(30)
    for (let round = 0; round < 200; round++) {
      table.insert(round, homeZero + (round % 100))
      table.remove(round, homeZero + (round % 100))
    }
    expect(table.slots.isFull).toBe(false)
    const full = overflowing()
    for (let id = 34; id < 45; id++) full.insert(id, homeZero + id)
    expect(full.slots.isFull).toBe(true)
    full.remove(0, homeZero)
    expect(full.slots.isFull).toBe(true)
    full.remove(44, homeZero + 44)
    expect(full.slots.isFull).toBe(false)
  })

  it('copies what a slot holds', () => {
    const [from, to] = [numberTable(5), numberTable(5)]
    const [a, b] = [from.insert(1234, homeZero), to.insert(5678, homeZero + 9)]
    to.slots.copy(from.slots, a, b)
    expect(to.slots.block.views.words[to.slots.wordOf(b)]).toBe(1234)
  })
})

/** Tables are filled in JavaScript on both paths; on one, WebAssembly searches them. */
describe.each(['js', 'wasm-simd128'] as const)('a table as it is searched on path %s', (path) => {
  it.each([30, 31, 3_840, 3_841, 20_000])('gives each of %i keys', (count) => {
    const random = seeded(count)
    const packed = random.bytes(16 * count)
    const keys = Array.from({ length: count }, (_, at) => packed.subarray(16 * at, 16 * at + 16))
    const index = FixedKeyIndex.from(16, packed, { path, key: random.bytes(16) })
    expect(keys.every((key, at) => index.indexOf(key) === at)).toBe(true)
    expect(index.indexOfMany(packed).every((ordinal, at) => ordinal === at)).toBe(true)
    const strangers = random.bytes(16 * 1_000)
    expect(index.indexOfMany(strangers).every((ordinal) => ordinal === -1)).toBe(true)
    for (const [at, key] of keys.entries()) if (at % 2 === 0) index.delete(key)
    const wanted = keys.map((_, at) => (at % 2 === 0 ? -1 : at))
    expect([...index.indexOfMany(packed)]).toEqual(wanted)
    expect(keys.map((key) => index.indexOf(key))).toEqual(wanted)
  })
})

/** In a table of three groups, these hashes have the first for their home, and the second for their other. */
const homeZero = 0

/** A table whose keys are numbers, each in the slot that it got. */
function numberTable(capacity: number) {
  const slots = new SlotTable(new Room(buffers, {}), capacity, 4)
  const { words } = slots.block.views
  const slotsOf = new Map<number, number>()
  const find = (id: number, hash: number) =>
    slots.find(hash, { isSought: (slot) => words[slots.wordOf(slot)] === id })
  return {
    slots,
    slotsOf,
    find,
    insert(id: number, hash: number): number {
      const slot = slots.insert(hash)
      words[slots.wordOf(slot)] = id
      slotsOf.set(id, slot)
      return slot
    },
    remove: (id: number, hash: number) => slots.remove(find(id, hash)),
  }
}

/** The first two groups are full with keys 0 to 31; keys 32 and 33 had to go into the third. */
function overflowing() {
  const table = numberTable(45)
  for (let id = 0; id < 34; id++) table.insert(id, homeZero + id)
  return table
}

function groupOf(slot: number): number {
  return Math.floor(slot / groupSize)
}

function someHashes(count: number, seed: number): number[] {
  const random = seeded(seed)
  return Array.from({ length: count }, random.word)
}
