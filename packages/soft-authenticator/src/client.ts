/** What the client decides before it asks the authenticator. @see WebAuthn Level 3 §5.1.3, §5.1.4 */
import { AuthenticatorError } from './authenticator-error.ts'
import type { Fault } from './faults/faults.ts'
import type { Model } from './presets.ts'

export type ClientSettings = {
  readonly origin: string
  readonly topOrigin?: string
  readonly crossOrigin?: boolean
  /** whether somebody is there and touches it; yes unless said */
  readonly userPresent?: boolean
  /** whether he can show who he is, where he is asked; yes unless said */
  readonly userVerified?: boolean
  /** what is to be wrong with the response */
  readonly faults?: readonly Fault[]
}

/** The RP ID for an origin. @throws {@link AuthenticatorError} `SecurityError`, `TypeError` */
export function rpIdFor(origin: string, wanted: string | undefined): string {
  let url: URL
  try {
    url = new URL(origin)
  } catch (cause) {
    throw new AuthenticatorError('TypeError', 'the origin is none', cause)
  }
  const { hostname, protocol } = url
  const rpId = wanted ?? hostname
  const isSecure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')
  const isOwn = hostname === rpId || hostname.endsWith(`.${rpId}`)
  if (!isSecure || !isOwn) throw new AuthenticatorError('SecurityError', 'the RP ID is not for that origin')
  return rpId
}

/**
 * Whether the user is verified.
 *
 * @throws {@link AuthenticatorError} `NotAllowedError` where that is required and cannot be, or nobody is there
 */
export function verifiesUser(
  { verifies }: Model,
  requirement: string | undefined,
  { userPresent = true, userVerified = true }: ClientSettings,
): boolean {
  if (!userPresent) throw new AuthenticatorError('NotAllowedError', 'nobody is there')
  const asked = requirement !== 'discouraged'
  const can = userVerified && (verifies === 'always' || (verifies === 'when-asked' && asked))
  if (requirement === 'required' && !can) {
    throw new AuthenticatorError('NotAllowedError', 'the user is not verified')
  }
  return can
}
