const brand = Symbol.for('@latchkey/cose-keys/CoseError')

/**
 * Why a key or a signature is refused.
 *
 * - `malformed`: not a COSE_Key, a label missing, or a value of the wrong type
 * - `not-canonical`: the encoding is not CTAP2 canonical CBOR, or holds labels that do not belong to the key
 * - `wrong-length`: a coordinate, modulus or exponent of a length that its type does not have
 * - `off-curve`: coordinates that are no point of the curve
 * - `small-order`: an Ed25519 point with which signatures can be made without a private key
 * - `weak-rsa`: an RSA modulus or exponent that protects nothing
 * - `algorithm-mismatch`: key type, curve and algorithm do not belong together
 * - `unsupported-algorithm`: an algorithm identifier that this package does not know
 * - `unsupported-on-this-runtime`: known here, but neither the runtime nor a backend handed in can do it
 * - `signature-malformed`: bytes that are no signature of this algorithm
 * - `signature-mismatch`: a signature, but not of this data by this key
 */
export type CoseErrorCode =
  | 'malformed'
  | 'not-canonical'
  | 'wrong-length'
  | 'off-curve'
  | 'small-order'
  | 'weak-rsa'
  | 'algorithm-mismatch'
  | 'unsupported-algorithm'
  | 'unsupported-on-this-runtime'
  | 'signature-malformed'
  | 'signature-mismatch'

/** The one error of this package. `path` names the part of the key that is at fault, as in `x` or `alg`. */
export class CoseError extends Error {
  readonly code: CoseErrorCode
  readonly path?: string

  constructor(code: CoseErrorCode, message: string, path?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'CoseError'
    this.code = code
    if (path !== undefined) this.path = path
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is CoseError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
