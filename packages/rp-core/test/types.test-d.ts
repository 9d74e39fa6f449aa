/** Wrong uses that must not compile; checked by the type checker alone. */
import type {
  Authentication,
  AuthenticationState,
  explainAuthentication,
  RegistrationState,
  RelyingParty,
  RelyingPartyConfig,
  VerifiedAuthentication,
  VerifiedRegistration,
} from '../src/index.ts'

declare const rp: RelyingParty
declare const registrationState: RegistrationState
declare const authenticationState: AuthenticationState
declare const explained: Awaited<ReturnType<typeof explainAuthentication>>
declare const verified: VerifiedAuthentication
declare const config: RelyingPartyConfig

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
