import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSignIn, type SignIn } from '../src/sign-in.ts'
import { ada, fakeBrowser, fakeServer, problem, settled } from './fakes.ts'

let server: ReturnType<typeof fakeServer>
let asked: ReturnType<typeof fakeBrowser>
let signIn: SignIn
const offered = vi.fn((outcome: Promise<unknown>) => outcome.catch(() => undefined))

beforeEach(() => {
  let number = 0
  asked = fakeBrowser()
  server = fakeServer({
    'POST /api/authentication/start': () => ({
      status: 200,
      json: { state: `s${++number}`, options: { challenge: 'AAECAw' } },
    }),
    'POST /api/authentication/finish': (body) => ({ status: 200, json: { user: { ...ada, body } } }),
  })
  signIn = openSignIn(offered)
})
afterEach(() => {
  signIn.close()
  offered.mockClear()
  vi.unstubAllGlobals()
})

const starts = () => server.calls.filter((call) => call.endsWith('/start')).length

describe('the button', () => {
  it('asks the browser in the task of the click and signs in with the state of those options', async () => {
    await settled()
    const user = signIn.byButton()
    expect(asked).toHaveLength(1)
    asked[0]!.answer()
    expect(await user).toMatchObject({ name: 'ada', body: { state: 's1', response: { id: 'AQ' } } })
    expect(starts()).toBe(1)
  })

  it('serves again after it was cancelled, with the same options', async () => {
    await settled()
    const first = signIn.byButton()
    asked[0]!.refuse('NotAllowedError')
    await expect(first).rejects.toMatchObject({ code: 'cancelled' })
    const second = signIn.byButton()
    expect(asked).toHaveLength(2)
    asked[1]!.answer()
    expect(await second).toMatchObject({ body: { state: 's1' } })
    expect(starts()).toBe(1)
  })

  it('serves again after the server refused, with other options', async () => {
    await settled()
    server.answers['POST /api/authentication/finish'] = problem(400, 'not-accepted')
    const first = signIn.byButton()
    asked[0]!.answer()
    await expect(first).rejects.toMatchObject({ code: 'not-accepted' })
    await settled()
    expect(starts()).toBe(2)
    const second = signIn.byButton()
    expect(asked).toHaveLength(2)
    asked[1]!.refuse('NotAllowedError')
    await expect(second).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('serves again after a sign-in from which the page could not go on', async () => {
    await settled()
    const first = signIn.byButton()
    asked[0]!.answer()
    await first
    const second = signIn.byButton()
    await settled()
    asked[1]!.answer()
    expect(await second).toMatchObject({ body: { state: 's2' } })
  })
})

describe('autofill', () => {
  it('waits until it is wanted, and needs no options of its own', async () => {
    await settled()
    expect(asked).toHaveLength(0)
    signIn.offer()
    await settled()
    expect(asked[0]!.mediation).toBe('conditional')
    expect(starts()).toBe(1)
    asked[0]!.answer()
    await settled()
    expect(offered).toHaveBeenCalledOnce()
    expect(await offered.mock.calls[0]![0]).toMatchObject({ name: 'ada' })
  })

  it('begins with the first options where it is wanted at once', async () => {
    signIn.offer()
    signIn.offer()
    await settled()
    expect(asked).toHaveLength(1)
  })

  it('comes back after a button press that was cancelled', async () => {
    signIn.offer()
    await settled()
    const press = signIn.byButton()
    asked[1]!.refuse('NotAllowedError')
    await expect(press).rejects.toMatchObject({ code: 'cancelled' })
    await settled()
    expect(asked[2]!.mediation).toBe('conditional')
  })

  it('does not offer a refused passkey again before it is wanted again', async () => {
    server.answers['POST /api/authentication/finish'] = problem(400, 'not-accepted')
    signIn.offer()
    await settled()
    asked[0]!.answer()
    await settled()
    expect(asked).toHaveLength(1)
    await expect(offered.mock.calls[0]![0]).rejects.toMatchObject({ code: 'not-accepted' })
    signIn.offer()
    await settled()
    expect(asked).toHaveLength(2)
  })

  it('does not begin where the browser does not offer it', async () => {
    vi.stubGlobal('PublicKeyCredential', class {})
    signIn.offer()
    await settled()
    expect(asked).toHaveLength(0)
  })

  it('ends with the view', async () => {
    signIn.offer()
    await settled()
    signIn.close()
    await settled()
    expect(offered).not.toHaveBeenCalled()
    await expect(signIn.byButton()).rejects.toMatchObject({ code: 'aborted' })
    expect(asked).toHaveLength(1)
  })
})
