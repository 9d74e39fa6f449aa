/**
 * Attacks on the safe layer, by their numbers in the list of attack cases. Each has its twin, which is accepted; and no
 * error prints what a client sent, or whose it is.
 */
import { createTrustPolicy } from '@latchkey/attestation'
import { none, packedSelf } from '@latchkey/attestation/formats'
import { decodeBase64url, encodeBase64url, encodeHex } from '@latchkey/octets'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { Passkey } from './authenticator.ts'
import { outcomeOf, type Party, partyWith, registerAt, session, signInAt, user } from './parties.ts'
import { printed } from './printed.ts'

const person = { name: 'secret-name', displayName: 'Secret Display' }

/** A refusal, whose words were looked through. */
async function refusalOf(attempt: Promise<unknown>, ...passkeys: Passkey[]): Promise<CeremonyError> {
  const error = await outcomeOf(attempt)
  if (!CeremonyError.is(error)) throw new Error(`no refusal: ${error}`)
  const text = printed(error)
  const bytes = passkeys.flatMap((passkey) => [passkey.id, decodeBase64url(passkey.userHandle)])
  const secrets = [
    ...bytes.filter((one) => one.length > 3).flatMap((one) => [encodeBase64url(one), encodeHex(one)]),
    ...['secret', 'Secret', 'evil', session],
  ]
  expect(secrets.filter((one) => text.includes(one))).toEqual([])
  expect(printed(error.toPublicError())).not.toMatch(/step|ledger|A\d|R\d/)
  return error
}

const kinds = ['stored', 'sealed'] as const

describe.each(kinds)('with states that are %s', (kind) => {
  const fresh = (changes: Partial<RelyingPartyConfig> = {}) => partyWith(kind, changes)

  it('AT01: the credential of one account does not sign in to another, nor to one without credentials', async () => {
    const { rp } = fresh()
    const [alice, bob] = [await registerAt(rp), await registerAt(rp)]
    const other = { userHandle: bob.credential.userHandle }
    expect(await refusalOf(signInAt(rp, alice.passkey, {}, other), alice.passkey)).toMatchObject({
      ...{ step: 'A5', code: 'credential-not-allowed' },
    })
    const empty = { userHandle: new Uint8Array(64).map((_, at) => at) }
    expect(await refusalOf(signInAt(rp, alice.passkey, {}, empty), alice.passkey)).toMatchObject({
      ...{ step: 'A5', code: 'credential-not-allowed' },
    })
    await signInAt(rp, alice.passkey, {}, { userHandle: alice.credential.userHandle })
  })

  it('AT02: a response without a list names its user, and a response with one names no other', async () => {
    const { rp } = fresh()
    const { passkey, credential } = await registerAt(rp)
    const listed = { userHandle: credential.userHandle }
    const attempt = (userHandle: string | null, start = {}) => signInAt(rp, passkey, { userHandle }, start)
    expect(await refusalOf(attempt(null), passkey)).toMatchObject({
      ...{ step: 'A6', code: 'user-handle-missing' },
    })
    for (const start of [{}, listed]) {
      expect(await refusalOf(attempt('AAAA', start), passkey)).toMatchObject({
        ...{ step: 'A6', code: 'user-handle-mismatch' },
      })
    }
    await attempt(null, listed)
  })

  it('AT04, AT48: a state of another session does not sign anybody in', async () => {
    const { rp } = fresh()
    const { passkey } = await registerAt(rp)
    // An attacker's own assertion, finished in the victim's browser.
    const { options, state } = await rp.startAuthentication({ session: 'of the attacker' })
    const finish = { state, response: passkey.get(options) }
    expect(await refusalOf(rp.finishAuthentication({ ...finish, session }), passkey)).toMatchObject({
      ...{ step: 'A11', code: kind === 'stored' ? 'state-of-another-session' : 'state-unknown' },
    })
    await signInAt(rp, passkey)
  })

  it('AT48: an account that was switched between start and finish gets no passkey', async () => {
    const { rp, credentials } = fresh()
    const mine = await rp.startRegistration({
      user: { ...user, id: new Uint8Array([1, 2, 3]) },
      session: 'mine',
    })
    const response = new Passkey().create(mine.options)
    const attempt = rp.finishRegistration({ state: mine.state, session: 'of another account', response })
    expect(await refusalOf(attempt)).toMatchObject({ step: 'R8' })
    expect(credentials.records.size).toBe(0)
  })

  it('AT19, AT46: a credential ID is registered once', async () => {
    const { rp, credentials } = fresh()
    const { passkey, credential } = await registerAt(rp)
    for (const id of [undefined, credential.userHandle]) {
      expect(await refusalOf(registerAt(rp, passkey, {}, id), passkey)).toMatchObject({
        ...{ step: 'R26', code: 'credential-already-registered' },
      })
    }
    expect([...credentials.records.values()]).toEqual([credential])
  })

  it('AT46: a registration that loses the race for its credential ID stores nothing', async () => {
    const party = fresh()
    const { insert } = party.credentials
    party.credentials.insert = async (record) => {
      await insert.call(party.credentials, { ...record, userHandle: Uint8Array.of(9) })
      return insert.call(party.credentials, record)
    }
    const passkey = new Passkey()
    expect(await refusalOf(registerAt(party.rp, passkey), passkey)).toMatchObject({
      ...{ step: 'R26', code: 'credential-already-registered' },
    })
    expect([...party.credentials.records.values()].map((record) => record.userHandle)).toEqual([
      Uint8Array.of(9),
    ])
  })

  it('AT20: a counter that falls back or stays is a signal, and what follows is policy', async () => {
    const counters = async (policy: NonNullable<RelyingPartyConfig['policy']>, otherFactor = false) => {
      const { rp } = fresh({ policy })
      const { passkey } = await registerAt(rp, new Passkey(), { signCount: 7 })
      const signIn = (signCount: number) => signInAt(rp, passkey, { signCount }, {}, { otherFactor })
      const told = (attempt: Promise<unknown>) => attempt.catch((error: unknown) => error)
      return { rose: await signIn(8), stayed: await told(signIn(8)), fell: await told(signIn(0)) }
    }
    const flag = await counters({ cloneSignal: 'flag' })
    expect(flag.rose.cloneSignal).toBe(false)
    for (const outcome of [flag.stayed, flag.fell]) {
      expect(outcome).toMatchObject({ cloneSignal: true, factors: 'multi-factor', missing: [] })
    }
    const refuse = await counters({ cloneSignal: 'refuse' })
    for (const outcome of [refuse.stayed, refuse.fell]) {
      expect(outcome).toMatchObject({ step: 'A22', code: 'sign-count-not-increased' })
    }
    const stepUp = await counters({ cloneSignal: 'step-up' })
    expect(stepUp.rose).toMatchObject({ factors: 'multi-factor', missing: [] })
    expect(stepUp.stayed).toMatchObject({
      ...{ cloneSignal: true, factors: 'single-factor', missing: ['another-factor'] },
    })
    expect((await counters({ cloneSignal: 'step-up' }, true)).stayed).toMatchObject({
      ...{ cloneSignal: true, factors: 'single-factor', missing: [] },
    })
  })

  it('AT39: a second spelling of an ID finds nothing, and registers nothing', async () => {
    const { rp, credentials } = fresh()
    const { passkey } = await registerAt(rp)
    for (const change of [
      (id: string) => `${id}=`,
      (id: string) => `${id} `,
      (id: string) => `${id.slice(0, -1)}-`,
    ]) {
      const { options, state } = await rp.startAuthentication({ session })
      const response = passkey.get(options)
      const id = change(response.id)
      const error = await refusalOf(
        rp.finishAuthentication({ state, session, response: { ...response, id, rawId: id } }),
        passkey,
      )
      expect(error.step).toMatch(/^A[36]$/)
      expect(['response-malformed', 'credential-unknown']).toContain(error.code)
    }
    await signInAt(rp, passkey)
    expect(credentials.records.size).toBe(1)
  })

  it('AT45: a credential of one RP ID does not sign in at another of the same store', async () => {
    const one = fresh()
    const { passkey, credential } = await registerAt(one.rp)
    const other = fresh({
      ...{ rp: { id: 'example.net', name: 'Other' }, origins: ['https://example.net'] },
      credentials: one.credentials,
    })
    const client = { rpId: 'example.net', origin: 'https://example.net' }
    expect(await refusalOf(signInAt(other.rp, passkey, client), passkey)).toMatchObject({
      ...{ step: 'A6', code: 'credential-unknown' },
    })
    const { options } = await other.rp.startAuthentication({ session, userHandle: credential.userHandle })
    expect(options.allowCredentials.map(({ id }) => id)).not.toContain(encodeBase64url(passkey.id))
    await signInAt(one.rp, passkey)
  })

  it('AT46: a credential that is deleted during its sign-in does not come back', async () => {
    const party = fresh()
    const { passkey } = await registerAt(party.rp)
    const { update } = party.credentials
    party.credentials.update = async (...input) => {
      party.credentials.records.clear()
      return update.apply(party.credentials, input)
    }
    expect(await refusalOf(signInAt(party.rp, passkey), passkey)).toMatchObject({
      ...{ step: 'A6', code: 'credential-unknown' },
    })
    expect(party.credentials.records.size).toBe(0)
  })

  it('AT46: a record that changes again and again is judged no more', async () => {
    const party = fresh()
    const { passkey } = await registerAt(party.rp)
    party.credentials.update = async () => 'conflict'
    expect(await refusalOf(signInAt(party.rp, passkey), passkey)).toMatchObject({
      ...{ step: 'A24', code: 'credential-changed' },
    })
  })

  it('AT55: what was begun for a user ends with the user', async () => {
    const { rp, credentials } = fresh()
    const { passkey, credential } = await registerAt(rp)
    const { options, state } = await rp.startAuthentication({ session, userHandle: credential.userHandle })
    credentials.records.clear()
    const attempt = rp.finishAuthentication({ state, session, response: passkey.get(options) })
    expect(await refusalOf(attempt, passkey)).toMatchObject({ step: 'A6', code: 'credential-unknown' })
  })
})

describe('AT05: what a client sends', () => {
  it('chooses neither user verification nor attestation nor algorithms', async () => {
    const { rp } = partyWith('stored')
    const choice = {
      ...{ userVerification: 'discouraged', attestation: 'none', pubKeyCredParams: [], algorithms: [-65535] },
      ...{ expected: {}, policy: {}, authenticatorSelection: { userVerification: 'discouraged' } },
    }
    const attempt = async (flags: number) => {
      const { options, state } = await rp.startRegistration({ user, session })
      const response = { ...choice, ...new Passkey().create(options, { flags }), ...choice }
      return rp.finishRegistration({ state, session, response, ...choice } as never)
    }
    expect(await refusalOf(attempt(0x41))).toMatchObject({ step: 'R16', code: 'user-not-verified' })
    await attempt(0x45)
  })

  it('has no algorithm that was not offered', async () => {
    const { rp } = partyWith('stored', { policy: { algorithms: [-257] } })
    expect(await refusalOf(registerAt(rp))).toMatchObject({ step: 'R20', code: 'algorithm-not-offered' })
    const { rp: other } = partyWith('stored', { policy: { algorithms: [-7] } })
    await registerAt(other)
  })
})

describe('AT24, AT27, AT49: whether a name exists', () => {
  it('is told by no answer', async () => {
    const { rp } = partyWith('stored')
    const { passkey, credential } = await registerAt(rp)
    const attempts = [
      signInAt(rp, new Passkey()),
      signInAt(rp, passkey, { origin: 'https://evil.example' }),
      signInAt(rp, passkey, { flags: 0x19 }),
      signInAt(rp, passkey, {}, { decoyFor: 'secret-name' }),
      signInAt(rp, passkey, { userHandle: 'AAAA' }),
      registerAt(rp, passkey, {}, credential.userHandle),
    ]
    const told = []
    for (const attempt of attempts) told.push((await refusalOf(attempt, passkey)).toPublicError())
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(told[0]).toEqual({ code: 'not-accepted', title: 'The passkey was not accepted.' })
  })

  it('is told by no list: a new account excludes nothing, and another account’s are never listed', async () => {
    const { rp } = partyWith('stored')
    const { passkey, credential } = await registerAt(rp)
    const anew = await rp.startRegistration({ user: person, session })
    expect(anew.options.excludeCredentials).toEqual([])
    const other = await registerAt(rp)
    const { userHandle: id } = other.credential
    const more = await rp.startRegistration({ user: { ...person, id }, session })
    expect(more.options.excludeCredentials.map((one) => one.id)).toEqual([encodeBase64url(other.passkey.id)])
    const signals = await rp.signals(credential.userHandle)
    expect(signals.allAcceptedCredentials).toMatchObject({
      allAcceptedCredentialIds: [encodeBase64url(passkey.id)],
    })
  })
})

describe('AT26, AT56: the user handle and the name', () => {
  it('stand in no error', async () => {
    const { rp } = partyWith('stored')
    for (const id of ['secret-name', 'xx-SECRET-NAME', 'Secret Display']) {
      const attempt = rp.startRegistration({ user: { ...person, id: new TextEncoder().encode(id) }, session })
      expect(await refusalOf(attempt)).toMatchObject({ code: 'configuration-user' })
    }
    await rp.startRegistration({ user: person, session })
  })
})

describe('AT28: the related origins', () => {
  it('are those of the configuration, and a copy of them', () => {
    const relatedOrigins = ['https://example.net']
    const { rp } = partyWith('stored', { relatedOrigins })
    const document = rp.relatedOriginsDocument()
    expect(document).toEqual({ origins: relatedOrigins })
    expect(document.origins).not.toBe(relatedOrigins)
  })
})

describe('AT29: the result', () => {
  it('is never a boolean, and a refusal never a result', async () => {
    const { rp } = partyWith('stored')
    const { passkey, ...registration } = await registerAt(rp)
    expect(registration.ledger.every(({ verdict }) => verdict !== 'failed')).toBe(true)
    expect(typeof (await signInAt(rp, passkey))).toBe('object')
    await expect(signInAt(rp, new Passkey())).rejects.toSatisfy(CeremonyError.is)
  })
})

describe('AT44: user verification', () => {
  it('of a credential registered with it is not given up in silence', async () => {
    const { rp } = partyWith('stored')
    const { passkey, credential } = await registerAt(rp)
    const { userHandle } = credential
    const present = { flags: 0x19 }
    for (const userVerification of ['derived', 'required', 'separate', 'enforcePerCredential'] as const) {
      const attempt = signInAt(rp, passkey, present, { userHandle, userVerification })
      expect(await refusalOf(attempt, passkey)).toMatchObject({ step: 'A17', code: 'user-not-verified' })
    }
    for (const userVerification of ['discouraged', 'stepUp', 'preferredIsEquivalentToDiscouraged'] as const) {
      expect(await signInAt(rp, passkey, present, { userHandle, userVerification })).toMatchObject({
        ...{ factors: 'single-factor', missing: ['user-verification'] },
      })
    }
  })

  it('of one created without asking counts once another factor was shown with it', async () => {
    const { rp } = partyWith('stored')
    const passkey = new Passkey()
    const { options, state } = await rp.startRegistration({ user, session, mediation: 'conditional' })
    const response = passkey.create(options, { flags: 0x58 })
    const { credential } = await rp.finishRegistration({ state, session, response })
    expect(credential).toMatchObject({ uvInitialized: false, registeredWithUserVerification: 'unknown' })
    expect(await signInAt(rp, passkey)).toMatchObject({
      ...{ factors: 'single-factor', missing: ['another-factor'] },
      credential: { uvInitialized: false, registeredWithUserVerification: 'unknown' },
    })
    expect(await signInAt(rp, passkey, {}, {}, { otherFactor: true })).toMatchObject({
      ...{ factors: 'multi-factor', missing: [] },
      credential: { uvInitialized: true, registeredWithUserVerification: true },
    })
    expect(await signInAt(rp, passkey)).toMatchObject({ factors: 'multi-factor', missing: [] })
  })
})

describe('AT50: what somebody chose', () => {
  it('makes neither a message longer nor a list', async () => {
    const { rp } = partyWith('stored')
    const { passkey } = await registerAt(rp)
    const { options, state } = await rp.startAuthentication({ session })
    const response = { ...passkey.get(options), id: 'A'.repeat(65_536), rawId: 'A'.repeat(65_536) }
    const error = await refusalOf(rp.finishAuthentication({ state, session, response }), passkey)
    expect(error).toMatchObject({ step: 'A6', code: 'credential-unknown' })
    expect(printed(error).length).toBeLessThan(40_000)
  })

  it('is no control character', async () => {
    const { rp } = partyWith('stored')
    const attempt = (name: string) => rp.startRegistration({ user: { ...person, name }, session })
    for (const name of ['a\u001b[2J', 'a\u0000b', 'a\r\nb']) {
      expect(await refusalOf(attempt(name))).toMatchObject({ code: 'configuration-user' })
    }
    await attempt('<b>Ada</b> ünï 愛')
  })
})

describe('AT54: what was accepted under a lenient option', () => {
  it('is judged again by a strict call', async () => {
    const format = (conveyance: 'none' | 'direct', require: 'none' | 'self') => ({
      attestation: { conveyance, formats: [none, packedSelf], trust: createTrustPolicy({ require }) },
    })
    const [lenient, strict] = [
      partyWith('stored', format('direct', 'none')),
      partyWith('stored', format('direct', 'self')),
    ]
    const attempt = async ({ rp }: Party, preset: 'synced-passkey' | 'platform') => {
      const { options, state } = await rp.startRegistration({ user, session })
      const authenticator = createSoftAuthenticator({ preset })
      const response = await authenticator.create(options as never, { origin: 'https://example.org' })
      return rp.finishRegistration({ state, session, response })
    }
    await attempt(lenient, 'synced-passkey')
    expect(await refusalOf(attempt(strict, 'synced-passkey'))).toMatchObject({
      ...{ step: 'R24', code: 'attestation-not-trusted' },
    })
    await attempt(strict, 'platform')
  })
})

describe('a changed backup eligibility', () => {
  /** Bits 3 and 4 of the flags: can be backed up, is backed up. */
  const [bound, eligible] = [0x05, 0x1d]
  const outcomes = async (
    backupEligibilityChange: 'refuse' | 'upgrade-once' | 'accept' | undefined,
    from: CredentialRecord['backupEligible'],
    ...flags: number[]
  ) => {
    const policy = backupEligibilityChange && { backupEligibilityChange }
    const { rp, credentials } = partyWith('stored', { ...(policy && { policy }) })
    const { passkey, credential } = await registerAt(rp)
    credentials.records.set(encodeBase64url(passkey.id), {
      ...credential,
      backupEligible: from,
      backupState: false,
    })
    const results = []
    for (const one of flags) {
      const outcome = await outcomeOf(signInAt(rp, passkey, { flags: one }))
      results.push(CeremonyError.is(outcome) ? `${outcome.step} ${outcome.code}` : 'accepted')
    }
    return results
  }
  const no = 'A19 backup-eligibility-changed'

  it('is refused, accepted upwards, or accepted, as the policy says', async () => {
    expect(await outcomes(undefined, false, eligible, bound)).toEqual([no, 'accepted'])
    expect(await outcomes('refuse', false, eligible, bound)).toEqual([no, 'accepted'])
    expect(await outcomes('refuse', true, bound, eligible)).toEqual([no, 'accepted'])
    expect(await outcomes('upgrade-once', false, bound, eligible, eligible, bound)).toEqual([
      ...['accepted', 'accepted', 'accepted', no],
    ])
    expect(await outcomes('upgrade-once', true, bound, eligible)).toEqual([no, 'accepted'])
    expect(await outcomes('accept', true, bound, eligible, bound)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
  })

  it('is none where nothing was known', async () => {
    for (const flags of [bound, eligible])
      expect(await outcomes('refuse', 'unknown', flags)).toEqual(['accepted'])
    expect(await outcomes('refuse', 'unknown', eligible, bound)).toEqual(['accepted', no])
  })
})
