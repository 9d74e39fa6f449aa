import {
  type AuthenticationResponseJSON,
  getCapabilities,
  type Preparation,
  prepareAuthentication,
  startAuthentication,
} from '@latchkey/rp-browser'
import * as api from './api.ts'

type Options = Parameters<typeof startAuthentication>[0] & { readonly state: string }

export interface SignIn {
  /** For the button; asks the browser in the click's own task. Gives the user once the server has agreed. */
  byButton(): Promise<api.User>
  /** Offers passkeys in the form field, where the browser can, from now on. */
  offer(): void
  /** Ends what is under way; nothing is fetched or offered any more. */
  close(): void
}

/**
 * Prepares a sign-in: fetches options ahead of the click, and offers the same ones by autofill. One set of options
 * serves whoever comes first, since only an answer to the server spends it.
 *
 * @param offered - called with the outcome each time that a person chose a passkey from the field's list; the sign-in
 * then no longer offers until {@link SignIn.offer} is called: a passkey that is refused would be offered for ever
 */
export function openSignIn(offered: (outcome: Promise<api.User>) => void): SignIn {
  let stop = new AbortController()
  let offering = false
  let over = false
  let fresh: Options | undefined
  let prepared = prepare()

  function prepare(): Preparation<Options, AuthenticationResponseJSON> {
    const { signal } = stop
    return prepareAuthentication(async () => {
      const { options, state } = await api.startAuthentication()
      const fetched = { ...options, state }
      if (!signal.aborted) {
        fresh = fetched
        if (offering) autofill(fetched, signal)
      }
      return fetched
    })
  }

  function close() {
    stop.abort()
    prepared.cancel()
    fresh = undefined
  }

  function startAnew() {
    close()
    stop = new AbortController()
    prepared = prepare()
  }

  async function finish(state: string, response: AuthenticationResponseJSON): Promise<api.User> {
    // The answer spends the options: whatever comes of it, the next attempt needs others.
    offering = false
    close()
    try {
      return (await api.finishAuthentication(state, response)).user
    } catch (error) {
      startAnew()
      throw error
    }
  }

  async function autofill(options: Options, signal: AbortSignal) {
    const { conditionalGet } = await getCapabilities()
    if (!conditionalGet || signal.aborted) return
    // A failure here is none of the person's: nobody pressed anything.
    const response = await startAuthentication(options, { autofill: true, signal }).catch(() => undefined)
    if (response) offered(finish(options.state, response))
  }

  return {
    async byButton() {
      // The last sign-in went through and yet the person is here: the page could not go on from it.
      if (stop.signal.aborted && !over) startAnew()
      const used = prepared
      const response = await used.run()
      return finish(used.options!.state, response)
    },
    offer() {
      if (offering) return
      offering = true
      if (fresh) autofill(fresh, stop.signal)
    },
    close() {
      over = true
      close()
    },
  }
}
