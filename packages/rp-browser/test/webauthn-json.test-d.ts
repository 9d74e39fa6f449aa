import {
  type AuthenticationResponseJSON,
  explainError,
  PasskeyError,
  prepareAuthentication,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
} from '../src/index.ts'

declare const creation: PublicKeyCredentialCreationOptionsJSON
declare const request: PublicKeyCredentialRequestOptionsJSON
declare const failure: unknown

// The DOM library's options are accepted, and its responses take ours.
export const registered: Promise<globalThis.RegistrationResponseJSON> = startRegistration(creation)
export const authenticated: Promise<globalThis.AuthenticationResponseJSON> = startAuthentication(request, {
  autofill: true,
  signal: new AbortController().signal,
})
export const responses: [RegistrationResponseJSON, AuthenticationResponseJSON] = [
  await registered,
  await authenticated,
] as [globalThis.RegistrationResponseJSON, globalThis.AuthenticationResponseJSON]

// What the caller adds to the options is still there after a run.
export const state: string | undefined = prepareAuthentication(async () => ({ ...request, state: 's' }))
  .options?.state

// @ts-expect-error options of a sign-in do not make a registration
startRegistration(request)
// @ts-expect-error bytes are base64url
startAuthentication({ challenge: new Uint8Array(16) })
// @ts-expect-error there is no such setting
startAuthentication(request, { conditional: true })
// @ts-expect-error the union of codes is closed
export const misspelt: boolean = explainError(failure).code === 'canceled'
if (PasskeyError.is(failure)) failure.code satisfies string
