import { afterEach, describe, expect, it, vi } from 'vitest'
import { startAuthentication, startRegistration } from '../src/index.ts'
import {
  codeOf,
  created,
  createdJson,
  creationOptions,
  installBrowser,
  requestOptions,
  settled,
  used,
  usedJson,
} from './fake-browser.ts'

afterEach(() => vi.unstubAllGlobals())

const autofill = (signal?: AbortSignal) => startAuthentication(requestOptions, { autofill: true, signal })

describe('one ceremony a page', () => {
  it('ends the earlier of two button presses', async () => {
    const asked = installBrowser()
    const first = startAuthentication(requestOptions)
    const second = startRegistration(creationOptions)
    expect(await codeOf(first)).toBe('aborted')
    asked[1]!.resolve(created)
    expect(await second).toEqual(createdJson)
  })

  it('lets autofill give way in the same task, and come back after a cancelled press', async () => {
    const asked = installBrowser()
    const waiting = autofill()
    await settled()
    const press = startRegistration(creationOptions)
    expect(asked.map(({ kind }) => kind)).toEqual(['get', 'create'])
    expect(asked[0]!.options.signal?.aborted).toBe(true)
    await settled()
    expect(asked).toHaveLength(2)
    asked[1]!.reject(new DOMException('', 'NotAllowedError'))
    expect(await codeOf(press)).toBe('cancelled')
    await settled()
    expect(asked).toHaveLength(3)
    expect(asked[2]!.options.mediation).toBe('conditional')
    asked[2]!.resolve(used)
    expect(await waiting).toEqual(usedJson)
  })

  it('lets autofill come back after a press that went through', async () => {
    const asked = installBrowser()
    const waiting = autofill()
    await settled()
    const press = startAuthentication(requestOptions)
    asked[1]!.resolve(used)
    await press
    await settled()
    expect(asked[2]!.options.mediation).toBe('conditional')
    asked[2]!.resolve(used)
    expect(await waiting).toEqual(usedJson)
  })

  it('lets autofill wait for the last of several presses', async () => {
    const asked = installBrowser()
    const waiting = autofill()
    await settled()
    const presses = [startAuthentication(requestOptions), startAuthentication(requestOptions)].map(codeOf)
    await settled()
    expect(asked).toHaveLength(3)
    asked[2]!.reject(new DOMException('', 'NotAllowedError'))
    expect(await Promise.all(presses)).toEqual(['aborted', 'cancelled'])
    await settled()
    expect(asked).toHaveLength(4)
    asked[3]!.resolve(used)
    expect(await waiting).toEqual(usedJson)
  })

  it('lets an autofill that begins during a press wait for its end', async () => {
    const asked = installBrowser()
    const press = startAuthentication(requestOptions)
    const waiting = autofill()
    await settled()
    expect(asked).toHaveLength(1)
    asked[0]!.reject(new DOMException('', 'NotAllowedError'))
    await codeOf(press)
    await settled()
    asked[1]!.resolve(used)
    expect(await waiting).toEqual(usedJson)
  })

  it('lets a second autofill take the place of the first, also while both wait', async () => {
    const asked = installBrowser()
    const first = autofill()
    await settled()
    const press = startAuthentication(requestOptions)
    const second = autofill()
    expect(await codeOf(first)).toBe('aborted')
    asked[1]!.reject(new DOMException('', 'NotAllowedError'))
    await codeOf(press)
    await settled()
    expect(asked).toHaveLength(3)
    asked[2]!.resolve(used)
    expect(await second).toEqual(usedJson)
  })

  it('shares its state with another copy of the package', async () => {
    const asked = installBrowser()
    const first = startAuthentication(requestOptions)
    vi.resetModules()
    const copy = await import('../src/index.ts')
    expect(copy.startAuthentication).not.toBe(startAuthentication)
    const second = copy.startAuthentication(requestOptions)
    expect(await codeOf(first)).toBe('aborted')
    asked[1]!.resolve(used)
    expect(await second).toEqual(usedJson)
  })
})

describe('the signal of the caller', () => {
  it('ends a press', async () => {
    const asked = installBrowser()
    const stop = new AbortController()
    const press = startAuthentication(requestOptions, { signal: stop.signal })
    stop.abort()
    expect(await codeOf(press)).toBe('aborted')
    expect(asked[0]!.options.signal?.aborted).toBe(true)
  })

  it('ends autofill for good', async () => {
    const asked = installBrowser()
    const stop = new AbortController()
    const waiting = autofill(stop.signal)
    await settled()
    stop.abort()
    expect(await codeOf(waiting)).toBe('aborted')
    expect(await codeOf(startAuthentication({ ...requestOptions, challenge: '' }))).toBe('invalid-options')
    await settled()
    expect(asked).toHaveLength(1)
  })

  it('ends autofill that has stepped back', async () => {
    const asked = installBrowser()
    const stop = new AbortController()
    const waiting = autofill(stop.signal)
    await settled()
    const press = startAuthentication(requestOptions)
    stop.abort()
    asked[1]!.reject(new DOMException('', 'NotAllowedError'))
    expect(await Promise.all([codeOf(press), codeOf(waiting)])).toEqual(['cancelled', 'aborted'])
    expect(asked).toHaveLength(2)
  })

  it('keeps the browser from being asked when it came before', async () => {
    const asked = installBrowser()
    expect(await codeOf(startAuthentication(requestOptions, { signal: AbortSignal.abort() }))).toBe('aborted')
    expect(await codeOf(autofill(AbortSignal.abort()))).toBe('aborted')
    expect(asked).toHaveLength(0)
  })

  it('is not listened to any more afterwards', async () => {
    const asked = installBrowser()
    const stop = new AbortController()
    const remove = vi.spyOn(stop.signal, 'removeEventListener')
    const press = startAuthentication(requestOptions, { signal: stop.signal })
    asked[0]!.resolve(used)
    await press
    expect(remove).toHaveBeenCalledOnce()
  })
})
