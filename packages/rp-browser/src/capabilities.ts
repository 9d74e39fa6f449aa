/**
 * Says what this browser can do, in WebAuthn's own words: `conditionalGet` (autofill), `conditionalCreate`,
 * `hybridTransport`, `passkeyPlatformAuthenticator`, `userVerifyingPlatformAuthenticator`, `relatedOrigins`, the
 * `signal…` methods, `extension:…`, and what a browser adds. Where it has no such list, older questions are asked.
 *
 * @returns each capability that the browser speaks of; a missing one is not known. Empty where WebAuthn is missing.
 * Never fails
 * @example
 * ```ts
 * import { getCapabilities } from '@latchkey/rp-browser'
 *
 * const { conditionalGet } = await getCapabilities()
 * if (conditionalGet) document.querySelector('input')?.setAttribute('autocomplete', 'username webauthn')
 * ```
 * @see WebAuthn Level 3 §5.1.7, §5.8.7
 */
export async function getCapabilities(): Promise<Readonly<Record<string, boolean>>> {
  const browser: Partial<typeof PublicKeyCredential> | undefined = globalThis.PublicKeyCredential
  if (!browser) return {}
  try {
    if (browser.getClientCapabilities)
      return (await browser.getClientCapabilities()) as Readonly<Record<string, boolean>>
    return {
      conditionalGet: !!(await browser.isConditionalMediationAvailable?.()),
      userVerifyingPlatformAuthenticator: !!(await browser.isUserVerifyingPlatformAuthenticatorAvailable?.()),
    }
  } catch {
    return {}
  }
}
