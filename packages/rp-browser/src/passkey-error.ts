import { sentences } from './sentences.ts'

const brand = Symbol.for('@latchkey/rp-browser/PasskeyError')

/**
 * Why a passkey was not created or used. The first seven are for the person to act on, the rest for the site's makers.
 *
 * - `cancelled`: the person closed the browser's dialog, or the browser does not tell more
 * - `timed-out`: nobody answered the browser's dialog within the options' `timeout`
 * - `already-registered`: this authenticator holds one of the `excludeCredentials`
 * - `no-suitable-authenticator`: none can verify the person, keep a passkey or use one of the algorithms as asked for
 * - `no-gesture`: the browser wants a click or key press, and the page in front
 * - `not-supported`: no WebAuthn here, no autofill of passkeys here, or no secure connection
 * - `options-unavailable`: the function that fetches options failed; `cause` says how
 * - `aborted`: ended by the page: another ceremony took its place, `cancel()`, or the caller's signal
 * - `blocked-by-policy`: a frame that its embedding page does not allow to use passkeys
 * - `wrong-rp-id`: the RP ID does not belong to the page's domain
 * - `invalid-options`: options of another shape than WebAuthn's JSON; found before the browser is asked
 * - `unknown`: the browser or the authenticator failed in another way; `cause` is what it said
 */
export type PasskeyErrorCode =
  | 'cancelled'
  | 'timed-out'
  | 'already-registered'
  | 'no-suitable-authenticator'
  | 'no-gesture'
  | 'not-supported'
  | 'options-unavailable'
  | 'aborted'
  | 'blocked-by-policy'
  | 'wrong-rp-id'
  | 'invalid-options'
  | 'unknown'

/**
 * The one error of this package. `cause` is what the browser, or the function that fetches options, threw; the message
 * of `invalid-options` says what was expected where.
 */
export class PasskeyError extends Error {
  readonly code: PasskeyErrorCode

  constructor(code: PasskeyErrorCode, cause?: unknown, message: string = sentences[code]) {
    super(message, { cause })
    this.name = 'PasskeyError'
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is PasskeyError {
    return brand in Object(value)
  }
}
