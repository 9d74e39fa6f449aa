import { createTrustPolicy } from '@latchkey/attestation'
import { packed } from '@latchkey/attestation/formats'
import { encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault } from '@latchkey/soft-authenticator'
import { beforeEach, describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { type Client, Passkey } from './authenticator.ts'
import { MemoryCeremonies, MemoryCredentials } from './stores.ts'

const session = 'a pre-login cookie'
const user = { name: 'alex', displayName: 'Alex' }
const ceremonies = new MemoryCeremonies()
const credentials = new MemoryCredentials()
let time = 0

const make = (changes: Partial<RelyingPartyConfig> = {}) =>
  createRelyingParty({
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    ceremonyState: { kind: 'stored', store: ceremonies },
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1), userHandles: new Uint8Array(32).fill(2) },
    now: () => new Date(time),
    ...changes,
  })
const rp = make()

beforeEach(() => {
  ceremonies.states.clear()
  credentials.records.clear()
  time = Date.UTC(2026, 0, 1)
})

async function register(passkey = new Passkey(), client: Client = {}, party = rp, id?: Uint8Array) {
  const { options, state } = await party.startRegistration({ user: { ...user, ...(id && { id }) }, session })
  const response = passkey.create(options, client)
  return { passkey, state, response, ...(await party.finishRegistration({ state, session, response })) }
}

async function signIn(
  passkey: Passkey,
  client: Client = {},
  start: { userHandle?: Uint8Array; decoyFor?: string } = {},
) {
  const { options, state } = await rp.startAuthentication({ session, ...start })
  return rp.finishAuthentication({ state, session, response: passkey.get(options, client) })
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (reason: unknown) => reason,
  )

describe('a registration and a sign-in', () => {
  it('go through, and the ledger says that everything was done', async () => {
    const { passkey, credential, ledger } = await register()
    expect(ledger.find((entry) => entry.step === 'R29')?.verdict).toBe('passed')
    expect(ledger.find((entry) => entry.step === 'R26')?.verdict).toBe('passed')
    expect(await credentials.findById(passkey.id)).toEqual(credential)

    const result = await signIn(passkey)
    expect(result).toMatchObject({ factors: 'multi-factor', cloneSignal: false, advice: [], missing: [] })
    expect(result.userHandle).toEqual(credential.userHandle)
    expect(result.ledger.find((entry) => entry.step === 'A24')?.verdict).toBe('passed')
    expect(await credentials.findById(passkey.id)).toEqual(result.credential)
    expect(result.credential.version).toBe(1)
  })

  it('work with the list of a known user, too', async () => {
    const { passkey, credential } = await register()
    expect(await signIn(passkey, { userHandle: null }, { userHandle: credential.userHandle })).toMatchObject({
      factors: 'multi-factor',
    })
  })
})

describe('the options', () => {
  it('of a registration ask for a passkey that verifies, and offer what is sound', async () => {
    const { options } = await rp.startRegistration({ user, session })
    expect(options).toMatchObject({
      rp: { id: 'example.org', name: 'Example' },
      user,
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: 'preferred',
        requireResidentKey: false,
        userVerification: 'required',
      },
      attestation: 'none',
    })
    expect(options.user.id).toMatch(/^[A-Za-z0-9_-]{86}$/)
    expect(options.challenge).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('exclude what the account has, and nothing of other accounts', async () => {
    const { credential } = await register()
    await register()
    const { options } = await rp.startRegistration({ user: { ...user, id: credential.userHandle }, session })
    expect(options.excludeCredentials).toEqual([
      { type: 'public-key', id: encodeBase64url(credential.id), transports: ['internal', 'hybrid'] },
    ])
    expect(options.user.id).toBe(encodeBase64url(credential.userHandle))
  })

  it('of a sign-in without a name list nothing and require verification', async () => {
    const { options } = await rp.startAuthentication({ session })
    expect(options).toMatchObject({ rpId: 'example.org', allowCredentials: [], userVerification: 'required' })
  })

  it('derive a user handle from an internal id', async () => {
    const [one, again, other] = await Promise.all(
      ['1', '1', '2'].map((internalId) => rp.startRegistration({ user: { ...user, internalId }, session })),
    )
    expect(one!.options.user.id).toBe(again!.options.user.id)
    expect(one!.options.user.id).not.toBe(other!.options.user.id)
  })

  it('for an account without passkeys never ask for anybody’s', async () => {
    const { options } = await rp.startAuthentication({ session, userHandle: new Uint8Array(64) })
    expect(options.allowCredentials).not.toEqual([])
  })
})

describe('a credential', () => {
  it('is registered once, to whichever account', async () => {
    const passkey = new Passkey()
    await register(passkey)
    expect(await refusal(register(passkey))).toMatchObject({
      step: 'R26',
      code: 'credential-already-registered',
    })
  })

  it('is stored once when two registrations race', async () => {
    const passkey = new Passkey()
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => refusal(register(passkey))))
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1)
    expect(credentials.records.size).toBe(1)
    for (const error of outcomes.filter(CeremonyError.is)) expect(error.step).toBe('R26')
  })

  it('of another account does not sign in, also where that account has none', async () => {
    const { passkey } = await register()
    const other = (await register()).credential.userHandle
    expect(await refusal(signIn(passkey, {}, { userHandle: other }))).toMatchObject({
      code: 'credential-not-allowed',
    })
    const empty = new Uint8Array(64).fill(9)
    expect(await refusal(signIn(passkey, {}, { userHandle: empty }))).toMatchObject({
      code: 'credential-not-allowed',
    })
    expect(await refusal(signIn(passkey, {}, { decoyFor: 'nobody' }))).toMatchObject({
      code: 'credential-not-allowed',
    })
  })

  it('that is unknown, deleted or of another RP ID is refused at A6', async () => {
    const { passkey } = await register()
    expect(await refusal(signIn(new Passkey()))).toMatchObject({ step: 'A6', code: 'credential-unknown' })
    const name = encodeBase64url(passkey.id)
    const record = credentials.records.get(name)!
    credentials.records.set(name, { ...record, rpId: 'example.net' })
    expect(await refusal(signIn(passkey))).toMatchObject({ step: 'A6', code: 'credential-unknown' })
    credentials.records.delete(name)
    expect(await refusal(signIn(passkey))).toMatchObject({ step: 'A6', code: 'credential-unknown' })
  })

  it('deleted during its sign-in does not come back', async () => {
    const { passkey } = await register()
    const slow = new MemoryCredentials()
    slow.records.set(encodeBase64url(passkey.id), credentials.records.get(encodeBase64url(passkey.id))!)
    const update = slow.update.bind(slow)
    slow.update = async (...input) => {
      slow.records.clear()
      return update(...input)
    }
    const party = make({ credentials: slow })
    const { options, state } = await party.startAuthentication({ session })
    const attempt = party.finishAuthentication({ state, session, response: passkey.get(options) })
    expect(await refusal(attempt)).toMatchObject({ step: 'A6', code: 'credential-unknown' })
    expect(slow.records.size).toBe(0)
  })

  it('used twice at once with one counter is no clone; used again with it, it may be one', async () => {
    const { passkey } = await register(new Passkey(), { signCount: 1 })
    const starts = await Promise.all([
      rp.startAuthentication({ session }),
      rp.startAuthentication({ session }),
    ])
    const both = await Promise.all(
      starts.map(({ options, state }) =>
        rp.finishAuthentication({ state, session, response: passkey.get(options, { signCount: 2 }) }),
      ),
    )
    expect(both.map((result) => result.cloneSignal)).toEqual([false, false])
    expect((await signIn(passkey, { signCount: 2 })).cloneSignal).toBe(true)
    expect((await signIn(passkey, { signCount: 3 })).cloneSignal).toBe(false)
  })

  it('whose record changes again and again is refused at A24', async () => {
    const { passkey } = await register()
    const restless = new MemoryCredentials()
    restless.records.set(encodeBase64url(passkey.id), credentials.records.get(encodeBase64url(passkey.id))!)
    restless.update = async () => 'conflict'
    const party = make({ credentials: restless })
    const { options, state } = await party.startAuthentication({ session })
    const attempt = party.finishAuthentication({ state, session, response: passkey.get(options) })
    expect(await refusal(attempt)).toMatchObject({ step: 'A24', code: 'credential-changed' })
  })
})

describe('what a client is told', () => {
  it('never says which check failed for whom', async () => {
    const { passkey, credential } = await register()
    const failures = await Promise.all([
      refusal(signIn(new Passkey())),
      refusal(signIn(passkey, { origin: 'https://evil.example' })),
      refusal(signIn(passkey, { flags: 0x19 })),
      refusal(signIn(passkey, {}, { decoyFor: 'nobody' })),
      refusal(signIn(passkey, { userHandle: 'AAAA' })),
      refusal(register(passkey, {}, rp, credential.userHandle)),
    ])
    const told = failures.filter(CeremonyError.is).map((error) => error.toPublicError())
    expect(told).toHaveLength(failures.length)
    expect(new Set(told.map((error) => JSON.stringify(error))).size).toBe(1)
    expect(told[0]?.code).toBe('not-accepted')
  })

  it('says when an attempt is over, and when a response is none', async () => {
    const { options, state } = await rp.startRegistration({ user, session })
    const finish = (response: unknown) => refusal(rp.finishRegistration({ state, session, response }))
    expect(((await finish({})) as CeremonyError).toPublicError().code).toBe('malformed-response')
    expect(((await finish(new Passkey().create(options))) as CeremonyError).toPublicError().code).toBe(
      'ceremony-over',
    )
  })
})

describe('beside the ceremonies', () => {
  it('browsers are told what is still accepted', async () => {
    const { credential } = await register()
    const userId = encodeBase64url(credential.userHandle)
    expect(await rp.signals(credential.userHandle, user)).toEqual({
      allAcceptedCredentials: {
        rpId: 'example.org',
        userId,
        allAcceptedCredentialIds: [encodeBase64url(credential.id)],
      },
      currentUserDetails: { rpId: 'example.org', userId, ...user },
    })
  })

  it('related origins are listed, and accepted', async () => {
    const party = make({ relatedOrigins: ['https://example.net'] })
    expect(party.relatedOriginsDocument()).toEqual({ origins: ['https://example.net'] })
    const client = { origin: 'https://example.net' }
    await register(new Passkey(), client, party)
    expect(await refusal(register(new Passkey(), client))).toMatchObject({ step: 'R9' })
  })

  it('the policy decides what a lost counter and a changed eligibility mean', async () => {
    const strict = make({ policy: { cloneSignal: 'refuse', backupEligibilityChange: 'accept' } })
    const { passkey } = await register(new Passkey(), { signCount: 5 })
    const attempt = async (client: Client) => {
      const { options, state } = await strict.startAuthentication({ session })
      return strict.finishAuthentication({ state, session, response: passkey.get(options, client) })
    }
    expect(await refusal(attempt({ signCount: 5 }))).toMatchObject({
      step: 'A22',
      code: 'sign-count-not-increased',
    })
    expect((await attempt({ signCount: 6, flags: 0x05 })).advice).toEqual(['device-bound-only'])
  })
})

describe('enterprise attestation', () => {
  it('may name the very device where it was asked for, and nowhere else', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin' })
    const outcome = async (conveyance: 'enterprise' | 'direct', faults: readonly Fault[]) => {
      const trust = createTrustPolicy({ require: 'none' })
      const party = make({ attestation: { conveyance, formats: [packed], trust } })
      const { options, state } = await party.startRegistration({ user, session })
      expect(options.attestation).toBe(conveyance)
      const response = await authenticator.create(options as never, { origin: 'https://example.org', faults })
      return refusal(party.finishRegistration({ state, session, response }))
    }
    expect(await outcome('enterprise', ['certificate-serial-number'])).toBe('accepted')
    expect(await outcome('direct', [])).toBe('accepted')
    expect(await outcome('direct', ['certificate-serial-number'])).toMatchObject({
      ...{ step: 'R22', code: 'attestation-statement-invalid' },
    })
  })
})
