/** What a sign-in is worth, and what to suggest after it. */
import type { CredentialRecord } from '../specification/credential-record.ts'

/**
 * What a sign-in with one factor lacks to be one with two:
 *
 * - `user-verification`: this credential could have shown it, and was not asked or did not
 * - `another-factor`: this credential has no verification that counts, or may have been copied
 */
export type MissingFactor = 'user-verification' | 'another-factor'

/**
 * - `create-local-passkey`: the user signed in with another device; one on this device would be quicker
 * - `retire-password`: the passkey can be had wherever the user is, so the password protects nothing that it does not
 * - `device-bound-only`: no passkey of the account is or can be backed up: with the device, the account is lost
 */
export type Advice = 'create-local-passkey' | 'retire-password' | 'device-bound-only'

/** What one assertion showed. */
export type Shown = {
  readonly userVerified: boolean
  readonly otherFactor: boolean
  /** a clone is suspected, and the policy wants another factor then */
  readonly distrusted: boolean
}

/**
 * Single-factor or multi-factor, as NIST has them: possession of the key, and with it what verifies the user. The
 * verification counts where the credential was registered with it, or another factor has vouched for it.
 *
 * @see NIST SP 800-63B-4 §3.1.6, §3.1.7
 */
export function assessFactors(
  { uvInitialized }: CredentialRecord,
  { userVerified, otherFactor, distrusted }: Shown,
): { factors: 'single-factor' | 'multi-factor'; missing: readonly MissingFactor[] } {
  const isMulti = userVerified && uvInitialized && !distrusted
  const factors = isMulti ? 'multi-factor' : 'single-factor'
  if (isMulti || otherFactor) return { factors, missing: [] }
  return { factors, missing: [uvInitialized && !distrusted ? 'user-verification' : 'another-factor'] }
}

/** What a client said of the ceremony: nothing of it is signed, and nothing but advice follows from it. */
export type ClientSurroundings = {
  readonly attachment: 'platform' | 'cross-platform' | undefined
  readonly mobile: boolean
}

export function adviceFor(
  { backupState }: CredentialRecord,
  { attachment, mobile }: ClientSurroundings,
  accountIsDeviceBound: boolean,
): readonly Advice[] {
  const isElsewhere = attachment === 'cross-platform'
  const advice: Advice[] = []
  if (isElsewhere) advice.push('create-local-passkey')
  if (backupState && (isElsewhere || (attachment === 'platform' && mobile))) advice.push('retire-password')
  if (accountIsDeviceBound) advice.push('device-bound-only')
  return advice
}
