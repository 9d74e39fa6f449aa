import { afterEach, describe, expect, it } from 'vitest'
import { origin, type ServerUnderTest, startServer } from './server-under-test.ts'

let server: ServerUnderTest
afterEach(() => server.close())

describe('requests of another site’s page', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${origin}0` },
    { origin: 'http://localhost' },
  ])('are refused with %j', async (headers) => {
    server = await startServer()
    for (const [method, url] of [
      ['POST', '/api/registration/start'],
      ['POST', '/api/authentication/finish'],
      ['POST', '/api/sign-out'],
      ['DELETE', '/api/account'],
    ] as const) {
      const reply = await server.visitor().call(method, url, {}, headers)
      expect(reply.status).toBe(403)
      expect(reply.json).toMatchObject({ code: 'cross-site' })
    }
  })

  it('may read what is public', async () => {
    server = await startServer()
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const reply = await server.visitor().call('GET', '/healthz', undefined, headers)
    expect(reply.status).toBe(200)
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('are not those of a client that is no browser', async () => {
    server = await startServer()
    const reply = await server.app.inject({ method: 'POST', url: '/api/authentication/start', payload: {} })
    expect(reply.statusCode).toBe(200)
  })
})

describe('headers', () => {
  const headers = async (environment?: Record<string, string>) => {
    server = await startServer(environment)
    return (await server.visitor().call('GET', '/api/session')).headers
  }

  it('let a page do what it needs, and no more', async () => {
    const { 'content-security-policy': policy, ...others } = await headers()
    expect(String(policy).split(';').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "manifest-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ])
    expect(others).toMatchObject({
      'permissions-policy': expect.stringContaining(
        'publickey-credentials-create=(self), publickey-credentials-get=(self)',
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(others['strict-transport-security']).toBeUndefined()
  })

  it('insist on https where the origin does', async () => {
    const given = await headers({ LATCHKEY_ORIGIN: 'https://example.org' })
    expect(given['content-security-policy']).toMatch(/;upgrade-insecure-requests$/)
    expect(given['strict-transport-security']).toMatch(/^max-age=\d+/)
  })
})
