/** The steps that an assertion has to itself. */
import { AttestationError, parseAuthenticatorData } from '@latchkey/attestation'
import { CoseError, type VerifyOptions, verifySignature } from '@latchkey/cose-keys'
import { concat } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import type { AuthenticationCeremony } from './authentication-ceremony.ts'
import { judgeBackupEligibility, judgeBackupState } from './authenticator-steps.ts'
import { type Outcome, type Refusal, refuse } from './conduct.ts'
import { storedKey } from './stored-key.ts'

/** A6: a known user owns the credential and is the one named, if one is; an unknown one is named by the response. */
export function identifyUser({ response, credential, expected }: AuthenticationCeremony): Outcome {
  if (!equalBytes(credential.id, response!.credentialId)) {
    return refuse('credential-unknown', 'the record is of another credential')
  }
  const named = response!.userHandle
  if (expected.userHandle === 'from-response') {
    if (named === undefined)
      return refuse('user-handle-missing', 'the response names no user, and nothing else does')
  } else if (!equalBytes(credential.userHandle, expected.userHandle)) {
    return refuse(
      'user-handle-mismatch',
      'the credential belongs to another account than the one that signs in',
    )
  }
  if (named !== undefined && !equalBytes(named, credential.userHandle)) {
    return refuse('user-handle-mismatch', 'the response names another user than the credential’s own')
  }
  return 'passed'
}

/** A7: nothing of attested credential data in it is ever used. */
export function takeAuthenticatorData(ceremony: AuthenticationCeremony): Outcome {
  try {
    ceremony.authenticatorData = parseAuthenticatorData(ceremony.response!.authenticatorData)
    return 'passed'
  } catch (cause) {
    if (!AttestationError.is(cause)) throw cause
    return refuse('authenticator-data-malformed', cause.message, { cause })
  }
}

/** A19. */
export function judgeBackup({ authenticatorData, credential, expected }: AuthenticationCeremony): Outcome {
  const { flags } = authenticatorData!
  const changed = credential.backupEligible !== 'unknown' && credential.backupEligible !== flags.be
  if (changed && expected.backupEligibilityChange !== 'accept') {
    return refuse('backup-eligibility-changed', 'the credential’s backup eligibility is not what it was')
  }
  const eligibility = judgeBackupEligibility(authenticatorData!, expected.backup?.eligible)
  if (typeof eligibility !== 'string') return eligibility
  const state = judgeBackupState(authenticatorData!, expected.backup?.state)
  return typeof state === 'string' ? 'passed' : state
}

/** A21. */
export async function checkSignature(ceremony: AuthenticationCeremony): Promise<Outcome> {
  const key = storedKey(ceremony)
  if ('code' in key) return key
  try {
    await verifySignature(key, ceremony.response!.signature, signedData(ceremony), keyOptions(ceremony))
    return 'passed'
  } catch (cause) {
    return signatureRefusal(cause)
  }
}

export function keyOptions({ expected, backends = [] }: AuthenticationCeremony): VerifyOptions {
  return { backends, dangerouslyAllowRs1: expected.conformance === true }
}

export function signedData({ response, clientDataHash }: AuthenticationCeremony): Uint8Array {
  return concat(response!.authenticatorData, clientDataHash!)
}

export function signatureRefusal(cause: unknown): Refusal {
  if (!CoseError.is(cause)) throw cause
  const unsupported = cause.code === 'unsupported-on-this-runtime'
  const code = unsupported ? 'algorithm-unsupported-on-this-runtime' : 'signature-invalid'
  return refuse(code, cause.message, { cause })
}

/** A22: a counter that did not rise is a signal; what follows is policy. Zero on both sides means there is none. */
export function judgeSignCount(ceremony: AuthenticationCeremony): Outcome {
  const { authenticatorData, credential, expected } = ceremony
  const { signCount } = authenticatorData!
  if (signCount === 0 && credential.signCount === 0) {
    ceremony.cloneSignal = false
    return 'not-applicable'
  }
  ceremony.cloneSignal = signCount <= credential.signCount
  if (ceremony.cloneSignal && expected.cloneSignal === 'refuse') {
    return refuse('sign-count-not-increased', 'the signature counter did not rise')
  }
  return 'passed'
}

/** A24: makes the record as it should be stored; storing it is the caller's. */
export function updateRecord(ceremony: AuthenticationCeremony): Outcome {
  const { credential, expected } = ceremony
  const { flags, signCount } = ceremony.authenticatorData!
  // Verification becomes a factor of this credential only when another factor vouches for it.
  const confirmed = flags.uv && expected.otherFactor === true
  const { registeredWithUserVerification } = credential
  ceremony.updated = {
    ...credential,
    signCount: Math.max(signCount, credential.signCount),
    backupEligible: flags.be,
    backupState: flags.bs,
    uvInitialized: credential.uvInitialized || confirmed,
    registeredWithUserVerification:
      registeredWithUserVerification === 'unknown' && confirmed ? true : registeredWithUserVerification,
    version: credential.version + 1,
  }
  return 'left-to-caller'
}
