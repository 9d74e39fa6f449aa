/** Wrong uses that must not compile; checked by the type checker alone. */
import {
  type Authentication,
  type AuthenticationInput,
  type AuthenticationState,
  explainAuthentication,
  explainRegistration,
  type Registration,
  type RegistrationInput,
  type RegistrationState,
  type RelyingParty,
  type RelyingPartyConfig,
  type ReplayGuard,
  type SealingKey,
  type VerifiedAuthentication,
  type VerifiedRegistration,
  verifyAuthentication,
  verifyRegistration,
} from '../src/index.ts'
import { verifyAuthenticationSync } from '../src/node.ts'

declare const rp: RelyingParty
declare const registrationState: RegistrationState
declare const authenticationState: AuthenticationState
declare const explained: Awaited<ReturnType<typeof explainAuthentication>>
declare const verified: VerifiedAuthentication
declare const config: RelyingPartyConfig
declare const sealingKey: SealingKey
declare const replayGuard: ReplayGuard

rp.finishRegistration({ state: registrationState, session: '', response: {} })
// @ts-expect-error a state of the other ceremony
rp.finishRegistration({ state: authenticationState, session: '', response: {} })
// @ts-expect-error any text
rp.finishAuthentication({ state: 'text', session: '', response: {} })
// @ts-expect-error whether it verifies would be up to the browser
rp.startAuthentication({ session: '', userVerification: 'preferred' })
rp.startRegistration({
  user: { name: '', displayName: '' },
  session: '',
  // @ts-expect-error the same
  authenticatorSelection: { userVerification: 'preferred' },
})

rp.startAuthentication({ session: '', userVerification: 'preferredIsEquivalentToDiscouraged' })
// @ts-expect-error a state that the client has, and nothing that remembers whether it was used
export const unguarded: RelyingPartyConfig['ceremonyState'] = { kind: 'sealed', keys: [sealingKey] }
export const guarded: RelyingPartyConfig['ceremonyState'] = {
  kind: 'sealed',
  keys: [sealingKey],
  replayGuard,
}
// @ts-expect-error no key to seal with
export const keyless: RelyingPartyConfig['ceremonyState'] = { kind: 'sealed', keys: [], replayGuard }

declare function signIn(result: Authentication): void
// @ts-expect-error a promise
signIn(rp.finishAuthentication({ state: authenticationState, session: '', response: {} }))
// @ts-expect-error an explanation is no authentication
signIn(explained)
// @ts-expect-error a plain object
signIn({ ...config, ledger: [] })
// @ts-expect-error a result of the specification layer alone has stored nothing
signIn(verified)

// @ts-expect-error the other ceremony
export const registration: VerifiedRegistration = verified

// Results are what verifications made, and nothing else is one.
declare const registrationInput: RegistrationInput
declare const authenticationInput: AuthenticationInput
declare const verifiedRegistration: VerifiedRegistration
declare const registered: Registration
declare const authenticated: Authentication
const finish = { session: '', response: {} }

declare function takeVerifiedRegistration(result: VerifiedRegistration): void
takeVerifiedRegistration(await verifyRegistration(registrationInput))
// @ts-expect-error a promise
takeVerifiedRegistration(verifyRegistration(registrationInput))
// @ts-expect-error an explanation
takeVerifiedRegistration(await explainRegistration(registrationInput))
{
  const { credential, attestation, extensions, ledger } = verifiedRegistration
  // @ts-expect-error a plain object, of the same members
  takeVerifiedRegistration({ credential, attestation, extensions, ledger })
}

declare function takeVerifiedAuthentication(result: VerifiedAuthentication): void
takeVerifiedAuthentication(await verifyAuthentication(authenticationInput))
takeVerifiedAuthentication(verifyAuthenticationSync(authenticationInput))
// @ts-expect-error a promise
takeVerifiedAuthentication(verifyAuthentication(authenticationInput))
// @ts-expect-error an explanation
takeVerifiedAuthentication(await explainAuthentication(authenticationInput))
{
  const { credential, cloneSignal, extensions, ledger } = verified
  // @ts-expect-error a plain object, of the same members
  takeVerifiedAuthentication({ credential, cloneSignal, extensions, ledger })
}

declare function takeRegistration(result: Registration): void
takeRegistration(await rp.finishRegistration({ ...finish, state: registrationState }))
// @ts-expect-error a promise
takeRegistration(rp.finishRegistration({ ...finish, state: registrationState }))
// @ts-expect-error an explanation
takeRegistration(await explainRegistration(registrationInput))
// @ts-expect-error a result of the specification layer, which has stored nothing
takeRegistration(verifiedRegistration)
{
  const { credential, attestation, ledger } = registered
  // @ts-expect-error a plain object, of the same members
  takeRegistration({ credential, attestation, ledger })
}

declare function takeAuthentication(result: Authentication): void
takeAuthentication(await rp.finishAuthentication({ ...finish, state: authenticationState }))
// @ts-expect-error a promise
takeAuthentication(rp.finishAuthentication({ ...finish, state: authenticationState }))
// @ts-expect-error an explanation
takeAuthentication(await explainAuthentication(authenticationInput))
{
  const { credential, userHandle, factors, missing, advice, cloneSignal, ledger } = authenticated
  // @ts-expect-error a plain object, of the same members
  takeAuthentication({ credential, userHandle, factors, missing, advice, cloneSignal, ledger })
}
