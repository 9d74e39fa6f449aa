/** Every fault that a client or authenticator can be made to have gets its answer, at its step. */
import { createTrustPolicy } from '@latchkey/attestation'
import { none, packedSelf } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault, type Format, faults } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { CeremonyError } from '../src/ceremony-error.ts'
import { verifyAuthentication } from '../src/verify-authentication.ts'
import { verifyRegistration } from '../src/verify-registration.ts'

const challenge = new Uint8Array(32).fill(4)
const origin = 'https://example.org'
const userHandle = new Uint8Array(32).fill(6)
const shared = { challenge, rpId: 'example.org', origins: [origin], userVerification: 'required' as const }
const seed = new Uint8Array(32).fill(9)

/** Formats that are judged so far, and the first that a fault goes with. */
const formatFor = (formats: readonly Format[] = ['none']) =>
  formats.find((format) => format === 'none' || format === 'packed-self')

/** Extension outputs are taken as they come, until they are judged by what was asked. */
const notJudgedYet = 'extension-output-refused'

const judged = faults.filter(
  ({ formats, answer }) => formatFor(formats) !== undefined && answer.code !== notJudgedYet,
)

async function register(algorithm: number, format: Format, wrong: readonly Fault[]) {
  const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed, format, algorithm })
  const options = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
    attestation: 'direct',
  }
  const response = await authenticator.create(options, { origin, faults: wrong })
  const result = await verifyRegistration({
    response,
    expected: { ...shared, algorithms: [algorithm] },
    attestation: { formats: [none, packedSelf], trust: createTrustPolicy({ require: 'none' }) },
  })
  return { authenticator, options, credential: { ...result.credential, userHandle } }
}

/** The credential is the first of two, of which only it is allowed; the other one is another user's. */
async function authenticate(algorithm: number, format: Format, wrong: readonly Fault[]) {
  const { authenticator, options, credential } = await register(algorithm, format, [])
  const other = { ...options, user: { ...options.user, id: 'AAAA' } }
  await authenticator.create(other, { origin })
  const request = {
    challenge: encodeBase64url(challenge),
    rpId: 'example.org',
    userVerification: 'required',
    allowCredentials: [{ id: encodeBase64url(credential.id) }],
  }
  const response = await authenticator.get(request, { origin, faults: wrong })
  return verifyAuthentication({
    response,
    credential,
    expected: {
      ...shared,
      allowCredentials: [credential.id],
      userHandle: 'from-response',
      cloneSignal: 'refuse',
    },
    backends: [nobleBackend],
  })
}

const run = { registration: register, authentication: authenticate }

describe('without a fault', () => {
  const twins = new Map(
    judged.map(({ ceremony, formats, algorithms = [-7] }) => {
      const twin = [ceremony, formatFor(formats)!, algorithms[0]!] as const
      return [twin.join(' '), twin]
    }),
  )

  it.each([...twins])('%s is accepted', async (_, [ceremony, format, algorithm]) => {
    await expect(run[ceremony](algorithm, format, [])).resolves.toBeDefined()
  })
})

describe('with a fault', () => {
  it.each(judged.map((fault) => [fault.name, fault] as const))('%s is answered', async (name, fault) => {
    const { ceremony, formats, algorithms = [-7], answer } = fault
    const made = run[ceremony](algorithms[0]!, formatFor(formats)!, [name])
    const error = await made.then(
      () => undefined,
      (cause: unknown) => cause,
    )
    const got = CeremonyError.is(error) ? { step: error.step, code: error.code } : (error ?? 'accepted')
    expect(got).toEqual(answer)
  })
})
