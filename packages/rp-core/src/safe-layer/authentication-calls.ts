/** The two calls of an authentication. */
import { encodeBase64url } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import type {
  AuthenticationCeremony,
  AuthenticationExpectations,
} from '../specification/authentication-ceremony.ts'
import { authenticationRows } from '../specification/authentication-steps.ts'
import { failAt, refuse, withPassed } from '../specification/conduct.ts'
import type { CredentialRecord } from '../specification/credential-record.ts'
import type { ExtensionOutputs } from '../specification/extensions.ts'
import type { Ledger } from '../specification/ledger.ts'
import { type AuthenticationResponse, readAuthenticationResponse } from '../specification/response-json.ts'
import type { verified } from '../specification/verified.ts'
import { judge, type VerifiedAuthentication } from '../specification/verify-authentication.ts'
import {
  type AllowedCredential,
  type AuthenticationState,
  type CeremonyState,
  type CeremonyStates,
  randomBytes,
} from './ceremony-state.ts'
import { decoyRecord, decoysFor, usualAccounts } from './decoys.ts'
import type { PublicKeyCredentialRequestOptionsJSON } from './options-json.ts'
import type { RelyingPartyConfig } from './relying-party-config.ts'
import { type Advice, adviceFor, assessFactors, type MissingFactor } from './sign-in-result.ts'
import { checkStart, descriptor, type StartInput } from './start-options.ts'
import {
  expectedVerification,
  requestVerification,
  type UserVerificationGroup,
  type UserVerificationStrategy,
} from './user-verification.ts'

export type StartAuthentication = StartInput & {
  /** of the account that signs in; without it and `decoyFor`, any discoverable credential may answer */
  userHandle?: Uint8Array
  /**
   * The name that was typed, whether somebody has it or not: where `userHandle` is absent, or the account has no
   * credential, it gets options like any other, and takes as long.
   */
  decoyFor?: string
  /** `derived` unless said */
  userVerification?: UserVerificationStrategy
  /** with `separate`: `verified` unless said */
  group?: UserVerificationGroup
}

/** An authentication that was verified, with its record stored. */
export type Authentication = {
  readonly [verified]: 'authentication'
  credential: CredentialRecord
  userHandle: Uint8Array
  /** two factors where the user was verified with a credential that was registered so */
  factors: 'single-factor' | 'multi-factor'
  /** what the session lacks to have shown two factors, `otherFactor` counted */
  missing: readonly MissingFactor[]
  /** what to suggest to the user */
  advice: readonly Advice[]
  /** the signature counter did not rise: there may be two of this authenticator */
  cloneSignal: boolean
  /** of what was asked for */
  extensions: ExtensionOutputs
  ledger: Ledger
}

export interface AuthenticationCalls {
  /**
   * Makes options for `navigator.credentials.get()`, and the state that finishes the ceremony. Everything in `input` is
   * the server's to say.
   *
   * @throws {@link CeremonyError} `configuration-options`; A1 `user-verification-mixed`, `user-verification-group-empty`
   */
  startAuthentication(
    input: StartAuthentication,
  ): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; state: AuthenticationState }>
  /**
   * Spends the state, verifies the response, updates the record.
   *
   * @throws {@link CeremonyError} with the step that failed: A11 for the state, A6 for a credential that is not there
   */
  finishAuthentication(input: FinishAuthentication): Promise<Authentication>
}

export type FinishAuthentication = {
  state: AuthenticationState
  session: string
  response: unknown
  /** what the server knows of the client, for advice alone */
  client?: { mobile?: boolean }
  /** another factor was shown in this session: a verification now counts for this credential from here on */
  otherFactor?: boolean
}

/** How often a sign-in that lost a race for its record is judged: more at once by one passkey are no person's. */
const attempts = 8

export function authenticationCalls(config: RelyingPartyConfig, states: CeremonyStates): AuthenticationCalls {
  const { rp, credentials, secrets, policy = {}, backends } = config
  const now = config.now ?? (() => new Date())
  const { topOrigins, relatedOrigins = [] } = config
  const { unsolicitedExtensions = 'ignore' } = policy
  const origins = [...config.origins, ...relatedOrigins]

  return {
    async startAuthentication(input) {
      checkStart(input)
      const { session, hints = [], extensions = {}, userVerification: strategy = 'derived' } = input
      const timeout = input.timeoutMilliseconds ?? policy.timeoutMilliseconds ?? 300_000
      // One draw for both halves: what it costs is the call.
      const random = randomBytes(64)
      const challenge = random.subarray(0, 32)
      const account = await accountOf(input)
      const request = requestVerification(strategy, input.group ?? 'verified', account?.credentials)
      if ('code' in request) throw failAt(authenticationRows, 'A1', request)
      const state = await states.keep(
        {
          kind: 'authentication',
          challenge,
          expires: new Date(now().getTime() + timeout),
          ...(account && { userHandle: account.userHandle }),
          allowCredentials: request.credentials.map(allowed),
          userVerification: request.userVerification,
          strategy,
          conditional: false,
          extensions,
          decoy: account?.decoy === true,
        },
        session,
        random.subarray(32),
      )
      return {
        state: state as AuthenticationState,
        options: {
          challenge: encodeBase64url(challenge),
          timeout,
          rpId: rp.id,
          allowCredentials: request.credentials.map(descriptor),
          userVerification: request.userVerification,
          hints: [...hints],
          extensions: { ...extensions },
        },
      }
    },

    async finishAuthentication({ state: name, session, response: json, client, otherFactor }) {
      const at = now()
      const state = await states.take(name, 'authentication', session, at)
      if ('code' in state) throw failAt(authenticationRows, 'A11', state)
      const response = readAuthenticationResponse(json)
      if ('code' in response) throw failAt(authenticationRows, 'A3', response)

      let cloneSignal: boolean | undefined
      for (let attempt = 0; attempt < attempts; attempt++) {
        const record = await recordFor(response, state)
        // Two honest sign-ins at once: the one that lost the race is no clone of the one that won it.
        const clone = attempt === 0 ? policy.cloneSignal : 'flag'
        const result = await judge(ceremonyOf(json, response, record, state, clone, otherFactor))
        cloneSignal ??= result.cloneSignal
        // Nobody has the key of made-up credentials, and if somebody had, it would open nothing.
        if (state.decoy) throw failAt(authenticationRows, 'A21', nobodySigned)
        if ((await credentials.update(record.id, record.version, result.credential)) === 'updated') {
          return authentication(result, cloneSignal, otherFactor === true, {
            attachment: response.attachment,
            mobile: client?.mobile === true,
          })
        }
      }
      const refusal = refuse(
        'credential-changed',
        'the credential record changed under this sign-in again and again',
      )
      throw failAt(authenticationRows, 'A24', refusal)
    },
  }

  /**
   * Whose credentials are listed; nothing where none are. The same is done for every name: decoys are made also where they
   * are not needed, and the store is asked also for an account that nobody has.
   */
  async function accountOf({ userHandle, decoyFor }: StartAuthentication): Promise<Account | undefined> {
    if (userHandle === undefined && decoyFor === undefined) return undefined
    const name = decoyFor ?? encodeBase64url(userHandle!)
    const decoys = decoysFor(secrets.decoys, policy.decoys ?? usualAccounts, name)
    const records = await credentials.listByUserHandle(userHandle ?? decoys.userHandle)
    const own = records.filter((record) => record.rpId === rp.id)
    // An account without credentials must not become a request for anybody's.
    return userHandle !== undefined && own.length > 0
      ? { userHandle, credentials: own, decoy: false }
      : { userHandle: decoys.userHandle, credentials: decoys.credentials, decoy: true }
  }

  /** The record that a response is judged against. The store is asked also where the credentials are made up. */
  async function recordFor({ credentialId }: AuthenticationResponse, state: CeremonyState) {
    const { allowCredentials, decoy, userHandle } = state
    const listed = allowCredentials.find(({ id }) => equalBytes(id, credentialId))
    if (allowCredentials.length > 0 && listed === undefined) {
      const refusal = refuse('credential-not-allowed', 'the credential is none of those that were allowed')
      throw failAt(authenticationRows, 'A5', refusal)
    }
    const stored = await credentials.findById(credentialId)
    if (decoy) return decoyRecord(listed!, userHandle!, rp.id)
    if (stored?.rpId === rp.id) return stored
    const refusal = refuse('credential-unknown', 'no credential of this relying party has this ID')
    throw failAt(authenticationRows, 'A6', refusal)
  }

  /** Every member is written out: spreading a dozen takes as long as verifying a signature by RSA. */
  function ceremonyOf(
    json: unknown,
    response: AuthenticationResponse,
    credential: CredentialRecord,
    state: CeremonyState,
    cloneSignal: 'flag' | 'refuse' | 'step-up' | undefined,
    otherFactor: boolean | undefined,
  ): AuthenticationCeremony {
    const { challenge, allowCredentials, extensions } = state
    const expected: AuthenticationExpectations = {
      challenge,
      rpId: rp.id,
      origins,
      crossOrigin: topOrigins !== undefined,
      topOrigins: topOrigins ?? [],
      userVerification: expectedVerification(state.userVerification, state.strategy, credential),
      allowCredentials: allowCredentials.map(({ id }) => id),
      userHandle: state.userHandle ?? 'from-response',
      extensions,
      unsolicitedExtensions,
      backupEligibilityChange: eligibilityChange(credential),
      cloneSignal: cloneSignal === 'refuse' ? 'refuse' : 'flag',
      otherFactor: otherFactor === true,
      conformance: policy.conformance === true,
    }
    if (typeof extensions.appid === 'string') expected.appId = extensions.appid
    return { json, response, credential, backends, expected }
  }

  function eligibilityChange({ backupEligible }: CredentialRecord): 'refuse' | 'accept' {
    const { backupEligibilityChange: change = 'refuse' } = policy
    if (change === 'upgrade-once') return backupEligible === false ? 'accept' : 'refuse'
    return change
  }

  async function authentication(
    { credential, userVerified, extensions, ledger }: VerifiedAuthentication,
    cloneSignal: boolean,
    otherFactor: boolean,
    client: Parameters<typeof adviceFor>[1],
  ): Promise<Authentication> {
    const distrusted = cloneSignal && policy.cloneSignal === 'step-up'
    const { userHandle } = credential
    const isBackedUp = ({ backupEligible, rpId }: CredentialRecord) =>
      rpId === rp.id && backupEligible !== false
    const isDeviceBound =
      !isBackedUp(credential) && !(await credentials.listByUserHandle(userHandle)).some(isBackedUp)
    return {
      credential,
      userHandle,
      ...assessFactors(credential, { userVerified, otherFactor, distrusted }),
      advice: adviceFor(credential, client, isDeviceBound),
      cloneSignal,
      extensions,
      ledger: withPassed(authenticationRows, ledger, 'A1', 'A24'),
    } as unknown as Authentication
  }
}

type Candidate = Pick<
  CredentialRecord,
  'id' | 'transports' | 'registeredWithUserVerification' | 'backupEligible'
>
type Account = { userHandle: Uint8Array; credentials: readonly Candidate[]; decoy: boolean }

/** What is not known of a record is as it mostly is. */
function allowed({ id, registeredWithUserVerification, backupEligible }: Candidate): AllowedCredential {
  return {
    id,
    registeredWithUserVerification: registeredWithUserVerification !== false,
    backupEligible: backupEligible !== false,
  }
}

const nobodySigned = /* @__PURE__ */ refuse(
  'signature-invalid',
  'the signature is not by the credential’s key',
)
