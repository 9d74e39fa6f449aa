/** What a ceremony remembers between its two halves, and how that is written down. */
import { decodeBase64url, encodeBase64url, sha256 } from '@latchkey/octets'
import type { Refusal } from './conduct.ts'
import { refuse } from './conduct.ts'
import type { UserVerificationStrategy } from './user-verification.ts'

declare const ceremony: unique symbol
/** What finishes a registration; it goes to the client and back. */
export type RegistrationState = string & { readonly [ceremony]: 'registration' }
/** What finishes an authentication; it goes to the client and back. */
export type AuthenticationState = string & { readonly [ceremony]: 'authentication' }

export type CeremonyKind = 'registration' | 'authentication'

export type CeremonyState = {
  readonly kind: CeremonyKind
  /** 32 bytes */
  readonly challenge: Uint8Array
  readonly expires: Date
  /** absent where any user may sign in */
  readonly userHandle?: Uint8Array
  readonly allowCredentials: readonly Uint8Array[]
  /** as it stood in the options */
  readonly userVerification: 'required' | 'preferred' | 'discouraged'
  /** of a registration, `derived` */
  readonly strategy: UserVerificationStrategy
  readonly conditional: boolean
  /** as they stood in the options */
  readonly extensions: Readonly<Record<string, unknown>>
  /** the credentials are made up: nobody has that name */
  readonly decoy: boolean
}

/** Where a state is until it comes back. */
export interface CeremonyStates {
  /** keeps a state for the session that began it, and gives what finishes the ceremony */
  keep(state: CeremonyState, session: string): Promise<string>
  /** spends a state: whatever follows, it will not be given again */
  take(name: unknown, kind: CeremonyKind, session: unknown, now: Date): Promise<CeremonyState | Refusal>
}

/** Random bytes, drawn when they are needed: workers have none while a module is loaded. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

export const stateUnknown: Refusal = /* @__PURE__ */ Object.freeze(
  refuse('state-unknown', 'there is no such ceremony, or it was finished before'),
)
export const stateExpired: Refusal = /* @__PURE__ */ Object.freeze(
  refuse('state-expired', 'the ceremony took too long'),
)

/** A session for those who have only its hash; a request without one is of no session that began anything. */
export function hashSession(rpId: string, session: unknown): Uint8Array {
  const named = typeof session === 'string' ? session : ''
  return sha256(new TextEncoder().encode(`${rpId}\n${named}`))
}

/** A user handle has up to 64 bytes, and the length of a state must not tell how many. */
const handleLength = 86

/** The text of a state: its length depends on nothing that the options do not show. */
export function stateText(state: CeremonyState): string {
  const { kind, challenge, expires, userHandle, allowCredentials, extensions } = state
  return JSON.stringify([
    kind,
    encodeBase64url(challenge),
    expires.getTime(),
    (userHandle === undefined ? '' : encodeBase64url(userHandle)).padEnd(handleLength),
    allowCredentials.map(encodeBase64url),
    state.userVerification,
    state.strategy,
    state.conditional ? 1 : 0,
    extensions,
    state.decoy ? 1 : 0,
  ])
}

/** Reads what {@link stateText} wrote: no state comes here that was not written by it. */
export function readState(text: string): CeremonyState {
  const [
    kind,
    challenge,
    expires,
    userHandle,
    allowed,
    userVerification,
    strategy,
    conditional,
    extensions,
    decoy,
  ] = JSON.parse(text)
  const handle = userHandle.trimEnd()
  return {
    kind,
    challenge: decodeBase64url(challenge),
    expires: new Date(expires),
    ...(handle !== '' && { userHandle: decodeBase64url(handle) }),
    allowCredentials: allowed.map(decodeBase64url),
    userVerification,
    strategy,
    conditional: conditional === 1,
    extensions,
    decoy: decoy === 1,
  }
}
