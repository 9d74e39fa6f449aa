/** Responses of an authenticator whose seed is always the same. */
import { encodeBase64url } from '@latchkey/octets'
import type { Fault } from '../src/faults/faults.ts'
import type { Settings } from '../src/presets.ts'
import { createSoftAuthenticator } from '../src/soft-authenticator.ts'

export const origin = 'https://example.org'
export const challenge = encodeBase64url(new Uint8Array(32).fill(1))
export const seed = new Uint8Array(32).fill(7)

export function creationOptions(algorithms: readonly number[], more: object = {}) {
  return {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { userVerification: 'preferred', residentKey: 'preferred' },
    attestation: 'direct',
    ...more,
  }
}

export const requestOptions = { challenge, rpId: 'example.org', userVerification: 'preferred' }

export async function makeResponses(
  settings: Settings & { readonly algorithm: number },
  faults: { readonly registration?: readonly Fault[]; readonly authentication?: readonly Fault[] } = {},
) {
  const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed, ...settings })
  const registration = await authenticator.create(creationOptions([settings.algorithm]), {
    origin,
    faults: faults.registration ?? [],
  })
  const authentication = await authenticator.get(requestOptions, {
    origin,
    faults: faults.authentication ?? [],
  })
  return { authenticator, registration, authentication }
}
