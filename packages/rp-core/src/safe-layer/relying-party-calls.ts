import { encodeBase64url } from '@latchkey/octets'
import { type AuthenticationCalls, authenticationCalls } from './authentication-calls.ts'
import type { CeremonyStates } from './ceremony-state.ts'
import { checkConfig } from './check-config.ts'
import type { Cipher } from './cipher.ts'
import { type RegistrationCalls, registrationCalls } from './registration-calls.ts'
import type { RelyingPartyConfig } from './relying-party-config.ts'
import { sealedStates } from './sealed-states.ts'
import { storedStates } from './stored-states.ts'

/** A relying party: two calls a ceremony, and what browsers ask beside them. */
export interface RelyingParty extends RegistrationCalls, AuthenticationCalls {
  readonly rpId: string
  /** the body of `/.well-known/webauthn` */
  relatedOriginsDocument(): { origins: readonly string[] }
  /**
   * Payloads for the Signal API of browsers: what is still accepted, and what the account is called. For the user who is
   * signed in alone: others' credential IDs would tell of them, and what is not listed is hidden.
   */
  signals(
    userHandle: Uint8Array,
    user?: { name: string; displayName: string },
  ): Promise<{ allAcceptedCredentials: object; currentUserDetails?: object }>
}

/** Puts the calls of a relying party together, over one runtime's cipher. */
export function assembleRelyingParty(given: RelyingPartyConfig, cipher: Cipher): RelyingParty {
  checkConfig(given)
  const config = { ...given, secrets: copied(given.secrets) }
  const { rp, relatedOrigins = [], credentials } = config
  const states = statesOf(config, cipher)
  return Object.freeze({
    rpId: rp.id,
    ...registrationCalls(config, states),
    ...authenticationCalls(config, states),

    relatedOriginsDocument() {
      return { origins: [...relatedOrigins] }
    },

    async signals(userHandle: Uint8Array, user?: { name: string; displayName: string }) {
      const userId = encodeBase64url(userHandle)
      const records = await credentials.listByUserHandle(userHandle)
      const own = records.filter((record) => record.rpId === rp.id)
      const allAcceptedCredentialIds = own.map((record) => encodeBase64url(record.id))
      return {
        allAcceptedCredentials: { rpId: rp.id, userId, allAcceptedCredentialIds },
        ...(user && { currentUserDetails: { rpId: rp.id, userId, ...user } }),
      }
    },
  })
}

function statesOf({ ceremonyState, rp }: RelyingPartyConfig, cipher: Cipher): CeremonyStates {
  return ceremonyState.kind === 'stored'
    ? storedStates(ceremonyState.store, rp.id)
    : sealedStates(ceremonyState, rp.id, cipher)
}

/** A caller may wipe his own. */
function copied({ decoys, userHandles }: RelyingPartyConfig['secrets']): RelyingPartyConfig['secrets'] {
  return { decoys: decoys.slice(), ...(userHandles && { userHandles: userHandles.slice() }) }
}
