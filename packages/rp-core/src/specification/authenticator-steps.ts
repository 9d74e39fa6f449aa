/** What both ceremonies ask of authenticator data. */
import type { AuthenticatorData } from '@latchkey/attestation'
import { sha256 } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import { type Outcome, refuse } from './conduct.ts'

/** The RP ID hashed last: most relying parties have one. */
let hashed: readonly [rpId: string, hash: Uint8Array] | undefined

/** R14, A15. */
export function judgeRpIdHash({ rpIdHash }: AuthenticatorData, rpId: string): Outcome {
  if (hashed?.[0] !== rpId) hashed = [rpId, sha256(new TextEncoder().encode(rpId))]
  if (equalBytes(rpIdHash, hashed[1])) return 'passed'
  return refuse('rp-id-mismatch', 'the authenticator answered for another RP ID')
}

/** R15, A16. */
export function judgeUserPresence({ flags }: AuthenticatorData): Outcome {
  return flags.up ? 'passed' : refuse('user-not-present', 'the authenticator did not test user presence')
}

/** R16, A17. */
export function judgeUserVerification({ flags }: AuthenticatorData, userVerification: string): Outcome {
  if (userVerification !== 'required') return 'not-applicable'
  return flags.uv
    ? 'passed'
    : refuse('user-not-verified', 'user verification is required, and there was none')
}

/** R17, A18. */
export function judgeBackupFlags({ flags }: AuthenticatorData): Outcome {
  if (flags.be || !flags.bs) return 'passed'
  return refuse('backup-state-invalid', 'a credential that cannot be backed up says that it is')
}

/** R18, and the part of A19 that is policy. */
export function judgeBackupEligibility({ flags }: AuthenticatorData, wanted: boolean | undefined): Outcome {
  if (wanted === undefined) return 'not-applicable'
  if (flags.be === wanted) return 'passed'
  return refuse(
    'backup-eligibility-refused',
    `the policy wants a credential ${wanted ? 'that can' : 'that cannot'} be backed up`,
  )
}

/** R19, and the part of A19 that is policy. */
export function judgeBackupState({ flags }: AuthenticatorData, wanted: boolean | undefined): Outcome {
  if (wanted === undefined) return 'not-applicable'
  if (flags.bs === wanted) return 'passed'
  return refuse(
    'backup-state-refused',
    `the policy wants a credential that is ${wanted ? '' : 'not '}backed up`,
  )
}
