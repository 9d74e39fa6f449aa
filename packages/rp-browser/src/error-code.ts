import type { PasskeyErrorCode } from './passkey-error.ts'

/**
 * What the browser's errors mean, by name and message. A NotAllowedError covers many reasons on purpose, so that a
 * site cannot tell which passkeys a person has; those that say nothing of the person show in its message.
 *
 * @see WebAuthn Level 3 §5.1.3, §5.1.4, §14.5.1
 */
const meanings: readonly (readonly [RegExp, PasskeyErrorCode])[] = [
  [/gesture|activat|focus/i, 'no-gesture'],
  [/policy|ancestors/i, 'blocked-by-policy'],
  [/TLS/, 'not-supported'],
  [/^NotAllowed/, 'cancelled'],
  [/^Abort/, 'aborted'],
  [/^InvalidState/, 'already-registered'],
  [/^Constraint|^NotSupported/, 'no-suitable-authenticator'],
  [/^Security/, 'wrong-rp-id'],
  [/^Type|^Encoding/, 'invalid-options'],
]

/** The code for whatever `navigator.credentials` threw. */
export function errorCode(error: unknown): PasskeyErrorCode {
  const { name, message } = Object(error) as { readonly name?: unknown; readonly message?: unknown }
  return meanings.find(([words]) => words.test(`${name} ${message}`))?.[1] ?? 'unknown'
}
