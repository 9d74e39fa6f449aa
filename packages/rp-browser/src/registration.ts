/**
 * Creating a passkey.
 *
 * @see WebAuthn Level 3 §5.1.3, §7.1 steps 1–4
 */
import { type CeremonySettings, runModal } from './ceremony.ts'
import { creationOptions } from './options.ts'
import { type Preparation, prepare } from './preparation.ts'
import { responseJson } from './response.ts'
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from './webauthn-json.ts'

/**
 * Asks the person to create a passkey. Ends another ceremony of this page, and lets autofill step back meanwhile.
 * The browser is called before this function returns, so the click that led here still counts.
 *
 * @param options - what the server sent: `challenge`, `user.id` (1–64 bytes) and credential IDs are base64url
 * @param settings - `signal` ends the ceremony
 * @returns what the server takes, bytes as base64url
 * @throws {@link PasskeyError} `not-supported` and `invalid-options` before the browser is asked; `cancelled`,
 * `timed-out`, `already-registered`, `no-suitable-authenticator`, `no-gesture`, `blocked-by-policy`, `wrong-rp-id`,
 * `aborted`, `unknown`
 * @example
 * ```ts
 * import { startRegistration } from '@latchkey/rp-browser'
 *
 * const { options, state } = await (await fetch('/api/registration/start', { method: 'POST' })).json()
 * const response = await startRegistration(options)
 * await fetch('/api/registration/finish', { method: 'POST', body: JSON.stringify({ state, response }) })
 * ```
 * @see WebAuthn Level 3 §5.1.3
 */
export async function startRegistration(
  options: PublicKeyCredentialCreationOptionsJSON,
  settings: CeremonySettings = {},
): Promise<RegistrationResponseJSON> {
  const publicKey = creationOptions(options)
  return responseJson(
    await runModal(
      (container, signal) => container.create({ publicKey, signal }),
      settings.signal,
      options.timeout,
    ),
  )
}

/**
 * Fetches options ahead of the click, and again before they expire. `run()` then calls the browser in the click's
 * own task: some browsers refuse when a fetch lies between.
 *
 * @param fetchOptions - called at once, and again whenever fresh options are due (after three quarters of their
 * `timeout`, or of five minutes). More members than WebAuthn's may be among the options, such as the server's state
 * @returns `run()` for the click, `cancel()` when the button goes, and `options` of the latest run
 * @throws {@link PasskeyError} `run()` throws as {@link startRegistration} does, and `options-unavailable`
 * @example
 * ```ts
 * import { prepareRegistration } from '@latchkey/rp-browser'
 *
 * const passkey = prepareRegistration(async () => {
 *   const { options, state } = await (await fetch('/api/registration/start', { method: 'POST' })).json()
 *   return { ...options, state }
 * })
 * document.querySelector('button')?.addEventListener('click', async () => {
 *   const response = await passkey.run()
 *   const body = JSON.stringify({ state: passkey.options.state, response })
 *   await fetch('/api/registration/finish', { method: 'POST', body })
 * })
 * ```
 * @see WebAuthn Level 3 §5.1.3
 */
export function prepareRegistration<Options extends PublicKeyCredentialCreationOptionsJSON>(
  fetchOptions: () => Promise<Options>,
): Preparation<Options, RegistrationResponseJSON> {
  return prepare(fetchOptions, startRegistration)
}
