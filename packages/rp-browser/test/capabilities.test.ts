import { afterEach, describe, expect, it, vi } from 'vitest'
import { getCapabilities } from '../src/index.ts'
import { installBrowser } from './fake-browser.ts'

afterEach(() => vi.unstubAllGlobals())

describe('getCapabilities', () => {
  it('gives what the browser says', async () => {
    const own = { conditionalGet: true, hybridTransport: false, 'extension:prf': true }
    installBrowser({ getClientCapabilities: async () => own })
    expect(await getCapabilities()).toEqual(own)
  })

  it('asks the older questions where there is no list', async () => {
    installBrowser({ isUserVerifyingPlatformAuthenticatorAvailable: async () => false })
    expect(await getCapabilities()).toEqual({
      conditionalGet: true,
      userVerifyingPlatformAuthenticator: false,
    })
  })

  it('takes a missing question for no', async () => {
    installBrowser({ isConditionalMediationAvailable: undefined })
    expect(await getCapabilities()).toEqual({
      conditionalGet: false,
      userVerifyingPlatformAuthenticator: false,
    })
  })

  it('knows nothing where there is no WebAuthn or the browser fails', async () => {
    expect(await getCapabilities()).toEqual({})
    installBrowser({ getClientCapabilities: () => Promise.reject(new DOMException('', 'UnknownError')) })
    expect(await getCapabilities()).toEqual({})
  })
})
