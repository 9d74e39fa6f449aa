import { afterEach, describe, expect, it } from 'vitest'
import { faultOf } from '../src/logging.ts'
import { minute, type ServerUnderTest, startServer } from './server-under-test.ts'
import { createSoftwareAuthenticator } from './software-authenticator.ts'
import type { FinishBody } from './visitor.ts'

let server: ServerUnderTest

describe('the log', () => {
  afterEach(() => server.close())

  it('of everything that a person does holds nothing of the person', async () => {
    server = await startServer({})
    const secrets = new Set<string>(['127.0.0.1', '::1', '192.0.2.77', 'localhost:'])
    const visitors = await server.listen()
    const visitor = visitors()
    const first = createSoftwareAuthenticator()
    const second = createSoftwareAuthenticator()
    const note = (body: FinishBody) => {
      for (const text of [body.state, ...Object.values(body.response.response)]) {
        if (typeof text === 'string' && text !== '') secrets.add(text)
      }
      const clientData = Buffer.from(String(body.response.response.clientDataJSON), 'base64url').toString()
      secrets.add((JSON.parse(clientData) as { challenge: string }).challenge)
      for (const value of visitor.cookies.values()) secrets.add(value)
      return body
    }
    for (const { credentialId } of [first, second]) secrets.add(credentialId)
    for (const text of ['Ada.Lovelace', 'ada.lovelace', 'Countess', 'Blue key', 'question='])
      secrets.add(text)

    await visitor.startRegistration('Ada.Lovelace', 'Countess')
    await visitor.finishRegistration(note(await visitor.prepareRegistration(first, 'Ada.Lovelace')))
    await visitor.finishRegistration(note(await visitor.prepareRegistration(second, 'Ada.Lovelace')))
    await visitor.call('PATCH', `/api/passkeys/${second.credentialId}`, { name: 'Blue key' })
    await visitor.call('GET', '/api/passkeys?question=Ada.Lovelace', undefined, {
      'x-forwarded-for': '192.0.2.77',
    })
    const body = note(await visitor.prepareSignIn(first, 'ada.lovelace'))
    await visitor.finishSignIn(body)
    // Refused in as many ways as there are.
    await visitor.finishSignIn(body)
    await visitor.finishSignIn(note(await visitor.prepareSignIn(createSoftwareAuthenticator())))
    await visitors().finishSignIn(body)
    await visitors().startRegistration('Ada.Lovelace')
    await visitor.call('DELETE', `/api/passkeys/${createSoftwareAuthenticator().credentialId}`)
    await visitor.call('POST', '/api/registration/start', '{"name":"Ada.Lovelace"')
    await visitor.call('POST', '/api/registration/start', { name: 'Ada.Lovelace', 'Ada.Lovelace': 1 })
    await visitor.call('GET', '/Ada.Lovelace?question=1')
    await visitor.call('GET', '/%Ada.Lovelace')
    await visitor.call('DELETE', `/api/passkeys/${second.credentialId}`)
    server.clock.pass(5 * minute)
    await visitor.call('DELETE', '/api/account')
    for (const value of visitor.cookies.values()) secrets.add(value)
    await server.database.destroy()
    await visitor.startRegistration('Ada.Lovelace')

    const log = server.log.join('')
    expect(log).toContain('"route":"/api/passkeys/:id"')
    expect(log).toContain('"code":"state-unknown"')
    expect(log).toContain('"status":500')
    for (const secret of secrets) expect(log).not.toContain(secret)
  })
})

describe('faultOf', () => {
  it('tells where, not what', () => {
    const fault = faultOf(new RangeError('the name Ada is bad\n    at least here'))
    expect(fault.type).toBe('RangeError')
    expect(fault.stack).toMatch(/logging\.test\.ts/)
    expect(faultOf(Object.assign(new Error('Ada'), { code: 'SQLITE_BUSY' }))).toMatchObject({
      code: 'SQLITE_BUSY',
    })
    expect(JSON.stringify([fault, faultOf('Ada'), faultOf({ name: 'Ada' })])).not.toContain('Ada')
  })
})
