import { checkBytes, checkPacked, checkWidth, checkWidthItself } from './checks.ts'
import { checkPath, engineFor } from './engine.ts'
import type { Path } from './kernels.ts'
import { Room } from './memory.ts'
import { Records } from './records.ts'

export type ScanTableOptions = { readonly path?: Path | 'auto' }

/**
 * Records of one width, equal ones among them, of which all are looked at in each search: for a few thousand, or where a
 * search must not tell by its time what it found.
 *
 * As with the indexes, nothing is drawn or instantiated before the first call that needs it, which may throw
 * `no-randomness`, `out-of-memory` and `path-unavailable`.
 *
 * @example
 * ```ts
 * import { ScanTable } from '@latchkey/simd-compare'
 *
 * const hashes = ScanTable.from(32, new Uint8Array(96).fill(1, 32))
 * hashes.indexOfConstantTime(new Uint8Array(32).fill(1)) // 1
 * hashes.countEqual(new Uint8Array(32).fill(1)) // 2
 * ```
 */
export class ScanTable {
  readonly #width: number
  readonly #path: Path | 'auto'
  /** What the table was made of, until the first use. */
  #pending: Uint8Array
  #records: Records | undefined

  /**
   * @param width - 1 to 1023 bytes
   * @param packed - records to begin with, one after another, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `path-unavailable`
   */
  constructor(
    width: number,
    { path = 'auto' }: ScanTableOptions = {},
    packed: Uint8Array = new Uint8Array(),
  ) {
    checkWidthItself(width)
    checkPath(path)
    checkPacked(packed, width)
    this.#width = width
    this.#path = path
    this.#pending = new Uint8Array(packed)
  }

  /**
   * A table of records that stand one after another.
   *
   * @param width - 1 to 1023 bytes
   * @param packed - a multiple of `width` bytes, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `path-unavailable`
   */
  static from(width: number, packed: Uint8Array, options?: ScanTableOptions): ScanTable {
    checkBytes(packed)
    return new ScanTable(width, options, packed)
  }

  /** How many records there are. */
  get size(): number {
    return this.#open().count
  }

  /** Bytes that the table takes. */
  get byteLength(): number {
    return this.#open().room.byteLength
  }

  /**
   * Adds a record at the end, whether an equal one is there or not.
   *
   * @returns its index
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `out-of-memory`
   */
  add(key: Uint8Array): number {
    checkWidth(key, this.#width)
    return this.#open().add(key)
  }

  /**
   * The index of the first record that equals the key, or −1. Takes longer the later it is.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  indexOf(key: Uint8Array): number {
    checkWidth(key, this.#width)
    const records = this.#open()
    const at = records.next(records.seek(key), 0)
    return at === records.count ? -1 : at
  }

  /**
   * The same, and every byte of every record is read, in the same order and without a branch that hangs on one: the time
   * depends on how many records there are and on their width, not on what they or the key hold.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  indexOfConstantTime(key: Uint8Array): number {
    checkWidth(key, this.#width)
    return this.#open().scan(key)
  }

  /**
   * How many records equal the key.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  countEqual(key: Uint8Array): number {
    checkWidth(key, this.#width)
    const records = this.#open()
    const tag = records.seek(key)
    let count = 0
    for (let at = records.next(tag, 0); at < records.count; at = records.next(tag, at + 1)) count++
    return count
  }

  #open(): Records {
    return this.#records ?? this.#build()
  }

  #build(): Records {
    const packed = this.#pending
    const width = this.#width
    const engine = engineFor(this.#path)
    const room = new Room(engine.memory, this)
    try {
      const records = new Records(engine, room, width, packed.length / width)
      for (let from = 0; from < packed.length; from += width) records.add(packed.subarray(from, from + width))
      this.#pending = new Uint8Array()
      this.#records = records
      return records
    } catch (error) {
      room.clear()
      throw error
    }
  }
}
