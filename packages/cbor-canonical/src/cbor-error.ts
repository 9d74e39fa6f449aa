const brand = Symbol.for('@latchkey/cbor-canonical/CborError')

/**
 * What can be wrong with CBOR, or with a value that is to become CBOR.
 *
 * Not well-formed (RFC 8949 §1.2, Appendix F):
 * - `empty-input`: not a single byte
 * - `truncated`: the input ends inside an item
 * - `reserved-additional-info`: an initial byte that no version of CBOR assigns
 * - `indefinite-not-allowed`: an integer or a tag of indefinite length
 * - `unexpected-break`: a break outside of an item of indefinite length, or in place of a map's value
 * - `bad-chunk`: something else than a string of the same type and a definite length, inside an indefinite-length string
 * - `reserved-simple`: a simple value below 32 in two bytes
 *
 * Well-formed, but not valid:
 * - `invalid-utf8`: text that is not UTF-8
 * - `duplicate-key`: a key whose value an earlier key of the same map has, in whatever encoding
 * - `trailing-bytes`: bytes after the item
 *
 * Valid, but not what the profile asks for:
 * - `indefinite-length`, `non-shortest-int`, `non-shortest-length`, `non-shortest-tag`
 * - `key-order`: a key that belongs before its predecessor
 * - `tag-not-allowed`, `depth-exceeded`
 * - `non-shortest-float`, `non-canonical-nan`, `bignum-not-preferred`: not under `ctap2`
 * - `float-should-be-int`, `int-out-of-range`, `simple-not-allowed`, `not-nfc`: under `dcbor` alone
 *
 * Limits that the caller set: `too-many-items`, `too-large` (and `depth-exceeded`).
 *
 * A value that cannot be encoded, or an argument of another type (`offset` is −1): `lone-surrogate`,
 * `sparse-array`, `unsupported-type`, `cycle`.
 */
export type CborErrorCode =
  | 'empty-input'
  | 'truncated'
  | 'reserved-additional-info'
  | 'indefinite-not-allowed'
  | 'unexpected-break'
  | 'bad-chunk'
  | 'reserved-simple'
  | 'invalid-utf8'
  | 'duplicate-key'
  | 'trailing-bytes'
  | 'indefinite-length'
  | 'non-shortest-int'
  | 'non-shortest-length'
  | 'non-shortest-tag'
  | 'key-order'
  | 'tag-not-allowed'
  | 'depth-exceeded'
  | 'non-shortest-float'
  | 'non-canonical-nan'
  | 'bignum-not-preferred'
  | 'float-should-be-int'
  | 'int-out-of-range'
  | 'simple-not-allowed'
  | 'not-nfc'
  | 'too-many-items'
  | 'too-large'
  | 'lone-surrogate'
  | 'sparse-array'
  | 'unsupported-type'
  | 'cycle'

/** The one error of this package. */
export class CborError extends Error {
  readonly code: CborErrorCode
  /** Of the head of the item at fault, in the bytes handed in; −1 where there are no bytes. */
  readonly offset: number
  readonly #path: readonly (string | number)[]

  constructor(code: CborErrorCode, message: string, offset = -1, path: readonly (string | number)[] = []) {
    super(message)
    this.name = 'CborError'
    this.code = code
    this.offset = offset
    this.#path = path
  }

  /**
   * Array indices and map keys, from the outside in; see {@link Violation}. They are the sender's words, so it is no
   * enumerable field: nothing that prints an error prints them by itself.
   */
  get path(): readonly (string | number)[] {
    return this.#path
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is CborError {
    return Object(value)[brand] === true
  }

  get [brand](): true {
    return true
  }
}
