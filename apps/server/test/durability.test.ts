/**
 * What was acknowledged is there after a power cut, and what was refused is not. SIGKILL stands for the power cut: it
 * takes the process between any two instructions. (What the disk does with a write is SQLite's promise, for which the
 * database waits at every commit.)
 */
import { afterEach, expect, it } from 'vitest'
import { BuiltServer } from './built-server.ts'
import { createSoftwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts'

const kills = 20
const workers = 3

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

let server: BuiltServer
afterEach(() => server.drop())

it(`keeps every acknowledged registration over ${kills} kills under load`, { timeout: 600_000 }, async () => {
  server = await BuiltServer.on()
  const registered = new Map<string, SoftwareAuthenticator>()
  const deleted = new Map<string, SoftwareAuthenticator>()
  const refused = new Set<string>()
  const surprises: string[] = []
  let count = 0

  async function work(isDown: () => boolean): Promise<void> {
    while (!isDown()) {
      const name = `person-${++count}`
      try {
        await registerOne(name, count % 4)
      } catch (error) {
        // Without an answer nothing is known of the attempt, so nothing is expected of it.
        if (!isDown()) surprises.push(String(error))
      }
    }
  }

  async function registerOne(name: string, kind: number): Promise<void> {
    const authenticator = createSoftwareAuthenticator()
    const visitor = server.visitor()
    const body = await visitor.prepareRegistration(authenticator, name)
    if (kind === 0) {
      const { attestationObject: _, ...response } = body.response.response
      const broken = { ...response, attestationObject: 'AAAA' }
      const reply = await visitor.finishRegistration({
        ...body,
        response: { ...body.response, response: broken },
      })
      if (reply.status === 400) refused.add(name)
      else surprises.push(`${reply.status} ${reply.text}`)
      return
    }
    const reply = await visitor.finishRegistration(body)
    if (reply.status !== 201) {
      surprises.push(`${reply.status} ${reply.text}`)
      return
    }
    if (kind === 1) {
      const gone = await visitor.call('DELETE', '/api/account')
      if (gone.status === 204) deleted.set(name, authenticator)
      else surprises.push(`${gone.status} ${gone.text}`)
      return
    }
    registered.set(name, authenticator)
  }

  for (let kill = 0; kill < kills; kill++) {
    await server.start()
    let down = false
    const busy = Array.from({ length: workers }, () => work(() => down))
    // However slow the machine is, there is something to lose at every kill.
    while (registered.size < 2 * (kill + 1)) await wait(20)
    await wait(37 * (kill % 7))
    down = true
    await server.end('SIGKILL')
    await Promise.all(busy)
  }

  await server.start()
  expect(surprises).toEqual([])
  expect(registered.size).toBeGreaterThan(kills)
  expect(deleted.size).toBeGreaterThan(0)
  expect(refused.size).toBeGreaterThan(0)
  const lost: string[] = []
  for (const [name, authenticator] of registered) {
    const reply = await server.visitor().signIn(authenticator, name)
    if (reply.status !== 200) lost.push(name)
  }
  expect(lost).toEqual([])
  for (const [name, authenticator] of deleted) {
    expect((await server.visitor().signIn(authenticator, name)).json).toMatchObject({ code: 'not-accepted' })
  }
  // A name that is free belongs to no account.
  for (const name of [...refused, ...deleted.keys()]) {
    expect((await server.visitor().startRegistration(name)).status).toBe(200)
  }
})

it('begins however early its first start was killed', { timeout: 60_000 }, async () => {
  for (const milliseconds of [300, 350, 400, 450, 500]) {
    server = await BuiltServer.on()
    const ended = server.run()
    await wait(milliseconds)
    await server.end('SIGKILL')
    await ended
    await server.start()
    expect((await server.visitor().register(createSoftwareAuthenticator(), 'ada')).status).toBe(201)
    await server.drop()
  }
})
