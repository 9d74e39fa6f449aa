const brand = Symbol.for('@latchkey/soft-authenticator/AuthenticatorError')

/**
 * Why nothing is made.
 *
 * Settings that cannot be: `unknown-preset`, `unknown-format`, `unknown-algorithm`, `unknown-fault`,
 * `impossible-settings` (a format that does not go with the algorithm or the preset), `impossible-fault` (one that does
 * not go with the ceremony, the format or another fault, or finds nothing to change).
 *
 * From `/matchers`: `fault-not-answered`.
 *
 * What a client or an authenticator answers, by the names that browsers give it: `NotAllowedError`, `InvalidStateError`
 * (a credential of `excludeCredentials` is here), `SecurityError` (the RP ID is not the origin's), `ConstraintError`,
 * `NotSupportedError` (none of the algorithms), `TypeError` (options that no client takes).
 */
export type AuthenticatorErrorCode =
  | 'unknown-preset'
  | 'unknown-format'
  | 'unknown-algorithm'
  | 'unknown-fault'
  | 'impossible-settings'
  | 'impossible-fault'
  | 'fault-not-answered'
  | 'NotAllowedError'
  | 'InvalidStateError'
  | 'SecurityError'
  | 'ConstraintError'
  | 'NotSupportedError'
  | 'TypeError'

/** The one error of this package. */
export class AuthenticatorError extends Error {
  readonly code: AuthenticatorErrorCode

  constructor(code: AuthenticatorErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'AuthenticatorError'
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is AuthenticatorError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
