import { afterEach, expect, it } from 'vitest'
import { type ServerUnderTest, startServer } from './server-under-test.ts'

let server: ServerUnderTest
afterEach(() => server.close())

const attempts = async (count: number, address: string) => {
  const replies = []
  for (let at = 0; at < count; at++) {
    const headers = { 'x-forwarded-for': address }
    replies.push(await server.visitor().call('POST', '/api/authentication/start', {}, headers))
  }
  return replies
}

it('ends the patience with one address, not with another', async () => {
  server = await startServer({})
  const replies = await attempts(61, '192.0.2.1')
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(60)
  const refused = replies.at(-1)!
  expect(refused.status).toBe(429)
  expect(refused.headers['content-type']).toBe('application/problem+json')
  expect(refused.json).toMatchObject({ code: 'rate-limited', status: 429 })
  expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  expect((await attempts(1, '192.0.2.2'))[0]!.status).toBe(200)
  expect((await server.visitor().call('GET', '/api/session')).status).toBe(200)
})

it('can be switched off', async () => {
  server = await startServer({ LATCHKEY_RATE_LIMIT: 'off' })
  const replies = await attempts(80, '192.0.2.1')
  expect(replies.every(({ status }) => status === 200)).toBe(true)
})
