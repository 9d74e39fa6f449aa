import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { minute, type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator } from './software-authenticator.ts'
import type { FinishBody } from './visitor.ts'

let server: ServerUnderTest
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.close())

const rows = async (table: 'accounts' | 'credentials' | 'pending_accounts' | 'sessions' | 'ceremonies') =>
  (await server.database.selectFrom(table).selectAll().execute()).length

describe('a new name', () => {
  it('gets an account, a passkey and a session', async () => {
    const visitor = server.visitor()
    const authenticator = createSoftwareAuthenticator()
    const reply = await visitor.register(authenticator, '  Ada Lovelace ')
    expect(reply.status).toBe(201)
    expect(reply.json).toEqual({
      passkey: {
        id: authenticator.credentialId,
        name: 'Passkey',
        createdAt: server.clock.now.toISOString(),
        lastUsedAt: null,
        transports: ['hybrid', 'internal'],
        backupEligible: false,
        backedUp: false,
      },
    })
    expect(await visitor.user()).toEqual({ name: 'Ada Lovelace', displayName: 'Ada Lovelace' })
    expect(await rows('pending_accounts')).toBe(0)
  })

  it('is asked for with options that need no more than the page gives', async () => {
    const reply = await server.visitor().startRegistration('ada', 'Ada, Countess of Lovelace')
    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({
      state: expect.stringMatching(/^\S+$/),
      options: {
        rp: { id: 'localhost', name: 'Latchkey' },
        user: {
          name: 'ada',
          displayName: 'Ada, Countess of Lovelace',
          id: expect.stringMatching(/^[\w-]{86}$/),
        },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        excludeCredentials: [],
      },
    })
  })

  it('reserves nothing before it has a passkey', async () => {
    await server.visitor().startRegistration('ada')
    expect(await rows('accounts')).toBe(0)
    expect((await server.visitor().register(createSoftwareAuthenticator(), 'ada')).status).toBe(201)
  })

  it('lives on after a restart of the application on the same data', async () => {
    const authenticator = createSoftwareAuthenticator()
    await server.visitor().register(authenticator, 'ada')
    const again = await startServer({ LATCHKEY_DATA: server.folder })
    expect((await again.visitor().signIn(authenticator, 'ada')).status).toBe(200)
    await again.close()
  })

  it('is one name however it is written', async () => {
    await server.visitor().register(createSoftwareAuthenticator(), 'Zoë')
    const reply = await server.visitor().startRegistration(' ZOE\u0308 ')
    expect(reply.status).toBe(409)
    expect(reply.json).toMatchObject({ code: 'name-taken', status: 409 })
  })

  it.each(['', ' ', 'x'.repeat(65), 'a\u0000b', 'a\u202eb'])('is refused when it is %j', async (name) => {
    const reply = await server.visitor().startRegistration(name)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'invalid-request', errors: [{ at: 'body/name' }] })
    expect(await rows('pending_accounts')).toBe(0)
  })

  it('is refused with a display name that is none', async () => {
    const reply = await server.visitor().startRegistration('ada', 'Ada\u0007')
    expect(reply.json).toMatchObject({ code: 'invalid-request', errors: [{ at: 'body/displayName' }] })
    expect(await rows('pending_accounts')).toBe(0)
  })
})

describe('races', () => {
  it('gives one new name to exactly one of many, and stores nothing of the others', async () => {
    const racers = Array.from({ length: 8 }, () => server.visitor())
    const bodies: FinishBody[] = []
    for (const racer of racers) {
      bodies.push(await racer.prepareRegistration(createSoftwareAuthenticator(), 'ada'))
    }
    const replies = await Promise.all(racers.map((racer, at) => racer.finishRegistration(bodies[at]!)))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 201)) {
      expect(reply.status).toBe(409)
      expect(reply.json).toMatchObject({ code: 'name-taken' })
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
    expect([await rows('accounts'), await rows('credentials'), await rows('sessions')]).toEqual([1, 1, 1])
    expect(await rows('pending_accounts')).toBe(0)
  })

  it('takes one finish of sixty-four with the same state', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    const replies = await Promise.all(
      Array.from({ length: 64 }, () => visitor.clone().finishRegistration(body)),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 201)) {
      expect(reply.status).toBe(400)
      expect(reply.json).toMatchObject({ code: 'ceremony-over' })
    }
    expect([await rows('accounts'), await rows('credentials')]).toEqual([1, 1])
  })
})

describe('a name that exists', () => {
  const first = createSoftwareAuthenticator()
  beforeEach(async () => {
    await server.visitor().register(first, 'ada')
  })

  it('gets another passkey in a recent session of its own', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    server.clock.pass(5 * minute - 1)
    const second = createSoftwareAuthenticator()
    const reply = await visitor.register(second, 'ADA')
    expect(reply.status).toBe(201)
    expect(reply.json).toMatchObject({ passkey: { name: 'Passkey 2' } })
    expect(await rows('accounts')).toBe(1)
    for (const authenticator of [first, second]) {
      expect((await server.visitor().signIn(authenticator, 'ada')).status).toBe(200)
    }
  })

  it('names the passkeys that it has, so that none is made twice', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    const reply = await visitor.startRegistration('ada')
    expect(reply.json).toMatchObject({
      options: { user: { name: 'ada' }, excludeCredentials: [{ id: first.credentialId }] },
    })
  })

  it('is refused without a session, and nothing is stored', async () => {
    const reply = await server.visitor().startRegistration('ada')
    expect(reply.status).toBe(409)
    expect(reply.json).toMatchObject({ code: 'name-taken' })
    expect([await rows('ceremonies'), await rows('pending_accounts')]).toEqual([0, 0])
  })

  it('is refused in a session of another account', async () => {
    const other = server.visitor()
    await other.register(createSoftwareAuthenticator(), 'eve')
    const reply = await other.startRegistration('ada')
    expect(reply.status).toBe(409)
    expect(reply.json).toMatchObject({ code: 'name-taken' })
  })

  it('is refused when the last sign-in is five minutes old, and nothing is stored', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    server.clock.pass(5 * minute)
    const reply = await visitor.startRegistration('ada')
    expect(reply.status).toBe(403)
    expect(reply.json).toMatchObject({ code: 'sign-in-again' })
    expect([await rows('ceremonies'), await rows('credentials')]).toEqual([0, 1])
  })

  it('is refused at the finish when the sign-in has become too old', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    server.clock.pass(4 * minute)
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    server.clock.pass(1 * minute)
    const reply = await visitor.finishRegistration(body)
    expect(reply.status).toBe(403)
    expect(reply.json).toMatchObject({ code: 'sign-in-again' })
    expect(await rows('credentials')).toBe(1)
  })

  it('is refused at the finish when somebody else has signed in meanwhile', async () => {
    const visitor = server.visitor()
    const eve = createSoftwareAuthenticator()
    await server.visitor().register(eve, 'eve')
    await visitor.signIn(first)
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    await visitor.signIn(eve)
    const reply = await visitor.finishRegistration(body)
    expect(reply.status).toBe(409)
    expect(reply.json).toMatchObject({ code: 'name-taken' })
    expect(await rows('credentials')).toBe(2)
    expect(await visitor.user()).toMatchObject({ name: 'eve' })
  })

  it('is refused at the finish after a sign-out', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    await visitor.call('POST', '/api/sign-out')
    expect((await visitor.finishRegistration(body)).status).toBe(409)
    expect(await rows('credentials')).toBe(1)
  })

  it('does not become fresher by a passkey that is added', async () => {
    const visitor = server.visitor()
    await visitor.signIn(first)
    server.clock.pass(4 * minute)
    expect((await visitor.register(createSoftwareAuthenticator(), 'ada')).status).toBe(201)
    server.clock.pass(2 * minute)
    expect((await visitor.startRegistration('ada')).json).toMatchObject({ code: 'sign-in-again' })
  })
})

describe('a finish that is refused', () => {
  it('comes a second time with the same state', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    expect((await visitor.finishRegistration(body)).status).toBe(201)
    const reply = await visitor.finishRegistration(body)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'ceremony-over' })
  })

  it('comes too late', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    server.clock.pass(5 * minute)
    expect((await visitor.finishRegistration(body)).json).toMatchObject({ code: 'ceremony-over' })
    expect(await rows('accounts')).toBe(0)
  })

  it('comes from another browser', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    const other = server.visitor()
    expect((await other.finishRegistration(body)).json).toMatchObject({ code: 'ceremony-over' })
    await other.startRegistration('eve')
    const reply = await other.finishRegistration(body)
    expect(reply.json).toMatchObject({ code: 'ceremony-over' })
    expect(await rows('accounts')).toBe(0)
  })

  it('brings a credential that exists, and leaves the new name free', async () => {
    const authenticator = createSoftwareAuthenticator()
    expect((await server.visitor().register(authenticator, 'ada')).status).toBe(201)
    const reply = await server.visitor().register(authenticator, 'eve')
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'not-accepted' })
    expect([await rows('accounts'), await rows('credentials')]).toEqual([1, 1])
    expect((await server.visitor().register(createSoftwareAuthenticator(), 'eve')).status).toBe(201)
  })

  it('was made for another origin', async () => {
    const visitor = server.visitor()
    const started = await visitor.startRegistration('ada')
    const { options, state } = started.json as Parameters<typeof JSON.stringify>[0]
    const response = createSoftwareAuthenticator().create(options, 'http://localhost:3001')
    const reply = await visitor.finishRegistration({ state, response })
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'not-accepted' })
    expect(await rows('accounts')).toBe(0)
  })

  it('brings what no browser makes, and spends the state', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
    const response = { ...body.response, response: { ...body.response.response, attestationObject: '!' } }
    const reply = await visitor.finishRegistration({ ...body, response })
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'malformed-response' })
    expect((await visitor.finishRegistration(body)).json).toMatchObject({ code: 'ceremony-over' })
  })
})

it('takes members of a response that it does not know', async () => {
  const visitor = server.visitor()
  const body = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'ada')
  const response = {
    ...body.response,
    fromTheFuture: 1,
    response: { ...body.response.response, alsoNew: [] },
  }
  expect((await visitor.finishRegistration({ ...body, response })).status).toBe(201)
})
