import { AttestationError } from './attestation-error.ts'
import type { Attestation, VerifiedStatement } from './attestation-format.ts'
import type { AttestationOption } from './attestation-option.ts'

export type TrustPolicyConfig = {
  /** what a registration must reach: anything sound, or at least a signature by the credential key itself */
  require: 'none' | 'self'
  /** named deviations */
  options?: readonly AttestationOption[]
}

/** A trust policy that has been checked. */
export interface TrustPolicy {
  readonly require: TrustPolicyConfig['require']
  readonly options: readonly AttestationOption[]
}

/**
 * Makes a trust policy.
 *
 * @param config - what a registration must reach
 * @returns the policy, frozen
 * @example
 * ```ts
 * import { createTrustPolicy } from '@latchkey/attestation'
 *
 * const trust = createTrustPolicy({ require: 'none' })
 * ```
 * @see WebAuthn Level 3 §7.1 steps 23 and 24
 */
export function createTrustPolicy(config: TrustPolicyConfig): TrustPolicy {
  return Object.freeze({ require: config.require, options: Object.freeze([...(config.options ?? [])]) })
}

/** Whether a sound statement reaches what the policy requires, and why. */
export function assessTrust(
  statement: VerifiedStatement,
  fmt: string,
  policy: TrustPolicy,
): Pick<Attestation, 'trusted' | 'reason'> {
  if (policy.require === 'none') return { trusted: false, reason: 'the policy requires no attestation' }
  if (statement.type !== 'none') return { trusted: false, reason: 'the credential key signed for itself' }
  const message = 'the policy requires at least self attestation, and there is none'
  throw new AttestationError('not-trusted', message, { fmt })
}
