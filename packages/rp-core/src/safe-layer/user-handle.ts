import { randomBytes } from './ceremony-state.ts'
import { hmac } from './keyed-hash.ts'
import { configurationError } from './relying-party-config.ts'
import { isUserHandle } from './start-options.ts'

/** Who registers. */
export type AccountUser = {
  /** user handle of an existing account, 1 to 64 bytes, and nothing about the person */
  id?: Uint8Array
  /** input of an HMAC under `secrets.userHandles`; without it and `id`, 64 random bytes are drawn */
  internalId?: string
  /** what a person signs in with; shown when they choose a passkey */
  name: string
  displayName: string
}

const controls = /\p{Cc}/u

/**
 * The user handle of a registration: the account's, one derived from its number, or a new one. It goes to authenticators
 * and comes back from them without a lock, so it must tell nothing.
 *
 * @see WebAuthn Level 3 §14.6.1 "User Handle Contents"
 */
export function userHandleOf(user: AccountUser, secret: Uint8Array | undefined): Uint8Array {
  const { id, internalId, name, displayName } = user
  check(typeof name === 'string' && name !== '', 'a user needs a name')
  check(typeof displayName === 'string', 'a user needs a display name, which may be empty')
  check(!controls.test(name + displayName), 'a name must not have control characters')
  if (id !== undefined) {
    check(isUserHandle(id), 'a user handle has 1 to 64 bytes')
    check(
      id.length < 8 || id.some((byte) => byte !== id[0]),
      'a user handle of one byte all through is no account’s',
    )
    check(!tells(id, name) && !tells(id, displayName), 'a user handle must not hold the name of the user')
    return id
  }
  if (internalId === undefined) return randomBytes(64)
  check(typeof internalId === 'string' && internalId !== '', 'internalId must be text that is not empty')
  if (secret) return hmac(secret, new TextEncoder().encode(internalId))
  throw configurationError('configuration-secret', 'an internal id needs secrets.userHandles')
}

/** Whether bytes hold a name as it is written; of one or two bytes that is chance. */
function tells(handle: Uint8Array, name: string): boolean {
  const text = new TextDecoder().decode(handle).toLowerCase()
  const isLong = new TextEncoder().encode(name).length > 2
  return isLong && text.includes(name.toLowerCase())
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw configurationError('configuration-user', message)
}
