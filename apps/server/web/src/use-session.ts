import { startRegistration } from '@latchkey/rp-browser'
import { type ShallowRef, shallowRef } from 'vue'
import * as api from './api.ts'
import { deleted, renamed, sentences } from './sentences.ts'
import { openSignIn, type SignIn } from './sign-in.ts'
import type { NoticeBoard } from './use-notice.ts'

export interface Session {
  /** Who is signed in; null for nobody, undefined as long as that is not known. */
  readonly user: Readonly<ShallowRef<api.User | null | undefined>>
  readonly passkeys: Readonly<ShallowRef<readonly api.Passkey[]>>
  load(): Promise<void>
  createAccount(name: string): Promise<void>
  /** `byPasskey` is called before this function returns: it may need the click's own task. */
  signIn(byPasskey: () => Promise<api.User>): Promise<void>
  signOut(): Promise<void>
  addPasskey(): Promise<void>
  rename(passkey: api.Passkey, name: string): Promise<void>
  remove(passkey: api.Passkey): Promise<void>
  removeAccount(): Promise<void>
}

/** Who is signed in, with which passkeys, and what they can do. What comes of it is said on the board. */
export function useSession(board: NoticeBoard): Session {
  const user = shallowRef<api.User | null>()
  const passkeys = shallowRef<readonly api.Passkey[]>([])
  let again: SignIn | undefined

  /** `goOn` names the action on the button that comes after a sign-in which the server wants to see first. */
  async function attempt(action: () => Promise<void>, goOn?: string): Promise<void> {
    again?.close()
    board.clear()
    try {
      await action()
    } catch (error) {
      const code = error instanceof api.ApiProblem ? error.code : undefined
      if (code === 'sign-in-again' && goOn) return askToSignInAgain(error, action, goOn)
      if (code === 'not-signed-in') leave()
      if (code === 'not-found' || code === 'last-passkey') await refresh().catch(() => undefined)
      board.explain(error)
    }
  }

  function askToSignInAgain(why: unknown, action: () => Promise<void>, goOn: string) {
    const ceremony = openSignIn(() => undefined)
    again = ceremony
    const prove = async () => {
      board.say({ tone: 'quiet', text: sentences.waiting })
      try {
        const { name } = await ceremony.byButton()
        if (name !== user.value?.name) {
          await enter()
          return board.say({ tone: 'problem', text: sentences.signedInAsAnother })
        }
        board.say(
          { tone: 'good', text: sentences.signedInAgain },
          { label: goOn, run: () => attempt(action, goOn) },
        )
      } catch (error) {
        board.explain(error, proveIt)
      }
    }
    const proveIt = { label: 'Sign in again', run: prove }
    board.explain(why, proveIt)
  }

  async function refresh() {
    passkeys.value = await api.listPasskeys()
  }

  async function enter() {
    const who = await api.whoIsSignedIn()
    try {
      if (who) await refresh()
    } finally {
      user.value = who
    }
  }

  function leave() {
    user.value = null
    passkeys.value = []
  }

  async function createPasskey(name: string) {
    const { options, state } = await api.startRegistration(name)
    board.say({ tone: 'quiet', text: sentences.waiting })
    await api.finishRegistration(state, await startRegistration(options))
  }

  return {
    user,
    passkeys,
    load: () =>
      attempt(async () => {
        try {
          await enter()
        } finally {
          user.value ??= null
        }
      }),
    createAccount: (name) =>
      attempt(async () => {
        await createPasskey(name)
        await enter()
        board.say({ tone: 'good', text: sentences.created })
      }),
    signIn: (byPasskey) =>
      attempt(async () => {
        board.say({ tone: 'quiet', text: sentences.waiting })
        await byPasskey()
        await enter()
        board.say({ tone: 'good', text: sentences.signedIn })
      }),
    signOut: () =>
      attempt(async () => {
        await api.signOut()
        leave()
        board.say({ tone: 'good', text: sentences.signedOut })
      }),
    addPasskey: () =>
      attempt(async () => {
        await createPasskey(user.value?.name ?? '')
        await refresh()
        board.say({ tone: 'good', text: sentences.added })
      }, 'Add a passkey'),
    rename: (passkey, name) =>
      attempt(async () => {
        await api.renamePasskey(passkey.id, name)
        await refresh()
        board.say({ tone: 'good', text: renamed(name) })
      }),
    remove: (passkey) =>
      attempt(async () => {
        await api.deletePasskey(passkey.id)
        await refresh()
        board.say({ tone: 'good', text: deleted(passkey.name) })
      }, `Delete “${passkey.name}”`),
    removeAccount: () =>
      attempt(async () => {
        await api.deleteAccount()
        leave()
        board.say({ tone: 'good', text: sentences.accountDeleted })
      }, 'Delete my account'),
  }
}
