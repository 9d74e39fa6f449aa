import { afterEach, describe, expect, it, vi } from 'vitest'
import { creationOptions, requestOptions } from '../src/options.ts'
import { PasskeyError } from '../src/passkey-error.ts'
import * as fake from './fake-browser.ts'

afterEach(() => vi.unstubAllGlobals())

const text64 = (length: number) => Buffer.alloc(length, 1).toString('base64url')
const refusal = (convert: (json: never) => unknown, json: unknown) => {
  try {
    convert(json as never)
  } catch (error) {
    return PasskeyError.is(error) ? `${error.code} ${error.message}` : error
  }
  return 'accepted'
}

describe('creationOptions', () => {
  it('turns base64url into bytes and leaves the rest as it is', () => {
    const options = creationOptions({
      ...fake.creationOptions,
      excludeCredentials: [{ type: 'public-key', id: '-_8', transports: ['usb'] }],
      attestation: 'none',
      extensions: {
        credProps: true,
        list: ['first'],
        prf: { eval: { first: 'AQ' }, evalByCredential: { '-_8': { first: 'AQ', second: 'Ag' } } },
        largeBlob: { support: 'preferred' },
      },
    })
    expect(options).toEqual({
      ...fake.creationOptions,
      challenge: Uint8Array.from({ length: 16 }, (_, at) => at),
      user: { ...fake.creationOptions.user, id: Uint8Array.of(1, 2, 3) },
      excludeCredentials: [{ type: 'public-key', id: Uint8Array.of(0xfb, 0xff), transports: ['usb'] }],
      attestation: 'none',
      extensions: {
        credProps: true,
        list: ['first'],
        prf: {
          eval: { first: Uint8Array.of(1) },
          evalByCredential: { '-_8': { first: Uint8Array.of(1), second: Uint8Array.of(2) } },
        },
        largeBlob: { support: 'preferred' },
      },
    })
  })

  it('prefers the conversion of the browser', () => {
    const own = { fromTheBrowser: true }
    const parseCreationOptionsFromJSON = vi.fn(() => own)
    fake.installBrowser({ parseCreationOptionsFromJSON })
    expect(creationOptions(fake.creationOptions)).toBe(own)
    expect(parseCreationOptionsFromJSON).toHaveBeenCalledWith(fake.creationOptions)
  })

  it('reports what the browser cannot read', () => {
    fake.installBrowser({
      parseCreationOptionsFromJSON: () => {
        throw new DOMException('no', 'EncodingError')
      },
    })
    expect(refusal(creationOptions, fake.creationOptions)).toMatch(/^invalid-options /)
  })

  const without = (name: string) => ({ ...fake.creationOptions, [name]: undefined })
  const user = (change: object) => ({
    ...fake.creationOptions,
    user: { ...fake.creationOptions.user, ...change },
  })
  const also = (change: object) => ({ ...fake.creationOptions, ...change })

  it.each([
    ['nothing', undefined, 'options: expected an object'],
    ['null', null, 'options: expected an object'],
    ['text', 'options', 'options: expected an object'],
    ['no challenge', without('challenge'), 'options.challenge: expected base64url'],
    ['an empty challenge', also({ challenge: '' }), 'options.challenge: expected base64url'],
    ['a challenge with padding', also({ challenge: 'AA==' }), 'options.challenge: expected base64url'],
    ['bytes as numbers', also({ challenge: [1, 2] }), 'options.challenge: expected base64url'],
    ['no rp', without('rp'), 'options.rp: expected an object'],
    ['an RP without name', also({ rp: { id: 'a' } }), 'options.rp.name: expected a string'],
    ['an RP ID of null', also({ rp: { id: null, name: 'a' } }), 'options.rp.id: expected a string'],
    ['no user', without('user'), 'options.user: expected an object'],
    ['an empty user handle', user({ id: '' }), 'options.user.id: expected base64url'],
    ['a user handle of 65 bytes', user({ id: text64(65) }), 'options.user.id: expected at most 64 bytes'],
    ['a user without name', user({ name: undefined }), 'options.user.name: expected a string'],
    ['a display name of null', user({ displayName: null }), 'options.user.displayName: expected a string'],
    ['no algorithms', without('pubKeyCredParams'), 'options.pubKeyCredParams: expected an array'],
    [
      'an algorithm by name',
      also({ pubKeyCredParams: [{ type: 'public-key', alg: 'ES256' }] }),
      'options.pubKeyCredParams[0].alg: expected a number',
    ],
    ['a timeout of text', also({ timeout: '60' }), 'options.timeout: expected a number'],
    ['a timeout of null', also({ timeout: null }), 'options.timeout: expected a number'],
    [
      'excluded IDs alone',
      also({ excludeCredentials: ['AQ'] }),
      'options.excludeCredentials[0]: expected an object',
    ],
    [
      'an excluded ID that is no base64url',
      also({ excludeCredentials: [{ type: 'public-key', id: 'A' }] }),
      'options.excludeCredentials[0].id: expected base64url',
    ],
    ['extensions of text', also({ extensions: 'credProps' }), 'options.extensions: expected an object'],
    [
      'a salt that is no base64url',
      also({ extensions: { prf: { eval: { first: '=' } } } }),
      'options.extensions: first: expected base64url',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(refusal(creationOptions, json)).toBe(`invalid-options ${message}`)
  })

  it('accepts a user handle of 64 bytes', () => {
    expect(refusal(creationOptions, user({ id: text64(64) }))).toBe('accepted')
  })
})

describe('requestOptions', () => {
  it('turns base64url into bytes', () => {
    const allowCredentials = [{ type: 'public-key', id: '-_8' }]
    expect(
      requestOptions({ ...fake.requestOptions, allowCredentials, userVerification: 'required' }),
    ).toEqual({
      ...fake.requestOptions,
      challenge: Uint8Array.from({ length: 16 }, (_, at) => at),
      allowCredentials: [{ type: 'public-key', id: Uint8Array.of(0xfb, 0xff) }],
      userVerification: 'required',
    })
  })

  it('prefers the conversion of the browser', () => {
    const own = {}
    fake.installBrowser({ parseRequestOptionsFromJSON: () => own })
    expect(requestOptions(fake.requestOptions)).toBe(own)
  })

  it.each([
    ['no challenge', {}, 'options.challenge: expected base64url'],
    ['an RP ID of another type', { ...fake.requestOptions, rpId: 7 }, 'options.rpId: expected a string'],
    [
      'credentials that are no list',
      { ...fake.requestOptions, allowCredentials: {} },
      'options.allowCredentials: expected an array',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(refusal(requestOptions, json)).toBe(`invalid-options ${message}`)
  })

  it('keeps what came out of its message', () => {
    expect(refusal(requestOptions, { challenge: 'secret challenge' })).not.toContain('secret')
  })
})
