const brand = Symbol.for('@latchkey/attestation/AttestationError')

/**
 * Why an attestation object is refused.
 *
 * - `authenticator-data-malformed`: too short, too long, or flags that lie about what follows
 * - `credential-key-malformed`: the credential public key is not a sound key; `cause` says why
 * - `credential-key-unsupported`: a key of an algorithm or curve that this package does not know
 * - `extensions-malformed`: extension outputs that are not one canonical CBOR map
 * - `object-malformed`: not a CBOR map of `fmt`, `attStmt` and `authData`
 * - `object-not-canonical`: well-formed, but in a form that no authenticator sends
 * - `no-attested-credential`: authenticator data without attested credential data
 * - `unsupported-format`: none of the formats handed in goes with this statement
 * - `statement-malformed`: a member of the statement missing, superfluous or of the wrong type
 * - `algorithm-mismatch`: the statement's algorithm is not the one it must be
 * - `signature-malformed`, `signature-mismatch`: the statement's signature; `cause` says more
 * - `unsupported-on-this-runtime`: no backend here knows the statement's algorithm
 * - `not-trusted`: a sound statement that does not reach what the trust policy requires
 */
export type AttestationErrorCode =
  | 'authenticator-data-malformed'
  | 'credential-key-malformed'
  | 'credential-key-unsupported'
  | 'extensions-malformed'
  | 'object-malformed'
  | 'object-not-canonical'
  | 'no-attested-credential'
  | 'unsupported-format'
  | 'statement-malformed'
  | 'algorithm-mismatch'
  | 'signature-malformed'
  | 'signature-mismatch'
  | 'unsupported-on-this-runtime'
  | 'not-trusted'

/** The one error of this package. `fmt` is the statement format, empty before it is known; `step` the format's step. */
export class AttestationError extends Error {
  readonly code: AttestationErrorCode
  readonly fmt: string
  readonly step?: string

  constructor(
    code: AttestationErrorCode,
    message: string,
    details: { fmt?: string; step?: string; cause?: unknown } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.name = 'AttestationError'
    this.code = code
    this.fmt = details.fmt ?? ''
    if (details.step !== undefined) this.step = details.step
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is AttestationError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
