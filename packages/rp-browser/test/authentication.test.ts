import { afterEach, describe, expect, it, vi } from 'vitest'
import { startAuthentication } from '../src/index.ts'
import { codeOf, installBrowser, requestOptions, settled, used, usedJson } from './fake-browser.ts'

afterEach(() => vi.unstubAllGlobals())

describe('startAuthentication by a button', () => {
  it('asks the browser before it returns and gives what the server takes', async () => {
    const asked = installBrowser()
    const response = startAuthentication(requestOptions)
    expect(asked).toHaveLength(1)
    expect(asked[0]!.kind).toBe('get')
    expect(asked[0]!.options).not.toHaveProperty('mediation')
    asked[0]!.resolve(used)
    expect(await response).toEqual(usedJson)
  })

  it('refuses options of another shape before the browser is asked', async () => {
    const asked = installBrowser()
    expect(await codeOf(startAuthentication({ challenge: '' }))).toBe('invalid-options')
    expect(asked).toHaveLength(0)
  })
})

describe('startAuthentication with autofill', () => {
  it('asks with conditional mediation and waits', async () => {
    const asked = installBrowser()
    const response = startAuthentication(requestOptions, { autofill: true })
    await settled()
    expect(asked[0]!.options.mediation).toBe('conditional')
    asked[0]!.resolve(used)
    expect(await response).toEqual(usedJson)
  })

  it.each([
    ['says no', { isConditionalMediationAvailable: async () => false }],
    ['does not know the question', { isConditionalMediationAvailable: undefined }],
  ])('is not supported where the browser %s', async (_, statics) => {
    const asked = installBrowser(statics)
    expect(await codeOf(startAuthentication(requestOptions, { autofill: true }))).toBe('not-supported')
    expect(asked).toHaveLength(0)
  })

  it('lets no raw error out when the question itself fails', async () => {
    installBrowser({
      isConditionalMediationAvailable: () => Promise.reject(new DOMException('', 'UnknownError')),
    })
    expect(await codeOf(startAuthentication(requestOptions, { autofill: true }))).toBe('unknown')
  })

  it('is not supported where there is no WebAuthn', async () => {
    expect(await codeOf(startAuthentication(requestOptions, { autofill: true }))).toBe('not-supported')
  })
})
