const brand = Symbol.for('@latchkey/tpm-structs/TpmError')

/**
 * Why a structure is refused.
 *
 * - `truncated`: the bytes end inside a field
 * - `trailing-bytes`: bytes after the structure
 * - `bad-size`: a TPM2B whose content is shorter than its size says
 * - `too-large`: a TPM2B or a list beyond the most that Part 2 allows
 * - `unknown-selector`: a union's selector that has no member
 * - `unknown-value`: a constant that its type does not have, a wrong magic among them
 * - `bad-value`: a value that cannot be serialised, or is of another JavaScript type
 * - `unknown-type`: a structure that is not in the table
 * - `unsupported-name-alg`: an object without a name, or with one by a hash that is not computed here
 * - `unsupported-key`: an object, curve, cipher or signature algorithm that is not for the function at hand
 *
 * From the protocol: `signature-mismatch`, `digest-mismatch` (of PCR values, creation data or a name), `nonce-mismatch`,
 * `integrity` (a credential that was changed, or is for another key), `not-a-quote`, `not-a-creation`.
 */
export type TpmErrorCode =
  | 'truncated'
  | 'trailing-bytes'
  | 'bad-size'
  | 'too-large'
  | 'unknown-selector'
  | 'unknown-value'
  | 'bad-value'
  | 'unknown-type'
  | 'unsupported-name-alg'
  | 'unsupported-key'
  | 'signature-mismatch'
  | 'digest-mismatch'
  | 'nonce-mismatch'
  | 'integrity'
  | 'not-a-quote'
  | 'not-a-creation'

/** The one error of this package. */
export class TpmError extends Error {
  readonly code: TpmErrorCode
  /** Of the field at fault, in the bytes handed in, or written so far. */
  readonly offset: number
  /** Names of fields from the outside in, as in `attested.pcrSelect[1].hash`; empty for the whole. */
  readonly path: string

  constructor(code: TpmErrorCode, message: string, offset = 0, path = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'TpmError'
    this.code = code
    this.offset = offset
    this.path = path
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is TpmError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
