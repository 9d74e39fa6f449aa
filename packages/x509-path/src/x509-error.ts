const brand = Symbol.for('@latchkey/x509-path/X509Error')

/**
 * Why DER, a certificate or a path is refused.
 *
 * DER (X.690 §8, §10, §11), `offset` says where:
 * - `truncated`: the input ends inside an element
 * - `trailing-bytes`: bytes after the element, or after the last one in its container
 * - `bad-tag`: an identifier that is not in its shortest form or has no meaning, or a string in pieces
 * - `bad-length`: an indefinite length, or one with bytes to spare
 * - `bad-value`: an INTEGER, BOOLEAN, BIT STRING, NULL or OBJECT IDENTIFIER that is not in its one form
 * - `bad-string`: characters that the type of string does not have
 * - `bad-time`: a time that does not exist, or is not in DER's form
 * - `set-order`: a SET OF that is not sorted
 * - `too-deep`: more than 64 levels
 *
 * Certificates and CRLs (RFC 5280 §4, §5):
 * - `unexpected-element`: another element than the structure has there
 * - `explicit-default`: a value that is the default, and so must not be written
 * - `bad-version`: no version 1, 2 or 3, or fields that the version does not have
 * - `bad-serial-number`: not positive, or longer than 20 bytes
 * - `bad-extension`: an extension that is there twice, or is not what its identifier says
 * - `algorithm-disagreement`: signature algorithms inside and outside that are not the same
 * - `unsupported-key`: a public key of a kind, or with parameters, that nothing here verifies by
 *
 * Paths (RFC 5280 §6), `index` says which certificate of the chain:
 * - `no-anchor`: no certificate that could have issued this one is there, or leads to an anchor
 * - `expired`, `not-yet-valid`
 * - `not-a-ca`: an issuer without CA:true, or without the right to sign certificates
 * - `path-length`: more certificates below an issuer than it allows
 * - `name-constraints`: a name that an issuer above forbids, or a constraint that cannot be judged
 * - `policy`: no certificate policy is left where one is required
 * - `critical-extension`: a critical extension that nobody understands
 * - `signature-mismatch`: the signature is not by the issuer's key
 * - `unsupported-algorithm`: a signature algorithm that is not accepted, SHA-1 among them
 * - `weak-key`: an RSA key that is too short
 * - `revoked`
 * - `revocation-unknown`: no CRL says anything of a certificate, and one was required
 * - `exception-not-allowed`: a certificate that was parsed by an exception which the call does not name
 * - `too-complex`: too many certificates, or too many ways through them
 *
 * Arguments:
 * - `wrong-type`: an argument of another JavaScript type
 */
export type X509ErrorCode =
  | 'truncated'
  | 'trailing-bytes'
  | 'bad-tag'
  | 'bad-length'
  | 'bad-value'
  | 'bad-string'
  | 'bad-time'
  | 'set-order'
  | 'too-deep'
  | 'unexpected-element'
  | 'explicit-default'
  | 'bad-version'
  | 'bad-serial-number'
  | 'bad-extension'
  | 'algorithm-disagreement'
  | 'unsupported-key'
  | 'no-anchor'
  | 'expired'
  | 'not-yet-valid'
  | 'not-a-ca'
  | 'path-length'
  | 'name-constraints'
  | 'policy'
  | 'critical-extension'
  | 'signature-mismatch'
  | 'unsupported-algorithm'
  | 'weak-key'
  | 'revoked'
  | 'revocation-unknown'
  | 'exception-not-allowed'
  | 'too-complex'
  | 'wrong-type'

type Where = {
  offset?: number | undefined
  index?: number | undefined
  refusals?: readonly X509Error[]
  cause?: unknown
}

/** The one error of this package. */
export class X509Error extends Error {
  readonly code: X509ErrorCode
  /** Of the element at fault, in the bytes handed in. */
  readonly offset?: number
  /** Of the certificate at fault, in the chain handed in; `chain.length + n` is anchor `n`. */
  readonly index?: number
  /** Where a path was looked for: why each way ended, the one that came furthest first. */
  readonly refusals?: readonly X509Error[]

  constructor(code: X509ErrorCode, message: string, where: Where = {}) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause })
    this.name = 'X509Error'
    this.code = code
    for (const key of ['offset', 'index', 'refusals'] as const) {
      if (where[key] !== undefined) Object.assign(this, { [key]: where[key] })
    }
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is X509Error {
    return typeof value === 'object' && value !== null && brand in value
  }
}
