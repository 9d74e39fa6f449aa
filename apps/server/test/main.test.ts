import { existsSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { BuiltServer } from './built-server.ts'
import { createSoftwareAuthenticator } from './software-authenticator.ts'

const servers: BuiltServer[] = []
const sockets: Socket[] = []
const built = async (environment?: Record<string, string>) => {
  const server = await BuiltServer.on(environment)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) await server.drop()
})

describe('the built server', () => {
  it('says where it is and where its data are', async () => {
    const server = await built()
    const line = await server.start()
    expect(line).toBe(`Latchkey runs at ${server.origin}, data in ${server.data}`)
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200)
    expect(existsSync(path.join(server.data, 'latchkey.db'))).toBe(true)
  })

  it('serves its page', async () => {
    const server = await built()
    await server.start()
    const page = await fetch(server.origin)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toMatch(/<title>.+<\/title>/)
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
    expect(parts.length).toBeGreaterThan(0)
    for (const url of parts) expect((await fetch(server.origin + url)).status).toBe(200)
    expect(html).not.toMatch(/<style|<script>|style="/)
  })

  it('registers and signs in, and writes no name to its output', async () => {
    const server = await built()
    await server.start()
    const authenticator = createSoftwareAuthenticator()
    expect((await server.visitor().register(authenticator, 'Ada.Lovelace')).status).toBe(201)
    expect((await server.visitor().signIn(authenticator, 'Ada.Lovelace')).status).toBe(200)
    const { output, errors } = (await server.end('SIGTERM'))!
    expect(output).toContain('"route":"/api/registration/finish","status":201')
    expect(output + errors).not.toMatch(/Ada\.Lovelace|127\.0\.0\.1|::1/)
  })
})

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it at once, whoever is still connected',
    async (signal) => {
      const server = await built()
      await server.start()
      // One connection that waits for its next request, one that never asked, one in the middle of asking.
      await fetch(`${server.origin}/healthz`, { headers: { connection: 'keep-alive' } })
      const port = Number(new URL(server.origin).port)
      for (const words of [
        '',
        'POST /api/sign-out HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{',
      ]) {
        const socket = connect(port, 'localhost').on('error', () => {})
        sockets.push(socket)
        await new Promise((resolve) => socket.once('connect', resolve))
        if (words !== '') socket.write(words)
      }
      const begun = performance.now()
      const ended = await server.end(signal)
      expect(performance.now() - begun).toBeLessThan(2000)
      expect(ended?.errors).toBe('')
      expect(ended?.code).toBe(0)
    },
  )
})

describe('what cannot work', () => {
  it.each([
    [{ PORT: 'many' }, /^PORT must be a number from 1 to 65535, not "many"\n$/],
    [{ LATCHKEY_ORIGIN: 'http://example.org' }, /^LATCHKEY_ORIGIN must begin with https:\/\/.*\n$/],
    [
      { LATCHKEY_ORIGIN: 'https://example.org', LATCHKEY_RP_ID: 'other.org' },
      /^LATCHKEY_RP_ID must be .*\n$/,
    ],
    [{ DATABASE_URL: 'postgres://localhost/x' }, /^DATABASE_URL is set, .*\n$/],
    [{ HOST: 'no-such-host.invalid' }, /^Cannot start: .*\n$/],
  ])('ends with a sentence: %j', async (environment, sentence) => {
    const server = await built(environment)
    const ended = await server.run()
    expect(ended.errors).toMatch(sentence)
    expect(ended.code).toBe(1)
    expect(ended.errors).not.toMatch(/^\s+at /m)
  })

  it('ends with a sentence when the port is in use', async () => {
    const first = await built()
    await first.start()
    const second = await built({ PORT: new URL(first.origin).port })
    const ended = await second.run()
    expect(ended.errors).toMatch(/^The port is in use already/)
    expect(ended.code).toBe(1)
    expect((await fetch(`${first.origin}/healthz`)).status).toBe(200)
  })

  it('ends with a sentence when the data folder is none, or holds another file', async () => {
    const server = await built()
    const file = path.join(server.data, 'file')
    writeFileSync(file, '')
    const inFile = await (await built({ LATCHKEY_DATA: path.join(file, 'data') })).run()
    expect(inFile).toMatchObject({ code: 1, errors: expect.stringMatching(/^Cannot start: .*\n$/) })
    writeFileSync(path.join(server.data, 'latchkey.db'), 'this was never a database, but a note of somebody')
    const ended = await server.run()
    expect(ended).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^Cannot open the database in LATCHKEY_DATA: .*\n$/),
    })
  })
})
