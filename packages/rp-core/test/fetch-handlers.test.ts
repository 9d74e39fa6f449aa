import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { beforeEach, describe, expect, it } from 'vitest'
import { createHandlers, type HandlerSettings } from '../src/fetch.ts'
import type { Authentication, StartAuthentication } from '../src/safe-layer/authentication-calls.ts'
import type { Registration, StartRegistration } from '../src/safe-layer/registration-calls.ts'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { type Client, Passkey } from './authenticator.ts'
import { MemoryCeremonies, MemoryCredentials } from './stores.ts'

type CreationOptions = { challenge: string; user: { id: string } }
type RequestOptions = {
  challenge: string
  allowCredentials: readonly { id: string }[]
  userVerification: string
}
type Started<Options> = { options: Options; state: string }

const ceremonies = new MemoryCeremonies()
const credentials = new MemoryCredentials()
const accounts = new Map<string, Uint8Array>()
let time = 0
let told: string[] = []
let finished: (Registration | Authentication)[] = []

const party = (changes: Partial<RelyingPartyConfig> = {}) =>
  createRelyingParty({
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    relatedOrigins: ['https://example.net'],
    ceremonyState: { kind: 'stored', store: ceremonies },
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1), userHandles: new Uint8Array(32).fill(2) },
    now: () => new Date(time),
    ...changes,
  })
const rp = party()

const settings: HandlerSettings = {
  session: (request) => request.headers.get('cookie') ?? new Response('no cookie', { status: 401 }),
  registrant: (_, { name }) =>
    typeof name === 'string'
      ? { internalId: name, name, displayName: name }
      : new Response('no name', { status: 422 }),
  userHandleOf: (name) => accounts.get(name),
  registered(registration) {
    finished.push(registration)
    return new Response('registered', { status: 201 })
  },
  authenticated(authentication) {
    finished.push(authentication)
    return new Response('authenticated')
  },
  refused: (error) => told.push(error.code),
}
const make = (changes: Partial<HandlerSettings> = {}, party = rp) =>
  createHandlers(party, { ...settings, ...changes })
const handle = make()

beforeEach(() => {
  ceremonies.states.clear()
  credentials.records.clear()
  accounts.clear()
  time = Date.UTC(2026, 0, 1)
  told = []
  finished = []
})

type Handler = typeof handle
type Call = (typeof calls)[number]
const calls = [
  'registration/start',
  'registration/finish',
  'authentication/start',
  'authentication/finish',
] as const
const urlOf = (call: Call) => `https://example.org/api/${call}`
const headers = { 'content-type': 'application/json', cookie: 'a pre-login cookie' }

const post = (handler: Handler, call: Call, body: unknown, changes: Record<string, string> = {}) => {
  const init = { method: 'POST', headers: { ...headers, ...changes }, body: JSON.stringify(body) }
  return handler(new Request(urlOf(call), init))
}

/** A body in pieces, whose length nobody announces. */
function stream(pieces: Iterable<Uint8Array>) {
  const iterator = pieces[Symbol.iterator]()
  const seen = { pulls: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulls++
        const { value, done } = iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { body, seen }
}

const streamed = (body: ReadableStream, changes: Record<string, string> = {}, handler = handle) => {
  const init = { method: 'POST', headers: { ...headers, ...changes }, body, duplex: 'half' } as const
  return handler(new Request(urlOf('authentication/start'), init))
}

async function start<Options>(call: Call, body: unknown = {}): Promise<Started<Options>> {
  const answer = await post(handle, call, body)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Started<Options>
}

const startRegistration = (name = 'alex') => start<CreationOptions>('registration/start', { name })
const startAuthentication = (body = {}) => start<RequestOptions>('authentication/start', body)

async function register(name = 'alex', passkey = new Passkey(), client: Client = {}) {
  const { options, state } = await startRegistration(name)
  const response = passkey.create(options, client)
  const answer = await post(handle, 'registration/finish', { state, response })
  const record = await credentials.findById(passkey.id)
  if (record) accounts.set(name, record.userHandle)
  return { passkey, answer, options, finish: { state, response } }
}

async function signIn(passkey: Passkey, client: Client = {}, body = {}) {
  const { options, state } = await startAuthentication(body)
  const response = passkey.get(options, client)
  const answer = await post(handle, 'authentication/finish', { state, response })
  return { answer, options, finish: { state, response } }
}

async function expectRefusal(answer: Response, status: number, code: string) {
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(answer.status).toBe(status)
  const text = await answer.text()
  expect(JSON.parse(text)).toEqual({ code, title: expect.stringMatching(/^[A-Z].*\.$/) })
  return text
}

describe('a registration and a sign-in', () => {
  it('go through', async () => {
    const { passkey, answer } = await register()
    expect([answer.status, await answer.text()]).toEqual([201, 'registered'])
    expect(finished).toMatchObject([{ credential: { id: passkey.id } }])
    expect(await credentials.findById(passkey.id)).toBeDefined()

    for (const body of [{}, { name: 'alex' }]) {
      const { answer } = await signIn(passkey, {}, body)
      expect([answer.status, await answer.text()]).toEqual([200, 'authenticated'])
      expect(finished.at(-1)).toMatchObject({ userHandle: accounts.get('alex'), factors: 'multi-factor' })
    }
    expect(told).toEqual([])
  })

  it('start with an answer for no cache, of options and state alone', async () => {
    for (const call of ['registration/start', 'authentication/start'] as const) {
      const answer = await post(handle, call, { name: 'alex' })
      expect(answer.status, call).toBe(200)
      expect(Object.fromEntries(answer.headers)).toEqual({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      expect(Object.keys((await answer.json()) as object)).toEqual(['options', 'state'])
    }
  })

  it('need no `this`', async () => {
    const worker = { fetch: handle }
    for (const handler of [worker.fetch.bind(undefined), worker.fetch.bind(worker)]) {
      expect((await post(handler, 'authentication/start', {})).status).toBe(200)
    }
  })

  it('list what the name has, and nothing where no name is given', async () => {
    const { passkey } = await register()
    await register('kim')
    const { options } = await startAuthentication({ name: 'alex' })
    expect(options.allowCredentials.map(({ id }) => id)).toEqual([encodeBase64url(passkey.id)])
    expect((await startAuthentication()).options.allowCredentials).toEqual([])
  })
})

describe('what the body says', () => {
  const wishes = {
    userVerification: 'discouraged',
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'discouraged' },
    mediation: 'conditional',
    attestation: 'direct',
    pubKeyCredParams: [{ type: 'public-key', alg: -65535 }],
    algorithms: [-65535],
    hints: ['security-key'],
    extensions: { largeBlob: { support: 'required' }, appid: 'https://evil.example' },
    timeout: 1,
    timeoutMilliseconds: 1,
    challenge: 'AAAA',
    allowCredentials: [],
    excludeCredentials: [],
    rpId: 'evil.example',
    rp: { id: 'evil.example', name: 'Evil' },
    user: { id: 'AAAA', name: 'evil', displayName: 'Evil' },
    userHandle: 'AAAA',
    decoyFor: 'evil',
    internalId: 'evil',
    group: 'unverified',
    session: 'another',
    client: { mobile: true },
    otherFactor: true,
  }
  const session = headers.cookie
  const plain = (options: object) => ({ ...(JSON.parse(JSON.stringify(options)) as object), challenge: '' })

  it('chooses no options of a registration', async () => {
    await register()
    const user: StartRegistration['user'] = { internalId: 'alex', name: 'alex', displayName: 'alex' }
    const wished = await start<CreationOptions>('registration/start', { ...wishes, name: 'alex' })
    expect(plain(wished.options)).toEqual(plain((await rp.startRegistration({ user, session })).options))
  })

  it.each(['alex', 'nobody', undefined])('chooses no options of a sign-in of %s', async (name) => {
    await register()
    const userHandle = name && accounts.get(name)
    const input: StartAuthentication = {
      session,
      ...(name && { decoyFor: name }),
      ...(userHandle && { userHandle }),
    }
    const wished = await startAuthentication({ ...wishes, name })
    expect(plain(wished.options)).toEqual(plain((await rp.startAuthentication(input)).options))
  })

  it('reaches the relying party as state and response alone', async () => {
    const inputs: object[] = []
    const spy = <Input extends object, Output>(call: (input: Input) => Promise<Output>) => {
      return (input: Input) => {
        inputs.push(input)
        return call(input)
      }
    }
    const watched = make(
      {},
      {
        ...rp,
        startRegistration: spy(rp.startRegistration),
        finishRegistration: spy(rp.finishRegistration),
        startAuthentication: spy(rp.startAuthentication),
        finishAuthentication: spy(rp.finishAuthentication),
      },
    )
    const { passkey } = await register()
    const user = { internalId: 'alex', name: 'alex', displayName: 'alex' }
    await post(watched, 'registration/start', { ...wishes, name: 'alex' })
    await post(watched, 'authentication/start', { ...wishes, name: 'alex' })
    await post(watched, 'authentication/start', { ...wishes, name: 'nobody' })
    await post(watched, 'authentication/start', wishes)
    const finish = { state: 'A'.repeat(43), response: passkey.get({ challenge: 'AAAA' }) }
    await post(watched, 'registration/finish', { ...wishes, ...finish })
    await post(watched, 'authentication/finish', { ...wishes, ...finish })
    expect(inputs).toStrictEqual([
      { session, user },
      { session, userHandle: accounts.get('alex'), decoyFor: 'alex' },
      { session, decoyFor: 'nobody' },
      { session },
      { session, ...finish },
      { session, ...finish },
    ])
  })

  it.each([
    ['?1', { client: { mobile: true } }],
    ['?0', {}],
    ['1', {}],
    ['', {}],
  ])('is no hint of the device, the header is: %j', async (mobile, client) => {
    const inputs: object[] = []
    const finishAuthentication: typeof rp.finishAuthentication = (input) => {
      inputs.push(input)
      return rp.finishAuthentication(input)
    }
    const watched = make({}, { ...rp, finishAuthentication })
    const finish = { state: 'A'.repeat(43), response: null }
    await post(watched, 'authentication/finish', finish, { 'sec-ch-ua-mobile': mobile })
    expect(inputs).toStrictEqual([{ session, ...finish, ...client }])
  })
})

describe('a name', () => {
  it('that nobody has is answered in the shape of one that somebody has, and always the same', async () => {
    await register()
    const [known, decoy, again, other] = await Promise.all(
      ['alex', 'nobody', 'nobody', 'no one'].map((name) => startAuthentication({ name })),
    )
    const shape = ({ options, state }: Started<RequestOptions>) => ({
      options: {
        ...options,
        challenge: options.challenge.length,
        allowCredentials: Object.keys(options.allowCredentials[0] ?? {}),
      },
      state: typeof state,
    })
    expect(shape(decoy!)).toEqual(shape(known!))
    expect(decoy!.options.allowCredentials).toEqual(again!.options.allowCredentials)
    expect(decoy!.options.allowCredentials).not.toEqual(other!.options.allowCredentials)
  })

  it('of an account without passkeys lists what it would if nobody had it', async () => {
    const free = await startAuthentication({ name: 'kim' })
    accounts.set('kim', new Uint8Array(64).fill(7))
    const taken = await startAuthentication({ name: 'kim' })
    expect(taken.options.allowCredentials).toEqual(free.options.allowCredentials)
    expect(taken.options.allowCredentials).not.toEqual([])
  })

  it('reaches userHandleOf as it came, with the request', async () => {
    const asked: string[][] = []
    const handler = make({
      userHandleOf: async (name, request) => void asked.push([name, request.url]),
    })
    for (const name of [' Kim ', 'kim', '']) await post(handler, 'authentication/start', { name })
    expect(asked).toEqual([' Kim ', 'kim', ''].map((name) => [name, urlOf('authentication/start')]))
  })

  it('in two spellings that lead to one account lists the same where nobody has it, too', async () => {
    const [one, other] = await Promise.all([' Kim ', 'kim'].map((name) => startAuthentication({ name })))
    expect(one!.options.allowCredentials).toEqual(other!.options.allowCredentials)
    expect((await startAuthentication({ name: '' })).options.allowCredentials).not.toEqual([])
  })

  it.each([7, null, ['alex'], {}, true])('that is %j is none', async (name) => {
    await expectRefusal(await post(handle, 'authentication/start', { name }), 400, 'invalid-request')
  })

  it('has 256 characters at most', async () => {
    expect((await post(handle, 'authentication/start', { name: 'x'.repeat(256) })).status).toBe(200)
    const answer = await post(handle, 'authentication/start', { name: 'x'.repeat(257) })
    await expectRefusal(answer, 400, 'invalid-request')
  })
})

describe('a request', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('of %s is not understood', async (method) => {
    for (const call of calls) {
      const answer = await handle(new Request(urlOf(call), { method, headers }))
      expect(answer.headers.get('allow')).toBe('POST')
      await expectRefusal(answer, 405, 'method-not-allowed')
    }
  })

  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON ;charset="UTF-8"'])(
    'may be of %s',
    async (type) => {
      expect((await post(handle, 'authentication/start', {}, { 'content-type': type })).status).toBe(200)
    },
  )

  it.each([
    'text/plain',
    'text/plain; application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/json, text/plain',
    'text/plain, application/json',
    'application/jsonp',
    'application/problem+json',
    '',
  ])('may not be of %j', async (type) => {
    for (const call of calls) {
      const answer = await post(handle, call, {}, { 'content-type': type })
      await expectRefusal(answer, 415, 'unsupported-media-type')
    }
  })

  it('may not be of no type', async () => {
    const init = { method: 'POST', headers: { cookie: headers.cookie }, body: new TextEncoder().encode('{}') }
    for (const call of calls) {
      await expectRefusal(await handle(new Request(urlOf(call), init)), 415, 'unsupported-media-type')
    }
  })

  it('of no session is answered by who knows sessions, and reaches nothing', async () => {
    for (const call of calls) {
      const init = { method: 'POST', headers: { 'content-type': headers['content-type'] }, body: '{}' }
      const answer = await handle(new Request(urlOf(call), init))
      expect([answer.status, await answer.text()]).toEqual([401, 'no cookie'])
    }
    expect(ceremonies.states.size).toBe(0)
  })

  it('of who may not register is answered by who knows that, and reaches nothing', async () => {
    const answer = await post(handle, 'registration/start', { name: 7 })
    expect([answer.status, await answer.text()]).toEqual([422, 'no name'])
    expect(ceremonies.states.size).toBe(0)
  })

  it('may be for functions that take their time', async () => {
    const slow = make({
      session: async () => headers.cookie,
      registrant: async () => ({ name: 'alex', displayName: 'Alex' }),
    })
    expect((await post(slow, 'registration/start', {})).status).toBe(200)
  })
})

describe('a body', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const sized = (length: number) => bytes(JSON.stringify({ padding: 'x'.repeat(length - 14) }))

  it.each(['', '{"name":', 'name=alex', '{"name":"a"} {}', '\ufeff{}', '[['.repeat(100_000)])(
    'that begins like %.12j is no JSON',
    async (text) => {
      const { body } = stream([bytes(text)])
      await expectRefusal(await streamed(body), 400, 'malformed-json')
    },
  )

  it.each(['[]', 'null', '7', '"{}"', 'true'])('that is %s is no object', async (text) => {
    const { body } = stream([bytes(text)])
    await expectRefusal(await streamed(body), 400, 'invalid-request')
  })

  it('that is missing is no JSON', async () => {
    const answer = await handle(new Request(urlOf('authentication/start'), { method: 'POST', headers }))
    await expectRefusal(answer, 400, 'malformed-json')
  })

  it('is UTF-8, wherever it is cut', async () => {
    const names: string[] = []
    const handler = make({ userHandleOf: (name) => void names.push(name) })
    const text = bytes('{"name":"zoë 🗝"}')
    const { body } = stream(Array.from(text, (byte) => Uint8Array.of(byte)))
    expect((await streamed(body, {}, handler)).status).toBe(200)
    expect(names).toEqual(['zoë 🗝'])
    for (const wrong of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const { body } = stream([bytes('{"name":"'), Uint8Array.from(wrong), bytes('"}')])
      await expectRefusal(await streamed(body, {}, handler), 400, 'malformed-json')
    }
    expect(names).toHaveLength(1)
  })

  it('has 256 KiB at most', async () => {
    const send = (length: number) => streamed(stream([sized(length)]).body)
    expect(sized(262_144)).toHaveLength(262_144)
    expect((await send(262_144)).status).toBe(200)
    await expectRefusal(await send(262_145), 413, 'body-too-large')
  })

  it.each([{}, { 'content-length': '2' }])('is judged by what comes, whatever %j claims', async (claim) => {
    const endless = stream({
      *[Symbol.iterator]() {
        while (true) yield new Uint8Array(65_536).fill(0x20)
      },
    })
    const answer = await streamed(endless.body, claim)
    await expectRefusal(answer, 413, 'body-too-large')
    expect(endless.seen).toEqual({ pulls: 5, cancelled: true })
  })

  it('may come in very many pieces', async () => {
    const { body } = stream(Array.from(sized(200_000), (byte) => Uint8Array.of(byte)))
    expect((await streamed(body)).status).toBe(200)
  })

  it('that breaks off, or that somebody has read before, is an error of the server', async () => {
    const broken = new Error('the connection is gone')
    const body = new ReadableStream({
      pull(controller) {
        controller.error(broken)
      },
    })
    await expect(streamed(body)).rejects.toBe(broken)
    const request = new Request(urlOf('authentication/start'), { method: 'POST', headers, body: '{}' })
    await request.json()
    await expect(handle(request)).rejects.toThrow(TypeError)
    const drained = new Request(urlOf('authentication/start'), { method: 'POST', headers, body: '{}' })
    const reader = drained.body!.getReader()
    while (!(await reader.read()).done);
    reader.releaseLock()
    await expect(handle(drained)).rejects.toThrow(TypeError)
  })
})

describe('a finish', () => {
  it.each([undefined, null, 7, {}, ['x']])('needs a text as state, not %j', async (state) => {
    for (const call of ['registration/finish', 'authentication/finish'] as const) {
      await expectRefusal(await post(handle, call, { state, response: {} }), 400, 'invalid-request')
    }
    expect(told).toEqual([])
  })

  it.each([undefined, null, 'x', [], {}, { type: 'public-key' }])(
    'with the response %j is malformed',
    async (response) => {
      const registration = await startRegistration()
      const authentication = await startAuthentication()
      await expectRefusal(
        await post(handle, 'registration/finish', { ...registration, response }),
        400,
        'malformed-response',
      )
      await expectRefusal(
        await post(handle, 'authentication/finish', { ...authentication, response }),
        400,
        'malformed-response',
      )
      expect(told).toEqual(['response-malformed', 'response-malformed'])
    },
  )

  it('again is over', async () => {
    const registration = await register()
    expect(registration.answer.status).toBe(201)
    await expectRefusal(await post(handle, 'registration/finish', registration.finish), 410, 'ceremony-over')
    const authentication = await signIn(registration.passkey)
    expect(authentication.answer.status).toBe(200)
    await expectRefusal(
      await post(handle, 'authentication/finish', authentication.finish),
      410,
      'ceremony-over',
    )
    expect(told).toEqual(['state-unknown', 'state-unknown'])
    expect(finished).toHaveLength(2)
  })

  it('in another session is over', async () => {
    const passkey = new Passkey()
    const { options, state } = await startRegistration()
    const another = { cookie: 'another' }
    const finish = { state, response: passkey.create(options) }
    await expectRefusal(await post(handle, 'registration/finish', finish, another), 410, 'ceremony-over')
    await register('alex', passkey)
    const authentication = await startAuthentication()
    const response = passkey.get(authentication.options)
    await expectRefusal(
      await post(handle, 'authentication/finish', { state: authentication.state, response }, another),
      410,
      'ceremony-over',
    )
    expect(told).toHaveLength(2)
    expect(told.every((code) => code.startsWith('state-'))).toBe(true)
    expect(finished).toHaveLength(1)
  })

  it('that comes too late is over', async () => {
    const { passkey } = await register()
    const { options, state } = await startAuthentication()
    time += 300_000
    const answer = await post(handle, 'authentication/finish', { state, response: passkey.get(options) })
    await expectRefusal(answer, 410, 'ceremony-over')
    expect(told).toEqual(['state-expired'])
  })

  it('of the other ceremony is over', async () => {
    const { passkey } = await register()
    const { options, state } = await startAuthentication()
    const answer = await post(handle, 'registration/finish', { state, response: passkey.get(options) })
    await expectRefusal(answer, 410, 'ceremony-over')
  })

  it('with a passkey that is not accepted says nothing else', async () => {
    const { passkey } = await register()
    const evil = { origin: 'https://evil.example' }
    const { answer: twin } = await signIn(passkey)
    expect([twin.status, finished.length]).toEqual([200, 2])
    const refused = [
      await signIn(passkey, evil),
      await signIn(passkey, { flags: 0x19 }),
      await signIn(passkey, { userHandle: 'AAAA' }),
      await signIn(passkey, {}, { name: 'nobody' }),
      await signIn(new Passkey(), { userHandle: 'AAAA' }),
      await register('kim', new Passkey(), evil),
      await register('kim', passkey),
    ]
    const texts = await Promise.all(refused.map(({ answer }) => expectRefusal(answer, 403, 'not-accepted')))
    expect(new Set(texts).size).toBe(1)
    expect(told).toHaveLength(refused.length)
    expect(new Set(told).size).toBeGreaterThan(3)
    expect(finished).toHaveLength(2)
  })
})

describe('a start', () => {
  async function registerTwo() {
    const { passkey } = await register()
    const second = new Passkey()
    await register('alex', second)
    return { passkey, second }
  }

  async function forget(second: Passkey) {
    const record = (await credentials.findById(second.id))!
    credentials.records.set(encodeBase64url(second.id), { ...record, registeredWithUserVerification: false })
  }

  it('for passkeys of which only some verify is not accepted, and the log is told', async () => {
    const { passkey, second } = await registerTwo()
    expect((await post(handle, 'authentication/start', { name: 'alex' })).status).toBe(200)
    expect(told).toEqual([])
    await forget(second)
    const answer = await post(handle, 'authentication/start', { name: 'alex' })
    const text = await expectRefusal(answer, 403, 'not-accepted')
    expect(text).not.toContain(encodeBase64url(passkey.id))
    expect(told).toEqual(['user-verification-mixed'])
  })

  it.each([
    { userVerification: 'stepUp', known: 'preferred', decoy: 'preferred', anybody: 'preferred' },
    { userVerification: 'enforcePerCredential', known: 'preferred', decoy: 'required', anybody: 'preferred' },
    { userVerification: 'required', known: 'required', decoy: 'required', anybody: 'required' },
    { userVerification: 'discouraged', known: 'discouraged', decoy: 'discouraged', anybody: 'discouraged' },
  ] as const)(
    'for them is what the server chose: $userVerification',
    async ({ userVerification, ...asked }) => {
      const { second } = await registerTwo()
      await forget(second)
      const handler = make({ userVerification })
      const names = { known: { name: 'alex' }, decoy: { name: 'nobody' }, anybody: {} }
      for (const [who, body] of Object.entries(names)) {
        const wish = { ...body, userVerification: 'preferredIsEquivalentToDiscouraged' }
        const answer = await post(handler, 'authentication/start', wish)
        expect(answer.status, who).toBe(200)
        const { options } = (await answer.json()) as Started<RequestOptions>
        expect(options.userVerification, who).toBe(asked[who as keyof typeof asked])
      }
      expect(told).toEqual([])
    },
  )

  it('has its strategy also at the finish: it is enforced, or said what is missing', async () => {
    const { passkey } = await register()
    for (const [userVerification, status] of [
      ['enforcePerCredential', 403],
      ['stepUp', 200],
    ] as const) {
      const handler = make({ userVerification })
      const answer = await post(handler, 'authentication/start', {})
      const { options, state } = (await answer.json()) as Started<RequestOptions>
      const response = passkey.get(options, { flags: 0x19 })
      const finish = await post(handler, 'authentication/finish', { state, response })
      expect(finish.status, userVerification).toBe(status)
    }
    expect(told).toEqual(['user-not-verified'])
    expect(finished.at(-1)).toMatchObject({ factors: 'single-factor', missing: [expect.anything()] })
  })

  it('with a strategy that there is none of is an error of the server', async () => {
    const handler = make({ userVerification: 'prefered' as 'stepUp' })
    await expect(post(handler, 'authentication/start', {})).rejects.toMatchObject({
      code: 'configuration-options',
    })
  })
})

describe('a refusal', () => {
  it('is told to the log with its request, and need not be', async () => {
    const seen: unknown[] = []
    const handler = make({
      refused: (error, request) => seen.push([CeremonyError.is(error), error.step, request.url]),
    })
    const finish = { state: 'x', response: {} }
    await expectRefusal(await post(handler, 'authentication/finish', finish), 410, 'ceremony-over')
    expect(seen).toEqual([[true, 'A11', urlOf('authentication/finish')]])

    const { refused: _, ...quiet } = settings
    const answer = await post(createHandlers(rp, quiet), 'authentication/finish', finish)
    await expectRefusal(answer, 410, 'ceremony-over')
  })

  it('by another installed version of the package is one, too', async () => {
    const foreign = Object.assign(new Error('elsewhere'), {
      [Symbol.for('@latchkey/rp-core/CeremonyError')]: true,
      code: 'signature-invalid',
      ceremony: 'authentication',
      toPublicError: () => ({ code: 'not-accepted', title: 'The passkey was not accepted.' }),
    })
    const finishAuthentication = async () => Promise.reject(foreign)
    const answer = await post(make({}, { ...rp, finishAuthentication }), 'authentication/finish', {
      state: 'x',
    })
    await expectRefusal(answer, 403, 'not-accepted')
    expect(told).toEqual(['signature-invalid'])
  })

  it('holds no credential ID, challenge or user handle', async () => {
    const { passkey, options, finish } = await register()
    const evil = { origin: 'https://evil.example' }
    const refusals = [
      { answer: await post(handle, 'registration/finish', finish), options },
      await register('alex', passkey),
      await register('alex', new Passkey(), evil),
      await signIn(passkey, evil),
      await signIn(passkey, { flags: 0x19 }),
      await signIn(passkey, { userHandle: 'AAAA' }),
      await signIn(passkey, {}, { name: 'nobody' }),
      await signIn(new Passkey(), {}, { name: 'alex' }),
    ]
    const secrets = [
      ...refusals.map(({ options }) => options.challenge),
      ...[encodeBase64url, encodeHex].flatMap((write) => [
        write(passkey.id),
        write(accounts.get('alex')!),
        write(passkey.coseKey),
      ]),
      'evil',
      'alex',
    ]
    expect(told).toHaveLength(refusals.length)
    for (const { answer } of refusals) {
      expect(answer.status).toBeGreaterThanOrEqual(400)
      const sent = `${await answer.text()} ${JSON.stringify([...answer.headers])}`
      for (const secret of secrets) expect(sent).not.toContain(secret)
    }
  })
})

describe('the server’s own errors go on to its error handler:', () => {
  it('of the configuration', async () => {
    const nameless = make({ registrant: () => ({ name: '', displayName: '' }) })
    await expect(post(nameless, 'registration/start', {})).rejects.toMatchObject({
      ceremony: 'configuration',
      code: 'configuration-user',
    })
    const keyless = make({}, party({ secrets: { decoys: new Uint8Array(32) } }))
    await expect(post(keyless, 'registration/start', { name: 'alex' })).rejects.toMatchObject({
      code: 'configuration-secret',
    })
    expect(told).toEqual([])
  })

  it('of a store', async () => {
    const broken = new Error('the disk is full')
    const fail = async () => Promise.reject(broken)
    const store = new MemoryCredentials()
    const { passkey } = await register()
    const handler = make({}, party({ credentials: store }))
    Object.assign(store, { findById: fail, insert: fail, listByUserHandle: fail })
    const registration = await startRegistration()
    const response = new Passkey().create(registration.options)
    await expect(post(handler, 'registration/finish', { ...registration, response })).rejects.toBe(broken)
    await expect(post(handler, 'authentication/start', { name: 'alex' })).rejects.toBe(broken)
    const { options, state } = await start<RequestOptions>('authentication/start')
    const assertion = { state, response: passkey.get(options) }
    await expect(post(handler, 'authentication/finish', assertion)).rejects.toBe(broken)

    const put = make({}, party({ ceremonyState: { kind: 'stored', store: { put: fail, take: fail } } }))
    await expect(post(put, 'registration/start', { name: 'alex' })).rejects.toBe(broken)
    expect(told).toEqual([])
  })

  it('of the functions it gave, also where they look like a refusal', async () => {
    const refusal = new CeremonyError('signature-invalid', 'of something else', {
      ceremony: 'authentication',
      step: 'A21',
    })
    const fail = () => {
      throw refusal
    }
    const { passkey } = await register()
    const name = 'alex'
    await expect(post(make({ session: fail }), 'authentication/start', { name })).rejects.toBe(refusal)
    await expect(post(make({ registrant: fail }), 'registration/start', { name })).rejects.toBe(refusal)
    await expect(post(make({ userHandleOf: fail }), 'authentication/start', { name })).rejects.toBe(refusal)

    const registration = await startRegistration()
    const created = new Passkey().create(registration.options)
    await expect(
      post(make({ registered: fail }), 'registration/finish', { ...registration, response: created }),
    ).rejects.toBe(refusal)

    const authentication = await startAuthentication()
    const got = passkey.get(authentication.options)
    await expect(
      post(make({ authenticated: fail }), 'authentication/finish', { ...authentication, response: got }),
    ).rejects.toBe(refusal)
    expect(told).toEqual([])

    const unlogged = make({ refused: fail })
    await expect(post(unlogged, 'authentication/finish', { state: 'x' })).rejects.toBe(refusal)
  })
})

describe('the answer after a ceremony', () => {
  async function answered(response: Response) {
    const { passkey } = await register()
    const { options, state } = await startAuthentication()
    return post(make({ authenticated: async () => response }), 'authentication/finish', {
      state,
      response: passkey.get(options),
    })
  }

  it('is the server’s, and for no cache', async () => {
    const own = new Response('welcome', { status: 201, statusText: 'Made', headers: { 'x-own': '1' } })
    own.headers.append('set-cookie', 'a=1; Secure')
    own.headers.append('set-cookie', 'b=2; Secure')
    const answer = await answered(own)
    expect([answer.status, answer.statusText, await answer.text()]).toEqual([201, 'Made', 'welcome'])
    expect(answer.headers.get('x-own')).toBe('1')
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2; Secure'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('keeps what it says of caches', async () => {
    const own = new Response(null, { status: 204, headers: { 'cache-control': 'private, no-cache' } })
    expect(await answered(own)).toBe(own)
    expect(own.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('may have headers that cannot be changed', async () => {
    const own = Response.redirect('https://example.org/welcome', 303)
    expect(() => own.headers.set('cache-control', 'no-store')).toThrow(TypeError)
    const answer = await answered(own)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('https://example.org/welcome')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('to a registration is for no cache either', async () => {
    expect((await register()).answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('a path', () => {
  const ask = (address: string, handler = handle, method = 'POST') =>
    handler(new Request(address, { method, headers, ...(method === 'POST' && { body: '{}' }) }))

  it.each([
    '/',
    '/api',
    '/api/',
    '/api/registration',
    '/api/registration/start/',
    '/api//registration/start',
    '//api/registration/start',
    '/api/registration//start',
    '/api/Registration/start',
    '/api/registration/st%61rt',
    '/api/registration/start;x',
    '/registration/start',
    '/other/api/registration/start',
    '/api/constructor',
    '/api/.well-known/webauthn',
    '/.well-known/webauthn/',
    '//.well-known/webauthn',
  ])('of another kind is not there: %s', async (path) => {
    for (const method of ['POST', 'GET', 'OPTIONS']) {
      await expectRefusal(await ask(`https://example.org${path}`, handle, method), 404, 'not-found')
    }
    const head = await ask(`https://example.org${path}`, handle, 'HEAD')
    expect([head.status, head.body]).toEqual([404, null])
    expect([ceremonies.states.size, told]).toEqual([0, []])
  })

  it('is looked for in the URL as it was read, whatever its query, on any host', async () => {
    for (const address of [
      'https://example.org/api/authentication/start?a=/b#c',
      'https://example.org/x/../api/./authentication/start',
      'http://localhost:3000/api/authentication/start',
    ]) {
      expect((await ask(address)).status, address).toBe(200)
    }
    await expectRefusal(await ask('data:constructor'), 404, 'not-found')
  })

  it.each(['', '/api', '/auth', '/a/b.c/~d', '/%C3%A4'])('may begin with %j', async (basePath) => {
    const handler = make({ basePath })
    for (const call of calls) {
      const status = call.endsWith('start') ? [200, 422] : [400]
      expect(status).toContain((await ask(`https://example.org${basePath}/${call}`, handler)).status)
      const other = await ask(`https://example.org/elsewhere/${call}`, handler)
      await expectRefusal(other, 404, 'not-found')
    }
    const origins = await ask('https://example.org/.well-known/webauthn', handler, 'GET')
    expect(origins.status).toBe(200)
  })

  it.each([
    ...['/', '//', 'api', 'api/', '/api/', '//api', '/a//b', '/a/../b', '/a/.', '/a b', '/ä', '/a?b', '/a#b'],
    ...[
      '\\api',
      '/a\\b',
      '/api\n',
      '@example.org/api',
      ':x/api',
      'https://example.org/api',
      null,
      7,
      ['/api'],
    ],
  ])('does not begin with %j', (basePath) => {
    expect(() => make({ basePath: basePath as string })).toThrow(
      expect.objectContaining({ ceremony: 'configuration', code: 'configuration-policy' }),
    )
  })
})

describe('the related origins', () => {
  const ask = (address: string, method = 'GET') => handle(new Request(address, { method }))

  it('are listed on the RP ID’s host, for an hour', async () => {
    for (const host of ['example.org', 'EXAMPLE.org', 'example.org:8443']) {
      const answer = await ask(`https://${host}/.well-known/webauthn`)
      expect(answer.status).toBe(200)
      expect(Object.fromEntries(answer.headers)).toEqual({
        'content-type': 'application/json',
        'cache-control': 'max-age=3600',
        'x-content-type-options': 'nosniff',
      })
      expect(await answer.json()).toEqual({ origins: ['https://example.net'] })
    }
  })

  it('have a head', async () => {
    const answer = await ask('https://example.org/.well-known/webauthn', 'HEAD')
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
      200,
      'application/json',
      null,
    ])
    expect(answer.headers.get('cache-control')).toBe('max-age=3600')
  })

  it.each(['example.net', 'www.example.org', 'org', 'example.org.', 'example.org.evil.example'])(
    'are not listed on %s',
    async (host) => {
      await expectRefusal(await ask(`https://${host}/.well-known/webauthn`), 404, 'not-found')
      const head = await ask(`https://${host}/.well-known/webauthn`, 'HEAD')
      expect([head.status, head.body]).toEqual([404, null])
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('take no %s', async (method) => {
    const answer = await ask('https://example.org/.well-known/webauthn', method)
    expect(answer.headers.get('allow')).toBe('GET, HEAD')
    await expectRefusal(answer, 405, 'method-not-allowed')
  })
})
