const brand = Symbol.for('@latchkey/simd-compare/SimdError')

/**
 * Why a call is refused. Whatever it was made on stays as it was.
 *
 * - `wrong-type`: not bytes, not lanes of the kind, or not a number where one is due
 * - `wrong-width`: keys, records or lanes of another length than the call is about
 * - `detached-buffer`: the bytes were transferred elsewhere
 * - `bad-key`: a hash key that has not 16 bytes
 * - `out-of-memory`: there is no room for a table of that size
 * - `path-unavailable`: WebAssembly with SIMD was demanded where it cannot be had, or a path that does not exist
 * - `no-randomness`: the runtime gives no random bytes at this moment, as workers do while a module is loaded
 */
export type SimdErrorCode =
  | 'wrong-type'
  | 'wrong-width'
  | 'detached-buffer'
  | 'bad-key'
  | 'out-of-memory'
  | 'path-unavailable'
  | 'no-randomness'

/** The one error of this package. */
export class SimdError extends Error {
  declare readonly code: SimdErrorCode

  constructor(code: SimdErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options)
    this.code = code
  }

  override get name(): string {
    return 'SimdError'
  }

  get [brand](): true {
    return true
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is SimdError {
    return !!(value as SimdError | undefined)?.[brand]
  }
}
