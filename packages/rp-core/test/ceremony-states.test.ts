import { describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/safe-layer/relying-party.ts'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { Passkey } from './authenticator.ts'
import { flipped, outcomeOf, type Party, partyWith, registerAt, session, signInAt, user } from './parties.ts'
import { MemoryReplayGuard } from './stores.ts'

type Changes = Partial<RelyingPartyConfig>
const kinds = ['stored', 'sealed'] as const

const sealed = (...keys: { id: string; key: Uint8Array }[]): Changes => ({
  ceremonyState: {
    kind: 'sealed',
    keys: keys as [(typeof keys)[0]],
    replayGuard: new MemoryReplayGuard(),
  },
})
const keyOf = (id: string, byte: number) => ({ id, key: new Uint8Array(32).fill(byte) })

async function registrationAt({ rp }: Party) {
  const { options, state } = await rp.startRegistration({ user, session })
  return { state, session, response: new Passkey().create(options) }
}

describe.each(kinds)('a state that is %s', (kind) => {
  /** What a sealed state does not open for looks alike, and so it should. */
  const named = (code: string) => (kind === 'stored' ? code : 'state-unknown')

  it('finishes the ceremony that began with it', async () => {
    const party = partyWith(kind)
    const { passkey } = await registerAt(party.rp)
    expect(await signInAt(party.rp, passkey)).toMatchObject({ factors: 'multi-factor' })
    expect(party.ceremonies.states.size).toBe(0)
    expect(party.replayGuard.claimed.size).toBe(kind === 'sealed' ? 2 : 0)
  })

  it('is spent by the first finish, also by one that fails', async () => {
    const { rp } = partyWith(kind)
    const { passkey, state, response } = await registerAt(rp)
    expect(await outcomeOf(rp.finishRegistration({ state, session, response }))).toMatchObject({
      step: 'R8',
      code: 'state-unknown',
    })
    const start = await rp.startAuthentication({ session })
    const good = passkey.get(start.options)
    const bad = passkey.get(start.options, { origin: 'https://evil.example' })
    expect(await outcomeOf(rp.finishAuthentication({ ...start, session, response: bad }))).toMatchObject({
      step: 'A12',
    })
    expect(await outcomeOf(rp.finishAuthentication({ ...start, session, response: good }))).toMatchObject({
      step: 'A11',
      code: 'state-unknown',
    })
  })

  it('is spent by a response that is none', async () => {
    const party = partyWith(kind)
    const { state, response } = await registrationAt(party)
    expect(await outcomeOf(party.rp.finishRegistration({ state, session, response: {} }))).toMatchObject({
      step: 'R3',
    })
    expect(await outcomeOf(party.rp.finishRegistration({ state, session, response }))).toMatchObject({
      code: 'state-unknown',
    })
  })

  it('is judged for exactly one of 64 callers', async () => {
    const { rp, credentials } = partyWith(kind)
    const { passkey } = await registerAt(rp)
    const { options, state } = await rp.startAuthentication({ session })
    const response = passkey.get(options)
    const signIns = await Promise.all(
      Array.from({ length: 64 }, () => outcomeOf(rp.finishAuthentication({ state, session, response }))),
    )
    const registration = await registrationAt({ rp } as Party)
    const registrations = await Promise.all(
      Array.from({ length: 64 }, () => outcomeOf(rp.finishRegistration(registration))),
    )
    for (const [step, outcomes] of [
      ['A11', signIns],
      ['R8', registrations],
    ] as const) {
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
      const errors = outcomes.filter(CeremonyError.is)
      expect(new Set(errors.map((error) => `${error.step} ${error.code}`))).toEqual(
        new Set([`${step} state-unknown`]),
      )
      expect(errors).toHaveLength(63)
    }
    expect(credentials.records.size).toBe(2)
  })

  it.each([
    ['of another session', (state: string) => ({ state, session: 'another' }), 'state-of-another-session'],
    ['of no session', (state: string) => ({ state, session: undefined }), 'state-of-another-session'],
    ['of an empty session', (state: string) => ({ state, session: '' }), 'state-of-another-session'],
    ['that nobody gave out', () => ({ state: 'A'.repeat(43), session }), 'state-unknown'],
    ['that is no base64url', (state: string) => ({ state: `${state.slice(1)}=`, session }), 'state-unknown'],
    ['that is empty', () => ({ state: '', session }), 'state-unknown'],
    ['that is no text', () => ({ state: { a: 1 }, session }), 'state-unknown'],
    ['cut off', (state: string) => ({ state: state.slice(0, 32), session }), 'state-unknown'],
    ['without end', () => ({ state: 'A'.repeat(1_000_000), session }), 'state-unknown'],
  ] as [string, (state: string) => object, string][])('%s is refused', async (_, change, code) => {
    const party = partyWith(kind)
    const finish = await registrationAt(party)
    const attempt = party.rp.finishRegistration({ ...finish, ...change(finish.state) } as never)
    expect(await outcomeOf(attempt)).toMatchObject({ step: 'R8', code: named(code) })
    expect(party.credentials.records.size).toBe(0)
  })

  it('of the other ceremony is refused', async () => {
    const { rp } = partyWith(kind)
    const { options, state } = await rp.startAuthentication({ session })
    const response = new Passkey().create({ ...options, user: { id: 'AAAA' } })
    const finish = { state: state as never, session, response }
    expect(await outcomeOf(rp.finishRegistration(finish))).toMatchObject({
      step: 'R8',
      code: named('state-of-another-ceremony'),
    })
  })

  it('of another relying party on the same stores is refused', async () => {
    const one = partyWith(kind)
    const { ceremonyState } = one.config
    const other = partyWith(kind, {
      ...{ rp: { id: 'example.net', name: 'Other' }, origins: ['https://example.net'], ceremonyState },
    })
    const { options, state } = await one.rp.startRegistration({ user, session })
    const response = new Passkey().create(options, { origin: 'https://example.net', rpId: 'example.net' })
    expect(await outcomeOf(other.rp.finishRegistration({ state, session, response }))).toMatchObject({
      code: named('state-of-another-session'),
    })
  })

  it('expires', async () => {
    const party = partyWith(kind)
    const [one, two] = [await registrationAt(party), await registrationAt(party)]
    party.clock.time += 299_999
    await party.rp.finishRegistration(one)
    party.clock.time += 1
    expect(await outcomeOf(party.rp.finishRegistration(two))).toMatchObject({
      step: 'R8',
      code: 'state-expired',
    })
  })

  it('lives as long as a start or the policy says', async () => {
    const party = partyWith(kind, { policy: { timeoutMilliseconds: 1000 } })
    const { rp } = party
    expect((await rp.startAuthentication({ session })).options.timeout).toBe(1000)
    const { options, state } = await rp.startRegistration({ user, session, timeoutMilliseconds: 2000 })
    expect(options.timeout).toBe(2000)
    party.clock.time += 1999
    await rp.finishRegistration({ state, session, response: new Passkey().create(options) })
  })

  it('holds what was asked for, whatever the policy has become', async () => {
    const party = partyWith(kind)
    const finish = await registrationAt(party)
    const stricter = partyWith(kind, {
      ceremonyState: party.config.ceremonyState,
      policy: { algorithms: [-257] },
    })
    expect(await outcomeOf(stricter.rp.finishRegistration(finish))).toMatchObject({
      code: 'algorithm-not-offered',
    })
    const { options, state } = await party.rp.startRegistration({
      ...{ user, session, authenticatorSelection: { userVerification: 'discouraged' } },
    })
    await party.rp.finishRegistration({
      ...{ state, session, response: new Passkey().create(options, { flags: 0x41 }) },
    })
  })
})

describe('a sealed state', () => {
  it('opens for every key in use, and for none that is retired', async () => {
    const [old, fresh] = [keyOf('old', 1 + 7), keyOf('fresh', 9)]
    const before = partyWith('sealed', sealed(old))
    const during = partyWith('sealed', sealed(fresh, old))
    const after = partyWith('sealed', sealed(fresh))
    await during.rp.finishRegistration(await registrationAt(before))
    expect(await outcomeOf(after.rp.finishRegistration(await registrationAt(before)))).toMatchObject({
      step: 'R8',
      code: 'state-unknown',
    })
    // The first key seals.
    await after.rp.finishRegistration(await registrationAt(during))
  })

  it('does not open for another key of the same name', async () => {
    const [one, other] = [
      partyWith('sealed', sealed(keyOf('a', 8))),
      partyWith('sealed', sealed(keyOf('a', 9))),
    ]
    expect(await outcomeOf(other.rp.finishRegistration(await registrationAt(one)))).toMatchObject({
      code: 'state-unknown',
    })
  })

  it('does not open with a bit flipped, and the guard is not asked', async () => {
    const party = partyWith('sealed')
    const finish = await registrationAt(party)
    const bits = Buffer.from(finish.state, 'base64url').length * 8
    for (let bit = 0; bit < bits; bit++) {
      const attempt = party.rp.finishRegistration({ ...finish, state: flipped(finish.state, bit) })
      expect(await outcomeOf(attempt)).toMatchObject({ step: 'R8', code: 'state-unknown' })
    }
    expect(party.replayGuard.claimed.size).toBe(0)
    await party.rp.finishRegistration(finish)
    expect(party.replayGuard.claimed.size).toBe(1)
  })

  it('of another version is refused', async () => {
    const party = partyWith('sealed')
    const finish = await registrationAt(party)
    for (const version of [0, 2, 255]) {
      const bytes = Buffer.from(finish.state, 'base64url')
      bytes[0] = version
      const state = bytes.toString('base64url') as never
      expect(await outcomeOf(party.rp.finishRegistration({ ...finish, state }))).toMatchObject({
        code: 'state-unknown',
      })
    }
  })

  it('shows neither challenge nor user handle, and is another each time', async () => {
    const { rp } = partyWith('sealed')
    const start = () =>
      rp.startRegistration({ user: { ...user, id: new Uint8Array(64).map((_, at) => at) }, session })
    const [one, two] = [await start(), await start()]
    const bytes = Buffer.from(one.state, 'base64url').toString('latin1')
    for (const value of [one.options.challenge, one.options.user.id]) {
      expect(bytes).not.toContain(value)
      expect(bytes).not.toContain(Buffer.from(value, 'base64url').toString('latin1'))
    }
    expect(one.state.slice(12)).not.toBe(two.state.slice(12))
  })

  it('is not judged where the guard fails: its error passes through', async () => {
    const down = new Error('the guard is down')
    const replayGuard = { claim: () => Promise.reject(down) }
    const keys = [keyOf('one', 7)] as const
    const party = partyWith('sealed', { ceremonyState: { kind: 'sealed', keys, replayGuard } })
    expect(await outcomeOf(party.rp.finishRegistration(await registrationAt(party)))).toBe(down)
    expect(party.credentials.records.size).toBe(0)
  })

  it('is not judged where the guard answers anything but true', async () => {
    const replayGuard = { claim: async () => 1 as never }
    const keys = [keyOf('one', 7)] as const
    const party = partyWith('sealed', { ceremonyState: { kind: 'sealed', keys, replayGuard } })
    expect(await outcomeOf(party.rp.finishRegistration(await registrationAt(party)))).toMatchObject({
      code: 'state-unknown',
    })
  })

  it('is claimed until a minute after it expires, as clocks differ', async () => {
    const claims: [string, Date][] = []
    const replayGuard = { claim: async (id: string, expires: Date) => claims.push([id, expires]) > 0 }
    const keys = [keyOf('one', 7)] as const
    const party = partyWith('sealed', { ceremonyState: { kind: 'sealed', keys, replayGuard } })
    await party.rp.finishRegistration(await registrationAt(party))
    expect(claims).toEqual([[expect.stringMatching(/^[\w-]{22}$/), new Date(party.clock.time + 360_000)]])
  })

  it('has a length that depends on nothing that the options do not show', async () => {
    const lengths = new Set<number>()
    for (const length of [1, 16, 32, 63, 64]) {
      const { rp } = partyWith('sealed')
      const id = new Uint8Array(length).map((_, at) => at)
      lengths.add((await rp.startRegistration({ user: { ...user, id }, session })).state.length)
    }
    lengths.add((await partyWith('sealed').rp.startAuthentication({ session })).state.length)
    // Head, one block of 512, tag.
    expect([...lengths]).toEqual([Math.ceil(((25 + 512 + 16) * 4) / 3)])
  })
})

describe('by WebCrypto', () => {
  it('states are sealed and opened as by node:crypto', async () => {
    const [byNode, elsewhere] = [partyWith('sealed'), partyWith('sealed', {}, createRelyingParty)]
    await byNode.rp.finishRegistration(await registrationAt(elsewhere))
    const finish = await registrationAt(byNode)
    for (const state of [flipped(finish.state, 999), finish.state.slice(0, 40) as never]) {
      expect(await outcomeOf(elsewhere.rp.finishRegistration({ ...finish, state }))).toMatchObject({
        code: 'state-unknown',
      })
    }
    await elsewhere.rp.finishRegistration(finish)
  })
})
