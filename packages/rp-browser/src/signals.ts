import { errorCode } from './error-code.ts'
import { PasskeyError } from './passkey-error.ts'

/** What a server has to say to the keepers of passkeys; IDs and user handles are base64url. */
export type Signals = {
  /** There is no such passkey here (any more). */
  readonly unknownCredential?: { readonly rpId: string; readonly credentialId: string }
  /** These are all passkeys of this user; others may be hidden or removed. */
  readonly allAcceptedCredentials?: {
    readonly rpId: string
    readonly userId: string
    readonly allAcceptedCredentialIds: readonly string[]
  }
  /** This is how the user is called now. */
  readonly currentUserDetails?: {
    readonly rpId: string
    readonly userId: string
    readonly name: string
    readonly displayName: string
  }
}

/**
 * Tells the keepers of passkeys what has changed on the server: a passkey deleted, a user renamed. What this browser
 * has no method for is passed over, and no browser says whether anything came of it.
 *
 * Careful: a keeper may remove a passkey for good. Send `unknownCredential` only when the server has no such
 * credential, never because a signature or a challenge was wrong.
 *
 * @param signals - any of the three
 * @throws {@link PasskeyError} `invalid-options`, `wrong-rp-id`, `unknown`
 * @example
 * ```ts
 * import { sendSignals } from '@latchkey/rp-browser'
 *
 * await sendSignals({ unknownCredential: { rpId: 'example.com', credentialId: 'AQIDBA' } })
 * ```
 * @see WebAuthn Level 3 §5.1.10
 */
export async function sendSignals(signals: Signals): Promise<void> {
  type Methods = Readonly<Record<string, ((payload: unknown) => Promise<void>) | undefined>>
  const browser = (globalThis.PublicKeyCredential ?? {}) as unknown as Methods
  try {
    await Promise.all(
      Object.entries(signals).map(
        ([name, payload]) => payload && browser[`signal${name[0]?.toUpperCase()}${name.slice(1)}`]?.(payload),
      ),
    )
  } catch (cause) {
    throw new PasskeyError(errorCode(cause), cause)
  }
}
