import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { problemSentences, sentences } from '../src/sentences.ts'
import { type NoticeBoard, useNotice } from '../src/use-notice.ts'
import { type Session, useSession } from '../src/use-session.ts'
import { ada, fakeBrowser, fakeServer, passkey, problem, registrationStarted, settled } from './fakes.ts'

let who: unknown
let server: ReturnType<typeof fakeServer>
let asked: ReturnType<typeof fakeBrowser>
let board: NoticeBoard
let session: Session

const ok = (json: unknown) => () => ({ status: 200, json })
const done = () => ({ status: 204 })
const said = () => board.current.value?.text

beforeEach(() => {
  who = null
  asked = fakeBrowser()
  server = fakeServer({
    'GET /api/session': () => ({ status: 200, json: { user: who } }),
    'GET /api/passkeys': ok([passkey]),
    'POST /api/registration/start': ok(registrationStarted),
    'POST /api/registration/finish': () => {
      who = ada
      return { status: 201, json: { passkey } }
    },
    'POST /api/authentication/start': ok({ state: 's', options: { challenge: 'AAECAw' } }),
    'POST /api/authentication/finish': ok({ user: ada }),
    'POST /api/sign-out': done,
    'PATCH /api/passkeys/AQ': done,
    'DELETE /api/passkeys/AQ': done,
    'DELETE /api/account': done,
  })
  board = useNotice()
  session = useSession(board)
})
afterEach(() => vi.unstubAllGlobals())

const signedIn = async () => {
  who = ada
  await session.load()
}

describe('load', () => {
  it('finds nobody', async () => {
    expect(session.user.value).toBeUndefined()
    await session.load()
    expect(session.user.value).toBeNull()
    expect(said()).toBeUndefined()
  })

  it('finds who is signed in, and the passkeys', async () => {
    await signedIn()
    expect(session.user.value).toEqual(ada)
    expect(session.passkeys.value).toEqual([passkey])
  })

  it('takes a silent server for nobody, and says so', async () => {
    server.answers['GET /api/session'] = problem(500, 'internal')
    await session.load()
    expect(session.user.value).toBeNull()
    expect(said()).toBe(problemSentences.internal)
  })
})

describe('createAccount', () => {
  it('creates a passkey and signs in', async () => {
    await session.load()
    const over = session.createAccount('ada')
    await settled()
    expect(said()).toBe(sentences.waiting)
    asked[0]!.answer()
    await over
    expect(session.user.value).toEqual(ada)
    expect(said()).toBe(sentences.created)
  })

  it('says that a name is taken, and does not ask the browser', async () => {
    server.answers['POST /api/registration/start'] = problem(409, 'name-taken')
    await session.createAccount('ada')
    expect(said()).toBe(problemSentences['name-taken'])
    expect(asked).toHaveLength(0)
  })

  it('is calm about a cancelled one', async () => {
    const over = session.createAccount('ada')
    await settled()
    asked[0]!.refuse('NotAllowedError')
    await over
    expect(board.current.value).toMatchObject({ tone: 'quiet', text: sentences.cancelled })
    expect(server.calls).not.toContain('POST /api/registration/finish')
  })
})

describe('signIn', () => {
  it('calls for the passkey before it returns', async () => {
    const byPasskey = vi.fn(async () => {
      who = ada
      return ada
    })
    const over = session.signIn(byPasskey)
    expect(byPasskey).toHaveBeenCalledOnce()
    await over
    expect(session.user.value).toEqual(ada)
    expect(said()).toBe(sentences.signedIn)
  })

  it('leaves the word to another ceremony that took over', async () => {
    const over = session.signIn(() => Promise.reject(new DOMException('', 'AbortError')))
    await over
    expect(said()).toBe(sentences.waiting)
  })

  it('shows who is signed in even where the list does not come', async () => {
    server.answers['GET /api/passkeys'] = problem(500, 'internal')
    await signedIn()
    expect(session.user.value).toEqual(ada)
    expect(said()).toBe(problemSentences.internal)
  })
})

describe('what a signed-in person can do', () => {
  it.each([
    ['rename', () => session.rename(passkey, 'Blue key'), 'PATCH /api/passkeys/AQ', /“Blue key”/],
    ['remove', () => session.remove(passkey), 'DELETE /api/passkeys/AQ', /“Passkey” is deleted/],
    ['signOut', () => session.signOut(), 'POST /api/sign-out', /signed out/],
    ['removeAccount', () => session.removeAccount(), 'DELETE /api/account', /account is gone/],
  ])('%s', async (_, act, call, words) => {
    await signedIn()
    await act()
    expect(server.calls).toContain(call)
    expect(said()).toMatch(words)
  })

  it.each([
    ['signOut', () => session.signOut()],
    ['removeAccount', () => session.removeAccount()],
  ])('%s leaves nobody signed in', async (_, act) => {
    await signedIn()
    await act()
    expect(session.user.value).toBeNull()
    expect(session.passkeys.value).toEqual([])
  })

  it.each(['not-found', 'last-passkey'])('brings the list up to date after %s', async (code) => {
    await signedIn()
    server.answers['DELETE /api/passkeys/AQ'] = problem(409, code)
    server.answers['GET /api/passkeys'] = ok([])
    await session.remove(passkey)
    expect(session.passkeys.value).toEqual([])
    expect(board.current.value?.tone).toBe('problem')
  })

  it('notices that the session has ended', async () => {
    await signedIn()
    server.answers['PATCH /api/passkeys/AQ'] = problem(401, 'not-signed-in')
    await session.rename(passkey, 'x')
    expect(session.user.value).toBeNull()
    expect(said()).toBe(problemSentences['not-signed-in'])
  })
})

describe('when the server wants to see a sign-in first', () => {
  const press = async () => {
    board.current.value?.action?.run()
    await settled()
  }
  beforeEach(async () => {
    await signedIn()
    server.answers['DELETE /api/account'] = problem(403, 'sign-in-again')
    await session.removeAccount()
    await settled()
  })

  it('says why, signs in on a press, and goes on with another', async () => {
    expect(said()).toBe(problemSentences['sign-in-again'])
    expect(board.current.value?.action?.label).toBe('Sign in again')
    board.current.value?.action?.run()
    expect(asked).toHaveLength(1)
    asked[0]!.answer()
    await settled()
    expect(said()).toBe(sentences.signedInAgain)
    expect(board.current.value?.action?.label).toBe('Delete my account')
    server.answers['DELETE /api/account'] = done
    await press()
    expect(session.user.value).toBeNull()
    expect(said()).toBe(sentences.accountDeleted)
  })

  it('can be cancelled and tried again', async () => {
    await press()
    asked[0]!.refuse('NotAllowedError')
    await settled()
    expect(said()).toBe(sentences.cancelled)
    expect(board.current.value?.action?.label).toBe('Sign in again')
    await press()
    expect(asked).toHaveLength(2)
  })

  it('does not go on for somebody else', async () => {
    const eve = { name: 'eve', displayName: 'Eve' }
    server.answers['POST /api/authentication/finish'] = ok({ user: eve })
    who = eve
    await press()
    asked[0]!.answer()
    await settled()
    expect(session.user.value).toEqual(eve)
    expect(board.current.value).toMatchObject({ text: sentences.signedInAsAnother, action: undefined })
  })
})
