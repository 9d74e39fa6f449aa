import { checkAttached, checkBytes, checkPacked, checkWidthItself } from './checks.ts'
import { type IndexOptions, KeyIndex } from './key-index.ts'
import { SimdError } from './simd-error.ts'

/**
 * An index of keys of one width: AAGUIDs (16 bytes), key identifiers (20), hashes (32).
 *
 * A key takes its width and about eight bytes more. To find one takes two looks at memory, and one if it is not there.
 * The hash is keyed, so nobody can choose keys that collide. It tells by time whether a key is there: for secrets, take
 * {@link ScanTable.indexOfConstantTime}.
 *
 * @example
 * ```ts
 * import { FixedKeyIndex } from '@latchkey/simd-compare'
 *
 * const allowed = new FixedKeyIndex(16)
 * const aaguid = new Uint8Array(16).fill(7)
 * allowed.add(aaguid) // 0
 * allowed.indexOf(aaguid) // 0
 * allowed.has(new Uint8Array(16)) // false
 * ```
 */
export class FixedKeyIndex extends KeyIndex {
  readonly #width: number

  /**
   * @param width - 1 to 1023 bytes
   * @param packed - keys to begin with, one after another, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `bad-key`, `path-unavailable`
   */
  constructor(width: number, options?: IndexOptions, packed?: Uint8Array) {
    checkWidthItself(width)
    if (packed !== undefined) checkPacked(packed, width)
    super(width, options, packed && { bytes: new Uint8Array(packed) })
    this.#width = width
  }

  /**
   * An index of keys that stand one after another. Of equal keys, the first one counts; ordinals go on without a gap.
   *
   * @param width - 1 to 1023 bytes
   * @param packed - a multiple of `width` bytes, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `bad-key`, `path-unavailable`
   */
  static from(width: number, packed: Uint8Array, options?: IndexOptions): FixedKeyIndex {
    checkBytes(packed)
    return new FixedKeyIndex(width, options, packed)
  }

  /**
   * The ordinals of many keys, which for a large index takes a third of the time that single calls take: while memory
   * answers for one key, the next ones are asked for.
   *
   * @param packed - keys one after another
   * @param out - one element a key, or more; made here unless given
   * @returns `out`: for each key its ordinal, or −1
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
   */
  indexOfMany(packed: Uint8Array, out?: Int32Array): Int32Array {
    const count = checkPacked(packed, this.#width)
    const ordinals = out ?? new Int32Array(count)
    if (ordinals[Symbol.toStringTag] !== 'Int32Array')
      throw new SimdError('wrong-type', 'expected an Int32Array')
    if (ordinals.length < count) {
      checkAttached(ordinals)
      throw new SimdError('wrong-width', `no room for ${count} ordinals`)
    }
    this.findMany(packed, ordinals)
    return ordinals
  }
}
