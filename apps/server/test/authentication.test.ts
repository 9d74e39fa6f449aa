import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { minute, type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts'
import type { Visitor } from './visitor.ts'

let server: ServerUnderTest
let authenticator: SoftwareAuthenticator
beforeEach(async () => {
  server = await startServer()
  authenticator = createSoftwareAuthenticator()
  await server.visitor().register(authenticator, 'Ada')
})
afterEach(() => server.close())

const start = async (visitor: Visitor, name?: string) =>
  visitor.call('POST', '/api/authentication/start', name === undefined ? {} : { name })

describe('a sign-in', () => {
  it('needs no name', async () => {
    const visitor = server.visitor()
    const reply = await visitor.signIn(authenticator)
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({
      user: { name: 'Ada', displayName: 'Ada' },
      factors: 'multi-factor',
      advice: expect.any(Array),
    })
    expect(await visitor.user()).toEqual({ name: 'Ada', displayName: 'Ada' })
  })

  it('asks for no credential in particular without a name, and for those of a name with one', async () => {
    expect((await start(server.visitor())).json).toMatchObject({
      options: { rpId: 'localhost', allowCredentials: [], userVerification: 'required' },
    })
    expect((await start(server.visitor(), ' ada ')).json).toMatchObject({
      options: { allowCredentials: [{ id: authenticator.credentialId, type: 'public-key' }] },
    })
    expect((await server.visitor().signIn(authenticator, 'ada')).status).toBe(200)
  })

  it('remembers when the passkey was used', async () => {
    const visitor = server.visitor()
    server.clock.pass(minute)
    await visitor.signIn(authenticator)
    expect(await visitor.passkeys()).toMatchObject([{ lastUsedAt: server.clock.now.toISOString() }])
  })
})

describe('a name that nobody has', () => {
  it('gets an answer of the same shape, always the same', async () => {
    const known = await start(server.visitor(), 'ada')
    const unknown = await start(server.visitor(), 'nobody')
    expect(unknown.status).toBe(known.status)
    expect(shapeOf(unknown.json)).toEqual(shapeOf(known.json))
    const listed = (reply: { json: unknown }) =>
      (reply.json as { options: { allowCredentials: unknown } }).options.allowCredentials
    expect(listed(await start(server.visitor(), 'NOBODY'))).toEqual(listed(unknown))
    expect(listed(await start(server.visitor(), 'somebody'))).not.toEqual(listed(unknown))
  })

  it('keeps its answer over a restart', async () => {
    const before = await start(server.visitor(), 'nobody')
    const again = await startServer({ LATCHKEY_DATA: server.folder })
    const after = await start(again.visitor(), 'nobody')
    await again.close()
    const listed = ({ json }: { json: unknown }) =>
      (json as { options: { allowCredentials: unknown } }).options.allowCredentials
    expect(listed(after)).toEqual(listed(before))
  })
})

describe('a finish that is refused', () => {
  const over = expect.objectContaining({ code: 'ceremony-over', status: 400 })
  const refused = expect.objectContaining({ code: 'not-accepted', status: 400 })

  it('comes sixty-four times at once: one is taken', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareSignIn(authenticator)
    const replies = await Promise.all(Array.from({ length: 64 }, () => visitor.clone().finishSignIn(body)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 200)) expect(reply.json).toEqual(over)
    expect((await visitor.finishSignIn(body)).json).toEqual(over)
  })

  it('comes too late', async () => {
    const visitor = server.visitor()
    const late = await visitor.prepareSignIn(authenticator)
    server.clock.pass(5 * minute)
    expect((await visitor.finishSignIn(late)).json).toEqual(over)
    const early = await visitor.prepareSignIn(authenticator)
    server.clock.pass(5 * minute - 1)
    expect((await visitor.finishSignIn(early)).status).toBe(200)
  })

  it('comes from a browser that has not begun it', async () => {
    const attacker = server.visitor()
    const body = await attacker.prepareSignIn(authenticator)
    const victim = server.visitor()
    const without = await victim.finishSignIn(body)
    expect(without.json).toEqual(over)
    await start(victim)
    expect((await victim.finishSignIn(body)).json).toEqual(over)
    expect(await victim.user()).toBeNull()
  })

  it('leaves the state to its owner when it comes without any cookie', async () => {
    const visitor = server.visitor()
    const body = await visitor.prepareSignIn(authenticator)
    expect((await server.visitor().finishSignIn(body)).json).toEqual(over)
    expect((await visitor.finishSignIn(body)).status).toBe(200)
  })

  it('brings the state of a registration', async () => {
    const visitor = server.visitor()
    const { state } = await visitor.prepareRegistration(createSoftwareAuthenticator(), 'eve')
    const { response } = await visitor.prepareSignIn(authenticator)
    expect((await visitor.finishSignIn({ state, response })).json).toEqual(over)
  })

  it('brings a state of nobody', async () => {
    const visitor = server.visitor()
    const { response } = await visitor.prepareSignIn(authenticator)
    expect((await visitor.finishSignIn({ state: 'x', response })).json).toEqual(over)
  })

  it('brings a passkey that is not known, or a signature that is wrong, with the same answer', async () => {
    const stranger = createSoftwareAuthenticator()
    const visitor = server.visitor()
    const unknown = await visitor.signIn(stranger)
    const body = await visitor.prepareSignIn(authenticator)
    const signature = Buffer.from(String(body.response.response.signature), 'base64url')
    signature[10] = signature[10]! ^ 1
    const response = { ...body.response.response, signature: signature.toString('base64url') }
    const wrong = await visitor.finishSignIn({ ...body, response: { ...body.response, response } })
    expect(unknown.json).toEqual(refused)
    expect(wrong.text).toBe(unknown.text)
    expect(await visitor.user()).toBeNull()
  })

  it('answers for another name than was asked for', async () => {
    const eve = createSoftwareAuthenticator()
    await server.visitor().register(eve, 'eve')
    const visitor = server.visitor()
    expect((await visitor.signIn(eve, 'ada')).json).toEqual(refused)
    expect((await visitor.signIn(eve, 'eve')).status).toBe(200)
  })

  it('sets no session cookie', async () => {
    const visitor = server.visitor()
    await visitor.signIn(createSoftwareAuthenticator())
    expect([...visitor.cookies.keys()]).toEqual(['latchkey-ceremony'])
  })
})

/** The types of all members. */
function shapeOf(value: unknown): unknown {
  // How many passkeys somebody has, and how they are reached, differs from person to person.
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))]
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
  }
  return typeof value
}
