import { afterEach, describe, expect, it, vi } from 'vitest'
import * as api from '../src/api.ts'
import { fakeServer, passkey, problem } from './fakes.ts'

afterEach(() => vi.unstubAllGlobals())

describe('the API', () => {
  it('gives what the server answers', async () => {
    fakeServer({ 'GET /api/passkeys': () => ({ status: 200, json: [passkey] }) })
    expect(await api.listPasskeys()).toEqual([passkey])
  })

  it('sends JSON', async () => {
    const bodies: unknown[] = []
    fakeServer({
      'POST /api/authentication/start': (body) => {
        bodies.push(body)
        return { status: 200, json: { options: {}, state: 's' } }
      },
    })
    await api.startAuthentication()
    expect(bodies).toEqual([{}])
  })

  it('is content with no content', async () => {
    fakeServer({ 'DELETE /api/passkeys/A-_%2F': () => ({ status: 204 }) })
    await api.deletePasskey('A-_/')
  })

  it.each([
    ['a refusal by its code', problem(409, 'last-passkey'), 'last-passkey'],
    [
      'a refusal without one as a fault of the server',
      () => ({ status: 502, json: 'Bad gateway' }),
      'internal',
    ],
    ['a code of another type as well', () => ({ status: 400, json: { code: 7 } }), 'internal'],
    ['an empty answer as well', () => ({ status: 200 }), 'internal'],
    ['no answer at all', undefined, 'unreachable'],
  ])('reports %s', async (_, answer, code) => {
    fakeServer(answer ? { 'GET /api/session': answer } : {})
    await expect(api.whoIsSignedIn()).rejects.toMatchObject({ name: 'ApiProblem', code })
  })
})
