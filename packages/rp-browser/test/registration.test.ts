import { afterEach, describe, expect, it, vi } from 'vitest'
import { startRegistration } from '../src/index.ts'
import { codeOf, created, createdJson, creationOptions, installBrowser } from './fake-browser.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('startRegistration', () => {
  it('asks the browser and gives what the server takes', async () => {
    const asked = installBrowser()
    const response = startRegistration(creationOptions)
    expect(asked).toHaveLength(1)
    expect(asked[0]!.kind).toBe('create')
    expect(asked[0]!.options.publicKey).toMatchObject({ user: { id: Uint8Array.of(1, 2, 3) } })
    asked[0]!.resolve(created)
    expect(await response).toEqual(createdJson)
  })

  it('refuses options of another shape before the browser is asked', async () => {
    const asked = installBrowser()
    expect(await codeOf(startRegistration({ ...creationOptions, challenge: 'AA==' }))).toBe('invalid-options')
    expect(asked).toHaveLength(0)
  })

  it('says so where there is no WebAuthn', async () => {
    expect(await codeOf(startRegistration(creationOptions))).toBe('not-supported')
    vi.stubGlobal('navigator', {})
    expect(await codeOf(startRegistration(creationOptions))).toBe('not-supported')
  })

  it.each([
    ['NotAllowedError', 'cancelled'],
    ['InvalidStateError', 'already-registered'],
    ['ConstraintError', 'no-suitable-authenticator'],
    ['SecurityError', 'wrong-rp-id'],
  ])('turns %s into %s and keeps it as the cause', async (name, code) => {
    const asked = installBrowser()
    const response = startRegistration(creationOptions)
    const raw = new DOMException('no', name)
    asked[0]!.reject(raw)
    await expect(response).rejects.toMatchObject({ name: 'PasskeyError', code, cause: raw })
  })

  it('tells being late from being cancelled', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const asked = installBrowser()
    const early = startRegistration(creationOptions)
    vi.advanceTimersByTime(59_999)
    asked[0]!.reject(new DOMException('no', 'NotAllowedError'))
    expect(await codeOf(early)).toBe('cancelled')
    const late = startRegistration(creationOptions)
    vi.advanceTimersByTime(60_000)
    asked[1]!.reject(new DOMException('no', 'NotAllowedError'))
    expect(await codeOf(late)).toBe('timed-out')
  })

  it('is not content with nothing', async () => {
    const asked = installBrowser()
    const response = startRegistration(creationOptions)
    asked[0]!.resolve(null)
    expect(await codeOf(response)).toBe('unknown')
  })
})
