/** Every fault that a client or authenticator can be made to have gets its answer, at its step. */
import { all } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { encodeBase64url } from '@latchkey/octets'
import {
  createSoftAuthenticator,
  type Fault,
  type FaultInfo,
  type Format,
  faults,
} from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { trustIn } from './trust-in.ts'

const challenge = new Uint8Array(32).fill(4)
const origin = 'https://example.org'
const userHandle = new Uint8Array(32).fill(6)
const shared = {
  challenge,
  rpId: 'example.org',
  origins: [origin],
  userVerification: 'required' as const,
  unsolicitedExtensions: 'refuse' as const,
}
const seed = new Uint8Array(32).fill(9)

/** What is asked for where a fault is of an extension output: other places of other faults would move. */
const ofOutputs = new Set(
  faults.filter(({ answer }) => answer.code === 'extension-output-refused').map(({ name }) => name),
)
const asks = (wrong: readonly Fault[]) => wrong.some((name) => ofOutputs.has(name))
const creationInputs = { credProps: true, largeBlob: { support: 'preferred' as const }, prf: {} }
const requestInputs = { prf: { eval: { first: 'AAAA' } } }

/** Every fault with every format that it is for; with `none` where it goes with all. */
const judged = faults.flatMap((fault) =>
  (fault.formats ?? ['none']).map((format) => ({
    ...fault,
    format,
    algorithm: algorithmOf(fault, format),
  })),
)

/** What goes with the fault and with the format; a TPM and a U2F key make few of them. */
function algorithmOf({ algorithms = [-7] }: FaultInfo, format: Format): number {
  const few = format === 'tpm' || format === 'compound' || format === 'fido-u2f'
  return (few && algorithms.find((one) => one === -7 || one === -257)) || algorithms[0]!
}

async function register(algorithm: number, format: Format, wrong: readonly Fault[]) {
  const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed, format, algorithm })
  const options = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
    attestation: 'direct',
    ...(asks(wrong) && { extensions: creationInputs }),
  }
  const response = await authenticator.create(options, { origin, faults: wrong })
  const result = await verifyRegistration({
    response,
    expected: { ...shared, algorithms: [algorithm], ...(asks(wrong) && { extensions: creationInputs }) },
    attestation: { formats: all(), trust: trustIn(format, authenticator.attestationRoots) },
    backends: [nobleBackend],
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
    ...(asks(wrong) && { extensions: requestInputs }),
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
      ...(asks(wrong) && { extensions: requestInputs }),
    },
    backends: [nobleBackend],
  })
}

const run = { registration: register, authentication: authenticate }

describe('without a fault', () => {
  const twins = new Map(
    judged.map(({ ceremony, format, algorithm }) => {
      const twin = [ceremony, format, algorithm] as const
      return [twin.join(' '), twin]
    }),
  )

  it.each([...twins])('%s is accepted', async (_, [ceremony, format, algorithm]) => {
    await expect(run[ceremony](algorithm, format, [])).resolves.toBeDefined()
  })
})

describe('with a fault', () => {
  it.each(judged.map((fault) => [fault.name, fault.format, fault] as const))(
    '%s of %s is answered',
    async (name, format, { ceremony, algorithm, answer }) => {
      const error = await run[ceremony](algorithm, format, [name]).then(
        () => undefined,
        (cause: unknown) => cause,
      )
      const got = CeremonyError.is(error) ? { step: error.step, code: error.code } : (error ?? 'accepted')
      expect(got).toEqual(answer)
    },
  )
})
