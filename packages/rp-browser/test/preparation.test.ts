import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareAuthentication, prepareRegistration } from '../src/index.ts'
import {
  codeOf,
  created,
  createdJson,
  creationOptions,
  installBrowser,
  requestOptions,
  used,
  usedJson,
} from './fake-browser.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const ready = () => vi.advanceTimersByTimeAsync(0)
const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000)
const numbered = () => {
  let number = 0
  return vi.fn(async () => ({ ...requestOptions, timeout: 240_000, number: ++number }))
}

describe('the gesture', () => {
  it.each([
    ['prepareRegistration', () => prepareRegistration(async () => creationOptions), created, createdJson],
    ['prepareAuthentication', () => prepareAuthentication(async () => requestOptions), used, usedJson],
  ])('%s: no microtask lies between run() and the call', async (_, make, credential, json) => {
    const asked = installBrowser()
    const prepared = make()
    await ready()
    let microtasks = 0
    queueMicrotask(() => microtasks++)
    const response = prepared.run()
    expect(asked).toHaveLength(1)
    expect(microtasks).toBe(0)
    asked[0]!.resolve(credential)
    expect(await response).toEqual(json)
    expect(microtasks).toBe(1)
  })

  it('is kept while autofill waits', async () => {
    const asked = installBrowser()
    const { startAuthentication } = await import('../src/index.ts')
    const waiting = startAuthentication(requestOptions, { autofill: true })
    const prepared = prepareAuthentication(async () => requestOptions)
    await ready()
    const response = prepared.run()
    expect(asked.map(({ options }) => options.mediation)).toEqual(['conditional', undefined])
    asked[1]!.resolve(used)
    await response
    await ready()
    asked[2]!.resolve(used)
    await waiting
  })

  it('waits for options that are still on their way, and fetches once', async () => {
    const asked = installBrowser()
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    const response = prepared.run()
    expect(asked).toHaveLength(0)
    await ready()
    expect(fetchOptions).toHaveBeenCalledOnce()
    asked[0]!.resolve(used)
    expect(await response).toEqual(usedJson)
  })
})

describe('options', () => {
  it('are those of the latest run, with members of the caller', async () => {
    const asked = installBrowser()
    const prepared = prepareAuthentication(numbered())
    expect(prepared.options).toBeUndefined()
    await ready()
    const response = prepared.run()
    await minutes(30)
    asked[0]!.resolve(used)
    await response
    expect(prepared.options?.number).toBe(1)
  })

  it('serve again after a failed ceremony, and not after a response', async () => {
    const asked = installBrowser()
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    await ready()
    const first = prepared.run()
    asked[0]!.reject(new DOMException('', 'NotAllowedError'))
    expect(await codeOf(first)).toBe('cancelled')
    const second = prepared.run()
    expect(asked).toHaveLength(2)
    expect(prepared.options?.number).toBe(1)
    asked[1]!.resolve(used)
    await second
    const third = prepared.run()
    await ready()
    expect(prepared.options?.number).toBe(2)
    asked[2]!.resolve(used)
    await third
    expect(fetchOptions).toHaveBeenCalledTimes(2)
  })

  it('are fetched anew before they expire', async () => {
    const asked = installBrowser()
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    await minutes(2.9)
    expect(fetchOptions).toHaveBeenCalledTimes(1)
    await minutes(0.2)
    expect(fetchOptions).toHaveBeenCalledTimes(2)
    const response = prepared.run()
    expect(prepared.options?.number).toBe(2)
    asked[0]!.resolve(used)
    await response
  })

  it('are fetched anew after a failed ceremony, too', async () => {
    const asked = installBrowser()
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    await ready()
    const response = prepared.run()
    await minutes(1)
    asked[0]!.reject(new DOMException('', 'NotAllowedError'))
    await codeOf(response)
    await minutes(2.5)
    expect(fetchOptions).toHaveBeenCalledTimes(2)
    prepared.cancel()
  })

  it('of a page in the background stay as they are, and are not used once expired', async () => {
    const asked = installBrowser()
    const page = { hidden: true }
    vi.stubGlobal('document', page)
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    await minutes(60)
    expect(fetchOptions).toHaveBeenCalledTimes(1)
    const response = prepared.run()
    expect(asked).toHaveLength(0)
    await ready()
    expect(prepared.options?.number).toBe(2)
    asked[0]!.reject(new DOMException('', 'NotAllowedError'))
    await codeOf(response)
    page.hidden = false
    await minutes(3.1)
    expect(fetchOptions).toHaveBeenCalledTimes(3)
    prepared.cancel()
  })

  it.each([[0], [1], [Number.MAX_SAFE_INTEGER], [Number.NaN]])(
    'with a timeout of %s do not make a busy loop',
    async (timeout) => {
      installBrowser()
      const fetchOptions = vi.fn(async () => ({ ...requestOptions, timeout }))
      const prepared = prepareAuthentication(fetchOptions)
      await minutes(1)
      expect(fetchOptions.mock.calls.length).toBeLessThan(8)
      prepared.cancel()
    },
  )

  it('of another shape are refused when they are used', async () => {
    const asked = installBrowser()
    const prepared = prepareAuthentication(async () => ({ challenge: '?' }))
    await ready()
    expect(await codeOf(prepared.run())).toBe('invalid-options')
    expect(asked).toHaveLength(0)
    prepared.cancel()
  })

  it('that cannot be fetched are reported at the click, after another try', async () => {
    const asked = installBrowser()
    const cause = new Error('offline')
    const fetchOptions = vi.fn(numbered()).mockRejectedValueOnce(cause).mockRejectedValueOnce(cause)
    const prepared = prepareAuthentication(fetchOptions)
    await ready()
    await expect(prepared.run()).rejects.toMatchObject({ code: 'options-unavailable', cause })
    const response = prepared.run()
    await ready()
    asked[0]!.resolve(used)
    expect(await response).toEqual(usedJson)
  })

  it('that are thrown about instead of fetched are reported, too', async () => {
    installBrowser()
    const prepared = prepareAuthentication(() => {
      throw new RangeError('no')
    })
    expect(await codeOf(prepared.run())).toBe('options-unavailable')
  })
})

describe('cancel', () => {
  it('ends the run under way and fetches no more', async () => {
    installBrowser()
    const fetchOptions = numbered()
    const prepared = prepareAuthentication(fetchOptions)
    await ready()
    const response = prepared.run()
    prepared.cancel()
    expect(await codeOf(response)).toBe('aborted')
    await minutes(30)
    expect(fetchOptions).toHaveBeenCalledOnce()
    expect(await codeOf(prepared.run())).toBe('aborted')
  })

  it('fetches no more, also when options are still on their way', async () => {
    installBrowser()
    const fetchOptions = numbered()
    prepareAuthentication(fetchOptions).cancel()
    await minutes(30)
    expect(fetchOptions).toHaveBeenCalledOnce()
  })
})
