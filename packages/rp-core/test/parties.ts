/** Relying parties on stores in memory, with states of either kind, and what one does with them. */
import type { RegistrationState } from '../src/safe-layer/ceremony-state.ts'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingParty } from '../src/safe-layer/relying-party-calls.ts'
import type { CeremonyStateConfig, RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { type Client, Passkey } from './authenticator.ts'
import { MemoryCeremonies, MemoryCredentials, MemoryReplayGuard } from './stores.ts'

export const session = 'a pre-login cookie'
export const user = { name: 'alex', displayName: 'Alex' }

export type Party = ReturnType<typeof partyWith>

/** A relying party and its stores; the clock stands still until it is set. */
export function partyWith(
  kind: CeremonyStateConfig['kind'],
  changes: Partial<RelyingPartyConfig> = {},
  create = createRelyingParty,
) {
  const ceremonies = new MemoryCeremonies()
  const credentials = new MemoryCredentials()
  const replayGuard = new MemoryReplayGuard()
  const clock = { time: Date.UTC(2026, 0, 1) }
  const config: RelyingPartyConfig = {
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    ceremonyState:
      kind === 'stored'
        ? { kind, store: ceremonies }
        : { kind, keys: [{ id: 'one', key: new Uint8Array(32).fill(7) }], replayGuard },
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1), userHandles: new Uint8Array(32).fill(2) },
    now: () => new Date(clock.time),
    ...changes,
  }
  const rp = create(config)
  return { rp, config, ceremonies, credentials, replayGuard, clock }
}

export async function registerAt(
  rp: RelyingParty,
  passkey = new Passkey(),
  client: Client = {},
  id?: Uint8Array,
) {
  const { options, state } = await rp.startRegistration({ user: { ...user, ...(id && { id }) }, session })
  const response = passkey.create(options, client)
  return { passkey, state, response, ...(await rp.finishRegistration({ state, session, response })) }
}

export async function signInAt(
  rp: RelyingParty,
  passkey: Passkey,
  client: Client = {},
  start: Partial<Parameters<RelyingParty['startAuthentication']>[0]> = {},
  finish: Partial<Parameters<RelyingParty['finishAuthentication']>[0]> = {},
) {
  const { options, state } = await rp.startAuthentication({ session, ...start })
  const response = passkey.get(options, client)
  return rp.finishAuthentication({ state, session, response, ...finish })
}

/** The reason of a refusal, or `accepted`. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'accepted',
    (reason) => reason,
  )
}

/** A state with a bit flipped: base64url of other bytes. */
export function flipped(state: string, bit: number): RegistrationState {
  const bytes = Buffer.from(state, 'base64url')
  bytes[bit >> 3]! ^= 1 << (bit & 7)
  return bytes.toString('base64url') as RegistrationState
}
