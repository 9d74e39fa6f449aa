/** The two calls of a registration. */
import type { Attestation } from '@latchkey/attestation'
import { createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats/none'
import { packedSelf } from '@latchkey/attestation/formats/packed-self'
import { algorithms } from '@latchkey/cose-keys'
import { encodeBase64url } from '@latchkey/octets'
import { keepState, type RegistrationState, randomBytes, takeState } from './ceremony-state.ts'
import { failAt, refuse, withVerdict } from './conduct.ts'
import type { CredentialRecord } from './credential-record.ts'
import { keyedHash } from './keyed-hash.ts'
import type { Ledger } from './ledger.ts'
import type { AuthenticatorSelection, PublicKeyCredentialCreationOptionsJSON } from './options-json.ts'
import { registrationRows } from './registration-steps.ts'
import { configurationError, type RelyingPartyConfig } from './relying-party-config.ts'
import type { verified } from './verified.ts'
import { verifyRegistration } from './verify-registration.ts'

export type StartRegistration = {
  user: {
    /** user handle of an existing account, 1 to 64 bytes, and nothing about the person */
    id?: Uint8Array
    /** input of an HMAC under `secrets.userHandles`; without it and `id`, 64 random bytes are drawn */
    internalId?: string
    /** what a person signs in with; shown when they choose a passkey */
    name: string
    displayName: string
  }
  /** the pre-login cookie's value: only the session that begins a ceremony can finish it */
  session: string
  /** `conditional` where the browser may create without asking */
  mediation?: 'conditional'
  authenticatorSelection?: AuthenticatorSelection
  hints?: readonly string[]
  extensions?: Readonly<Record<string, unknown>>
  timeoutMilliseconds?: number
}

/** A registration that was verified and stored. */
export type Registration = {
  readonly [verified]: 'registration'
  credential: CredentialRecord
  attestation: Attestation
  ledger: Ledger
}

export interface RegistrationCalls {
  /** makes options for `navigator.credentials.create()`, and the state that finishes the ceremony */
  startRegistration(
    input: StartRegistration,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; state: RegistrationState }>
  /** spends the state, verifies the response, stores the credential; throws a CeremonyError otherwise */
  finishRegistration(input: {
    state: RegistrationState
    session: string
    response: unknown
  }): Promise<Registration>
}

export function registrationCalls(config: RelyingPartyConfig): RegistrationCalls {
  const {
    rp,
    origins,
    relatedOrigins = [],
    topOrigins,
    ceremonyState,
    credentials,
    policy = {},
    backends,
  } = config
  const now = config.now ?? (() => new Date())
  const offered = policy.algorithms ?? algorithms.filter((row) => row.offeredByDefault).map((row) => row.id)
  const attestation = config.attestation ?? {
    conveyance: 'none' as const,
    formats: [none, packedSelf],
    trust: createTrustPolicy({ require: 'none' }),
  }

  return {
    async startRegistration({ user, session, mediation, authenticatorSelection = {}, hints = [], ...rest }) {
      const userHandle = userHandleOf(user, config)
      const timeout = rest.timeoutMilliseconds ?? policy.timeoutMilliseconds ?? 300_000
      const challenge = randomBytes(32)
      const { residentKey = 'required', userVerification = 'required' } = authenticatorSelection
      const registered = user.id ? await credentials.listByUserHandle(user.id) : []
      const state = await keepState(ceremonyState.store, session, {
        kind: 'registration',
        challenge,
        expires: new Date(now().getTime() + timeout),
        userHandle,
        allowCredentials: [],
        userVerification,
        conditional: mediation === 'conditional',
      })
      return {
        state: state as RegistrationState,
        options: {
          rp: { id: rp.id, name: rp.name },
          user: { id: encodeBase64url(userHandle), name: user.name, displayName: user.displayName },
          challenge: encodeBase64url(challenge),
          pubKeyCredParams: offered.map((alg) => ({ type: 'public-key' as const, alg })),
          timeout,
          excludeCredentials: registered.map(({ id, transports }) => ({
            type: 'public-key' as const,
            id: encodeBase64url(id),
            transports: [...transports],
          })),
          authenticatorSelection: {
            ...authenticatorSelection,
            residentKey,
            requireResidentKey: residentKey === 'required',
            userVerification,
          },
          hints: [...hints],
          attestation: attestation.conveyance,
          extensions: { credProps: true, ...rest.extensions },
        },
      }
    },

    async finishRegistration({ state: name, session, response }) {
      const at = now()
      const state = await takeState(ceremonyState.store, name, 'registration', session, at)
      if ('code' in state) throw failAt(registrationRows, 'R8', state)
      const {
        credential,
        attestation: verdict,
        ledger,
      } = await verifyRegistration({
        response,
        expected: {
          challenge: state.challenge,
          rpId: rp.id,
          origins: [...origins, ...relatedOrigins],
          ...(topOrigins && { crossOrigin: true, topOrigins }),
          userVerification: state.userVerification,
          ...(state.conditional && { mediation: 'conditional' as const }),
          algorithms: offered,
        },
        attestation,
        isRegistered: async (id) => (await credentials.findById(id)) !== undefined,
        ...(backends && { backends }),
        now: at,
      })
      const record: CredentialRecord = { ...credential, userHandle: state.userHandle! }
      if ((await credentials.insert(record)) === 'exists') {
        const refusal = refuse('credential-already-registered', 'the credential ID was registered meanwhile')
        throw failAt(registrationRows, 'R26', refusal)
      }
      return {
        credential: record,
        attestation: verdict,
        ledger: withVerdict(ledger, 'R29', 'passed'),
      } as Registration
    },
  }
}

function userHandleOf(
  { id, internalId, name, displayName }: StartRegistration['user'],
  config: RelyingPartyConfig,
) {
  if (typeof name !== 'string' || name === '' || typeof displayName !== 'string') {
    throw configurationError('configuration-user', 'a user needs a name and a display name')
  }
  if (id) {
    if (id.length >= 1 && id.length <= 64) return id
    throw configurationError(
      'configuration-user',
      `a user handle has 1 to 64 bytes, this one has ${id.length}`,
    )
  }
  if (internalId === undefined) return randomBytes(64)
  const key = config.secrets.userHandles
  if (key) return keyedHash(key, internalId)
  throw configurationError('configuration-secret', 'an internal id needs secrets.userHandles')
}
