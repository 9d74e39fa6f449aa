import { checkAnyWidth, checkWidth } from './checks.ts'
import { checkPath, engineFor } from './engine.ts'
import { checkHashKey, hashKey } from './hash-key.ts'
import type { Path } from './kernels.ts'
import { Keys } from './keys.ts'

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
 * be made while a worker's module is loaded, when runtimes give no random bytes.
 */
export abstract class KeyIndex {
  readonly #width: number
  readonly #hashKey: Uint8Array | undefined
  readonly #path: Path | 'auto'
  #pending: Packed
  #keys: Keys | undefined

  /** @internal */
  protected constructor(width: number, { key, path = 'auto' }: IndexOptions = {}, packed?: Packed) {
    checkPath(path)
    this.#width = width
    this.#hashKey = checkHashKey(key)
    this.#path = path
    this.#pending = packed ?? { bytes: new Uint8Array() }
  }

  /** How many keys there are. */
  get size(): number {
    return this.keys.size
  }

  /** Bytes that the index takes. */
  get byteLength(): number {
    return this.keys.room.byteLength
  }

  /**
   * Adds a key.
   *
   * @returns its ordinal: 0 for the first key, then 1 and so on; of a key that is there already, the one that it has. An
   * ordinal is never given to another key, not even after {@link delete}.
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `out-of-memory`, `no-randomness`
   */
  add(key: Uint8Array): number {
    this.#check(key)
    return this.keys.add(key)
  }

  /**
   * Forgets a key. Other keys keep their ordinals; the same key gets a new one if it is added again.
   *
   * @returns whether it was there
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `no-randomness`
   */
  delete(key: Uint8Array): boolean {
    this.#check(key)
    return this.keys.remove(key)
  }

  /**
   * Whether a key is there.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `no-randomness`
   */
  has(key: Uint8Array): boolean {
    return this.indexOf(key) !== -1
  }

  /**
   * The ordinal of a key, or −1.
   *
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `no-randomness`
   */
  indexOf(key: Uint8Array): number {
    this.#check(key)
    return this.keys.find(key)
  }

  /** @internal */
  protected get keys(): Keys {
    return this.#keys ?? this.#build()
  }

  #check(key: Uint8Array): void {
    if (this.#width === 0) checkAnyWidth(key)
    else checkWidth(key, this.#width)
  }

  #build(): Keys {
    const { bytes, lengths } = this.#pending
    const count = lengths?.length ?? bytes.length / this.#width
    const expected = { keys: count, bytes: bytes.length }
    const keys = new Keys(engineFor(this.#path), hashKey(this.#hashKey), this, this.#width, expected)
    for (let index = 0, from = 0; index < count; index++) {
      const to = from + (lengths?.[index] ?? this.#width)
      keys.add(bytes.subarray(from, to))
      from = to
    }
    this.#pending = { bytes: new Uint8Array() }
    this.#keys = keys
    return keys
  }
}
