import { createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats'
import { encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault, faults } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { type AuthenticationInput, verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyAuthenticationSync } from '../src/specification/verify-authentication-sync.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'

const challenge = new Uint8Array(32).fill(3)
const origin = 'https://example.org'
const shared = { challenge, rpId: 'example.org', origins: [origin], userVerification: 'required' as const }

async function inputFor(algorithm: number, wrong: readonly Fault[]): Promise<AuthenticationInput> {
  const seed = new Uint8Array(32).fill(5)
  const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed, algorithm })
  const creation = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
  }
  const response = await authenticator.create(creation, { origin })
  const { credential } = await verifyRegistration({
    response,
    expected: { ...shared, algorithms: [algorithm] },
    attestation: { formats: [none], trust: createTrustPolicy({ require: 'none' }) },
  })
  const request = { challenge: encodeBase64url(challenge), rpId: 'example.org', userVerification: 'required' }
  const userHandle = new Uint8Array(3)
  return {
    response: await authenticator.get(request, { origin, faults: wrong }),
    credential: { ...credential, userHandle },
    expected: {
      ...shared,
      allowCredentials: [credential.id],
      userHandle: 'from-response',
      cloneSignal: 'refuse',
    },
  }
}

const outcome = async (verify: () => unknown) => {
  try {
    return await verify()
  } catch (error) {
    if (!CeremonyError.is(error)) throw error
    return { code: error.code, step: error.step, ledger: error.ledger }
  }
}

describe('verifyAuthenticationSync', () => {
  it.each([-7, -8, -257])('gives what the call that waits gives, with %d', async (algorithm) => {
    const input = await inputFor(algorithm, [])
    const result = verifyAuthenticationSync(input)
    expect(result).toEqual(await verifyAuthentication(input))
    expect(result.credential.signCount).toBe(2)
    expect(result.ledger.find(({ step }) => step === 'A21')?.verdict).toBe('passed')
  })

  /** One needs a second credential, others ask for extensions: they have their place in faults.test.ts. */
  const elsewhere = ['credential-not-allowed', 'extension-output-refused']

  it.each(
    faults.filter(
      ({ ceremony, algorithms = [-7], answer: { code } }) =>
        ceremony === 'authentication' && algorithms.includes(-7) && !elsewhere.includes(code),
    ),
  )('refuses $name as the call that waits does', async ({ name, answer }) => {
    const input = await inputFor(-7, [name])
    const got = await outcome(() => verifyAuthenticationSync(input))
    expect(got).toEqual(await outcome(() => verifyAuthentication(input)))
    expect(got).toMatchObject(answer)
  })

  it('asks no backend', async () => {
    const input = await inputFor(-48, [])
    const backend = { name: 'any', supports: () => true, verify: async () => true }
    expect(await outcome(() => verifyAuthenticationSync({ ...input, backends: [backend] }))).toMatchObject({
      code: 'algorithm-unsupported-on-this-runtime',
      step: 'A21',
    })
  })

  it('knows a stored key that is damaged', async () => {
    const input = await inputFor(-7, [])
    const credential = { ...input.credential, publicKey: Uint8Array.of(0xa0) }
    expect(await outcome(() => verifyAuthenticationSync({ ...input, credential }))).toMatchObject({
      code: 'stored-key-invalid',
      step: 'A21',
    })
  })
})
