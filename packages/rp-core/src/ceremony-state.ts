/**
 * The state of a ceremony between its two halves: kept in a store under a random name, given out once.
 */
import { decodeBase64url, decodeUtf8, encodeBase64url, sha256 } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import { type Refusal, refuse } from './conduct.ts'
import type { CeremonyStore } from './stores.ts'

declare const ceremony: unique symbol
/** What finishes a registration; it goes to the client and back. */
export type RegistrationState = string & { readonly [ceremony]: 'registration' }
/** What finishes an authentication; it goes to the client and back. */
export type AuthenticationState = string & { readonly [ceremony]: 'authentication' }

export type CeremonyState = {
  readonly kind: 'registration' | 'authentication'
  readonly challenge: Uint8Array
  readonly expires: Date
  /** absent where any user may sign in */
  readonly userHandle?: Uint8Array
  readonly allowCredentials: readonly Uint8Array[]
  readonly userVerification: 'required' | 'discouraged'
  readonly conditional: boolean
}

type StateJSON = Pick<CeremonyState, 'kind' | 'userVerification' | 'conditional'> & {
  session: string
  challenge: string
  expires: number
  userHandle?: string
  allowCredentials: string[]
}

/** 32 random bytes name a state, so that nobody guesses one. */
const nameLength = 32

/** Random bytes, drawn when they are needed: workers have none while a module is loaded. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Keeps a state, bound to the session that began it. */
export async function keepState(
  store: CeremonyStore,
  session: string,
  state: CeremonyState,
): Promise<string> {
  const name = encodeBase64url(randomBytes(nameLength))
  await store.put(name, serialize(state, session), state.expires)
  return name
}

/** Spends a state: whatever follows, it will not be given again. */
export async function takeState(
  store: CeremonyStore,
  name: unknown,
  kind: CeremonyState['kind'],
  session: string,
  now: Date,
): Promise<CeremonyState | Refusal> {
  const bytes = isName(name) ? await store.take(name) : undefined
  if (bytes === undefined)
    return refuse('state-unknown', 'there is no such ceremony, or it was finished before')
  const { state, sessionHash } = deserialize(bytes)
  if (state.kind !== kind)
    return refuse('state-of-another-ceremony', 'the state is of the other kind of ceremony')
  if (!equalBytes(sessionHash, hashSession(session))) {
    return refuse('state-of-another-session', 'the ceremony was begun in another session')
  }
  if (state.expires.getTime() <= now.getTime()) return refuse('state-expired', 'the ceremony took too long')
  return state
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9_-]{43}$/.test(name)
}

function hashSession(session: string): Uint8Array {
  return sha256(new TextEncoder().encode(session))
}

function serialize(
  { challenge, expires, userHandle, allowCredentials, ...rest }: CeremonyState,
  session: string,
) {
  const json: StateJSON = {
    ...rest,
    session: encodeBase64url(hashSession(session)),
    challenge: encodeBase64url(challenge),
    expires: expires.getTime(),
    ...(userHandle && { userHandle: encodeBase64url(userHandle) }),
    allowCredentials: allowCredentials.map(encodeBase64url),
  }
  return new TextEncoder().encode(JSON.stringify(json))
}

/** The store gives back what was put in: this reads its own writing. */
function deserialize(bytes: Uint8Array): { state: CeremonyState; sessionHash: Uint8Array } {
  const json = JSON.parse(decodeUtf8(bytes)) as StateJSON
  const { session, challenge, expires, userHandle, allowCredentials, ...rest } = json
  return {
    sessionHash: decodeBase64url(session),
    state: {
      ...rest,
      challenge: decodeBase64url(challenge),
      expires: new Date(expires),
      ...(userHandle !== undefined && { userHandle: decodeBase64url(userHandle) }),
      allowCredentials: allowCredentials.map(decodeBase64url),
    },
  }
}
