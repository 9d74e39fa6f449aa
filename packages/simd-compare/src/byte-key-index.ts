import { checkAnyWidth } from './checks.ts'
import { type IndexOptions, KeyIndex } from './key-index.ts'
import { SimdError } from './simd-error.ts'

/**
 * An index of keys of 1 to 1023 bytes: credential IDs, serial numbers.
 *
 * The hash is keyed, so that nobody who chooses a credential's ID can choose one that collides with others.
 *
 * @example
 * ```ts
 * import { ByteKeyIndex } from '@latchkey/simd-compare'
 *
 * const credentials = ByteKeyIndex.from([new Uint8Array([1, 2, 3]), new Uint8Array([4])])
 * credentials.indexOf(new Uint8Array([4])) // 1
 * credentials.delete(new Uint8Array([4])) // true
 * credentials.size // 1
 * ```
 * @see WebAuthn Level 3 §4, "Credential ID": at most 1023 bytes
 */
export class ByteKeyIndex extends KeyIndex {
  /**
   * @param keys - keys to begin with, 1 to 1023 bytes each, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `bad-key`, `path-unavailable`
   */
  constructor(options?: IndexOptions, keys: readonly Uint8Array[] = []) {
    checkKeys(keys)
    const lengths = Uint16Array.from(keys, ({ length }) => length)
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
    let at = 0
    for (const key of keys) {
      bytes.set(key, at)
      at += key.length
    }
    super(0, options, { bytes, lengths })
  }

  /**
   * An index of keys. Of equal keys, the first one counts; ordinals go on without a gap.
   *
   * @param keys - 1 to 1023 bytes each, copied
   * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`, `bad-key`, `path-unavailable`
   */
  static from(keys: readonly Uint8Array[], options?: IndexOptions): ByteKeyIndex {
    checkKeys(keys)
    return new ByteKeyIndex(options, keys)
  }
}

function checkKeys(keys: readonly Uint8Array[]): void {
  if (!Array.isArray(keys)) throw new SimdError('wrong-type', 'expected an array of keys')
  for (const key of keys) checkAnyWidth(key)
}
