import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionMilliseconds } from '../src/sessions.ts'
import { type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts'
import type { Reply } from './visitor.ts'

let server: ServerUnderTest
let authenticator: SoftwareAuthenticator
const setup = async (environment?: Record<string, string>) => {
  server = await startServer(environment)
  authenticator = createSoftwareAuthenticator()
}
beforeEach(() => setup())
afterEach(() => server.close())

const cookieLines = (reply: Reply) => [reply.headers['set-cookie'] ?? []].flat()

describe('a session', () => {
  it('stands in the database as a hash alone', async () => {
    const visitor = server.visitor()
    await visitor.register(authenticator, 'ada')
    const token = visitor.cookies.get('latchkey')!
    expect(token).toMatch(/^[\w-]{43}$/)
    const stored = await server.database.selectFrom('sessions').selectAll().execute()
    const expected = createHash('sha256').update(Buffer.from(token, 'base64url')).digest('hex')
    expect(stored.map((row) => Buffer.from(row.token_hash).toString('hex'))).toEqual([expected])
    const everything = JSON.stringify(stored, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : value,
    )
    expect(everything).not.toContain(token)
  })

  it('has a new token after every sign-in, and the old one is worth nothing', async () => {
    const visitor = server.visitor()
    await visitor.register(authenticator, 'ada')
    const before = visitor.clone()
    expect(await before.user()).not.toBeNull()
    await visitor.signIn(authenticator)
    expect(visitor.cookies.get('latchkey')).not.toBe(before.cookies.get('latchkey'))
    expect(await before.user()).toBeNull()
    expect(await visitor.user()).not.toBeNull()
  })

  it('ends with a sign-out, for copies of the cookie, too', async () => {
    const visitor = server.visitor()
    await visitor.register(authenticator, 'ada')
    const copy = visitor.clone()
    const reply = await visitor.call('POST', '/api/sign-out')
    expect(reply.status).toBe(204)
    expect(reply.text).toBe('')
    expect(visitor.cookies.has('latchkey')).toBe(false)
    expect(await copy.user()).toBeNull()
    expect((await visitor.call('POST', '/api/sign-out')).status).toBe(204)
  })

  it('ends with time', async () => {
    const visitor = server.visitor()
    await visitor.register(authenticator, 'ada')
    server.clock.pass(sessionMilliseconds - 1)
    expect(await visitor.user()).not.toBeNull()
    server.clock.pass(1)
    expect(await visitor.user()).toBeNull()
  })

  it('says when its person was last seen', async () => {
    const visitor = server.visitor()
    await visitor.register(authenticator, 'ada')
    const verifiedAt = server.clock.now.toISOString()
    server.clock.pass(1000)
    expect((await visitor.call('GET', '/api/session')).json).toEqual({
      user: { name: 'ada', displayName: 'ada' },
      verifiedAt,
    })
    expect((await server.visitor().call('GET', '/api/session')).json).toEqual({ user: null })
  })

  it.each(['', 'x', 'A'.repeat(43), '!'.repeat(43), 'A'.repeat(5000)])(
    'is none with the cookie %j',
    async (token) => {
      const visitor = server.visitor()
      visitor.cookies.set('latchkey', token)
      const reply = await visitor.call('GET', '/api/session')
      expect(reply.status).toBe(200)
      expect(reply.json).toEqual({ user: null })
    },
  )
})

describe('cookies', () => {
  it('on http are plain', async () => {
    const visitor = server.visitor()
    const [ceremony] = cookieLines(await visitor.startRegistration('ada'))
    expect(ceremony).toMatch(/^latchkey-ceremony=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    const [session] = cookieLines(await visitor.register(authenticator, 'ada'))
    expect(session).toMatch(/^latchkey=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('on https belong to the host alone', async () => {
    await server.close()
    await setup({ LATCHKEY_ORIGIN: 'https://login.example.org' })
    const visitor = server.visitor()
    const [ceremony] = cookieLines(await visitor.startRegistration('ada'))
    expect(ceremony).toMatch(/^__Host-latchkey-ceremony=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const [session] = cookieLines(await visitor.register(authenticator, 'ada'))
    expect(session).toMatch(
      /^__Host-latchkey=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(await visitor.user()).not.toBeNull()
    const [cleared] = cookieLines(await visitor.call('POST', '/api/sign-out'))
    expect(cleared).toMatch(/^__Host-latchkey=; .*Path=\/.*HttpOnly; Secure/)
  })

  it('tie ceremonies to a browser, which keeps its own', async () => {
    const visitor = server.visitor()
    await visitor.startRegistration('ada')
    const first = visitor.cookies.get('latchkey-ceremony')
    expect(cookieLines(await visitor.startRegistration('ada'))).toEqual([])
    expect(visitor.cookies.get('latchkey-ceremony')).toBe(first)
    visitor.cookies.set('latchkey-ceremony', 'chosen by somebody')
    await visitor.startRegistration('ada')
    expect(visitor.cookies.get('latchkey-ceremony')).toMatch(/^[\w-]{43}$/)
  })
})
