/** What is made without a fault, before a judge from outside: @simplewebauthn/server 14.0.3. */
import { encodePem } from '@latchkey/octets'
import {
  SettingsService,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { describe, expect, it } from 'vitest'
import type { Format } from '../src/formats.ts'
import { challenge, makeResponses, origin } from './responses.ts'

/** All algorithms that it knows, and all formats but `compound`, which it does not. */
const algorithms = [-7, -8, -35, -36, -37, -38, -39, -257, -258, -259] as const
const formats: readonly Format[] = [
  ...(['none', 'packed-self', 'packed', 'tpm'] as const),
  ...(['android-key', 'android-safetynet', 'fido-u2f', 'apple'] as const),
]

/** What cannot be, and what the judge cannot do. */
function whyNot(format: Format, algorithm: number): string | undefined {
  if (format === 'fido-u2f' && algorithm !== -7) return 'U2F is ES256'
  if (format === 'tpm' && algorithm === -8) return 'no TPM has Ed25519'
  const inLeaf = format === 'android-key' || format === 'apple'
  if (inLeaf && ![-7, -35].includes(algorithm))
    return 'it reads only keys on P-256 and P-384 from certificates'
  return undefined
}

describe.each(formats)('%s', (format) => {
  const able = algorithms.filter((algorithm) => whyNot(format, algorithm) === undefined)

  it.each(able)('with %d is accepted', async (algorithm) => {
    const { authenticator, registration, authentication } = await makeResponses({ format, algorithm })
    const certificates = authenticator.attestationRoots.map((der) => encodePem('CERTIFICATE', der))
    const identifier = format === 'packed-self' ? 'packed' : format
    if (identifier !== 'none') {
      SettingsService.setRootCertificates({ identifier: identifier as 'packed', certificates })
    }
    const common = { expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: 'example.org' }
    const registered = await verifyRegistrationResponse({
      ...common,
      response: registration as never,
      supportedAlgorithmIDs: [algorithm],
      requireUserVerification: true,
    })
    expect(registered).toMatchObject({ verified: true, registrationInfo: { fmt: identifier } })
    const authenticated = await verifyAuthenticationResponse({
      ...common,
      response: authentication as never,
      credential: registered.registrationInfo!.credential,
      requireUserVerification: true,
    })
    expect(authenticated.verified).toBe(true)
  })
})
