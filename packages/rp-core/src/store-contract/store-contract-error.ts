const brand = Symbol.for('@latchkey/rp-core/StoreContractError')

/** A promise that a store does not keep. The message says what was expected and what came. */
export class StoreContractError extends Error {
  /** the name of the case */
  readonly case: string

  constructor(name: string, message: string, options?: { cause: unknown }) {
    super(`${name}: ${message}`, options)
    this.name = 'StoreContractError'
    this.case = name
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is StoreContractError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
