/** The two calls of a registration. */
import { type Attestation, createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats/none'
import { packedSelf } from '@latchkey/attestation/formats/packed-self'
import { algorithms } from '@latchkey/cose-keys'
import { encodeBase64url } from '@latchkey/octets'
import { failAt, refuse, withPassed } from '../specification/conduct.ts'
import type { CredentialRecord } from '../specification/credential-record.ts'
import type { ExtensionOutputs } from '../specification/extensions.ts'
import type { Ledger } from '../specification/ledger.ts'
import { registrationRows } from '../specification/registration-steps.ts'
import type { verified } from '../specification/verified.ts'
import { verifyRegistration } from '../specification/verify-registration.ts'
import { type CeremonyStates, type RegistrationState, randomBytes } from './ceremony-state.ts'
import type { AuthenticatorSelection, PublicKeyCredentialCreationOptionsJSON } from './options-json.ts'
import type { AttestationConfig, RelyingPartyConfig } from './relying-party-config.ts'
import { checkStart, descriptor, type StartInput } from './start-options.ts'
import { type AccountUser, userHandleOf } from './user-handle.ts'

export type StartRegistration = StartInput & {
  user: AccountUser
  /** `conditional` where the browser may create without asking, after a sign-in by password */
  mediation?: 'conditional'
  /** no attachment unless said; user verification required, a discoverable credential preferred */
  authenticatorSelection?: AuthenticatorSelection
}

/** A registration that was verified and stored. */
export type Registration = {
  readonly [verified]: 'registration'
  credential: CredentialRecord
  attestation: Attestation
  /** of what was asked for */
  extensions: ExtensionOutputs
  ledger: Ledger
}

export interface RegistrationCalls {
  /**
   * Makes options for `navigator.credentials.create()`, and the state that finishes the ceremony. Everything in `input`
   * is the server's to say: hand nothing of a request's body on but names that were checked.
   *
   * @throws {@link CeremonyError} `configuration-user`, `configuration-options`, `configuration-secret`
   */
  startRegistration(
    input: StartRegistration,
  ): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; state: RegistrationState }>
  /**
   * Spends the state, verifies the response, stores the credential.
   *
   * @throws {@link CeremonyError} with the step that failed: R8 for the state, R26 for a credential that is registered
   */
  finishRegistration(input: {
    state: RegistrationState
    session: string
    response: unknown
  }): Promise<Registration>
}

export function registrationCalls(config: RelyingPartyConfig, states: CeremonyStates): RegistrationCalls {
  const { rp, credentials, policy = {}, backends } = config
  const now = config.now ?? (() => new Date())
  const offered = policy.algorithms ?? algorithms.filter((row) => row.offeredByDefault).map((row) => row.id)
  const attestation = attestationOf(config)
  const expected = {
    rpId: rp.id,
    origins: [...config.origins, ...(config.relatedOrigins ?? [])],
    ...(config.topOrigins && { crossOrigin: true, topOrigins: config.topOrigins }),
    algorithms: offered,
    ...(policy.unsolicitedExtensions && { unsolicitedExtensions: policy.unsolicitedExtensions }),
    ...(policy.conformance && { conformance: true }),
  }

  return {
    async startRegistration(input) {
      checkStart(input)
      const { user, session, mediation, authenticatorSelection = {}, hints = [] } = input
      const userHandle = userHandleOf(user, config.secrets.userHandles)
      const timeout = input.timeoutMilliseconds ?? policy.timeoutMilliseconds ?? 300_000
      // One draw for both halves: what it costs is the call.
      const random = randomBytes(64)
      const challenge = random.subarray(0, 32)
      const conditional = mediation === 'conditional'
      // The client must not verify where it does not ask.
      const userVerification =
        authenticatorSelection.userVerification ?? (conditional ? 'discouraged' : 'required')
      const residentKey = authenticatorSelection.residentKey ?? (conditional ? 'required' : 'preferred')
      const extensions = { credProps: true, ...input.extensions }
      const isNew = user.id === undefined && user.internalId === undefined
      const registered = isNew ? [] : await credentials.listByUserHandle(userHandle)
      const state = await states.keep(
        {
          kind: 'registration',
          challenge,
          expires: new Date(now().getTime() + timeout),
          userHandle,
          allowCredentials: [],
          userVerification,
          strategy: 'derived',
          conditional,
          extensions,
          decoy: false,
        },
        session,
        random.subarray(32),
      )
      const { authenticatorAttachment } = authenticatorSelection
      return {
        state: state as RegistrationState,
        options: {
          rp: { id: rp.id, name: rp.name },
          user: { id: encodeBase64url(userHandle), name: user.name, displayName: user.displayName },
          challenge: encodeBase64url(challenge),
          pubKeyCredParams: offered.map((alg) => ({ type: 'public-key' as const, alg })),
          timeout,
          excludeCredentials: registered.filter((record) => record.rpId === rp.id).map(descriptor),
          authenticatorSelection: {
            ...(authenticatorAttachment && { authenticatorAttachment }),
            residentKey,
            requireResidentKey: residentKey === 'required',
            userVerification,
          },
          hints: [...hints],
          attestation: attestation.conveyance,
          extensions,
        },
      }
    },

    async finishRegistration({ state: name, session, response }) {
      const at = now()
      const state = await states.take(name, 'registration', session, at)
      if ('code' in state) throw failAt(registrationRows, 'R8', state)
      const verification = await verifyRegistration({
        response,
        expected: {
          ...expected,
          challenge: state.challenge,
          userVerification: state.userVerification,
          ...(state.conditional && { mediation: 'conditional' as const }),
          extensions: state.extensions,
        },
        attestation,
        isRegistered: async (id) => (await credentials.findById(id)) !== undefined,
        ...(backends && { backends }),
        now: at,
      })
      const credential: CredentialRecord = { ...verification.credential, userHandle: state.userHandle! }
      if ((await credentials.insert(credential)) !== 'inserted') {
        const refusal = refuse('credential-already-registered', 'the credential ID was registered meanwhile')
        throw failAt(registrationRows, 'R26', refusal)
      }
      const ledger = withPassed(registrationRows, verification.ledger, 'R1', 'R29')
      return { ...verification, credential, ledger } as Registration
    },
  }
}

/** An attestation that is asked for with its serial number may have one. */
function attestationOf({ attestation }: RelyingPartyConfig): AttestationConfig {
  if (attestation === undefined) {
    return { conveyance: 'none', formats: [none, packedSelf], trust: createTrustPolicy({ require: 'none' }) }
  }
  if (attestation.conveyance !== 'enterprise') return attestation
  const { trust } = attestation
  return { ...attestation, trust: { ...trust, options: [...trust.options, 'enterprise-serial-number'] } }
}
