const brand = Symbol.for('@latchkey/octets/OctetsError')

/**
 * What can be wrong with text or bytes given to this package.
 *
 * - `bad-character`: a character outside the alphabet, at `offset`
 * - `bad-length`: a length that no encoder produces
 * - `spare-bits`: the unused bits of the last base64url character are not zero
 * - `bad-utf8`: bytes that are not well-formed UTF-8
 * - `bad-pem`: armour that is not RFC 7468's strict form
 * - `wrong-type`: an argument of another JavaScript type
 * - `unknown-hash`: a hash name that is not in {@link HashName}
 */
export type OctetsErrorCode =
  | 'bad-character'
  | 'bad-length'
  | 'spare-bits'
  | 'bad-utf8'
  | 'bad-pem'
  | 'wrong-type'
  | 'unknown-hash'

/** The one error of this package. `offset` counts characters of text, or bytes. */
export class OctetsError extends Error {
  readonly code: OctetsErrorCode
  readonly offset?: number

  constructor(code: OctetsErrorCode, message: string, offset?: number) {
    super(message)
    this.name = 'OctetsError'
    this.code = code
    if (offset !== undefined) this.offset = offset
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is OctetsError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
