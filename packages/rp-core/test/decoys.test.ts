import { parseKey } from '@latchkey/cose-keys'
import { decodeBase64url, encodeBase64url, sha256 } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import type { StartAuthentication } from '../src/safe-layer/authentication-calls.ts'
import {
  type DecoyAccount,
  type DecoyCredential,
  nobodysKey,
  usualAccounts,
} from '../src/safe-layer/decoys.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { type Client, Passkey } from './authenticator.ts'
import { outcomeOf, type Party, partyWith, registerAt, session, signInAt } from './parties.ts'
import { Randomness } from './randomness.ts'
import { MemoryCredentials } from './stores.ts'

const kinds = ['stored', 'sealed'] as const
const random = new Randomness(24)
const { coseKey } = new Passkey()
const secrets = (byte: number) => ({ secrets: { decoys: new Uint8Array(32).fill(byte) } })
const handleOf = (length = 64) => random.bytes(length)

const start = ({ rp }: Party, asked: Omit<StartAuthentication, 'session'>) =>
  rp.startAuthentication({ session, ...asked })
const idsFor = async (party: Party, decoyFor: string) =>
  (await start(party, { decoyFor })).options.allowCredentials.map(({ id }) => id)

/** An account in the store, with credentials like those of a made-up one. */
async function accountLike(
  { credentials }: Party,
  like: readonly DecoyCredential[],
  userHandle = handleOf(),
  publicKey = coseKey,
): Promise<{ userHandle: Uint8Array; records: CredentialRecord[] }> {
  const records = like.map(
    ({ idLength, transports, registeredWithUserVerification }): CredentialRecord => ({
      type: 'public-key',
      id: random.bytes(idLength),
      publicKey,
      signCount: 0,
      transports,
      uvInitialized: registeredWithUserVerification,
      backupEligible: true,
      backupState: true,
      rpId: 'example.org',
      userHandle,
      aaguid: new Uint8Array(16),
      registeredWithUserVerification,
      version: 0,
    }),
  )
  for (const record of records) await credentials.insert(record)
  return { userHandle, records }
}

/** How an account looks: the lengths of its IDs, and their transports. */
const looks = ({ credentials }: DecoyAccount) =>
  credentials.map(({ idLength, transports }) => `${idLength} ${transports}`).join(', ')
const looksOf = (list: readonly { id: string; transports?: string[] }[]) =>
  list.map(({ id, transports }) => `${decodeBase64url(id).length} ${transports}`).join(', ')

/** Names of one length that nobody has, whose made-up accounts are of one kind. */
async function namesLike(
  party: Party,
  account: DecoyAccount,
  count: number,
  prefix = 'nobody',
): Promise<string[]> {
  const names: string[] = []
  for (let number = 0; names.length < count; number++) {
    const name = `${prefix} ${String(number).padStart(6, '0')}`
    const { options } = await start(party, { decoyFor: name })
    if (looksOf(options.allowCredentials) === looks(account)) names.push(name)
  }
  party.ceremonies.states.clear()
  return names
}

const masked = (options: Awaited<ReturnType<typeof start>>['options']) =>
  JSON.stringify({
    ...options,
    challenge: options.challenge.length,
    allowCredentials: options.allowCredentials.map(({ id, ...rest }) => ({ id: id.length, ...rest })),
  })

describe.each(kinds)('a name that nobody has (%s)', (kind) => {
  it.each(usualAccounts.map((account) => [looks(account), account] as const))(
    'gets options like an account with %s',
    async (_, account) => {
      const party = partyWith(kind)
      const [name] = await namesLike(party, account, 1)
      const { userHandle, records } = await accountLike(party, account.credentials)
      const known = await start(party, { userHandle, decoyFor: 'somebody' })
      const unknown = await start(party, { decoyFor: name! })
      expect(known.options.allowCredentials.map(({ id }) => id)).toEqual(
        records.map(({ id }) => encodeBase64url(id)),
      )
      expect(masked(unknown.options)).toBe(masked(known.options))
      expect(unknown.state).toHaveLength(known.state.length)
    },
  )

  it('gets a state of the same length, however long user handles are', async () => {
    const party = partyWith(kind)
    const [account] = usualAccounts
    const [name] = await namesLike(party, account!, 1)
    const lengths = new Set<number>()
    const kept = new Set<number>()
    const begin = async (asked: Parameters<typeof start>[1]) => {
      lengths.add((await start(party, asked)).state.length)
      for (const state of party.ceremonies.states.values()) kept.add(state.length)
    }
    for (let length = 1; length <= 64; length++) {
      const { userHandle } = await accountLike(party, account!.credentials, handleOf(length))
      await begin({ userHandle, decoyFor: 'somebody' })
      await begin({ userHandle })
    }
    await begin({ decoyFor: name! })
    expect(lengths.size).toBe(1)
    expect(kept.size).toBe(kind === 'stored' ? 1 : 0)
  })

  it('gets the hints, extensions and time that any name gets', async () => {
    const party = partyWith(kind)
    const [account] = usualAccounts
    const [name] = await namesLike(party, account!, 1)
    const { userHandle } = await accountLike(party, account!.credentials)
    const asked = {
      ...{ hints: ['hybrid'] as const, extensions: { uvm: true }, timeoutMilliseconds: 60_000 },
      userVerification: 'stepUp' as const,
    }
    const known = await start(party, { userHandle, decoyFor: 'somebody', ...asked })
    const unknown = await start(party, { decoyFor: name!, ...asked })
    expect(masked(unknown.options)).toBe(masked(known.options))
    expect(unknown.options).toMatchObject({ hints: ['hybrid'], userVerification: 'preferred' })
    expect(unknown.state).toHaveLength(known.state.length)
  })
})

describe('made-up credentials', () => {
  const party = partyWith('stored')

  it('are always the same for one name, also in another process', async () => {
    for (const name of ['alex', '', 'a'.repeat(1000), 'alex@example.org', '\ud800']) {
      const ids = await idsFor(party, name)
      expect(await idsFor(party, name)).toEqual(ids)
      expect(await idsFor(partyWith('sealed'), name)).toEqual(ids)
    }
  })

  it.each([
    ['letter case', 'Sasha.Müller', 'sASHA.mÜLLER'],
    ['full-width letters', 'sasha@example.org', 'ｓａｓｈａ＠ｅｘａｍｐｌｅ．ｏｒｇ'],
    ['blanks around', 'sasha', '  sasha\t\n'],
    ['full-width blanks around', 'sasha', '\u3000sasha\u3000'],
    ['composed letters', 'm\u00fcller', 'mu\u0308ller'],
    ['ligatures', 'office', 'o\ufb03ce'],
  ])('are the same for one name in two spellings: %s', async (_, name, other) => {
    expect(await idsFor(party, other)).toEqual(await idsFor(party, name))
  })

  it.each([
    ['another name', 'sasha', 'sascha'],
    ['a blank within', 'sasha m', 'sasham'],
    ['an accent', 'rene', 'rené'],
    ['a longer name', 'sasha', 'sasha1'],
    ['no name', 'sasha', ''],
  ])('are others for %s', async (_, name, other) => {
    expect(await idsFor(party, other)).not.toEqual(await idsFor(party, name))
  })

  it('share no ID among a thousand names', async () => {
    const ids = await Promise.all(Array.from({ length: 1000 }, (_, at) => idsFor(party, `name ${at}`)))
    const all = ids.flat()
    expect(new Set(all).size).toBe(all.length)
  })

  it('are others under another secret', async () => {
    const [one, other] = [partyWith('stored', secrets(3)), partyWith('stored', secrets(4))]
    expect(await idsFor(one, 'sasha')).toEqual(await idsFor(partyWith('stored', secrets(3)), 'sasha'))
    expect(await idsFor(one, 'sasha')).not.toEqual(await idsFor(other, 'sasha'))
  })

  it('are as often of each kind as the table says', async () => {
    const names = 4000
    const counts = new Map<string, number>()
    for (let at = 0; at < names; at++) {
      const { options } = await start(party, { decoyFor: `person-${at}@example.org` })
      const look = looksOf(options.allowCredentials)
      counts.set(look, (counts.get(look) ?? 0) + 1)
    }
    const total = usualAccounts.reduce((sum, { weight }) => sum + weight, 0)
    expect([...counts.keys()].sort()).toEqual(usualAccounts.map(looks).sort())
    for (const account of usualAccounts) {
      const share = account.weight / total
      const deviation = Math.sqrt(names * share * (1 - share))
      expect(Math.abs(counts.get(looks(account))! - names * share)).toBeLessThan(5 * deviation)
    }
  })

  it('look as an operator’s own table says', async () => {
    const decoys: DecoyAccount[] = [
      {
        weight: 1,
        credentials: [
          { idLength: 255, transports: ['ble'], registeredWithUserVerification: true },
          { idLength: 17, transports: [], registeredWithUserVerification: true },
        ],
      },
    ]
    const { options } = await start(partyWith('stored', { policy: { decoys } }), { decoyFor: 'sasha' })
    expect(options.allowCredentials).toEqual([
      { type: 'public-key', id: expect.stringMatching(/^[\w-]{340}$/), transports: ['ble'] },
      { type: 'public-key', id: expect.stringMatching(/^[\w-]{23}$/), transports: [] },
    ])
  })

  it('are what an account without credentials gets, named or not', async () => {
    const userHandle = handleOf()
    expect((await start(party, { userHandle, decoyFor: 'sasha' })).options.allowCredentials).toEqual(
      (await start(party, { decoyFor: 'sasha' })).options.allowCredentials,
    )
    const { options } = await start(party, { userHandle })
    expect(usualAccounts.map(looks)).toContain(looksOf(options.allowCredentials))
    expect((await start(party, { userHandle })).options.allowCredentials).toEqual(options.allowCredentials)
    expect((await start(party, { userHandle: handleOf() })).options.allowCredentials).not.toEqual(
      options.allowCredentials,
    )
  })

  it('are what no account with a credential gets', async () => {
    const own = partyWith('stored')
    const { userHandle, records } = await accountLike(own, usualAccounts[0]!.credentials)
    const { options } = await start(own, { userHandle, decoyFor: 'sasha' })
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([encodeBase64url(records[0]!.id)])
  })

  it('are not listed where anybody may sign in', async () => {
    expect((await start(party, {})).options.allowCredentials).toEqual([])
  })
})

describe('made-up credentials and user verification', () => {
  const of = (...verified: boolean[]): DecoyAccount[] => [
    {
      weight: 1,
      credentials: verified.map((registeredWithUserVerification) => ({
        ...{ idLength: 20, transports: ['internal'], registeredWithUserVerification },
      })),
    },
  ]

  it.each([
    ['derived', of(true), 'required', 1],
    ['derived', of(false), 'discouraged', 1],
    ['derived', of(false, false), 'discouraged', 2],
    ['required', of(true, false), 'required', 2],
    ['discouraged', of(true, false), 'discouraged', 2],
    ['stepUp', of(true, false), 'preferred', 2],
    ['preferredIsEquivalentToDiscouraged', of(true), 'preferred', 1],
    ['enforcePerCredential', of(true, false), 'preferred', 2],
    ['enforcePerCredential', of(true), 'required', 1],
    ['separate', of(true, false), 'required', 1],
  ] as const)('by the strategy %s are asked as an account is', async (strategy, decoys, asked, listed) => {
    const party = partyWith('stored', { policy: { decoys } })
    const { userHandle } = await accountLike(party, decoys[0]!.credentials)
    const known = await start(party, { userHandle, userVerification: strategy })
    const unknown = await start(party, { decoyFor: 'sasha', userVerification: strategy })
    expect(masked(unknown.options)).toBe(masked(known.options))
    expect(unknown.options).toMatchObject({ userVerification: asked })
    expect(unknown.options.allowCredentials).toHaveLength(listed)
  })

  it.each([
    ['mixed', of(true, false), {}, 'user-verification-mixed'],
    [
      'of no credential without it',
      usualAccounts,
      { userVerification: 'separate', group: 'unverified' },
      'user-verification-group-empty',
    ],
    [
      'of no credential with it',
      of(false),
      { userVerification: 'separate', group: 'verified' },
      'user-verification-group-empty',
    ],
  ] as const)('are refused as an account is where they are %s', async (_, decoys, asked, code) => {
    const party = partyWith('stored', { policy: { decoys } })
    const { userHandle } = await accountLike(party, decoys[0]!.credentials)
    const known = await outcomeOf(start(party, { userHandle, ...asked }))
    const unknown = await outcomeOf(start(party, { decoyFor: 'sasha', ...asked }))
    expect(unknown).toMatchObject({ step: 'A1', code })
    expect(told(unknown)).toEqual(told(known))
    expect(party.ceremonies.states.size).toBe(0)
  })
})

/** Everything that an error says, to the caller and to a client. */
function told(outcome: unknown) {
  if (!CeremonyError.is(outcome)) throw outcome
  const { ceremony, step, code, message, ledger, cause } = outcome
  return { ceremony, step, code, message, ledger, cause: `${cause}`, public: outcome.toPublicError() }
}

type Edit = {
  readonly client?: Client
  /** of the response, after it was signed */
  readonly edit?: (response: ReturnType<Passkey['get']>) => unknown
}

const withResponse =
  (change: (response: ReturnType<Passkey['get']>['response']) => object): NonNullable<Edit['edit']> =>
  (answer) => ({ ...answer, response: { ...answer.response, ...change(answer.response) } })

/** A response for the first credential listed, or for another, by a passkey that does not have its key. */
function forged(
  options: { challenge: string; allowCredentials: { id: string }[] },
  { client = {}, edit = (response) => response }: Edit = {},
  id = options.allowCredentials[0]!.id,
) {
  return edit({ ...new Passkey().get(options, { userHandle: null, ...client }), id, rawId: id })
}

async function outcomeFor(party: Party, asked: Parameters<typeof start>[1], how: Edit, at = 0) {
  const { options, state } = await start(party, asked)
  const response = forged(options, how, options.allowCredentials[at]!.id)
  return outcomeOf(party.rp.finishAuthentication({ state, session, response }))
}

const edits: [string, string, Edit][] = [
  ['a signature by another key', 'A21', {}],
  [
    'a signature with a bit flipped',
    'A21',
    {
      edit: withResponse(({ signature }) => {
        const bytes = decodeBase64url(signature)
        bytes[bytes.length - 1]! ^= 1
        return { signature: encodeBase64url(bytes) }
      }),
    },
  ],
  ['a signature that is empty', 'A21', { edit: withResponse(() => ({ signature: '' })) }],
  ['a signature that is no DER', 'A21', { edit: withResponse(() => ({ signature: 'AAAA' })) }],
  ['no user present', 'A16', { client: { flags: 0x1c } }],
  ['no user verified', 'A17', { client: { flags: 0x19 } }],
  ['a backup without eligibility', 'A18', { client: { flags: 0x15 } }],
  ['another RP ID', 'A15', { client: { rpId: 'evil.example' } }],
  ['another origin', 'A12', { client: { origin: 'https://evil.example' } }],
  ['another challenge', 'A11', { client: { clientData: { challenge: 'AAAA' } } }],
  ['another type', 'A10', { client: { clientData: { type: 'webauthn.create' } } }],
  ['authenticator data cut off', 'A7', { edit: withResponse(() => ({ authenticatorData: 'AAAA' })) }],
  ['another user', 'A6', { client: { userHandle: 'AAAA' } }],
  ['an empty user handle', 'A6', { client: { userHandle: '' } }],
  ['no signature', 'A3', { edit: withResponse(() => ({ signature: undefined })) }],
  ['nothing', 'A3', { edit: () => ({}) }],
]

/** Made-up credentials that could be those of the passkeys here. */
const alike = { policy: { decoys: usualAccounts.slice(0, 1) } }

describe.each(kinds)('a response to made-up credentials (%s)', (kind) => {
  it.each(edits)('with %s is refused as one to an account, at %s', async (_, step, how) => {
    const party = partyWith(kind, alike)
    const { credential } = await registerAt(party.rp)
    const known = await outcomeFor(party, { userHandle: credential.userHandle, decoyFor: 'somebody' }, how)
    const unknown = await outcomeFor(party, { decoyFor: 'nobody' }, how)
    expect(told(unknown)).toEqual(told(known))
    expect(unknown).toMatchObject({ step })
    expect((unknown as CeremonyError).toPublicError().code).toBe(
      step === 'A3' ? 'malformed-response' : 'not-accepted',
    )
    expect(party.credentials.records.get(encodeBase64url(credential.id))).toBe(credential)
  })

  it('passes every step up to the signature', async () => {
    const party = partyWith(kind, alike)
    const error = (await outcomeFor(party, { decoyFor: 'nobody' }, {})) as CeremonyError
    expect(error).toMatchObject({ step: 'A21', code: 'signature-invalid', ceremony: 'authentication' })
    const verdicts = Object.fromEntries(error.ledger!.map((entry) => [entry.step, entry.verdict]))
    expect(verdicts).toMatchObject({ A5: 'passed', A6: 'passed', A17: 'passed', A20: 'passed' })
    expect(verdicts).toMatchObject({ A21: 'failed', A22: 'not-reached', A24: 'not-reached' })
  })

  it('by a passkey of another account is refused as one to an account', async () => {
    const party = partyWith(kind, alike)
    const { credential } = await registerAt(party.rp)
    const { passkey } = await registerAt(party.rp)
    const attempt = (asked: Parameters<typeof start>[1]) => outcomeOf(signInAt(party.rp, passkey, {}, asked))
    const unknown = await attempt({ decoyFor: 'nobody' })
    expect(unknown).toMatchObject({ step: 'A5', code: 'credential-not-allowed' })
    const known = await attempt({ userHandle: credential.userHandle, decoyFor: 'somebody' })
    expect(told(unknown)).toEqual(told(known))
    expect(await attempt({})).toBe('accepted')
  })

  it('by a passkey that nobody registered is refused as one to an account', async () => {
    const party = partyWith(kind, alike)
    const { credential } = await registerAt(party.rp)
    const attempt = (asked: Parameters<typeof start>[1]) =>
      outcomeOf(signInAt(party.rp, new Passkey(), { userHandle: null }, asked))
    const unknown = await attempt({ decoyFor: 'nobody' })
    const known = await attempt({ userHandle: credential.userHandle, decoyFor: 'somebody' })
    expect(told(unknown)).toEqual(told(known))
  })

  it('spends the state, as any does', async () => {
    const party = partyWith(kind, alike)
    const { options, state } = await start(party, { decoyFor: 'nobody' })
    const finish = { state, session, response: forged(options) }
    expect(await outcomeOf(party.rp.finishAuthentication(finish))).toMatchObject({ step: 'A21' })
    expect(await outcomeOf(party.rp.finishAuthentication(finish))).toMatchObject({
      step: 'A11',
      code: 'state-unknown',
    })
  })

  it('opens nothing, also where somebody has a credential of that ID by then', async () => {
    const party = partyWith(kind, alike)
    const { options, state } = await start(party, { decoyFor: 'nobody' })
    const passkey = new Passkey()
    const id = decodeBase64url(options.allowCredentials[0]!.id)
    const userHandle = handleOf()
    const [{ idLength }] = usualAccounts[0]!.credentials as [DecoyCredential]
    const { records } = await accountLike(
      party,
      [{ idLength, transports: [], registeredWithUserVerification: true }],
      userHandle,
    )
    const record = { ...records[0]!, id, publicKey: passkey.coseKey }
    party.credentials.records.clear()
    await party.credentials.insert(record)
    passkey.userHandle = encodeBase64url(userHandle)
    const answer = (challenge: string, named: string | null) => ({
      ...passkey.get({ challenge }, { userHandle: named }),
      id: encodeBase64url(id),
      rawId: encodeBase64url(id),
    })
    const response = answer(options.challenge, null)
    expect(await outcomeOf(party.rp.finishAuthentication({ state, session, response }))).toMatchObject({
      step: 'A21',
      code: 'signature-invalid',
    })
    expect(party.credentials.records.get(encodeBase64url(id))).toBe(record)
    const again = await start(party, {})
    expect(
      await party.rp.finishAuthentication({
        ...{ state: again.state, session },
        response: answer(again.options.challenge, passkey.userHandle),
      }),
    ).toMatchObject({ factors: 'multi-factor' })
  })
})

describe('a response to made-up credentials', () => {
  it('says one thing of the backup eligibility and not the other, as to an account', async () => {
    const party = partyWith('stored', alike)
    const { credential } = await registerAt(party.rp)
    const steps = async (asked: Parameters<typeof start>[1]) => {
      const outcomes = [0x1d, 0x05].map((flags) => outcomeFor(party, asked, { client: { flags } }))
      return (await Promise.all(outcomes)).map((outcome) => (outcome as CeremonyError).step).sort()
    }
    expect(await steps({ userHandle: credential.userHandle, decoyFor: 'somebody' })).toEqual(['A19', 'A21'])
    for (const decoyFor of ['nobody', 'no one', 'none']) {
      expect(await steps({ decoyFor })).toEqual(['A19', 'A21'])
    }
  })

  it.each([
    ['enforcePerCredential', undefined],
    ['separate', 'unverified'],
  ] as const)(
    'without user verification is refused as one to an account, by the strategy %s',
    async (userVerification, group) => {
      const decoys: DecoyAccount[] = [
        {
          weight: 1,
          credentials: [true, false].map((registeredWithUserVerification) => ({
            ...{ idLength: 20, transports: ['hybrid', 'internal'], registeredWithUserVerification },
          })),
        },
      ]
      const party = partyWith('stored', { policy: { decoys } })
      const { userHandle } = await accountLike(party, decoys[0]!.credentials)
      const asked = { userVerification, ...(group && { group }) }
      const { options } = await start(party, { userHandle, ...asked })
      for (const at of options.allowCredentials.keys()) {
        const how = { client: { flags: 0x19 } }
        const known = await outcomeFor(party, { userHandle, ...asked }, how, at)
        const unknown = await outcomeFor(party, { decoyFor: 'nobody', ...asked }, how, at)
        expect(told(unknown)).toEqual(told(known))
      }
    },
  )

  it('is judged by a key that nobody has', () => {
    const x = nobodysKey.subarray(10, 42)
    expect(x).toEqual(sha256(new TextEncoder().encode('@latchkey/rp-core decoy key 1')))
    // On its curve, which parsing checks.
    expect(parseKey(nobodysKey)).toMatchObject({ kty: 'EC2', alg: -7, crv: 'P-256', x })
  })
})

class CountingCredentials extends MemoryCredentials {
  readonly calls = { findById: 0, listByUserHandle: 0, insert: 0, update: 0 }

  override findById(id: Uint8Array) {
    this.calls.findById++
    return super.findById(id)
  }

  override listByUserHandle(userHandle: Uint8Array) {
    this.calls.listByUserHandle++
    return super.listByUserHandle(userHandle)
  }

  override insert(record: CredentialRecord) {
    this.calls.insert++
    return super.insert(record)
  }

  override update(id: Uint8Array, version: number, next: CredentialRecord) {
    this.calls.update++
    return super.update(id, version, next)
  }

  /** What was called since this was asked last. */
  taken() {
    const calls = { ...this.calls }
    for (const name of Object.keys(calls)) this.calls[name as keyof typeof calls] = 0
    return calls
  }
}

describe('the store', () => {
  it.each(kinds)('is asked as often for a name that nobody has (%s)', async (kind) => {
    const credentials = new CountingCredentials()
    const party = partyWith(kind, { credentials, ...alike })
    const { credential } = await registerAt(party.rp)
    const { userHandle } = credential
    const known = { userHandle, decoyFor: 'somebody' }
    credentials.taken()
    for (const asked of [known, { userHandle }, { userHandle: handleOf() }, { decoyFor: 'nobody' }]) {
      const { options, state } = await start(party, asked)
      expect(credentials.taken()).toEqual({ findById: 0, listByUserHandle: 1, insert: 0, update: 0 })
      const response = forged(options)
      expect(await outcomeOf(party.rp.finishAuthentication({ state, session, response }))).toMatchObject({
        step: 'A21',
      })
      expect(credentials.taken()).toEqual({ findById: 1, listByUserHandle: 0, insert: 0, update: 0 })
    }
    const stranger = new Passkey()
    for (const asked of [known, { decoyFor: 'nobody' }]) {
      expect(await outcomeOf(signInAt(party.rp, stranger, {}, asked))).toMatchObject({ step: 'A5' })
      expect(credentials.taken()).toEqual({ findById: 0, listByUserHandle: 1, insert: 0, update: 0 })
    }
  })

  it('is asked for a user handle of 64 bytes, the same for the same name', async () => {
    const asked: string[] = []
    const credentials = new MemoryCredentials()
    credentials.listByUserHandle = async (userHandle) => {
      asked.push(encodeBase64url(userHandle))
      return []
    }
    const party = partyWith('stored', { credentials, ...alike })
    for (const decoyFor of ['sasha', ' SASHA ', 'sascha']) await start(party, { decoyFor })
    expect(asked[0]).toMatch(/^[\w-]{86}$/)
    expect(asked[1]).toBe(asked[0])
    expect(asked[2]).not.toBe(asked[0])
  })

  it('that has something under the user handle of nobody does not open it to a name', async () => {
    const party = partyWith('stored', alike)
    const passkey = new Passkey()
    const { credential } = await registerAt(party.rp, passkey)
    const { listByUserHandle } = party.credentials
    party.credentials.listByUserHandle = async () => [credential]
    const { options } = await start(party, { decoyFor: 'nobody' })
    expect(options.allowCredentials.map(({ id }) => id)).not.toContain(encodeBase64url(passkey.id))
    party.credentials.listByUserHandle = listByUserHandle
    expect(await idsFor(party, 'nobody')).toEqual(options.allowCredentials.map(({ id }) => id))
  })
})

describe.each(kinds)('a user who is deleted (%s)', (kind) => {
  it('does not finish a sign-in that began before, with a list or without', async () => {
    const party = partyWith(kind)
    const { passkey, credential } = await registerAt(party.rp)
    for (const asked of [{ userHandle: credential.userHandle }, {}]) {
      const { options, state } = await start(party, asked)
      party.credentials.records.clear()
      const response = passkey.get(options)
      expect(await outcomeOf(party.rp.finishAuthentication({ state, session, response }))).toMatchObject({
        step: 'A6',
        code: 'credential-unknown',
      })
      expect(party.credentials.records.size).toBe(0)
      await party.credentials.insert(credential)
      expect(await signInAt(party.rp, passkey, {}, asked)).toMatchObject({ factors: 'multi-factor' })
      party.credentials.records.set(encodeBase64url(credential.id), credential)
    }
  })

  it('is a name that nobody has from then on', async () => {
    const party = partyWith(kind)
    const { passkey, credential } = await registerAt(party.rp)
    const asked = { userHandle: credential.userHandle, decoyFor: 'sasha' }
    expect((await start(party, asked)).options.allowCredentials[0]!.id).toBe(encodeBase64url(passkey.id))
    party.credentials.records.clear()
    expect((await start(party, asked)).options.allowCredentials.map(({ id }) => id)).toEqual(
      await idsFor(party, 'sasha'),
    )
    expect(await outcomeOf(signInAt(party.rp, passkey, {}, asked))).toMatchObject({
      step: 'A5',
      code: 'credential-not-allowed',
    })
  })
})

/**
 * Whether a name that nobody has shows in how long an answer takes: calls of both kinds, in random order, and Welch's t
 * of their times. A busy machine makes differences of its own, so that the run with the smallest t counts; the control,
 * in which one kind waits a little, must show a difference in one.
 *
 * @see Reparaz, Balasch, Verbauwhede: Dude, is my code constant time? (2017)
 */
type Call = (at: number) => Promise<unknown>
type Calls = { readonly known: Call; readonly unknown: Call }
/** How many calls of each kind are measured, and how many before them are not. */
type Size = { readonly measured: number; readonly before: number }

const limit = 10
const runs = 5
/** Of the times of both kinds together, the slowest tenth is interrupts and garbage collection. */
const keptShare = 0.9

/** The smallest |t|: no more runs than it takes. */
async function smallest(run: () => Promise<number>): Promise<number> {
  let t = await run()
  for (let left = runs - 1; left > 0 && t >= limit; left--) t = Math.min(t, await run())
  return t
}

/** The largest |t|. */
async function largest(run: () => Promise<number>): Promise<number> {
  let t = await run()
  for (let left = runs - 1; left > 0 && t <= limit; left--) t = Math.max(t, await run())
  return t
}

async function welchOf({ known, unknown }: Calls, { measured, before }: Size): Promise<number> {
  const calls = [known, unknown]
  for (let at = 0; at < before; at++) for (const call of calls) await call(at)
  const counts = [before, before]
  const times: number[][] = [[], []]
  for (const kind of shuffled(measured)) {
    const at = counts[kind]!++
    const begun = performance.now()
    await calls[kind]!(at)
    times[kind]!.push(performance.now() - begun)
  }
  const cut = times.flat().sort((a, b) => a - b)[Math.floor(keptShare * 2 * measured)]!
  const [one, other] = times.map((list) => momentsOf(list.filter((time) => time <= cut)))
  return Math.abs(one!.mean - other!.mean) / Math.sqrt(one!.error + other!.error)
}

function momentsOf(list: readonly number[]) {
  const mean = list.reduce((sum, time) => sum + time, 0) / list.length
  const variance = list.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (list.length - 1)
  return { mean, error: variance / list.length }
}

/** As many of one kind as of the other. */
function shuffled(each: number): number[] {
  const order = Array.from({ length: 2 * each }, (_, at) => at % 2)
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    const kind = order[at]!
    order[at] = order[other]!
    order[other] = kind
  }
  return order
}

const delayed = (call: Call, microseconds: number): Call => {
  return (at) => {
    const until = performance.now() + microseconds / 1000
    while (performance.now() < until);
    return call(at)
  }
}

/** Finishes of ceremonies that have begun, so that they alone are measured. */
async function finishesOf(
  party: Party,
  asked: (at: number) => Parameters<typeof start>[1],
  { measured, before }: Size,
): Promise<Call> {
  const forger = new Passkey()
  const finishes: Parameters<typeof party.rp.finishAuthentication>[0][] = []
  for (let at = 0; at < before + measured; at++) {
    const { options, state } = await start(party, asked(at))
    const { id } = options.allowCredentials[0]!
    const response = { ...forger.get(options, { userHandle: null }), id, rawId: id }
    finishes.push({ state, session, response })
  }
  return async (at) => {
    const outcome = await outcomeOf(party.rp.finishAuthentication(finishes[at]!))
    if (!CeremonyError.is(outcome) || outcome.step !== 'A21') throw outcome
  }
}

describe.each(kinds)('the time that a name takes does not tell whether somebody has it (%s)', (kind) => {
  const [usual] = usualAccounts as [DecoyAccount]
  const largestAccount = usualAccounts.at(-1)!
  const few = 4
  /** As the relying party derives them. */
  const handleLength = 32

  /** What starts are asked for: accounts, and names whose made-up account looks like those. */
  async function asking(party: Party, knownNamesLike = usual) {
    const names = await namesLike(party, usual, few)
    const knownNames = await namesLike(party, knownNamesLike, few, 'anyone')
    const handles: Uint8Array[] = []
    for (let at = 0; at < few; at++) {
      handles.push((await accountLike(party, usual.credentials, handleOf(handleLength))).userHandle)
    }
    return {
      known: (at: number) => ({ userHandle: handles[at % few]!, decoyFor: knownNames[at % few]! }),
      unknown: (at: number) => ({ decoyFor: names[at % few]! }),
    }
  }

  const startsOf = async (knownNamesLike?: DecoyAccount): Promise<Calls> => {
    const party = partyWith(kind)
    const { known, unknown } = await asking(party, knownNamesLike)
    return { known: (at) => start(party, known(at)), unknown: (at) => start(party, unknown(at)) }
  }

  it('at a start', async () => {
    const size = { measured: 3000, before: 1000 }
    const calls = await startsOf()
    expect(await smallest(() => welchOf(calls, size))).toBeLessThan(limit)
    const control = { ...calls, known: delayed(calls.known, 20) }
    expect(await largest(() => welchOf(control, size))).toBeGreaterThan(limit)
  })

  it('at a start, also where more credentials would be made up for a name than its account has', async () => {
    const calls = await startsOf(largestAccount)
    expect(await smallest(() => welchOf(calls, { measured: 3000, before: 1000 }))).toBeLessThan(limit)
  })

  it('at the finish, by a signature that is not of the key', async () => {
    const size = { measured: 1500, before: 300 }
    const party = partyWith(kind)
    const asks = await asking(party)
    const begun = async (): Promise<Calls> => ({
      known: await finishesOf(party, asks.known, size),
      unknown: await finishesOf(party, asks.unknown, size),
    })
    expect(await smallest(async () => welchOf(await begun(), size))).toBeLessThan(limit)
    const control = async () => {
      const { known, unknown } = await begun()
      return welchOf({ known: delayed(known, 50), unknown }, size)
    }
    expect(await largest(control)).toBeGreaterThan(limit)
  })

  it('at the finish, also where no key was seen before', async () => {
    const size = { measured: 700, before: 100 }
    const all = size.measured + size.before
    const run = async () => {
      const party = partyWith(kind)
      const names = await namesLike(party, usual, 2 * all)
      const accounts = new Map<string, readonly CredentialRecord[]>()
      const handles: Uint8Array[] = []
      for (let at = 0; at < all; at++) {
        const key = new Passkey().coseKey
        const { userHandle, records } = await accountLike(
          party,
          usual.credentials,
          handleOf(handleLength),
          key,
        )
        accounts.set(encodeBase64url(userHandle), records)
        handles.push(userHandle)
      }
      party.credentials.listByUserHandle = async (handle) => accounts.get(encodeBase64url(handle)) ?? []
      return welchOf(
        {
          known: await finishesOf(
            party,
            (at) => ({ userHandle: handles[at]!, decoyFor: names[all + at]! }),
            size,
          ),
          unknown: await finishesOf(party, (at) => ({ decoyFor: names[at]! }), size),
        },
        size,
      )
    }
    expect(await smallest(run)).toBeLessThan(limit)
  })
})
