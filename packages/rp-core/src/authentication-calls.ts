/** The two calls of an authentication. */
import { encodeBase64url } from '@latchkey/octets'
import { authenticationRows } from './authentication-steps.ts'
import {
  type AuthenticationState,
  type CeremonyState,
  keepState,
  randomBytes,
  takeState,
} from './ceremony-state.ts'
import { failAt, refuse, withVerdict } from './conduct.ts'
import type { CredentialRecord } from './credential-record.ts'
import { decoysFor } from './decoys.ts'
import type { Ledger } from './ledger.ts'
import type { PublicKeyCredentialRequestOptionsJSON } from './options-json.ts'
import type { RelyingPartyConfig } from './relying-party-config.ts'
import { readAuthenticationResponse } from './response-json.ts'
import { requestedVerification, type UserVerificationStrategy } from './user-verification.ts'
import type { verified } from './verified.ts'
import { type VerifiedAuthentication, verifyAuthentication } from './verify-authentication.ts'

export type StartAuthentication = {
  /** the pre-login cookie's value: only the session that begins a ceremony can finish it */
  session: string
  /** of the account that signs in; without it and `decoyFor`, any discoverable credential may answer */
  userHandle?: Uint8Array
  /** a normalised name that nobody has: it gets options like any other */
  decoyFor?: string
  /** `derived` unless said */
  userVerification?: UserVerificationStrategy
  hints?: readonly string[]
  extensions?: Readonly<Record<string, unknown>>
  timeoutMilliseconds?: number
}

/** An authentication that was verified, with its record stored. */
export type Authentication = {
  readonly [verified]: 'authentication'
  credential: CredentialRecord
  userHandle: Uint8Array
  /** two factors where the user was verified with a credential that was registered so */
  factors: 'single-factor' | 'multi-factor'
  /** what a policy still wants */
  missing: readonly string[]
  /** what to suggest to the user */
  advice: readonly string[]
  /** the signature counter did not rise: there may be two of this authenticator */
  cloneSignal: boolean
  ledger: Ledger
}

export interface AuthenticationCalls {
  /** makes options for `navigator.credentials.get()`, and the state that finishes the ceremony */
  startAuthentication(
    input: StartAuthentication,
  ): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; state: AuthenticationState }>
  /** spends the state, verifies the response, updates the record; throws a CeremonyError otherwise */
  finishAuthentication(input: {
    state: AuthenticationState
    session: string
    response: unknown
    /** another factor was shown in this session */
    otherFactor?: boolean
  }): Promise<Authentication>
}

/** How often a sign-in that lost a race for its record is judged against the new record. */
const attempts = 3

export function authenticationCalls(config: RelyingPartyConfig): AuthenticationCalls {
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

  return {
    async startAuthentication({ session, userHandle, decoyFor, hints = [], extensions = {}, ...rest }) {
      const records = userHandle ? await credentials.listByUserHandle(userHandle) : []
      const userVerification = requestedVerification(rest.userVerification ?? 'derived', records)
      if (userVerification === 'mixed') {
        const message = 'some of these credentials were registered with user verification and some without'
        throw failAt(authenticationRows, 'A1', refuse('user-verification-mixed', message))
      }
      // An account without credentials must not become a request for anybody's.
      const listed = records.length > 0 ? records : decoysOf(userHandle, decoyFor)
      const timeout = rest.timeoutMilliseconds ?? policy.timeoutMilliseconds ?? 300_000
      const challenge = randomBytes(32)
      const state = await keepState(ceremonyState.store, session, {
        kind: 'authentication',
        challenge,
        expires: new Date(now().getTime() + timeout),
        ...(userHandle && { userHandle }),
        allowCredentials: listed.map(({ id }) => id),
        userVerification,
        conditional: false,
      })
      return {
        state: state as AuthenticationState,
        options: {
          challenge: encodeBase64url(challenge),
          timeout,
          rpId: rp.id,
          allowCredentials: listed.map(({ id, transports }) => ({
            type: 'public-key' as const,
            id: encodeBase64url(id),
            transports: [...transports],
          })),
          userVerification,
          hints: [...hints],
          extensions: { ...extensions },
        },
      }
    },

    async finishAuthentication({ state: name, session, response, otherFactor }) {
      const at = now()
      const state = await takeState(ceremonyState.store, name, 'authentication', session, at)
      if ('code' in state) throw failAt(authenticationRows, 'A11', state)
      const read = readAuthenticationResponse(response)
      if ('code' in read) throw failAt(authenticationRows, 'A3', read)

      let cloneSignal: boolean | undefined
      for (let attempt = 0; attempt < attempts; attempt++) {
        const stored = await credentials.findById(read.credentialId)
        if (stored?.rpId !== rp.id) {
          const refusal = refuse('credential-unknown', 'no credential of this relying party has this ID')
          throw failAt(authenticationRows, 'A6', refusal)
        }
        const result = await verify(response, stored, state, at, otherFactor, attempt > 0)
        // Two honest sign-ins at once: the one that lost the race is no clone of the one that won it.
        cloneSignal ??= result.cloneSignal
        const outcome = await credentials.update(stored.id, stored.version, result.credential)
        if (outcome === 'updated') return authentication(stored, result, cloneSignal)
      }
      const refusal = refuse(
        'credential-changed',
        'the credential record changed under this sign-in again and again',
      )
      throw failAt(authenticationRows, 'A24', refusal)
    },
  }

  function decoysOf(userHandle: Uint8Array | undefined, name: string | undefined) {
    if (name !== undefined) return decoysFor(config.secrets.decoys, name)
    return userHandle ? decoysFor(config.secrets.decoys, encodeBase64url(userHandle)) : []
  }

  function verify(
    response: unknown,
    credential: CredentialRecord,
    state: CeremonyState,
    at: Date,
    otherFactor: boolean | undefined,
    again: boolean,
  ): Promise<VerifiedAuthentication> {
    const cloneSignal = again ? 'flag' : policy.cloneSignal
    return verifyAuthentication({
      response,
      credential,
      expected: {
        challenge: state.challenge,
        rpId: rp.id,
        origins: [...origins, ...relatedOrigins],
        ...(topOrigins && { crossOrigin: true, topOrigins }),
        userVerification: state.userVerification,
        allowCredentials: state.allowCredentials,
        userHandle: state.userHandle ?? 'from-response',
        ...(policy.backupEligibilityChange && { backupEligibilityChange: policy.backupEligibilityChange }),
        ...(cloneSignal && { cloneSignal }),
        ...(otherFactor !== undefined && { otherFactor }),
      },
      ...(backends && { backends }),
      now: at,
    })
  }
}

function authentication(
  stored: CredentialRecord,
  { credential, ledger }: VerifiedAuthentication,
  cloneSignal: boolean,
): Authentication {
  const uvPassed = ledger.find((entry) => entry.step === 'A17')?.verdict === 'passed'
  return {
    credential,
    userHandle: stored.userHandle,
    factors: uvPassed && stored.uvInitialized ? 'multi-factor' : 'single-factor',
    missing: [],
    advice: credential.backupEligible ? [] : ['device-bound'],
    cloneSignal,
    ledger: withVerdict(ledger, 'A24', 'passed'),
  } as unknown as Authentication
}
