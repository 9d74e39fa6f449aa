/**
 * Flooding, counted and not timed: whoever registers credentials chooses their IDs, and would choose such as
 * collide.
 *
 * Under a hash that multiplies and shifts, a difference in the topmost bit of a word stays there when it is
 * multiplied by an odd number, whichever it is, and what the shift makes of it the next word can take back.
 */
import { describe, expect, it } from 'vitest'
import { buffers, Room } from '../src/memory.ts'
import { SlotTable } from '../src/slot-table.ts'
import { hasherInWasm, hashInJavaScript } from './hashing.ts'
import { seeded } from './seeded.ts'

const count = 4_096
const crafted = craftedKeys()
const harmless = Array.from({ length: count }, (_, at) => seeded(at).bytes(128))

type Hash = (key: Uint8Array) => number

const keyed: readonly (readonly [string, (secret: Uint8Array) => Hash])[] = [
  ['HalfSipHash', (secret) => (key) => hashInJavaScript(secret, key)],
  ['SipHash in WebAssembly', hasherInWasm],
]

describe('keys that were chosen to collide', () => {
  it('are all different', () => {
    expect(new Set(crafted.map(String)).size).toBe(count)
  })

  it.each([1, 2, 3, 4])('collide under a hash that multiplies and shifts, seed %i', (seed) => {
    const hash = multiplyAndShift(seeded(seed).word(), seeded(seed + 100).word() | 1)
    expect(distinct(crafted, hash)).toBe(1)
    expect(distinct(harmless, hash)).toBeGreaterThan(count - 6)
  })

  it.each(keyed)('do not collide under %s', (_, hasher) => {
    for (let seed = 1; seed <= 4; seed++) {
      const hash = hasher(seeded(seed).bytes(16))
      expect(distinct(crafted, hash)).toBeGreaterThan(count - 6)
    }
  })

  it.each(keyed)('are found as soon as others under %s', (_, hasher) => {
    for (let seed = 1; seed <= 4; seed++) {
      const hash = hasher(seeded(seed).bytes(16))
      expect(comparisons(crafted, hash)).toBeLessThan(1.5)
      expect(comparisons(harmless, hash)).toBeLessThan(1.5)
    }
  })

  it('would take hundreds of comparisons each under a hash that multiplies and shifts', () => {
    expect(comparisons(crafted, multiplyAndShift(1, 0x9e3779b1))).toBeGreaterThan(500)
  })
})

/** Each of twelve pairs of words has one of two values, between which such a hash sees no difference. */
function craftedKeys(): Uint8Array[] {
  const base = seeded(71).bytes(128)
  return Array.from({ length: count }, (_, number) => {
    const key = base.slice()
    const words = new DataView(key.buffer)
    for (let bit = 0; bit < 12; bit++) {
      if ((number & (1 << bit)) === 0) continue
      words.setUint32(8 * bit, words.getUint32(8 * bit, true) ^ 0x80000000, true)
      words.setUint32(8 * bit + 4, words.getUint32(8 * bit + 4, true) ^ 0x80010000, true)
    }
    return key
  })
}

function multiplyAndShift(seed: number, multiplier: number): Hash {
  return (key) => {
    const words = new DataView(key.buffer, key.byteOffset)
    let hash = seed
    for (let at = 0; at < key.length; at += 4) {
      hash = Math.imul(hash ^ words.getUint32(at, true), multiplier)
      hash ^= hash >>> 15
    }
    return hash
  }
}

function distinct(keys: readonly Uint8Array[], hash: Hash): number {
  return new Set(keys.map(hash)).size
}

/** How many slots are looked into for a key that is there, on average. */
function comparisons(keys: readonly Uint8Array[], hash: Hash): number {
  const table = new SlotTable(new Room(buffers, {}), keys.length, 4)
  const hashes = keys.map(hash)
  const slots = hashes.map((one) => table.insert(one))
  let compared = 0
  const found = hashes.map((one, at) => {
    const isSought = (slot: number) => {
      compared++
      return slot === slots[at]
    }
    return table.find(one, { isSought })
  })
  expect(found).toEqual(slots)
  return compared / keys.length
}
