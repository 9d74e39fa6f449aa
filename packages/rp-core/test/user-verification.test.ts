import { readFileSync, writeFileSync } from 'node:fs'
import { createSoftAuthenticator, type Preset, type SoftAuthenticator } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import type { RelyingParty } from '../src/safe-layer/relying-party-calls.ts'
import {
  requestVerification,
  type UserVerificationStrategy,
  userVerificationStrategies,
} from '../src/safe-layer/user-verification.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { partyWith, session, user } from './parties.ts'

const client = { origin: 'https://example.org' }

/** What sits in an account: an authenticator, and how its credential was registered. */
type Member = { preset: Preset; asked: 'required' | 'discouraged' }
type Row = {
  account: string
  answers: string
  strategy: UserVerificationStrategy
  requested: string
  got: string
  verdict: string
  factors?: string
  missing?: string
  advice?: string
}

const verified = (preset: Preset): Member => ({ preset, asked: 'required' })
const unverified = (preset: Preset): Member => ({ preset, asked: 'discouraged' })
const single: readonly Member[] = [
  unverified('ctap1-key'),
  verified('ctap2-key-with-pin'),
  unverified('ctap2-key-with-pin'),
  verified('counterless-key'),
  unverified('counterless-key'),
  verified('platform'),
  verified('synced-passkey'),
  verified('windows-hello'),
]
const accounts: readonly (readonly Member[])[] = [
  ...single.map((member) => [member]),
  [verified('ctap2-key-with-pin'), unverified('ctap1-key')],
  [verified('synced-passkey'), unverified('counterless-key')],
]
const nameOf = ({ preset, asked }: Member) =>
  `${preset}, registered ${asked === 'required' ? 'with' : 'without'}`

async function registerAuthenticator(rp: RelyingParty, { preset, asked }: Member, id: Uint8Array) {
  const authenticator = createSoftAuthenticator({ preset })
  const { options, state } = await rp.startRegistration({
    ...{ user: { ...user, id }, session, authenticatorSelection: { userVerification: asked } },
  })
  const response = await authenticator.create(options as never, client)
  const { credential } = await rp.finishRegistration({ state, session, response })
  return { authenticator, credential }
}

const answer = (authenticator: SoftAuthenticator, options: object) =>
  authenticator.get(options as never, client)

/** UV is bit 2 of the flags, which follow 32 bytes of RP ID hash. */
function shown(response: { response: { authenticatorData: string } }): string {
  const flags = Buffer.from(response.response.authenticatorData, 'base64url')[32]!
  return flags & 4 ? 'verified' : 'present'
}

async function rowsOf(account: readonly Member[], strategy: UserVerificationStrategy): Promise<Row[]> {
  const rows: Row[] = []
  for (const at of account.keys()) {
    const { rp } = partyWith('stored')
    const userHandle = new Uint8Array(64).map((_, byte) => byte)
    const members = []
    for (const member of account) members.push(await registerAuthenticator(rp, member, userHandle))
    const { authenticator, credential } = members[at]!
    const row = { account: account.map(nameOf).join(' + '), answers: nameOf(account[at]!), strategy }
    const group = credential.registeredWithUserVerification === true ? 'verified' : 'unverified'
    const start = rp.startAuthentication({ session, userHandle, userVerification: strategy, group })
    const begun = await start.catch((error) => error)
    if (CeremonyError.is(begun)) {
      rows.push({ ...row, requested: '', got: '', verdict: `${begun.step} ${begun.code}` })
      continue
    }
    const requested = begun.options.userVerification
    const response = await answer(authenticator, begun.options).catch((error) => error)
    if (response instanceof Error) {
      rows.push({ ...row, requested, got: 'nothing', verdict: 'refused by the client' })
      continue
    }
    const finish = rp.finishAuthentication({ state: begun.state, session, response })
    const result = await finish.catch((error) => error)
    if (CeremonyError.is(result)) {
      rows.push({ ...row, requested, got: shown(response), verdict: `${result.step} ${result.code}` })
      continue
    }
    const { factors, missing, advice } = result
    const words = { factors, missing: missing.join(', '), advice: advice.join(', ') }
    rows.push({ ...row, requested, got: shown(response), verdict: 'accepted', ...words })
  }
  return rows
}

/** What the documentation shows; `LATCHKEY_WRITE_TABLE=1` writes it again. */
const file = new URL('../user-verification.json', import.meta.url)

describe('every strategy with every authenticator', async () => {
  const rows: Row[] = []
  for (const account of accounts) {
    for (const strategy of userVerificationStrategies) rows.push(...(await rowsOf(account, strategy)))
  }
  if (process.env.LATCHKEY_WRITE_TABLE) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`)
  const published = JSON.parse(readFileSync(file, 'utf8')) as Row[]
  const accepted = rows.filter((row) => row.verdict === 'accepted')

  it('is as the documentation shows it', () => {
    expect(rows).toEqual(published)
    expect(rows).toHaveLength((single.length + 2 * 2) * userVerificationStrategies.length)
  })

  it('is two factors where the credential was registered with verification and shows it, else one', () => {
    for (const row of accepted) {
      const isMulti = row.answers.endsWith('with') && row.got === 'verified'
      expect(row).toMatchObject({
        factors: isMulti ? 'multi-factor' : 'single-factor',
        missing: isMulti ? '' : row.answers.endsWith('with') ? 'user-verification' : 'another-factor',
      })
    }
  })

  it('locks out nobody but who cannot do what the site requires', () => {
    const out = rows.filter((row) => row.verdict !== 'accepted')
    expect(new Set(out.map(({ strategy, verdict }) => `${strategy}: ${verdict}`))).toEqual(
      new Set(['derived: A1 user-verification-mixed', 'required: refused by the client']),
    )
    for (const row of out) {
      if (row.strategy === 'required') expect(row.answers).toContain('ctap1-key')
      else expect(row.account).toContain(' + ')
    }
  })

  it('asks for what all listed credentials can do', () => {
    for (const { strategy, answers, account, requested } of rows) {
      if (strategy === 'derived' && requested) {
        expect(requested).toBe(answers.endsWith('with') ? 'required' : 'discouraged')
      }
      if (strategy === 'separate')
        expect(requested).toBe(answers.endsWith('with') ? 'required' : 'discouraged')
      if (strategy === 'enforcePerCredential') {
        const alone = answers.endsWith('with') ? 'required' : 'discouraged'
        expect(requested).toBe(account.includes(' + ') ? 'preferred' : alone)
      }
      if (/stepUp|preferredIs/.test(strategy)) expect(requested).toBe('preferred')
    }
  })
})

describe('a credential registered with verification that does not show it', () => {
  it.each([
    ['derived', 'A17'],
    ['required', 'A17'],
    ['separate', 'A17'],
    ['enforcePerCredential', 'A17'],
    ['stepUp', 'single-factor'],
    ['preferredIsEquivalentToDiscouraged', 'single-factor'],
    ['discouraged', 'single-factor'],
  ] as const)('is, by %s, %s', async (strategy, outcome) => {
    for (const list of [true, false]) {
      const { rp } = partyWith('stored')
      const userHandle = new Uint8Array(64).map((_, byte) => byte)
      const { authenticator } = await registerAuthenticator(rp, verified('ctap2-key-with-pin'), userHandle)
      const { options, state } = await rp.startAuthentication({
        ...{ session, userVerification: strategy, ...(list && { userHandle }) },
      })
      // A client that does not do what was asked.
      const response = await answer(authenticator, { ...options, userVerification: 'discouraged' })
      const result = await rp
        .finishAuthentication({ state, session, response })
        .catch((error: CeremonyError) => error)
      if (outcome === 'A17') expect(result).toMatchObject({ step: 'A17', code: 'user-not-verified' })
      else expect(result).toMatchObject({ factors: outcome, missing: ['user-verification'] })
    }
  })
})

describe('the flip from CTAP1 to CTAP2', () => {
  /** Registered when a browser spoke CTAP1 with it, it has a PIN all of a sudden once the browser speaks CTAP2. */
  async function flipped() {
    const { rp, credentials } = partyWith('stored')
    const userHandle = new Uint8Array(64).map((_, byte) => byte)
    const member = unverified('ctap2-key-with-pin')
    const { authenticator, credential } = await registerAuthenticator(rp, member, userHandle)
    expect(credential).toMatchObject({ uvInitialized: false, registeredWithUserVerification: false })
    const signIn = async (otherFactor?: boolean) => {
      const start = { session, userHandle, userVerification: 'preferredIsEquivalentToDiscouraged' as const }
      const { options, state } = await rp.startAuthentication(start)
      const response = await answer(authenticator, options)
      expect(shown(response)).toBe('verified')
      return rp.finishAuthentication({ state, session, response, ...(otherFactor && { otherFactor }) })
    }
    return { signIn, credentials, rp, userHandle }
  }

  it('does not promote a credential', async () => {
    const { signIn } = await flipped()
    for (let time = 0; time < 3; time++) {
      expect(await signIn()).toMatchObject({
        factors: 'single-factor',
        missing: ['another-factor'],
        credential: { uvInitialized: false, registeredWithUserVerification: false },
      })
    }
  })

  it('promotes where another factor vouches for it, and leaves what the registration was', async () => {
    const { signIn, rp, userHandle } = await flipped()
    expect(await signIn(true)).toMatchObject({
      factors: 'multi-factor',
      missing: [],
      credential: { uvInitialized: true, registeredWithUserVerification: false },
    })
    expect(await signIn()).toMatchObject({ factors: 'multi-factor', missing: [] })
    // What is asked for still follows from the registration: nobody is locked out by having shown more once.
    const { options } = await rp.startAuthentication({ session, userHandle })
    expect(options.userVerification).toBe('discouraged')
  })
})

describe('the request', () => {
  const record = (registeredWithUserVerification: CredentialRecord['registeredWithUserVerification']) => ({
    registeredWithUserVerification,
  })
  const derived = (...registered: CredentialRecord['registeredWithUserVerification'][]) => {
    const request = requestVerification('derived', 'verified', registered.map(record))
    return 'code' in request ? request.code : request.userVerification
  }

  it('never takes for mixed what is not known', () => {
    expect(derived(true, true)).toBe('required')
    expect(derived(false, false)).toBe('discouraged')
    expect(derived(true, 'unknown')).toBe('required')
    expect(derived(false, 'unknown')).toBe('discouraged')
    expect(derived('unknown')).toBe('required')
    expect(derived(true, false)).toBe('user-verification-mixed')
    expect(derived(true, false, 'unknown')).toBe('user-verification-mixed')
  })

  it('lists with `separate` the members of the group, what is not known with both', () => {
    const all = [record(true), record(false), record('unknown')]
    expect(requestVerification('separate', 'verified', all)).toEqual({
      ...{ userVerification: 'required', credentials: [all[0], all[2]] },
    })
    expect(requestVerification('separate', 'unverified', all)).toEqual({
      ...{ userVerification: 'discouraged', credentials: [all[1], all[2]] },
    })
    expect(requestVerification('separate', 'unverified', [record(true)])).toMatchObject({
      code: 'user-verification-group-empty',
    })
  })

  it('without a list is for anybody', () => {
    const asked = userVerificationStrategies.map((strategy) => {
      const request = requestVerification(strategy, 'verified', undefined)
      return 'code' in request ? request.code : request.userVerification
    })
    expect(asked).toEqual([
      ...['required', 'required', 'discouraged', 'preferred', 'required', 'preferred', 'preferred'],
    ])
  })
})
