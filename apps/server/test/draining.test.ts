import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startServer } from './server-under-test.ts'

it('lets an answer through that is under way when the application closes', async () => {
  const server = await startServer()
  const visitors = await server.listen()
  let release = () => {}
  const held = server.database.transaction().execute(() => {
    return new Promise<void>((resolve) => {
      release = resolve
    })
  })
  const visitor = visitors()
  visitor.cookies.set('latchkey', 'A'.repeat(43))
  const arrived = once(server.app.server, 'request')
  const answer = visitor.call('GET', '/api/session')
  await arrived
  const closed = server.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  release()
  await held
  expect((await answer).status).toBe(200)
  await closed
  await expect(visitor.call('GET', '/healthz')).rejects.toThrow()
})

it('does not wait when there is nothing to wait for', async () => {
  const server = await startServer()
  const visitors = await server.listen()
  expect((await visitors().call('GET', '/healthz')).status).toBe(200)
  expect((await server.visitor().call('GET', '/healthz')).status).toBe(200)
  const begun = performance.now()
  await server.close()
  expect(performance.now() - begun).toBeLessThan(500)
})
