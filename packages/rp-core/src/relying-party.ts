import { encodeBase64url } from '@latchkey/octets'
import type { AuthenticationCalls } from './authentication-calls.ts'
import { authenticationCalls } from './authentication-calls.ts'
import type { RegistrationCalls } from './registration-calls.ts'
import { registrationCalls } from './registration-calls.ts'
import { checkConfig, type RelyingPartyConfig } from './relying-party-config.ts'

/** A relying party: two calls a ceremony, and what browsers ask beside them. */
export interface RelyingParty extends RegistrationCalls, AuthenticationCalls {
  /** the body of `/.well-known/webauthn` */
  relatedOriginsDocument(): { origins: readonly string[] }
  /** payloads for the Signal API of browsers: what is still accepted, and what the account is called */
  signals(
    userHandle: Uint8Array,
    user?: { name: string; displayName: string },
  ): Promise<{ allAcceptedCredentials: object; currentUserDetails?: object }>
}

/**
 * Makes a relying party. Nothing that a client sends can choose user verification, attestation or algorithms.
 *
 * In every finish the order is fixed: the state is spent, credentials are looked up, the response is verified, the
 * record is written, and only then does the call return.
 *
 * @param config - who the relying party is, its stores and its policy; checked here, without network or randomness
 * @returns the calls of both ceremonies
 * @throws {@link CeremonyError} `configuration-rp-id`, `configuration-origin`, `configuration-secret`
 * @example
 * ```ts no-run
 * import { type CeremonyStore, createRelyingParty, type CredentialStore } from '@latchkey/rp-core'
 *
 * declare const ceremonies: CeremonyStore
 * declare const credentials: CredentialStore
 * declare const decoys: Uint8Array
 * const rp = createRelyingParty({
 *   rp: { id: 'example.org', name: 'Example' },
 *   origins: ['https://example.org'],
 *   ceremonyState: { kind: 'stored', store: ceremonies },
 *   credentials,
 *   secrets: { decoys },
 * })
 * const { options, state } = await rp.startAuthentication({ session: 'the pre-login cookie' })
 * ```
 * @see WebAuthn Level 3 §7
 */
export function createRelyingParty(config: RelyingPartyConfig): RelyingParty {
  checkConfig(config)
  const { rp, relatedOrigins = [], credentials } = config
  return Object.freeze({
    ...registrationCalls(config),
    ...authenticationCalls(config),

    relatedOriginsDocument() {
      return { origins: [...relatedOrigins] }
    },

    async signals(userHandle: Uint8Array, user?: { name: string; displayName: string }) {
      const userId = encodeBase64url(userHandle)
      const records = await credentials.listByUserHandle(userHandle)
      const allAcceptedCredentialIds = records.map((record) => encodeBase64url(record.id))
      return {
        allAcceptedCredentials: { rpId: rp.id, userId, allAcceptedCredentialIds },
        ...(user && { currentUserDetails: { rpId: rp.id, userId, ...user } }),
      }
    },
  })
}
