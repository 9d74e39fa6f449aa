import type { Ledger, StepId } from './ledger.ts'

const brand = Symbol.for('@latchkey/rp-core/CeremonyError')

/**
 * Why a ceremony failed. The step that goes with a code stands in the error.
 *
 * Configuration (no step): `configuration-rp-id`, `configuration-origin`, `configuration-related-origins`,
 * `configuration-state`, `configuration-store`, `configuration-secret`, `configuration-policy`, and of a start `configuration-user` and
 * `configuration-options`. The code that calls is at fault, not a client.
 *
 * Options (A1): `user-verification-mixed`, where some of an account's credentials were registered with user verification
 * and some without, and `user-verification-group-empty`, where none is of the group that was asked for: take another
 * strategy.
 *
 * State (R8, A11): `state-unknown` (never given out, spent, or of another relying party; a sealed one also where it was
 * changed, or is of another session or ceremony), `state-expired`, `state-of-another-session`,
 * `state-of-another-ceremony`.
 *
 * Everything else is named after what the step looks at.
 */
export type CeremonyErrorCode =
  | 'configuration-rp-id'
  | 'configuration-origin'
  | 'configuration-related-origins'
  | 'configuration-state'
  | 'configuration-store'
  | 'configuration-secret'
  | 'configuration-policy'
  | 'configuration-user'
  | 'configuration-options'
  | 'user-verification-mixed'
  | 'user-verification-group-empty'
  | 'state-unknown'
  | 'state-expired'
  | 'state-of-another-session'
  | 'state-of-another-ceremony'
  | 'response-malformed'
  | 'response-too-large'
  | 'id-mismatch'
  | 'client-data-not-utf8'
  | 'client-data-not-json'
  | 'client-data-duplicate-member'
  | 'client-data-malformed'
  | 'type-mismatch'
  | 'challenge-mismatch'
  | 'origin-unexpected'
  | 'cross-origin-unexpected'
  | 'top-origin-unexpected'
  | 'attestation-object-malformed'
  | 'authenticator-data-malformed'
  | 'credential-key-refused'
  | 'rp-id-mismatch'
  | 'user-not-present'
  | 'user-not-verified'
  | 'backup-state-invalid'
  | 'backup-eligibility-refused'
  | 'backup-state-refused'
  | 'backup-eligibility-changed'
  | 'algorithm-not-offered'
  | 'attestation-format-unsupported'
  | 'attestation-statement-invalid'
  | 'attestation-not-trusted'
  | 'credential-id-too-long'
  | 'extension-output-refused'
  | 'credential-id-mismatch'
  | 'credential-already-registered'
  | 'credential-not-allowed'
  | 'credential-unknown'
  | 'user-handle-missing'
  | 'user-handle-mismatch'
  | 'stored-key-invalid'
  | 'signature-invalid'
  | 'algorithm-unsupported-on-this-runtime'
  | 'sign-count-not-increased'
  | 'credential-changed'

/** What may be shown to a client: it never tells which check failed for whom. */
export type PublicError = { code: 'ceremony-over' | 'malformed-response' | 'not-accepted'; title: string }

/** What goes into an error beside its code and message. */
export type CeremonyErrorDetails = {
  ceremony: CeremonyError['ceremony']
  step?: StepId
  ledger?: Ledger
  evidence?: unknown
  cause?: unknown
}

/**
 * The one error of this package.
 *
 * Message and enumerable fields hold nothing that a client sent; what the step looked at is in `evidence`, which no
 * logger prints unless told to.
 */
export class CeremonyError extends Error {
  readonly code: CeremonyErrorCode
  readonly ceremony: 'registration' | 'authentication' | 'configuration'
  /** the step that failed; always there but for `configuration` */
  declare readonly step?: StepId
  declare readonly ledger?: Ledger
  declare readonly evidence: unknown

  constructor(code: CeremonyErrorCode, message: string, details: CeremonyErrorDetails) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.name = 'CeremonyError'
    this.code = code
    this.ceremony = details.ceremony
    if (details.step !== undefined) this.step = details.step
    if (details.ledger !== undefined) this.ledger = details.ledger
    Object.defineProperty(this, brand, { value: true })
    Object.defineProperty(this, 'evidence', { get: () => details.evidence })
  }

  /**
   * The form for a client. Whether a credential is unknown, its signature wrong or its policy not met looks the same
   * from outside.
   */
  toPublicError(): PublicError {
    if (this.code.startsWith('state-')) {
      return { code: 'ceremony-over', title: 'This attempt is over. Start again.' }
    }
    if (this.code === 'response-malformed' || this.code === 'response-too-large') {
      return { code: 'malformed-response', title: 'The response is not what a browser sends.' }
    }
    return { code: 'not-accepted', title: 'The passkey was not accepted.' }
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is CeremonyError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
