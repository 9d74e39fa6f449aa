import type { SignatureBackend } from '@latchkey/cose-keys'
import type { AuthenticationCeremony, AuthenticationExpectations } from './authentication-ceremony.ts'
import { authenticationRows } from './authentication-steps.ts'
import { conduct, explain } from './conduct.ts'
import type { CredentialRecord } from './credential-record.ts'
import type { ExtensionOutputs } from './extensions.ts'
import type { Ledger } from './ledger.ts'
import type { verified } from './verified.ts'

/** What {@link verifyAuthentication} is given. */
export type AuthenticationInput = {
  /** `AuthenticationResponseJSON`, not looked at before */
  response: unknown
  /** the record stored under the response's `rawId` */
  credential: CredentialRecord
  expected: AuthenticationExpectations
  backends?: readonly SignatureBackend[]
  now?: Date
}

/** An authentication that was verified: only {@link verifyAuthentication} makes one. */
export type VerifiedAuthentication = {
  readonly [verified]: 'authentication'
  /** the record as it should be stored now */
  credential: CredentialRecord
  /** whether the authenticator verified the user, asked to or not; whether that counts is for `credential.uvInitialized` */
  userVerified: boolean
  /** the signature counter did not rise: there may be two of this authenticator */
  cloneSignal: boolean
  /** of what was asked for */
  extensions: ExtensionOutputs
  ledger: Ledger
}

/**
 * Verifies an authentication, step by step, without state: challenge, expiry, single use and the storing of the
 * updated record are the caller's.
 *
 * @param input - the response as it came, the stored record of its credential, and what is expected
 * @returns the updated record, the clone signal, and the ledger of 25 steps
 * @throws {@link CeremonyError} with the step that failed and the ledger up to it
 * @example
 * ```ts no-run
 * import { type CredentialRecord, verifyAuthentication } from '@latchkey/rp-core'
 *
 * declare const response: unknown
 * declare const challenge: Uint8Array
 * declare const credential: CredentialRecord
 * const { credential: updated } = await verifyAuthentication({
 *   response,
 *   credential,
 *   expected: {
 *     challenge,
 *     rpId: 'example.org',
 *     origins: ['https://example.org'],
 *     userVerification: 'required',
 *     allowCredentials: [],
 *     userHandle: 'from-response',
 *   },
 * })
 * ```
 * @see WebAuthn Level 3 §7.2
 */
export async function verifyAuthentication(input: AuthenticationInput): Promise<VerifiedAuthentication> {
  return judge(begin(input))
}

/** Judges what has begun. */
export async function judge(ceremony: AuthenticationCeremony): Promise<VerifiedAuthentication> {
  return conclude(ceremony, await conduct(authenticationRows, ceremony))
}

export function conclude(
  {
    updated: credential,
    authenticatorData,
    cloneSignal,
    extensionOutputs: extensions,
  }: AuthenticationCeremony,
  ledger: Ledger,
): VerifiedAuthentication {
  const userVerified = authenticatorData!.flags.uv
  return { credential, userVerified, cloneSignal, extensions, ledger } as VerifiedAuthentication
}

/**
 * Explains an authentication: runs every step that can still run after a failure, and never throws for a bad
 * response. Its result is no authentication: nothing follows from it.
 *
 * @param input - as for {@link verifyAuthentication}
 * @returns the whole ledger
 * @example
 * ```ts no-run
 * import { explainAuthentication } from '@latchkey/rp-core'
 *
 * declare const input: Parameters<typeof explainAuthentication>[0]
 * for (const { step, title, verdict } of (await explainAuthentication(input)).ledger) console.log(step, title, verdict)
 * ```
 * @see WebAuthn Level 3 §7.2
 */
export async function explainAuthentication(input: AuthenticationInput): Promise<{ ledger: Ledger }> {
  return { ledger: await explain(authenticationRows, begin(input)) }
}

export function begin({
  response,
  credential,
  expected,
  backends,
}: AuthenticationInput): AuthenticationCeremony {
  return { json: response, credential, expected, backends }
}
