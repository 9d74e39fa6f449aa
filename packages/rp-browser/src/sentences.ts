import type { PasskeyErrorCode } from './passkey-error.ts'

/** One sentence or two for each code: what happened, and what the person can do. */
export type Sentences = Readonly<Record<PasskeyErrorCode, string>>

/** The sentences in English. Translate by handing {@link explainError} a record of the same keys. */
export const sentences: Sentences = {
  cancelled: 'Cancelled, or not answered in time. Nothing has changed; try again.',
  'timed-out': 'Not answered in time. Nothing has changed; try again.',
  'already-registered': 'This device already has a passkey for this account. Sign in with it.',
  'no-suitable-authenticator':
    'This device cannot make or use such a passkey. Try a phone or a security key.',
  'no-gesture': 'The browser wants a click first. Press the button again.',
  'not-supported': 'Passkeys do not work in this browser or on this connection. Try another browser.',
  'options-unavailable': 'The site did not answer. Check your connection and try again.',
  aborted: 'This attempt made way for another. Try again.',
  'blocked-by-policy': 'Passkeys are not allowed in this frame. Open the site in a tab of its own.',
  'wrong-rp-id': 'This address does not belong to the site of the passkey. Check the address.',
  'invalid-options': 'The site made a mistake. Reload the page and try again.',
  unknown: 'That did not work. Try again, or use another passkey.',
}
