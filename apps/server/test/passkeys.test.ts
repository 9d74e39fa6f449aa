import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { minute, type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts'
import type { Visitor } from './visitor.ts'

let server: ServerUnderTest
let ada: Visitor
let first: SoftwareAuthenticator
let second: SoftwareAuthenticator
beforeEach(async () => {
  server = await startServer()
  ada = server.visitor()
  first = createSoftwareAuthenticator()
  second = createSoftwareAuthenticator()
  await ada.register(first, 'ada')
  server.clock.pass(1000)
  await ada.register(second, 'ada')
})
afterEach(() => server.close())

const remove = (visitor: Visitor, { credentialId }: SoftwareAuthenticator) =>
  visitor.call('DELETE', `/api/passkeys/${credentialId}`)
const rename = (visitor: Visitor, { credentialId }: SoftwareAuthenticator, name: unknown) =>
  visitor.call('PATCH', `/api/passkeys/${credentialId}`, { name })
const eve = async () => {
  const visitor = server.visitor()
  await visitor.register(createSoftwareAuthenticator(), 'eve')
  return visitor
}

describe('GET /api/passkeys', () => {
  it('lists what one has, oldest first', async () => {
    expect(await ada.passkeys()).toMatchObject([
      { id: first.credentialId, name: 'Passkey' },
      { id: second.credentialId, name: 'Passkey 2' },
    ])
    expect(await (await eve()).passkeys()).toHaveLength(1)
  })

  it('gives no key material', async () => {
    const { text } = await ada.call('GET', '/api/passkeys')
    expect(text).not.toMatch(/publicKey|signCount|userHandle|attestation|aaguid/i)
  })

  it('is for who is signed in', async () => {
    const reply = await server.visitor().call('GET', '/api/passkeys')
    expect(reply.status).toBe(401)
    expect(reply.json).toMatchObject({ code: 'not-signed-in' })
  })
})

describe('PATCH /api/passkeys/{id}', () => {
  it('gives another name, however old the session', async () => {
    server.clock.pass(60 * minute)
    const reply = await rename(ada, first, '  Blue security key ')
    expect(reply.status).toBe(204)
    expect(await ada.passkeys()).toMatchObject([{ name: 'Blue security key' }, { name: 'Passkey 2' }])
  })

  it.each(['', ' ', 'x'.repeat(65), 'a\u0000', 7, null])('refuses the name %j', async (name) => {
    const reply = await rename(ada, first, name)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'invalid-request', errors: [{ at: 'body/name' }] })
    expect(await ada.passkeys()).toMatchObject([{ name: 'Passkey' }, { name: 'Passkey 2' }])
  })

  it('does not know another account’s, an unknown one, or what is no ID', async () => {
    const visitor = await eve()
    const others = await rename(visitor, first, 'mine')
    expect(others.status).toBe(404)
    expect(others.json).toMatchObject({ code: 'not-found' })
    expect((await rename(ada, createSoftwareAuthenticator(), 'mine')).text).toBe(others.text)
    expect((await ada.call('PATCH', '/api/passkeys/!!', { name: 'mine' })).text).toBe(others.text)
    expect(await ada.passkeys()).toMatchObject([{ name: 'Passkey' }, { name: 'Passkey 2' }])
  })

  it('knows the longest IDs that there are', async () => {
    const long = createSoftwareAuthenticator(1023)
    expect((await ada.register(long, 'ada')).status).toBe(201)
    expect((await rename(ada, long, 'Long one')).status).toBe(204)
    expect((await remove(ada, long)).status).toBe(204)
  })

  it('is for who is signed in', async () => {
    expect((await rename(server.visitor(), first, 'mine')).status).toBe(401)
  })
})

describe('DELETE /api/passkeys/{id}', () => {
  it('deletes, and the passkey signs in no more', async () => {
    const reply = await remove(ada, first)
    expect(reply.status).toBe(204)
    expect(await ada.passkeys()).toMatchObject([{ id: second.credentialId }])
    const refused = await server.visitor().signIn(first)
    expect(refused.status).toBe(400)
    expect(refused.json).toMatchObject({ code: 'not-accepted' })
    expect((await server.visitor().signIn(second)).status).toBe(200)
  })

  it('keeps the only one', async () => {
    await remove(ada, first)
    const reply = await remove(ada, second)
    expect(reply.status).toBe(409)
    expect(reply.json).toMatchObject({ code: 'last-passkey' })
    expect((await server.visitor().signIn(second)).status).toBe(200)
  })

  it('keeps one of two when both are deleted at once', async () => {
    const replies = await Promise.all([remove(ada.clone(), first), remove(ada.clone(), second)])
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await ada.passkeys()).toHaveLength(1)
  })

  it('asks for a recent sign-in', async () => {
    server.clock.pass(5 * minute)
    const reply = await remove(ada, first)
    expect(reply.status).toBe(403)
    expect(reply.json).toMatchObject({ code: 'sign-in-again' })
    expect(await ada.passkeys()).toHaveLength(2)
    await ada.signIn(first)
    expect((await remove(ada, first)).status).toBe(204)
  })

  it('does not know another account’s or an unknown one', async () => {
    const others = await remove(await eve(), first)
    expect(others.status).toBe(404)
    expect((await remove(ada, createSoftwareAuthenticator())).text).toBe(others.text)
    expect(await ada.passkeys()).toHaveLength(2)
  })

  it('is for who is signed in', async () => {
    expect((await remove(server.visitor(), first)).status).toBe(401)
    expect(await ada.passkeys()).toHaveLength(2)
  })
})

describe('DELETE /api/account', () => {
  it('deletes the account with everything, and frees its name', async () => {
    const elsewhere = server.visitor()
    await elsewhere.signIn(second)
    const reply = await ada.call('DELETE', '/api/account')
    expect(reply.status).toBe(204)
    expect(ada.cookies.has('latchkey')).toBe(false)
    expect(await elsewhere.user()).toBeNull()
    for (const table of ['accounts', 'credentials', 'sessions'] as const) {
      expect(await server.database.selectFrom(table).selectAll().execute()).toEqual([])
    }
    expect((await server.visitor().signIn(first)).json).toMatchObject({ code: 'not-accepted' })
    expect((await server.visitor().register(createSoftwareAuthenticator(), 'ada')).status).toBe(201)
  })

  it('asks for a recent sign-in', async () => {
    server.clock.pass(5 * minute)
    const reply = await ada.call('DELETE', '/api/account')
    expect(reply.status).toBe(403)
    expect(reply.json).toMatchObject({ code: 'sign-in-again' })
    expect(await ada.user()).not.toBeNull()
  })

  it('leaves other accounts alone', async () => {
    const visitor = await eve()
    await visitor.call('DELETE', '/api/account')
    expect(await ada.passkeys()).toHaveLength(2)
  })

  it('is for who is signed in', async () => {
    expect((await server.visitor().call('DELETE', '/api/account')).status).toBe(401)
  })
})
