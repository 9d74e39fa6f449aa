import type { CeremonySettings } from './ceremony.ts'
import { PasskeyError } from './passkey-error.ts'

/** A ceremony that waits for its click. */
export type Preparation<Options, Response> = {
  /**
   * Calls the browser, in the caller's own task when options are there. Options whose ceremony failed serve again
   * until they expire; those that led to a response do not.
   */
  run(): Promise<Response>
  /** Ends a run that is under way and fetches no more; `run()` then fails with `aborted`. */
  cancel(): void
  /** The options that the latest run went with; undefined before the first. */
  readonly options: Options | undefined
}

/** `expires` is in milliseconds of `Date.now()`. */
type Batch<Options> = { readonly options: Options; readonly expires: number }

/** Servers forget a ceremony after some minutes, however long its `timeout`. */
const longest = 300_000
/** However short the `timeout`, a server is not asked all the time. */
const shortest = 10_000

export function prepare<Options extends { readonly timeout?: number }, Response>(
  fetchOptions: () => Promise<Options>,
  start: (options: Options, settings: CeremonySettings) => Promise<Response>,
): Preparation<Options, Response> {
  const stop = new AbortController()
  let ready: Batch<Options> | undefined
  let latest: Options | undefined
  let loading: Promise<Batch<Options>> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const load = () => {
    loading ??= fetchBatch(fetchOptions).finally(() => {
      loading = undefined
    })
    return loading
  }

  /** In the background: a failure shows when the person clicks and it happens again. */
  const refresh = () =>
    load().then(
      (batch) => batch.options === latest || keep(batch),
      () => undefined,
    )

  const keep = (batch: Batch<Options>) => {
    ready = batch
    clearTimeout(timer)
    if (stop.signal.aborted) return
    const wait = Math.max(shortest, (batch.expires - Date.now()) * 0.75)
    // A page that nobody sees asks for nothing.
    timer = setTimeout(() => (globalThis.document?.hidden ? keep(batch) : refresh()), wait)
  }

  const runWith = async (batch: Batch<Options>) => {
    ready = undefined
    latest = batch.options
    clearTimeout(timer)
    try {
      return await start(batch.options, { signal: stop.signal })
    } catch (error) {
      if (!ready) keep(batch)
      throw error
    }
  }

  refresh()
  return {
    run: () => (ready && Date.now() < ready.expires ? runWith(ready) : load().then(runWith)),
    cancel() {
      stop.abort()
      clearTimeout(timer)
    },
    get options() {
      return latest
    },
  }
}

async function fetchBatch<Options extends { readonly timeout?: number }>(
  fetchOptions: () => Promise<Options>,
): Promise<Batch<Options>> {
  const begun = Date.now()
  try {
    const options = await fetchOptions()
    return { options, expires: begun + Math.min(longest, Number(options.timeout) || longest) }
  } catch (cause) {
    throw new PasskeyError('options-unavailable', cause)
  }
}
