import type { Attestation, AttestationFormat, TrustPolicy } from '@latchkey/attestation'
import type { SignatureBackend } from '@latchkey/cose-keys'
import { conduct, explain } from './conduct.ts'
import type { CredentialRecord } from './credential-record.ts'
import type { ExtensionOutputs } from './extensions.ts'
import type { Ledger } from './ledger.ts'
import type { RegistrationCeremony, RegistrationExpectations } from './registration-ceremony.ts'
import { registrationRows } from './registration-steps.ts'
import type { verified } from './verified.ts'

/** What {@link verifyRegistration} is given. */
export type RegistrationInput = {
  /** `RegistrationResponseJSON`, not looked at before */
  response: unknown
  expected: RegistrationExpectations
  attestation: { formats: readonly AttestationFormat[]; trust: TrustPolicy }
  /** R26; without it that step is left to the caller */
  isRegistered?: (credentialId: Uint8Array) => Promise<boolean>
  backends?: readonly SignatureBackend[]
  /** at which certificates are judged; now unless said */
  now?: Date
}

/** A registration that was verified: only {@link verifyRegistration} makes one. */
export type VerifiedRegistration = {
  readonly [verified]: 'registration'
  /** all of the record but the account it goes to */
  credential: Omit<CredentialRecord, 'userHandle'>
  attestation: Attestation
  /** of what was asked for */
  extensions: ExtensionOutputs
  ledger: Ledger
}

/**
 * Verifies a registration, step by step, without state: challenge, expiry and single use are the caller's, and so are
 * the steps that the ledger calls `left-to-caller`.
 *
 * @param input - the response as it came, what is expected, and how attestation is judged
 * @returns the credential to store, the verdict on its attestation, and the ledger of 29 steps
 * @throws {@link CeremonyError} with the step that failed and the ledger up to it
 * @example
 * ```ts no-run
 * import { createTrustPolicy } from '@latchkey/attestation'
 * import { none, packedSelf } from '@latchkey/attestation/formats'
 * import { verifyRegistration } from '@latchkey/rp-core'
 *
 * declare const response: unknown
 * declare const challenge: Uint8Array
 * const { credential } = await verifyRegistration({
 *   response,
 *   expected: {
 *     challenge,
 *     rpId: 'example.org',
 *     origins: ['https://example.org'],
 *     userVerification: 'required',
 *     algorithms: [-8, -7, -257],
 *   },
 *   attestation: { formats: [none, packedSelf], trust: createTrustPolicy({ require: 'none' }) },
 * })
 * ```
 * @see WebAuthn Level 3 §7.1
 */
export async function verifyRegistration(input: RegistrationInput): Promise<VerifiedRegistration> {
  const ceremony = begin(input)
  const ledger = await conduct(registrationRows, ceremony)
  const { credential, attestation, extensionOutputs: extensions } = ceremony
  return { credential, attestation, extensions, ledger } as VerifiedRegistration
}

/**
 * Explains a registration: runs every step that can still run after a failure, and never throws for a bad response.
 * Its result is no registration: nothing follows from it.
 *
 * @param input - as for {@link verifyRegistration}
 * @returns the whole ledger
 * @example
 * ```ts no-run
 * import { explainRegistration } from '@latchkey/rp-core'
 *
 * declare const input: Parameters<typeof explainRegistration>[0]
 * for (const { step, title, verdict } of (await explainRegistration(input)).ledger) console.log(step, title, verdict)
 * ```
 * @see WebAuthn Level 3 §7.1
 */
export async function explainRegistration(input: RegistrationInput): Promise<{ ledger: Ledger }> {
  return { ledger: await explain(registrationRows, begin(input)) }
}

function begin({
  response,
  expected,
  attestation,
  isRegistered,
  backends,
  now,
}: RegistrationInput): RegistrationCeremony {
  return {
    json: response,
    expected,
    formats: attestation.formats,
    trust: expected.conformance ? withConformance(attestation.trust) : attestation.trust,
    ...(isRegistered && { isRegistered }),
    ...(backends && { backends }),
    now: now ?? new Date(),
  }
}

function withConformance(trust: TrustPolicy): TrustPolicy {
  return { ...trust, options: [...trust.options, 'conformance'] }
}
