/**
 * User verification as a policy of the credential: what is asked follows from how the credentials were registered, not
 * from what a browser happens to do.
 */
import type { CredentialRecord } from './credential-record.ts'

/** `derived` from the credentials, or the same for all. */
export type UserVerificationStrategy = 'derived' | 'required' | 'discouraged'

/**
 * All registered with verification: required. None: discouraged. No list, since any discoverable credential may
 * answer: required. A record of which nothing is known never makes a set mixed.
 */
export function requestedVerification(
  strategy: UserVerificationStrategy,
  credentials: readonly Pick<CredentialRecord, 'registeredWithUserVerification'>[],
): 'required' | 'discouraged' | 'mixed' {
  if (strategy !== 'derived') return strategy
  const known = new Set(credentials.map((credential) => credential.registeredWithUserVerification))
  if (known.has(true) && known.has(false)) return 'mixed'
  return known.has(false) ? 'discouraged' : 'required'
}
