import { ByteKeyIndex } from './byte-key-index.ts'
import { checkBytes } from './checks.ts'
import { compareBytes } from './compare-bytes.ts'
import { checkPath, engineFor } from './engine.ts'
import { equalBytes } from './equal-bytes.ts'
import { FixedKeyIndex } from './fixed-key-index.ts'
import type { Path } from './kernels.ts'
import type { IndexOptions } from './key-index.ts'
import { type LaneFunctions, lanesOn } from './lanes.ts'
import { lowerBound } from './lower-bound.ts'
import { ScanTable, type ScanTableOptions } from './scan-table.ts'
import { SimdError } from './simd-error.ts'

/** The functions and classes of this package, bound to one path. */
export type KernelSet = LaneFunctions & {
  readonly equalBytes: typeof equalBytes
  readonly compareBytes: typeof compareBytes
  readonly lowerBound: typeof lowerBound
  readonly FixedKeyIndex: typeof FixedKeyIndex
  readonly ByteKeyIndex: typeof ByteKeyIndex
  readonly ScanTable: typeof ScanTable
  readonly SimdError: typeof SimdError
}

/**
 * The functions and classes of this package, all on the path that is named: to compare the two, to test both, or to be
 * told at start that the fast one is not there. `compareBytes` and `lowerBound` have one path, JavaScript; the one on
 * WebAssembly that `equalBytes` has is here alone.
 *
 * @param options - `path`: `wasm-simd128`, `js`, or `auto` for what the package's own exports do
 * @throws {@link SimdError} `path-unavailable`, with the reason
 * @example
 * ```ts
 * import { createKernels } from '@latchkey/simd-compare'
 *
 * const { FixedKeyIndex } = createKernels({ path: 'js' })
 * new FixedKeyIndex(16).add(new Uint8Array(16)) // 0
 * ```
 */
export function createKernels({ path }: { readonly path: Path | 'auto' }): KernelSet {
  checkPath(path)
  const engine = engineFor(path)
  return {
    ...lanesOn(() => engine),
    equalBytes(a, b) {
      checkBytes(a)
      checkBytes(b)
      return path === 'wasm-simd128' ? engine.kernels.equalBytes(a, b) : equalBytes(a, b)
    },
    compareBytes,
    lowerBound,
    FixedKeyIndex: class extends FixedKeyIndex {
      constructor(width: number, options?: IndexOptions, packed?: Uint8Array) {
        super(width, { path, ...options }, packed)
      }
      static override from(width: number, packed: Uint8Array, options?: IndexOptions) {
        return FixedKeyIndex.from(width, packed, { path, ...options })
      }
    },
    ByteKeyIndex: class extends ByteKeyIndex {
      constructor(options?: IndexOptions, keys?: readonly Uint8Array[]) {
        super({ path, ...options }, keys)
      }
      static override from(keys: readonly Uint8Array[], options?: IndexOptions) {
        return ByteKeyIndex.from(keys, { path, ...options })
      }
    },
    ScanTable: class extends ScanTable {
      constructor(width: number, options?: ScanTableOptions, packed?: Uint8Array) {
        super(width, { path, ...options }, packed)
      }
      static override from(width: number, packed: Uint8Array, options?: ScanTableOptions) {
        return ScanTable.from(width, packed, { path, ...options })
      }
    },
    SimdError,
  }
}
