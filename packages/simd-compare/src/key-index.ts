import { checkAnyWidth, checkWidth } from './checks.ts'
import { checkPath, engineFor } from './engine.ts'
import { checkHashKey, hashKey } from './hash-key.ts'
import type { Path } from './kernels.ts'
import { Keys } from './keys.ts'
import { Room } from './memory.ts'

/** How an index hashes, and by which instructions it works. */
export type IndexOptions = {
  /** 16 bytes, for tests that must be repeatable; drawn at random otherwise, at the first use. */
  readonly key?: Uint8Array | undefined
  readonly path?: Path | 'auto'
}

/** Keys one after another; their lengths, where they have not all the same. */
type Packed = { readonly bytes: Uint8Array; readonly lengths?: Uint16Array }

/**
 * What {@link FixedKeyIndex} and {@link ByteKeyIndex} have in common: keys with ordinals.
 *
 * Nothing is hashed, drawn or instantiated before the first call that needs it. Not even by `from`, so that an index can
 * be made while a worker's module is loaded, when runtimes give no random bytes. Whichever call is the first, reading
 * {@link size} included, may throw `no-randomness`, `out-of-memory` and `path-unavailable`.
 */
export abstract class KeyIndex {
  readonly #width: number
  readonly #hashKey: Uint8Array | undefined
  readonly #path: Path | 'auto'
  #pending: Packed
  #keys: Keys | undefined

  /** @param width - of all keys, or 0 */
  protected constructor(width: number, { key, path = 'auto' }: IndexOptions = {}, packed?: Packed) {
    checkPath(path)
    this.#width = width
    this.#hashKey = checkHashKey(key)
    this.#path = path
    this.#pending = packed ?? { bytes: new Uint8Array() }
  }

  /** How many keys there are. */
  get size(): number {
    return this.#open().size
  }

  /** Bytes that the index takes. */
  get byteLength(): number {
    return this.#open().room.byteLength
  }

  /**
   * Adds a key.
   *
   * @returns its ordinal: 0 for the first key, then 1 and so on; of a key that is there already, the one that it has. An
   * ordinal is never given to another key, not even after {@link delete}.
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `out-of-memory`
   */
  add(key: Uint8Array): number {
    this.#check(key)
    return this.#open().add(key)
  }

  /**
   * Forgets a key. Other keys keep their ordinals; the same key gets a new one if it is added again.
   *
   * @returns whether it was there
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  delete(key: Uint8Array): boolean {
    this.#check(key)
    return this.#open().remove(key)
  }

  /**
   * Whether a key is there.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  has(key: Uint8Array): boolean {
    return this.indexOf(key) !== -1
  }

  /**
   * The ordinal of a key, or −1.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  indexOf(key: Uint8Array): number {
    this.#check(key)
    return this.#open().find(key)
  }

  /** Writes the ordinals of packed keys of the index's width. */
  protected findMany(packed: Uint8Array, ordinals: Int32Array): void {
    const keys = this.#open()
    keys.engine.kernels.findMany(keys, this.#width, packed, ordinals)
  }

  #open(): Keys {
    return this.#keys ?? this.#build()
  }

  #check(key: Uint8Array): void {
    if (this.#width === 0) checkAnyWidth(key)
    else checkWidth(key, this.#width)
  }

  #build(): Keys {
    const { bytes, lengths } = this.#pending
    const count = lengths?.length ?? bytes.length / this.#width
    const engine = engineFor(this.#path)
    const secret = hashKey(this.#hashKey)
    const room = new Room(engine.memory, this)
    try {
      const keys = new Keys(engine, secret, room, this.#width, { keys: count, bytes: bytes.length })
      for (let index = 0, from = 0; index < count; index++) {
        const to = from + (lengths?.[index] ?? this.#width)
        keys.add(bytes.subarray(from, to))
        from = to
      }
      this.#pending = { bytes: new Uint8Array() }
      this.#keys = keys
      return keys
    } catch (error) {
      room.clear()
      throw error
    }
  }
}
