/**
 * User verification as a policy of the credential: what is asked follows from how the credentials were registered, not
 * from what a browser happens to do.
 */
import { type Refusal, refuse } from '../specification/conduct.ts'
import type { CredentialRecord } from '../specification/credential-record.ts'

/**
 * How user verification is asked for, and what an answer without it means:
 *
 * - `derived`: of the credentials listed. All registered with verification: required; none: discouraged; some: refused as
 *   `user-verification-mixed`. No list: required
 * - `required`, `discouraged`: the same for all
 * - `preferredIsEquivalentToDiscouraged`: asks for it where there is some, and counts on nothing
 * - `separate`: one ceremony for those registered with verification, and one for the others
 * - `enforcePerCredential`: whatever was asked, a credential registered with verification must show it
 * - `stepUp`: whatever was shown is accepted, and the result says what is still missing
 *
 * There is no `preferred`: whether somebody is verified would be up to the browser, and differ from one to the next.
 */
export type UserVerificationStrategy =
  | 'derived'
  | 'required'
  | 'discouraged'
  | 'preferredIsEquivalentToDiscouraged'
  | 'separate'
  | 'enforcePerCredential'
  | 'stepUp'

export const userVerificationStrategies: readonly UserVerificationStrategy[] = [
  ...(['derived', 'required', 'discouraged', 'preferredIsEquivalentToDiscouraged'] as const),
  ...(['separate', 'enforcePerCredential', 'stepUp'] as const),
]

/** With `separate`: the credentials registered with user verification, or the others. */
export type UserVerificationGroup = 'verified' | 'unverified'

export type UserVerificationRequest<Credential> = {
  readonly userVerification: 'required' | 'preferred' | 'discouraged'
  readonly credentials: readonly Credential[]
}

type Registered = Pick<CredentialRecord, 'registeredWithUserVerification'>

/**
 * What to ask for, and of which credentials. Without a list any discoverable credential may answer.
 *
 * A record of which nothing is known never makes a set mixed, and is of both groups.
 */
export function requestVerification<Credential extends Registered>(
  strategy: UserVerificationStrategy,
  group: UserVerificationGroup,
  credentials: readonly Credential[] | undefined,
): UserVerificationRequest<Credential> | Refusal {
  const listed = credentials ?? []
  const known = new Set(listed.map((credential) => credential.registeredWithUserVerification))
  const isMixed = known.has(true) && known.has(false)
  const derived = known.has(false) ? 'discouraged' : 'required'
  switch (strategy) {
    case 'derived':
      return isMixed ? mixed : { userVerification: derived, credentials: listed }
    case 'required':
    case 'discouraged':
      return { userVerification: strategy, credentials: listed }
    case 'preferredIsEquivalentToDiscouraged':
    case 'stepUp':
      return { userVerification: 'preferred', credentials: listed }
    case 'enforcePerCredential':
      return {
        userVerification: isMixed || credentials === undefined ? 'preferred' : derived,
        credentials: listed,
      }
    case 'separate': {
      const other = group !== 'verified'
      const members = listed.filter((one) => one.registeredWithUserVerification !== other)
      // An empty list would ask for anybody's credentials.
      if (credentials !== undefined && members.length === 0) return emptyGroup
      return { userVerification: other ? 'discouraged' : 'required', credentials: members }
    }
  }
}

/** What an answer by this credential must show. */
export function expectedVerification(
  requested: 'required' | 'preferred' | 'discouraged',
  strategy: UserVerificationStrategy,
  { registeredWithUserVerification }: Registered,
): 'required' | 'preferred' | 'discouraged' {
  const isPerCredential = strategy === 'enforcePerCredential' || strategy === 'separate'
  return isPerCredential && registeredWithUserVerification === true ? 'required' : requested
}

const mixed: Refusal = /* @__PURE__ */ Object.freeze(
  refuse(
    'user-verification-mixed',
    'some of these credentials were registered with user verification and some without',
  ),
)
const emptyGroup: Refusal = /* @__PURE__ */ Object.freeze(
  refuse('user-verification-group-empty', 'no credential of this account is of the group that was asked for'),
)
