/** What a ceremony remembers between its two halves, and how that is written down. */
import { decodeUtf8, sha256 } from '@latchkey/octets'
import type { Refusal } from '../specification/conduct.ts'
import { refuse } from '../specification/conduct.ts'
import { type UserVerificationStrategy, userVerificationStrategies } from './user-verification.ts'

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
  /** 1 to 64 bytes; absent where any user may sign in */
  readonly userHandle?: Uint8Array
  readonly allowCredentials: readonly AllowedCredential[]
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

/** One of those that may answer. What is not its ID is for made-up ones, which have no record: of others, that says it. */
export type AllowedCredential = {
  readonly id: Uint8Array
  readonly registeredWithUserVerification: boolean
  readonly backupEligible: boolean
}

/** Where a state is until it comes back. */
export interface CeremonyStates {
  /** keeps a state for the session that began it, under 32 random bytes, and gives what finishes the ceremony */
  keep(state: CeremonyState, session: string, random: Uint8Array): Promise<string>
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

const verifications = ['required', 'preferred', 'discouraged'] as const
const handleLength = 64
/** Four words of a byte, expiry, challenge, and the user handle in as much room as the longest takes. */
const headLength = 4 + 8 + 32 + 1 + handleLength

/**
 * A state in bytes: head, credential IDs, extension inputs, each with its length. How many bytes it takes depends on
 * nothing that the options do not show.
 */
export function encodeState(state: CeremonyState): Uint8Array {
  const { challenge, userHandle, allowCredentials, extensions } = state
  const inputs = new TextEncoder().encode(JSON.stringify(extensions))
  const ids = allowCredentials.reduce((sum, { id }) => sum + 3 + id.length, 0)
  const bytes = new Uint8Array(headLength + 2 + ids + 4 + inputs.length)
  const view = new DataView(bytes.buffer)
  bytes[0] = state.kind === 'registration' ? 1 : 2
  bytes[1] = (state.conditional ? 1 : 0) | (state.decoy ? 2 : 0)
  bytes[2] = verifications.indexOf(state.userVerification)
  bytes[3] = userVerificationStrategies.indexOf(state.strategy)
  view.setFloat64(4, state.expires.getTime())
  bytes.set(challenge, 12)
  bytes[44] = userHandle?.length ?? 0
  if (userHandle) bytes.set(userHandle, 45)
  view.setUint16(headLength, allowCredentials.length)
  let at = headLength + 2
  for (const { id, registeredWithUserVerification, backupEligible } of allowCredentials) {
    view.setUint16(at, id.length)
    bytes[at + 2] = (registeredWithUserVerification ? 1 : 0) | (backupEligible ? 2 : 0)
    bytes.set(id, at + 3)
    at += 3 + id.length
  }
  view.setUint32(at, inputs.length)
  bytes.set(inputs, at + 4)
  return bytes
}

/** Reads what {@link encodeState} wrote, whatever follows it: no bytes come here that were not written by it. */
export function decodeState(bytes: Uint8Array): CeremonyState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const allowCredentials: AllowedCredential[] = []
  let at = headLength + 2
  for (let left = view.getUint16(headLength); left > 0; left--) {
    const end = at + 3 + view.getUint16(at)
    const flags = bytes[at + 2]!
    allowCredentials.push({
      id: bytes.slice(at + 3, end),
      registeredWithUserVerification: (flags & 1) !== 0,
      backupEligible: (flags & 2) !== 0,
    })
    at = end
  }
  const inputs = bytes.subarray(at + 4, at + 4 + view.getUint32(at))
  const state = {
    kind: bytes[0] === 1 ? ('registration' as const) : ('authentication' as const),
    challenge: bytes.slice(12, 44),
    expires: new Date(view.getFloat64(4)),
    allowCredentials,
    userVerification: verifications[bytes[2]!]!,
    strategy: userVerificationStrategies[bytes[3]!]!,
    conditional: (bytes[1]! & 1) !== 0,
    extensions: JSON.parse(decodeUtf8(inputs)) as Readonly<Record<string, unknown>>,
    decoy: (bytes[1]! & 2) !== 0,
  }
  return bytes[44] === 0 ? state : { ...state, userHandle: bytes.slice(45, 45 + bytes[44]!) }
}
