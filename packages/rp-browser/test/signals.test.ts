import { afterEach, describe, expect, it, vi } from 'vitest'
import { sendSignals } from '../src/index.ts'
import { codeOf, installBrowser } from './fake-browser.ts'

afterEach(() => vi.unstubAllGlobals())

const signals = {
  unknownCredential: { rpId: 'example.com', credentialId: 'AQ' },
  allAcceptedCredentials: { rpId: 'example.com', userId: 'AQ', allAcceptedCredentialIds: ['Ag'] },
  currentUserDetails: { rpId: 'example.com', userId: 'AQ', name: 'ada', displayName: 'Ada' },
}

describe('sendSignals', () => {
  it('calls the method of each signal', async () => {
    const methods = {
      signalUnknownCredential: vi.fn(async () => {}),
      signalAllAcceptedCredentials: vi.fn(async () => {}),
      signalCurrentUserDetails: vi.fn(async () => {}),
    }
    installBrowser(methods)
    await sendSignals(signals)
    expect(methods.signalUnknownCredential).toHaveBeenCalledExactlyOnceWith(signals.unknownCredential)
    expect(methods.signalAllAcceptedCredentials).toHaveBeenCalledExactlyOnceWith(
      signals.allAcceptedCredentials,
    )
    expect(methods.signalCurrentUserDetails).toHaveBeenCalledExactlyOnceWith(signals.currentUserDetails)
  })

  it('sends only what it is given', async () => {
    const signalUnknownCredential = vi.fn(async () => {})
    const signalCurrentUserDetails = vi.fn(async () => {})
    installBrowser({ signalUnknownCredential, signalCurrentUserDetails })
    await sendSignals({ unknownCredential: signals.unknownCredential })
    expect(signalUnknownCredential).toHaveBeenCalledOnce()
    expect(signalCurrentUserDetails).not.toHaveBeenCalled()
  })

  it('passes over what the browser cannot send', async () => {
    await sendSignals(signals)
    installBrowser()
    await sendSignals(signals)
  })

  it.each([
    [new TypeError('not base64url'), 'invalid-options'],
    [new DOMException('', 'SecurityError'), 'wrong-rp-id'],
  ])('lets no raw error out: %s', async (error, code) => {
    installBrowser({ signalUnknownCredential: () => Promise.reject(error) })
    expect(await codeOf(sendSignals(signals))).toBe(code)
  })
})
