/**
 * Where tables lie. On the JavaScript path each block has a buffer of its own; on the WebAssembly path all blocks lie
 * in one linear memory, since a process can have some ten thousand of those and no more.
 */
import { SimdError } from './simd-error.ts'

/** A buffer in units of one, two, four and eight bytes. Those of a linear memory are replaced when it grows: keep none. */
export type Views = {
  bytes: Uint8Array
  halves: Uint16Array
  words: Uint32Array
  lanes: BigUint64Array
}

/** A part of a buffer, of `size` bytes; `at` is its first byte, a multiple of 16. */
export type Block = { readonly views: Views; readonly at: number; readonly size: number }

/** Whose blocks are filled with zeros when they are handed out. */
export interface Memory {
  /** @throws {@link SimdError} `out-of-memory` */
  allocate(size: number): Block
  release(block: Block): void
  /** Calls `room.clear()` some time after `owner` was collected; where the collector alone does it, nothing. */
  watch(owner: object, room: Room): void
}

/** The blocks of one index or table. */
export class Room {
  readonly #memory: Memory
  readonly #blocks = new Set<Block>()

  constructor(memory: Memory, owner: object) {
    this.#memory = memory
    memory.watch(owner, this)
  }

  get byteLength(): number {
    let sum = 0
    for (const { size } of this.#blocks) sum += size
    return sum
  }

  /** @throws {@link SimdError} `out-of-memory` */
  allocate(size: number): Block {
    const block = this.#memory.allocate(size)
    this.#blocks.add(block)
    return block
  }

  release(block: Block): void {
    if (this.#blocks.delete(block)) this.#memory.release(block)
  }

  /** A block of at least that size, half as large again as the old one, with what stood there. */
  grown(old: Block, size: number): Block {
    const block = this.allocate(Math.max(size, Math.ceil(1.5 * old.size)))
    const { bytes } = old.views
    block.views.bytes.set(bytes.subarray(old.at, old.at + old.size), block.at)
    this.release(old)
    return block
  }

  clear(): void {
    for (const block of this.#blocks) this.release(block)
  }
}

/** Blocks that the garbage collector looks after. */
export const buffers: Memory = {
  allocate(size) {
    try {
      const { buffer, length } = new Uint8Array(roundUp(size))
      return { views: viewsOf(buffer), at: 0, size: length }
    } catch (cause) {
      throw outOfMemory(size, cause)
    }
  },
  release() {},
  watch() {},
}

type Span = { at: number; size: number }
export type Growable = { readonly buffer: ArrayBuffer; grow(pages: number): number }

const pageSize = 65_536

/** Blocks of one WebAssembly memory: the first free span that is large enough is taken, neighbours grow together. */
export class LinearMemory implements Memory {
  readonly views: Views
  readonly #memory: Growable
  /** What is free, by address; no two touch. */
  readonly #free: Span[]
  /** Some workers have none: there, what an index held stays taken. */
  readonly #collected =
    typeof FinalizationRegistry === 'undefined'
      ? undefined
      : new FinalizationRegistry<Room>((room) => room.clear())

  /** @param reserved - bytes at the beginning that are never handed out */
  constructor(memory: Growable, reserved: number) {
    this.#memory = memory
    this.views = viewsOf(memory.buffer)
    this.#free = [{ at: reserved, size: memory.buffer.byteLength - reserved }]
  }

  allocate(wanted: number): Block {
    const size = roundUp(wanted)
    let span = this.#free.find((one) => one.size >= size)
    if (span === undefined) {
      this.#grow(size)
      span = this.#free.at(-1)!
    }
    const { at } = span
    span.at += size
    span.size -= size
    if (span.size === 0) this.#free.splice(this.#free.indexOf(span), 1)
    this.views.bytes.fill(0, at, at + size)
    return { views: this.views, at, size }
  }

  release({ at, size }: Block): void {
    const free = this.#free
    let after = free.findIndex((one) => one.at > at)
    if (after === -1) after = free.length
    const previous = free[after - 1]
    const next = free[after]
    const joins = previous !== undefined && previous.at + previous.size === at
    const span = joins ? previous : { at, size: 0 }
    span.size += size
    if (!joins) free.splice(after++, 0, span)
    if (next !== undefined && span.at + span.size === next.at) {
      span.size += next.size
      free.splice(after, 1)
    }
  }

  watch(owner: object, room: Room): void {
    this.#collected?.register(owner, room)
  }

  /** Makes the last free span at least that large. */
  #grow(size: number): void {
    const end = this.views.bytes.length
    const last = this.#free.at(-1)
    const atEnd = last !== undefined && last.at + last.size === end ? last.size : 0
    const pages = Math.ceil((size - atEnd) / pageSize)
    try {
      this.#memory.grow(pages)
    } catch (cause) {
      throw outOfMemory(size, cause)
    }
    Object.assign(this.views, viewsOf(this.#memory.buffer))
    this.release({ views: this.views, at: end, size: pages * pageSize })
  }
}

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    bytes: new Uint8Array(buffer),
    halves: new Uint16Array(buffer),
    words: new Uint32Array(buffer),
    lanes: new BigUint64Array(buffer),
  }
}

function roundUp(size: number): number {
  return Math.max(1, Math.ceil(size / 16)) * 16
}

function outOfMemory(size: number, cause: unknown): SimdError {
  return new SimdError('out-of-memory', `no room for a table of ${size} bytes`, { cause })
}
