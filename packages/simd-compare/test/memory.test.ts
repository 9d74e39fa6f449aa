import { describe, expect, it } from 'vitest'
import { type Block, buffers, LinearMemory, Room } from '../src/memory.ts'
import { errorOf } from './error-of.ts'
import { seeded } from './seeded.ts'
import { webAssembly } from './web-assembly.ts'

const page = 65_536

describe('LinearMemory', () => {
  it('hands out disjoint, aligned blocks of zeros', () => {
    const random = seeded(81)
    const { memory } = linear(256)
    const blocks: Block[] = []
    for (let step = 0; step < 2_000; step++) {
      if (blocks.length > 40 || (blocks.length > 0 && random.below(3) === 0)) {
        memory.release(blocks.splice(random.below(blocks.length), 1)[0]!)
        continue
      }
      const block = memory.allocate(1 + random.below(step % 50 === 0 ? 100_000 : 3_000))
      const overlaps = (other: Block) => block.at < other.at + other.size && other.at < block.at + block.size
      expect([block.at % 16, block.at >= 256, blocks.some(overlaps)]).toEqual([0, true, false])
      expect(contents(block).every((byte) => byte === 0)).toBe(true)
      contents(block).fill(0xff)
      blocks.push(block)
    }
  })

  it('gives at least what is wanted', () => {
    const { memory } = linear()
    expect([0, 1, 15, 16, 17, 1_000].map((size) => memory.allocate(size).size)).toEqual([
      ...[16, 16, 16, 16, 32, 1_008],
    ])
  })

  it.each([
    ['in the order in which it was handed out', (blocks: Block[]) => blocks],
    ['backwards', (blocks: Block[]) => blocks.reverse()],
    ['every other one first', (blocks: Block[]) => [...everyOther(blocks, 0), ...everyOther(blocks, 1)]],
  ])('hands out again what is released %s', (_, inOrder) => {
    const { memory, growable } = linear()
    const allocate = () => Array.from({ length: 50 }, (_, at) => memory.allocate(100 * (at + 1)))
    let blocks = allocate()
    const size = growable.buffer.byteLength
    for (let round = 0; round < 20; round++) {
      for (const block of inOrder(blocks)) memory.release(block)
      blocks = allocate()
    }
    expect(growable.buffer.byteLength).toBe(size)
    for (const block of inOrder(blocks)) memory.release(block)
    // All of it is one span again.
    expect(memory.allocate(size).at).toBe(0)
    expect(growable.buffer.byteLength).toBe(size)
  })

  it('keeps what stands in blocks when it grows, and the views go with it', () => {
    const { memory, growable } = linear()
    const block = memory.allocate(1_000)
    contents(block).set(seeded(82).bytes(1_000))
    const before = contents(block).slice()
    const { views } = block
    const large = memory.allocate(3 * page)
    expect(contents(block)).toEqual(before)
    expect(views).toBe(large.views)
    for (const view of Object.values(views)) expect(view.buffer).toBe(growable.buffer)
  })

  it('grows by what is missing at its end', () => {
    const { memory, growable } = linear()
    memory.allocate(16)
    memory.allocate(2 * page - 16)
    expect(growable.buffer.byteLength).toBe(2 * page)
  })

  it('grows by what is missing at its end, also after a block of no bytes was released', () => {
    const { memory, growable } = linear()
    memory.release(memory.allocate(0))
    memory.allocate(16)
    memory.allocate(2 * page - 16)
    expect(growable.buffer.byteLength).toBe(2 * page)
  })

  it('refuses what it cannot grow for, and nothing has changed', () => {
    const { memory, growable } = linear(0, 2)
    const block = memory.allocate(1_000)
    contents(block).fill(7)
    expect(errorOf(() => memory.allocate(2 * page))).toMatchObject({
      code: 'out-of-memory',
      cause: expect.any(RangeError),
    })
    expect(growable.buffer.byteLength).toBe(page)
    expect(contents(block).every((byte) => byte === 7)).toBe(true)
    expect(memory.allocate(page - 1_008).at).toBe(1_008)
    expect(memory.allocate(page).at).toBe(page)
    expect(errorOf(() => memory.allocate(1))?.code).toBe('out-of-memory')
    memory.release(block)
    expect(memory.allocate(1_008).at).toBe(0)
  })
})

describe('buffers', () => {
  it('gives each block a buffer of its own', () => {
    const [a, b] = [buffers.allocate(20), buffers.allocate(20)]
    expect([a.at, a.size, a.views.bytes.length]).toEqual([0, 32, 32])
    expect(a.views.bytes.buffer).not.toBe(b.views.bytes.buffer)
    expect(a.views.bytes.every((byte) => byte === 0)).toBe(true)
  })

  it('refuses what there is no room for', () => {
    expect(errorOf(() => buffers.allocate(2 ** 53))).toMatchObject({
      code: 'out-of-memory',
      cause: expect.any(RangeError),
    })
  })
})

describe('Room', () => {
  it('counts the bytes of its blocks', () => {
    const room = new Room(linear().memory, {})
    expect(room.byteLength).toBe(0)
    const block = room.allocate(100)
    room.allocate(16)
    expect(room.byteLength).toBe(128)
    room.release(block)
    room.release(block)
    expect(room.byteLength).toBe(16)
  })

  it('gives all back when it is cleared', () => {
    const { memory, growable } = linear()
    const room = new Room(memory, {})
    for (let round = 0; round < 10; round++) {
      for (let size = 1; size < 10_000; size *= 3) room.allocate(size)
      room.clear()
      expect(room.byteLength).toBe(0)
    }
    expect(memory.allocate(page).at).toBe(0)
    expect(growable.buffer.byteLength).toBe(page)
  })

  it.each([
    [10, 48],
    [100, 112],
  ])('replaces a block of 32 bytes, where %i are wanted, by one of %i', (wanted, size) => {
    const room = new Room(linear().memory, {})
    const old = room.allocate(32)
    contents(old).fill(7)
    const grown = room.grown(old, wanted)
    expect(grown.size).toBe(size)
    expect([...contents(grown)]).toEqual([...Array(32).fill(7), ...Array(size - 32).fill(0)])
    expect(room.byteLength).toBe(size)
  })

  it('leaves a block as it is if there is no room for a larger one', () => {
    const { memory } = linear(0, 1)
    const room = new Room(memory, {})
    const block = room.allocate(40_000)
    contents(block).fill(7)
    expect(errorOf(() => room.grown(block, 50_000))?.code).toBe('out-of-memory')
    expect(contents(block).every((byte) => byte === 7)).toBe(true)
    expect(room.byteLength).toBe(40_000)
  })
})

function linear(reserved = 0, maximum = 1_000) {
  const growable = new webAssembly.Memory({ initial: 1, maximum })
  return { growable, memory: new LinearMemory(growable, reserved) }
}

function contents({ views, at, size }: Block): Uint8Array {
  return views.bytes.subarray(at, at + size)
}

function everyOther(blocks: readonly Block[], first: 0 | 1): Block[] {
  return blocks.filter((_, at) => at % 2 === first)
}
