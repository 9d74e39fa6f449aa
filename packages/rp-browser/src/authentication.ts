/**
 * Using a passkey to sign in.
 *
 * @see WebAuthn Level 3 §5.1.4, §7.2 steps 1–4
 */
import { type Call, type CeremonySettings, runAutofill, runModal } from './ceremony.ts'
import { requestOptions } from './options.ts'
import { PasskeyError } from './passkey-error.ts'
import { type Preparation, prepare } from './preparation.ts'
import { responseJson } from './response.ts'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from './webauthn-json.ts'

/**
 * Asks the person to sign in with a passkey.
 *
 * By a button: ends another ceremony of this page, and lets autofill step back meanwhile. The browser is called
 * before this function returns, so the click that led here still counts.
 *
 * With `autofill`: offers passkeys in the list of a form field with `autocomplete="username webauthn"` and waits, for
 * as long as the page is open. It steps back for a button and comes back after it. Another autofill ends this one.
 *
 * @param options - what the server sent: `challenge` and credential IDs are base64url
 * @param settings - `autofill` as above; `signal` ends the ceremony
 * @returns what the server takes, bytes as base64url
 * @throws {@link PasskeyError} `not-supported` (with `autofill` also where the browser cannot do that) and
 * `invalid-options` before the browser is asked; `cancelled`, `timed-out`, `no-suitable-authenticator`,
 * `no-gesture`, `blocked-by-policy`, `wrong-rp-id`, `aborted`, `unknown`
 * @example
 * ```ts
 * import { startAuthentication } from '@latchkey/rp-browser'
 *
 * const { options, state } = await (await fetch('/api/authentication/start', { method: 'POST' })).json()
 * const response = await startAuthentication(options, { autofill: true })
 * await fetch('/api/authentication/finish', { method: 'POST', body: JSON.stringify({ state, response }) })
 * ```
 * @see WebAuthn Level 3 §5.1.4, §5.1.4.2 (conditional mediation)
 */
export async function startAuthentication(
  options: PublicKeyCredentialRequestOptionsJSON,
  settings: CeremonySettings & { readonly autofill?: boolean } = {},
): Promise<AuthenticationResponseJSON> {
  const { autofill, signal: stop } = settings
  const publicKey = requestOptions(options)
  const get: Call = async (container, signal) => {
    if (!autofill) return container.get({ publicKey, signal })
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.()))
      throw new PasskeyError('not-supported')
    return container.get({ publicKey, signal, mediation: 'conditional' })
  }
  return responseJson(await (autofill ? runAutofill : runModal)(get, stop, options.timeout))
}

/**
 * Fetches options ahead of the click, and again before they expire. `run()` then calls the browser in the click's
 * own task: some browsers refuse when a fetch lies between.
 *
 * @param fetchOptions - called at once, and again whenever fresh options are due (after three quarters of their
 * `timeout`, or of five minutes). More members than WebAuthn's may be among the options, such as the server's state
 * @returns `run()` for the click, `cancel()` when the button goes, and `options` of the latest run
 * @throws {@link PasskeyError} `run()` throws as {@link startAuthentication} does, and `options-unavailable`
 * @example
 * ```ts
 * import { prepareAuthentication } from '@latchkey/rp-browser'
 *
 * const signIn = prepareAuthentication(async () => {
 *   const { options, state } = await (await fetch('/api/authentication/start', { method: 'POST' })).json()
 *   return { ...options, state }
 * })
 * document.querySelector('button')?.addEventListener('click', async () => {
 *   const response = await signIn.run()
 *   const body = JSON.stringify({ state: signIn.options.state, response })
 *   await fetch('/api/authentication/finish', { method: 'POST', body })
 * })
 * ```
 * @see WebAuthn Level 3 §5.1.4
 */
export function prepareAuthentication<Options extends PublicKeyCredentialRequestOptionsJSON>(
  fetchOptions: () => Promise<Options>,
): Preparation<Options, AuthenticationResponseJSON> {
  return prepare(fetchOptions, startAuthentication)
}
