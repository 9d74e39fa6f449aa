import { createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats'
import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { type Client, Passkey } from './authenticator.ts'
import { printed } from './printed.ts'

const challenge = new Uint8Array(32).fill(0xc4)
const options = {
  challenge: encodeBase64url(challenge),
  user: { id: encodeBase64url(new Uint8Array(32).fill(0x75)) },
}

describe('an error', () => {
  it.each([
    ['another origin', { origin: 'https://secret-origin.example' }],
    ['another type', { clientData: { type: 'secret-type' } }],
    ['another challenge', { clientData: { challenge: 'c2VjcmV0LWNoYWxsZW5nZQ' } }],
    ['another top origin', { clientData: { topOrigin: 'https://secret-top.example' } }],
    ['client data that is no JSON', { clientData: { toJSON: () => undefined } }],
  ] as [string, Client][])('about %s prints nothing that the client sent', async (_, client) => {
    const passkey = new Passkey()
    const error = await verifyRegistration({
      response: passkey.create(options, client),
      expected: {
        challenge,
        rpId: 'example.org',
        origins: ['https://example.org'],
        userVerification: 'required',
        algorithms: [-7],
      },
      attestation: { formats: [none], trust: createTrustPolicy({ require: 'none' }) },
    }).catch((reason) => reason)
    expect(CeremonyError.is(error)).toBe(true)
    const text = printed(error)
    const secrets = [
      'secret',
      'c2VjcmV0',
      options.challenge,
      options.user.id,
      encodeBase64url(passkey.id),
      encodeHex(passkey.id),
    ]
    for (const secret of secrets) expect(text).not.toContain(secret)
    if (client.origin) expect(error.evidence).toBe(client.origin)
  })
})
