import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { decodeState } from '../src/safe-layer/ceremony-state.ts'
import type { StartInput } from '../src/safe-layer/start-options.ts'
import { userVerificationStrategies } from '../src/safe-layer/user-verification.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { Passkey } from './authenticator.ts'
import { outcomeOf, type Party, partyWith, registerAt, session, signInAt, user } from './parties.ts'
import { Randomness } from './randomness.ts'

const ceremonies = ['registration', 'authentication'] as const
type Ceremony = (typeof ceremonies)[number]

/** Starts with what TypeScript would refuse, too. */
function start({ rp }: Party, ceremony: Ceremony, asked: object) {
  const input = { session, ...asked } as never
  return ceremony === 'registration'
    ? rp.startRegistration({ user, ...(input as object) } as never)
    : rp.startAuthentication(input)
}

const refusalThatNames = (name: string) => ({
  code: 'configuration-options',
  ceremony: 'configuration',
  message: expect.stringMatching(new RegExp(`^${name} must be `)),
})

const handle = new Uint8Array(32).map((_, at) => at)
const account = { ...user, id: handle }

function recordOf(passkey: Passkey, changes: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    type: 'public-key',
    id: passkey.id,
    publicKey: passkey.coseKey,
    signCount: 0,
    transports: ['internal', 'hybrid'],
    uvInitialized: true,
    backupEligible: true,
    backupState: true,
    rpId: 'example.org',
    userHandle: handle,
    aaguid: new Uint8Array(16),
    registeredWithUserVerification: true,
    version: 0,
    ...changes,
  }
}

async function withRecords(...records: CredentialRecord[]): Promise<Party> {
  const party = partyWith('stored')
  for (const record of records) await party.credentials.insert(record)
  return party
}

describe.each(ceremonies)('the start of the %s', (ceremony) => {
  it.each([
    ['nothing', {}],
    ['an authenticator of the device', { authenticatorSelection: { authenticatorAttachment: 'platform' } }],
    [
      'an authenticator that is attached',
      { authenticatorSelection: { authenticatorAttachment: 'cross-platform' } },
    ],
    ['a resident key', { authenticatorSelection: { residentKey: 'required' } }],
    ['no resident key', { authenticatorSelection: { residentKey: 'discouraged' } }],
    ['a resident key where there is one', { authenticatorSelection: { residentKey: 'preferred' } }],
    ['user verification', { authenticatorSelection: { userVerification: 'required' } }],
    ['no user verification', { authenticatorSelection: { userVerification: 'discouraged' } }],
    ['conditional mediation', { mediation: 'conditional' }],
    ['every hint', { hints: ['security-key', 'client-device', 'hybrid'] }],
    ['no hint', { hints: [] }],
    ['an extension', { extensions: { prf: { eval: { first: 'AAAA' } } } }],
    ['a millisecond', { timeoutMilliseconds: 1 }],
    ['a day', { timeoutMilliseconds: 86_400_000 }],
    ...userVerificationStrategies
      .filter((strategy) => strategy !== 'separate')
      .map((strategy) => [`the strategy ${strategy}`, { userVerification: strategy }] as const),
    ['one group', { userVerification: 'separate', group: 'verified' }],
    ['the other group', { userVerification: 'separate', group: 'unverified' }],
  ] as [string, object][])('takes %s', async (_, asked) => {
    const party = partyWith('stored')
    await start(party, ceremony, asked)
    expect(party.ceremonies.states.size).toBe(1)
  })

  it.each([
    ['no session', { session: undefined }, 'session'],
    ['an empty session', { session: '' }, 'session'],
    ['a session that is no text', { session: 7 }, 'session'],
    [
      'an attachment that is none',
      { authenticatorSelection: { authenticatorAttachment: 'Platform' } },
      'authenticatorAttachment',
    ],
    ['a word for yes', { authenticatorSelection: { residentKey: true } }, 'residentKey'],
    ['a misspelt resident key', { authenticatorSelection: { residentKey: 'require' } }, 'residentKey'],
    [
      'user verification that would be up to the browser',
      { authenticatorSelection: { userVerification: 'preferred' } },
      'authenticatorSelection.userVerification',
    ],
    [
      'a misspelt user verification',
      { authenticatorSelection: { userVerification: 'Required' } },
      'authenticatorSelection.userVerification',
    ],
    ['the strategy preferred', { userVerification: 'preferred' }, 'userVerification'],
    ['a misspelt strategy', { userVerification: 'stepup' }, 'userVerification'],
    ['a strategy that every object has', { userVerification: 'constructor' }, 'userVerification'],
    ['a strategy in a list', { userVerification: ['required'] }, 'userVerification'],
    ['an empty strategy', { userVerification: '' }, 'userVerification'],
    ['the strategy null', { userVerification: null }, 'userVerification'],
    ['a group that is none', { userVerification: 'separate', group: 'both' }, 'group'],
    ['mediation that is not known', { mediation: 'silent' }, 'mediation'],
    ['the mediation null', { mediation: null }, 'mediation'],
    ['one hint that is in no list', { hints: 'hybrid' }, 'hints'],
    ['hints that are null', { hints: null }, 'hints'],
    ['a hint that is none', { hints: ['hybrid', 'phone'] }, 'a hint'],
    ['a hint that is null', { hints: [null] }, 'a hint'],
    ['a hint that is missing', { hints: [undefined] }, 'a hint'],
    ['extensions that are text', { extensions: 'credProps' }, 'extensions'],
    ['extensions that are null', { extensions: null }, 'extensions'],
    ['extensions that are a list', { extensions: ['credProps'] }, 'extensions'],
    ['no time', { timeoutMilliseconds: 0 }, 'timeoutMilliseconds'],
    ['time that is over', { timeoutMilliseconds: -1 }, 'timeoutMilliseconds'],
    ['a part of a millisecond', { timeoutMilliseconds: 1.5 }, 'timeoutMilliseconds'],
    ['a time that is no number', { timeoutMilliseconds: Number.NaN }, 'timeoutMilliseconds'],
    ['time without end', { timeoutMilliseconds: Number.POSITIVE_INFINITY }, 'timeoutMilliseconds'],
    ['time beyond every date', { timeoutMilliseconds: 8_640_000_000_000_000 }, 'timeoutMilliseconds'],
    ['a time in text', { timeoutMilliseconds: '1000' }, 'timeoutMilliseconds'],
    ['a time that is null', { timeoutMilliseconds: null }, 'timeoutMilliseconds'],
  ] as [string, object, string][])('refuses %s, and keeps nothing', async (_, asked, name) => {
    const party = partyWith('stored')
    expect(await outcomeOf(start(party, ceremony, asked))).toMatchObject(refusalThatNames(name))
    expect(party.ceremonies.states.size).toBe(0)
  })

  it('says nothing of what was wrong but its name', async () => {
    const words = 'secret-word'
    for (const asked of [{ mediation: words }, { hints: [words] }, { userVerification: words }]) {
      const error = (await outcomeOf(start(partyWith('stored'), ceremony, asked))) as Error
      expect(`${error} ${JSON.stringify(error)}`).not.toContain(words)
    }
  })

  it('writes hints, extensions and the time out', async () => {
    const asked: Partial<StartInput> = {
      hints: ['hybrid', 'security-key'],
      extensions: { largeBlob: { read: true }, 'org.example': [1] },
      timeoutMilliseconds: 1234,
    }
    const { options } = await start(partyWith('stored'), ceremony, asked)
    expect(options.hints).toEqual(asked.hints)
    expect(options.extensions).toMatchObject(asked.extensions!)
    expect(options.timeout).toBe(1234)
    const plain = await start(partyWith('stored'), ceremony, {})
    expect(plain.options).toMatchObject({ hints: [], timeout: 300_000 })
    expect(plain.options.extensions).toEqual(ceremony === 'registration' ? { credProps: true } : {})
  })

  it('keeps no list and no object of the caller’s', async () => {
    const asked = { hints: ['hybrid'], extensions: { uvm: true } as Record<string, unknown> }
    const { options } = await start(partyWith('stored'), ceremony, asked)
    asked.hints.push('client-device')
    asked.extensions.payment = { isPayment: true }
    expect(options.hints).toEqual(['hybrid'])
    expect(options.extensions).not.toHaveProperty('payment')
  })
})

describe('the start of a registration', () => {
  it('refuses a selection that is null, and keeps nothing', async () => {
    const party = partyWith('stored')
    const outcome = await outcomeOf(start(party, 'registration', { authenticatorSelection: null }))
    expect(outcome).toMatchObject({ code: 'configuration-options' })
    expect(party.ceremonies.states.size).toBe(0)
  })

  it('puts what was selected into the options', async () => {
    const authenticatorSelection = {
      authenticatorAttachment: 'cross-platform',
      residentKey: 'discouraged',
      userVerification: 'discouraged',
    }
    const { options } = await start(partyWith('stored'), 'registration', { authenticatorSelection })
    expect(options).toMatchObject({
      authenticatorSelection: { ...authenticatorSelection, requireResidentKey: false },
    })
    const required = { residentKey: 'required' }
    expect(
      (await start(partyWith('stored'), 'registration', { authenticatorSelection: required })).options,
    ).toMatchObject({ authenticatorSelection: { residentKey: 'required', requireResidentKey: true } })
  })

  it('excludes what the account has at this RP ID, and nothing else', async () => {
    const [own, second, elsewhere, another] = Array.from({ length: 4 }, () => new Passkey())
    const { rp } = await withRecords(
      recordOf(own!),
      recordOf(elsewhere!, { rpId: 'example.net' }),
      recordOf(another!, { userHandle: new Uint8Array(32).fill(1, 1) }),
      recordOf(second!, { transports: ['usb'] }),
    )
    const { options } = await rp.startRegistration({ user: account, session })
    expect(options.excludeCredentials).toEqual([
      { type: 'public-key', id: encodeBase64url(own!.id), transports: ['internal', 'hybrid'] },
      { type: 'public-key', id: encodeBase64url(second!.id), transports: ['usb'] },
    ])
    expect((await rp.startRegistration({ user, session })).options.excludeCredentials).toEqual([])
  })
})

describe('the start of an authentication', () => {
  it.each([
    ['a name that is no text', { decoyFor: 7 }],
    ['a name that is null', { decoyFor: null }],
    ['a user handle that is text', { userHandle: 'AAAA' }],
    ['a user handle that is null', { userHandle: null }],
    ['an empty user handle', { userHandle: new Uint8Array() }],
    ['a user handle of 65 bytes', { userHandle: new Uint8Array(65) }],
  ])('refuses %s, and keeps nothing', async (_, asked) => {
    const party = partyWith('stored')
    const outcome = await outcomeOf(start(party, 'authentication', asked))
    expect(outcome).toMatchObject({ code: 'configuration-options', ceremony: 'configuration' })
    expect(party.ceremonies.states.size).toBe(0)
  })

  it('lists what the account has at this RP ID, and nothing else', async () => {
    const [own, elsewhere, another] = [new Passkey(), new Passkey(), new Passkey()]
    const { rp } = await withRecords(
      recordOf(elsewhere, { rpId: 'example.net' }),
      recordOf(another, { userHandle: new Uint8Array(32).fill(1, 1) }),
      recordOf(own),
    )
    const { options } = await rp.startAuthentication({ session, userHandle: handle })
    expect(options.allowCredentials).toEqual([
      { type: 'public-key', id: encodeBase64url(own.id), transports: ['internal', 'hybrid'] },
    ])
    own.userHandle = encodeBase64url(handle)
    expect(await signInAt(rp, own, {}, { userHandle: handle })).toMatchObject({ factors: 'multi-factor' })
  })

  it('never lists what an account has at another RP ID, be it all that it has', async () => {
    const elsewhere = new Passkey()
    const { rp } = await withRecords(recordOf(elsewhere, { rpId: 'example.net' }))
    const { options } = await rp.startAuthentication({ session, userHandle: handle })
    expect(options.allowCredentials).not.toEqual([])
    expect(options.allowCredentials.map(({ id }) => id)).not.toContain(encodeBase64url(elsewhere.id))
    expect(await outcomeOf(signInAt(rp, elsewhere, {}, { userHandle: handle }))).toMatchObject({
      step: 'A5',
      code: 'credential-not-allowed',
    })
  })
})

describe('a registration with conditional mediation', () => {
  const conditional = { mediation: 'conditional' } as const

  it('asks for no user verification, and for a discoverable credential', async () => {
    const { options } = await start(partyWith('stored'), 'registration', conditional)
    expect(options).toMatchObject({
      authenticatorSelection: {
        userVerification: 'discouraged',
        residentKey: 'required',
        requireResidentKey: true,
      },
    })
  })

  it('refuses to require user verification, and takes that it is discouraged', async () => {
    const party = partyWith('stored')
    const asked = (userVerification: string) => ({
      ...conditional,
      authenticatorSelection: { userVerification },
    })
    expect(await outcomeOf(start(party, 'registration', asked('required')))).toMatchObject({
      ...refusalThatNames('userVerification'),
      message: expect.stringContaining('must not verify'),
    })
    expect(party.ceremonies.states.size).toBe(0)
    const { options } = await start(party, 'registration', asked('discouraged'))
    expect(options).toMatchObject({ authenticatorSelection: { userVerification: 'discouraged' } })
  })

  it.each(['stored', 'sealed'] as const)(
    'takes a passkey that nobody touched, and knows nothing of its verification (%s)',
    async (kind) => {
      const { rp, credentials } = partyWith(kind)
      const { options, state } = await rp.startRegistration({ user, session, ...conditional })
      const passkey = new Passkey()
      const response = passkey.create(options, { flags: 0x58 })
      const { credential, ledger } = await rp.finishRegistration({ state, session, response })
      expect(credential).toMatchObject({ registeredWithUserVerification: 'unknown', uvInitialized: false })
      expect(await credentials.findById(passkey.id)).toEqual(credential)
      expect(ledger.find(({ step }) => step === 'R15')?.verdict).toBe('not-applicable')
    },
  )

  it('knows of the verification where there was one', async () => {
    const { rp } = partyWith('stored')
    const { options, state } = await rp.startRegistration({ user, session, ...conditional })
    const response = new Passkey().create(options, { flags: 0x5d })
    expect((await rp.finishRegistration({ state, session, response })).credential).toMatchObject({
      registeredWithUserVerification: true,
      uvInitialized: true,
    })
  })

  it.each(['stored', 'sealed'] as const)(
    'is none unless it began so: the same response is refused (%s)',
    async (kind) => {
      const { rp, credentials } = partyWith(kind)
      const { options, state } = await rp.startRegistration({
        ...{ user, session, authenticatorSelection: { userVerification: 'discouraged' } },
      })
      const response = new Passkey().create(options, { flags: 0x58 })
      const finish = { state, session, response, ...conditional }
      expect(await outcomeOf(rp.finishRegistration(finish))).toMatchObject({
        step: 'R15',
        code: 'user-not-present',
      })
      expect(credentials.records.size).toBe(0)
    },
  )
})

/** Members that a browser's request may hold, and that are not the client's to say. */
const claims = {
  rp: { id: 'evil.example', name: 'Evil' },
  rpId: 'evil.example',
  origin: 'https://evil.example',
  origins: ['https://evil.example'],
  challenge: 'AAAAAAAAAAAAAAAAAAAAAA',
  timeout: 1,
  attestation: 'direct',
  attestationFormats: ['packed'],
  formats: [],
  trust: {},
  algorithms: [-65535],
  pubKeyCredParams: [{ type: 'public-key', alg: -65535 }],
  excludeCredentials: [],
  allowCredentials: [{ type: 'public-key', id: 'AAAA' }],
  residentKey: 'discouraged',
  requireResidentKey: false,
  authenticatorAttachment: 'platform',
  policy: { cloneSignal: 'flag', backupEligibilityChange: 'accept' },
  expected: { userVerification: 'discouraged', origins: ['https://evil.example'] },
  conformance: true,
  conditional: true,
  decoy: true,
  strategy: 'discouraged',
  kind: 'registration',
  now: 0,
}
const claimsOf: Record<Ceremony, object> = {
  registration: { ...claims, userVerification: 'discouraged', group: 'unverified' },
  authentication: {
    ...claims,
    mediation: 'conditional',
    authenticatorSelection: { userVerification: 'discouraged', residentKey: 'required' },
    user: { name: 'mallory', displayName: 'Mallory', id: 'AAAA' },
  },
}

describe.each(ceremonies)('what a client would like, in the input of the %s', (ceremony) => {
  /** Options and the state in the store, with what is random or of a session taken out. */
  async function begun(asked: object) {
    const party = await withRecords(recordOf(new Passkey(), { id: new Uint8Array(16).fill(3) }))
    const known = ceremony === 'registration' ? { user: account } : { userHandle: handle }
    const { options } = await start(party, ceremony, { ...asked, ...known })
    const [kept] = [...party.ceremonies.states.values()]
    // After the hash of the session.
    const state = decodeState(kept!.subarray(32))
    expect(encodeBase64url(state.challenge)).toBe(options.challenge)
    return { options: { ...options, challenge: '' }, state: { ...state, challenge: '' } }
  }

  it('changes nothing', async () => {
    const plain = await begun({})
    expect(await begun(claimsOf[ceremony])).toEqual(plain)
    expect(JSON.stringify(plain.options)).toContain(encodeBase64url(new Uint8Array(16).fill(3)))
  })

  it('changes nothing, whichever of it there is', async () => {
    const plain = await begun({})
    const random = new Randomness(5)
    const entries = Object.entries(claimsOf[ceremony])
    const likes = [...entries.map(([, value]) => value), null, 0, '', [], {}, 'required', -7]
    for (let round = 0; round < 300; round++) {
      const chosen = entries.filter(() => random.below(3) === 0)
      // What the call itself reads keeps a word that it knows.
      const own = ['userVerification', 'group', 'mediation', 'authenticatorSelection']
      const asked = chosen.map(([name, value]) => [name, own.includes(name) ? value : random.pick(likes)])
      expect(await begun(Object.fromEntries(asked))).toEqual(plain)
    }
  })
})

describe('what a client would like, in its response', () => {
  it('makes no registration without user verification, and no other attestation or algorithm', async () => {
    const { rp, credentials } = partyWith('stored')
    const attempt = async (flags: number, more: object = {}) => {
      const { options, state } = await rp.startRegistration({ user, session })
      const response = {
        ...new Passkey().create(options, { flags }),
        ...claims,
        userVerification: 'discouraged',
      }
      return rp.finishRegistration({ ...claims, state, session, response, ...more } as never)
    }
    expect(await outcomeOf(attempt(0x59))).toMatchObject({ step: 'R16', code: 'user-not-verified' })
    expect(await outcomeOf(attempt(0x59, { userVerification: 'discouraged' }))).toMatchObject({ step: 'R16' })
    expect(credentials.records.size).toBe(0)
    expect((await attempt(0x5d)).credential).toMatchObject({
      rpId: 'example.org',
      transports: ['internal', 'hybrid'],
    })
  })

  it('makes no authentication without user verification, at another origin or for another RP ID', async () => {
    const { rp } = partyWith('stored')
    const { passkey } = await registerAt(rp)
    const attempt = async (client: Parameters<Passkey['get']>[1], more: object = {}) => {
      const { options, state } = await rp.startAuthentication({ session })
      const response = {
        ...passkey.get(options, client),
        ...claims,
        userVerification: 'discouraged',
        ...more,
      }
      return rp.finishAuthentication({ ...claims, state, session, response } as never)
    }
    expect(await outcomeOf(attempt({ flags: 0x19 }))).toMatchObject({
      step: 'A17',
      code: 'user-not-verified',
    })
    expect(await outcomeOf(attempt({ origin: 'https://evil.example' }))).toMatchObject({ step: 'A12' })
    expect(await outcomeOf(attempt({ rpId: 'evil.example' }))).toMatchObject({ step: 'A15' })
    expect(await outcomeOf(attempt({ flags: 0x05 }))).toMatchObject({ step: 'A19' })
    expect(await attempt({})).toMatchObject({ factors: 'multi-factor' })
  })
})

describe('the extensions of a ceremony', () => {
  const outputs = { credProps: { rk: true }, uvm: [[2, 4, 2]], unheardOf: 'word' }

  async function registered(party: Party, extensions: object | undefined, results: object) {
    const { options, state } = await party.rp.startRegistration({
      ...{ user, session, ...(extensions && { extensions: { ...extensions } }) },
    })
    const response = { ...new Passkey().create(options), clientExtensionResults: results }
    return party.rp.finishRegistration({ state, session, response })
  }

  async function signedIn(
    party: Party,
    passkey: Passkey,
    extensions: object,
    results: object,
    rpId?: string,
  ) {
    const { options, state } = await party.rp.startAuthentication({ session, extensions: { ...extensions } })
    const response = { ...passkey.get(options, rpId ? { rpId } : {}), clientExtensionResults: results }
    return party.rp.finishAuthentication({ state, session, response })
  }

  it.each(['stored', 'sealed'] as const)('come out where they were asked for (%s)', async (kind) => {
    const party = partyWith(kind)
    expect((await registered(party, { uvm: true, unheardOf: 1 }, outputs)).extensions.client).toEqual(outputs)
    const { passkey } = await registerAt(party.rp)
    const answer = { uvm: outputs.uvm }
    expect((await signedIn(party, passkey, { uvm: true }, answer)).extensions.client).toEqual(answer)
  })

  it('that nobody asked for are passed over', async () => {
    const party = partyWith('stored')
    expect((await registered(party, undefined, outputs)).extensions.client).toEqual({
      credProps: { rk: true },
    })
    const { passkey } = await registerAt(party.rp)
    expect((await signedIn(party, passkey, {}, outputs)).extensions.client).toEqual({})
  })

  it('that nobody asked for are refused where the policy says so', async () => {
    const party = partyWith('stored', { policy: { unsolicitedExtensions: 'refuse' } })
    expect(await outcomeOf(registered(party, undefined, outputs))).toMatchObject({
      step: 'R28',
      code: 'extension-output-refused',
    })
    expect(party.credentials.records.size).toBe(0)
    await registered(party, { uvm: true, unheardOf: 1 }, outputs)
    const { passkey, credential } = await registerAt(party.rp)
    expect(await outcomeOf(signedIn(party, passkey, {}, { uvm: outputs.uvm }))).toMatchObject({
      step: 'A23',
      code: 'extension-output-refused',
    })
    expect(await party.credentials.findById(passkey.id)).toEqual(credential)
    await signedIn(party, passkey, { uvm: true }, { uvm: outputs.uvm })
  })

  it('that are no answers to what was asked for are refused', async () => {
    const party = partyWith('stored')
    expect(await outcomeOf(registered(party, { uvm: true }, { uvm: 'yes' }))).toMatchObject({ step: 'R28' })
    const { passkey } = await registerAt(party.rp)
    expect(await outcomeOf(signedIn(party, passkey, { uvm: true }, { uvm: [] }))).toMatchObject({
      step: 'A23',
    })
  })

  it.each(['stored', 'sealed'] as const)(
    'let a key of U2F answer for its app ID, if that was asked for (%s)',
    async (kind) => {
      const party = partyWith(kind, { policy: { unsolicitedExtensions: 'refuse' } })
      const { passkey } = await registerAt(party.rp)
      const appid = 'https://example.org/u2f.json'
      expect(await signedIn(party, passkey, { appid }, { appid: true }, appid)).toMatchObject({
        factors: 'multi-factor',
        extensions: { client: { appid: true } },
      })
      await signedIn(party, passkey, { appid }, { appid: false })
      await signedIn(party, passkey, { appid }, {})
      const refused = [
        signedIn(party, passkey, {}, { appid: true }, appid),
        signedIn(party, passkey, { appid: true }, { appid: true }, appid),
        signedIn(party, passkey, { appid }, { appid: false }, appid),
        signedIn(party, passkey, { appid }, {}, appid),
        signedIn(party, passkey, { appid }, { appid: true }),
        signedIn(party, passkey, { appid }, { appid: true }, 'https://evil.example/u2f.json'),
      ]
      for (const attempt of refused) {
        expect(await outcomeOf(attempt)).toMatchObject({ step: 'A15', code: 'rp-id-mismatch' })
      }
    },
  )
})

it('draws 32 bytes for the challenge of each ceremony', async () => {
  const party = partyWith('stored')
  const challenges = new Set<string>()
  for (let round = 0; round < 100; round++) {
    for (const ceremony of ceremonies) challenges.add((await start(party, ceremony, {})).options.challenge)
  }
  expect(challenges.size).toBe(200)
  for (const challenge of challenges) expect(decodeBase64url(challenge)).toHaveLength(32)
})
