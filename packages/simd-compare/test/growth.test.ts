/** How much memory indexes take as keys come and go, and where in the linear memory they may lie. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it, vi } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'
import { engineFor } from '../src/engine.ts'
import type { KeyIndex } from '../src/key-index.ts'
import type { Block, Memory } from '../src/memory.ts'
import { SlotTable } from '../src/slot-table.ts'
import { reserved } from '../src/wasm-kernels.ts'
import { errorOf } from './error-of.ts'
import { seeded } from './seeded.ts'
import { webAssembly } from './web-assembly.ts'

const page = 65_536

describe.each(['js', 'wasm-simd128'] as const)('on path %s', (path) => {
  const { FixedKeyIndex, ByteKeyIndex, ScanTable } = createKernels({ path })

  it.each([
    ['FixedKeyIndex', new FixedKeyIndex(64)],
    ['ByteKeyIndex', new ByteKeyIndex()],
  ])('%s takes no more memory after many keys came and went', (_, index: KeyIndex) => {
    const keys = Array.from({ length: 5_000 }, (_, at) => seeded(at).bytes(64))
    const sizes = keys.map((key, at) => {
      if (index.add(key) !== at) throw new Error(`key ${at} is not new`)
      if (at >= 10 && !index.delete(keys[at - 10]!)) throw new Error(`key ${at - 10} is lost`)
      return index.byteLength
    })
    expect(index.size).toBe(10)
    expect(Math.max(...sizes)).toBeLessThan(10_000)
    expect(keys.slice(-12).map((key) => index.indexOf(key))).toEqual([
      ...[-1, -1, 4_990, 4_991, 4_992, 4_993, 4_994, 4_995, 4_996, 4_997, 4_998, 4_999],
    ])
  })

  it.each([
    ['FixedKeyIndex', new FixedKeyIndex(64)],
    ['ByteKeyIndex', new ByteKeyIndex()],
  ])('%s that was large once does not go through all its slots at each addition', (_, index: KeyIndex) => {
    const key = (number: number) => new Uint8Array(new Uint32Array(16).fill(number).buffer)
    for (let number = 0; number < 5_000; number++) index.add(key(number))
    for (let number = 10; number < 5_000; number++) index.delete(key(number))
    const looks = looksAtSlots(() => {
      for (let number = 5_000; number < 20_000; number++) {
        index.add(key(number))
        index.delete(key(number))
      }
    })
    expect(looks / 15_000).toBeLessThan(200)
    expect(index.size).toBe(10)
  })

  it.each([
    ['FixedKeyIndex', (count: number) => FixedKeyIndex.from(32, seeded(1).bytes(32 * count))],
    ['ScanTable', (count: number) => ScanTable.from(32, seeded(1).bytes(32 * count))],
    [
      'ByteKeyIndex',
      (count: number) => ByteKeyIndex.from(Array.from({ length: count }, (_, at) => seeded(at).bytes(32))),
    ],
  ])('%s takes the bytes of its keys and a little more', (_, make) => {
    for (const count of [1_000, 5_000]) {
      const { byteLength } = make(count)
      expect(byteLength).toBeGreaterThan(32 * count)
      expect(byteLength).toBeLessThan(50 * count)
    }
  })

  it('indexes grow beside one another', () => {
    const indexes = Array.from({ length: 12 }, () => new ByteKeyIndex())
    const tables = Array.from({ length: 12 }, () => new ScanTable(20))
    const keys = Array.from({ length: 700 }, (_, at) => seeded(at).bytes(20))
    for (const [at, key] of keys.entries()) {
      for (const one of [...indexes, ...tables]) if (one.add(key) !== at) throw new Error(`key ${at}`)
    }
    for (const one of [...indexes, ...tables]) {
      expect(keys.every((key, at) => one.indexOf(key) === at)).toBe(true)
    }
  })
})

describe('in the linear memory', () => {
  // To grow, an index hashes the keys that it has, and a hash reads beyond its key.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('an index at its very end grows into a gap before it, %i', (seed) => {
    const { FixedKeyIndex } = createKernels({ path: 'wasm-simd128' })
    const { memory } = engineFor('wasm-simd128')
    const random = seeded(seed)
    const make = () => FixedKeyIndex.from(16, random.bytes(16 * 150), { key: random.bytes(16) })
    const gap = memory.allocate(page)
    const fillers = takeAllBut(memory, make().byteLength)
    const index = make()
    const { byteLength } = index
    const growing = vi.spyOn(webAssembly.Memory.prototype, 'grow')
    growing.mockImplementation(() => {
      throw new RangeError('there is nothing free')
    })
    expect(errorOf(() => memory.allocate(16))?.code).toBe('out-of-memory')
    growing.mockRestore()
    memory.release(gap)
    const key = random.bytes(16)
    expect(index.add(key)).toBe(150)
    expect(index.byteLength).toBeGreaterThan(byteLength)
    expect(index.indexOf(key)).toBe(150)
    for (const filler of fillers) memory.release(filler)
  })

  it('the self-test leaves nothing behind', async () => {
    vi.resetModules()
    const fresh = await import('../src/engine.ts')
    const { memory } = fresh.engineFor('wasm-simd128')
    expect(memory.allocate(page).at).toBe(reserved)
  })

  it('what is handed over in bulk stays apart from tables', async () => {
    vi.resetModules()
    const { createKernels } = await import('../src/create-kernels.ts')
    const { engineFor } = await import('../src/engine.ts')
    const { findInNodes, equalBytes, FixedKeyIndex } = createKernels({ path: 'wasm-simd128' })
    const first = engineFor('wasm-simd128').memory.allocate(page)
    expect(first.at).toBe(reserved)
    const bytes = () => first.views.bytes.subarray(first.at, first.at + first.size)
    bytes().fill(7)
    const bulk = new Uint8Array(250_000).fill(9)
    expect(equalBytes(bulk, bulk.slice())).toBe(true)
    findInNodes(new BigUint64Array(8 * 4_000).fill(9n), 9n)
    for (const width of [1, 3, 16, 29, 30, 31, 32, 33, 64, 250, 1_000, 1_023]) {
      const index = new FixedKeyIndex(width)
      index.indexOfMany(bulk.subarray(0, width * Math.floor(bulk.length / width)))
    }
    expect(bytes().every((byte) => byte === 7)).toBe(true)
  })

  it('what was collected makes room', () => {
    const program = `
      const made = []
      const { Memory } = WebAssembly
      WebAssembly.Memory = class extends Memory { constructor(size) { super(size); made.push(this) } }
      const { ByteKeyIndex, FixedKeyIndex, ScanTable } = await import(${JSON.stringify(built())})
      for (let round = 0; round < 25; round++) {
        FixedKeyIndex.from(64, new Uint8Array(1e6), { path: 'wasm-simd128' }).size
        ScanTable.from(64, new Uint8Array(1e6), { path: 'wasm-simd128' }).size
        new ByteKeyIndex({ path: 'wasm-simd128' }).add(new Uint8Array(64))
        gc()
        await new Promise((resolve) => setTimeout(resolve))
      }
      console.log(made.length, made[0].buffer.byteLength)
    `
    const args = ['--expose-gc', '--input-type=module', '-e', program]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).toBe('')
    const [memories, bytes] = stdout.split(' ').map(Number)
    expect(memories).toBe(1)
    expect(bytes).toBeLessThan(15e6)
  })
})

/** Counted, not timed. */
function looksAtSlots(call: () => void): number {
  const { isTaken } = SlotTable.prototype
  let looks = 0
  SlotTable.prototype.isTaken = function (slot) {
    looks++
    return isTaken.call(this, slot)
  }
  try {
    call()
  } finally {
    SlotTable.prototype.isTaken = isTaken
  }
  return looks
}

function built(): string {
  return new URL('../dist/index.js', import.meta.url).href
}

/** Takes all that is free, but for so many bytes at the very end. */
function takeAllBut(memory: Memory, left: number): Block[] {
  const { views } = engineFor('wasm-simd128').key
  const taken: Block[] = []
  const size = views.bytes.length
  while (views.bytes.length === size) taken.push(memory.allocate(16))
  const last = taken.pop()!
  memory.release(last)
  taken.push(memory.allocate(views.bytes.length - last.at - left))
  return taken
}
