/**
 * One ceremony a page: what a person began by a button, and the autofill that waits while it lasts.
 *
 * Browsers refuse a second request while one is pending, so a new one first ends the old. The page's state hangs on
 * its `navigator.credentials`, the thing that there is only one of: two copies of this package share it.
 *
 * @see WebAuthn Level 3 §5.1.3 step 1–3, §5.6 (abort operations)
 */
import { errorCode } from './error-code.ts'
import { PasskeyError } from './passkey-error.ts'

/** The part of an `AbortSignal` that is used here. */
export type StopSignal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** `signal` ends the ceremony, which then fails with `aborted`. */
export type CeremonySettings = { readonly signal?: StopSignal | undefined }

/** Asks the browser; must do so before it returns where no autofill is meant. */
export type Call = (container: CredentialsContainer, signal: AbortSignal) => Promise<Credential | null>

/** `over` is settled when the latest ceremony by a button is. */
type Page = { modal?: AbortController; over?: Promise<unknown>; autofill?: { controller: AbortController } }

const page = Symbol.for('@latchkey/rp-browser/page')

/** Runs what a person asked for: ends another such ceremony, and lets autofill step back until it is over. */
export function runModal(
  call: Call,
  stop: StopSignal | undefined,
  timeout?: number,
): Promise<PublicKeyCredential> {
  const state = currentPage()
  // The page as the reason of an abort means: step back, and come again.
  state.autofill?.controller.abort(state)
  state.modal?.abort()
  state.modal = new AbortController()
  const result = attempt(call, state.modal, stop, timeout)
  state.over = result.catch(() => undefined)
  return result
}

/** Waits for a passkey chosen from a form field's list, and asks anew each time that it had to step back. */
export async function runAutofill(call: Call, stop: StopSignal | undefined): Promise<PublicKeyCredential> {
  const state = currentPage()
  const own = { controller: new AbortController() }
  state.autofill?.controller.abort()
  state.autofill = own
  for (let over: unknown; ; own.controller = new AbortController()) {
    while (over !== state.over) {
      over = state.over
      await over
    }
    try {
      return await attempt(call, own.controller, stop)
    } catch (error) {
      const comesBack = own.controller.signal.reason === state && state.autofill === own
      if (!comesBack || stop?.aborted) throw error
    }
  }
}

async function attempt(
  call: Call,
  controller: AbortController,
  stop: StopSignal | undefined,
  timeout?: number,
): Promise<PublicKeyCredential> {
  const begun = Date.now()
  const abort = () => controller.abort()
  stop?.addEventListener('abort', abort)
  try {
    if (controller.signal.aborted || stop?.aborted) throw new PasskeyError('aborted')
    const credential = await call(navigator.credentials, controller.signal)
    if (!credential) throw new PasskeyError('unknown')
    return credential as PublicKeyCredential
  } catch (error) {
    if (PasskeyError.is(error)) throw error
    const code = controller.signal.aborted ? 'aborted' : errorCode(error)
    const late = timeout && code === 'cancelled' && Date.now() - begun >= timeout
    throw new PasskeyError(late ? 'timed-out' : code, error)
  } finally {
    stop?.removeEventListener('abort', abort)
  }
}

function currentPage(): Page {
  const container: (CredentialsContainer & { [page]?: Page }) | undefined = globalThis.navigator?.credentials
  if (!container || !globalThis.PublicKeyCredential) throw new PasskeyError('not-supported')
  container[page] ??= {}
  return container[page]
}
