const brand = Symbol.for('@latchkey/attestation/AttestationError')

/**
 * Why an attestation is refused, or a policy.
 *
 * Parsing:
 * - `object-malformed`: not a CBOR map of `fmt`, `attStmt` and `authData`
 * - `object-not-canonical`: well-formed, but in a form that no authenticator sends
 * - `authenticator-data-malformed`: too short, too long, or flags that lie about what follows
 * - `no-attested-credential`: authenticator data without attested credential data
 * - `credential-key-malformed`: the credential public key is not a sound key; `cause` says why
 * - `credential-key-unsupported`: a key of an algorithm or curve that this package does not know
 * - `extensions-malformed`: extension outputs that are not one canonical CBOR map
 *
 * The statement, at a `step` of its format:
 * - `unsupported-format`: none of the formats handed in goes with this statement
 * - `statement-malformed`: a member missing, superfluous, of the wrong type, or not the structure that it should be
 * - `algorithm-refused`: an algorithm that is not known here, or is refused by an option
 * - `algorithm-mismatch`: the statement's algorithm is not that of the key
 * - `signature-malformed`, `signature-mismatch`: the statement's signature; `cause` says more
 * - `unsupported-on-this-runtime`: no backend here knows the statement's algorithm
 * - `certificate-malformed`: what stands in `x5c` is no certificate; `cause` says why
 * - `certificate-refused`: a certificate that is not as the format requires
 * - `binding-mismatch`: the statement is about another credential, other data, or another authenticator model
 * - `claim-refused`: what is said of key or device is not what a relying party wants to hear, as in "imported"
 *
 * Trust:
 * - `not-trusted`: a sound statement that does not reach what the trust policy requires
 * - `policy-malformed`: a trust policy that contradicts itself, or that nothing could satisfy
 */
export type AttestationErrorCode =
  | 'object-malformed'
  | 'object-not-canonical'
  | 'authenticator-data-malformed'
  | 'no-attested-credential'
  | 'credential-key-malformed'
  | 'credential-key-unsupported'
  | 'extensions-malformed'
  | 'unsupported-format'
  | 'statement-malformed'
  | 'algorithm-refused'
  | 'algorithm-mismatch'
  | 'signature-malformed'
  | 'signature-mismatch'
  | 'unsupported-on-this-runtime'
  | 'certificate-malformed'
  | 'certificate-refused'
  | 'binding-mismatch'
  | 'claim-refused'
  | 'not-trusted'
  | 'policy-malformed'

/** The one error of this package. `fmt` is the statement format, empty before it is known; `step` the format's step. */
export class AttestationError extends Error {
  readonly code: AttestationErrorCode
  readonly fmt: string
  declare readonly step?: string

  constructor(
    code: AttestationErrorCode,
    message: string,
    details: { fmt?: string; step?: string; cause?: unknown } = {},
  ) {
    const { fmt = '', step, cause } = details
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'AttestationError'
    this.code = code
    this.fmt = fmt
    if (step !== undefined) this.step = step
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is AttestationError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
