/** Where the linear memory cannot grow any more, nothing may change, and all must go on afterwards. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKernels } from '../src/create-kernels.ts'
import { engineFor } from '../src/engine.ts'
import type { KeyIndex } from '../src/key-index.ts'
import { errorOf } from './error-of.ts'
import { seeded } from './seeded.ts'
import { webAssembly } from './web-assembly.ts'

const { FixedKeyIndex, ByteKeyIndex, ScanTable } = createKernels({ path: 'wasm-simd128' })
const keys = Array.from({ length: 4_000 }, (_, at) => seeded(at).bytes(200))

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each([
  ['FixedKeyIndex', () => new FixedKeyIndex(200)],
  ['ByteKeyIndex', () => new ByteKeyIndex()],
])('%s', (_, make) => {
  it('stays as it is, and takes the same key later', () => {
    const index: KeyIndex = make()
    const added = fill(index)
    const before = stateOf(index)
    const refused = keys[added]!
    for (let time = 0; time < 3; time++) {
      expect(errorOf(() => index.add(refused))).toMatchObject({
        code: 'out-of-memory',
        cause: expect.any(RangeError),
      })
      expect(stateOf(index)).toEqual(before)
      expect(index.indexOf(refused)).toBe(-1)
    }
    expect(index.add(keys[0]!)).toBe(0)
    vi.restoreAllMocks()
    expect(index.add(refused)).toBe(added)
    expect(index.size).toBe(added + 1)
    expect(keys.slice(0, added + 1).every((key, at) => index.indexOf(key) === at)).toBe(true)
  })

  it('can still forget keys', () => {
    const index: KeyIndex = make()
    const added = fill(index)
    expect(index.delete(keys[5]!)).toBe(true)
    expect(index.size).toBe(added - 1)
    expect(index.indexOf(keys[6]!)).toBe(6)
  })
})

describe('ScanTable', () => {
  it('stays as it is, and takes the same record later', () => {
    const table = new ScanTable(200)
    const added = fill(table)
    const refused = keys[added]!
    for (let time = 0; time < 3; time++) {
      expect(errorOf(() => table.add(refused))?.code).toBe('out-of-memory')
      expect(table.size).toBe(added)
      expect(table.indexOf(refused)).toBe(-1)
      expect(table.indexOfConstantTime(refused)).toBe(-1)
    }
    vi.restoreAllMocks()
    expect(table.add(refused)).toBe(added)
    const found = keys.slice(0, added + 1).map((key) => table.indexOfConstantTime(key))
    expect(found).toEqual([...found.keys()])
  })
})

describe.each([
  ['FixedKeyIndex.from', () => FixedKeyIndex.from(200, new Uint8Array(20_000_000))],
  ['ByteKeyIndex.from', () => ByteKeyIndex.from(Array(100_000).fill(keys[0]))],
  ['ScanTable.from', () => ScanTable.from(200, new Uint8Array(20_000_000))],
])('what is made by %s', (_, make) => {
  it('works at a later use', () => {
    const made = make()
    forbidGrowing()
    expect(errorOf(() => made.size)?.code).toBe('out-of-memory')
    vi.restoreAllMocks()
    expect(made.size).toBeGreaterThan(0)
  })

  it('gives back what it could not be built in', () => {
    const made = make()
    forbidGrowing()
    expect(errorOf(() => made.size)?.code).toBe('out-of-memory')
    const room = freeBytes()
    for (let time = 0; time < 5; time++) expect(errorOf(() => made.size)?.code).toBe('out-of-memory')
    expect(freeBytes()).toBe(room)
  })
})

/** Adds keys until the memory would have to grow. */
function fill(to: { add(key: Uint8Array): number }): number {
  forbidGrowing()
  for (const [at, key] of keys.entries()) {
    if (errorOf(() => expect(to.add(key)).toBe(at)) !== undefined) return at
  }
  throw new Error('the memory had room for all of them')
}

function forbidGrowing(): void {
  vi.spyOn(webAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
  })
}

/** What can be handed out without growing. */
function freeBytes(): number {
  const { memory } = engineFor('wasm-simd128')
  const blocks = []
  let size = 2 ** 20
  while (size >= 16) {
    try {
      blocks.push(memory.allocate(size))
    } catch {
      size /= 2
    }
  }
  for (const block of blocks) memory.release(block)
  return blocks.reduce((sum, block) => sum + block.size, 0)
}

function stateOf(index: KeyIndex) {
  return { size: index.size, ordinals: keys.slice(0, index.size).map((key) => index.indexOf(key)) }
}
