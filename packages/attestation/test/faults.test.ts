/** Every fault of an attestation, with every format that it is for: what answers, at which step of the format. */
import { inspect } from 'node:util'
import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { type FaultInfo, type Format, faults } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { AttestationError } from '../src/attestation-error.ts'
import { parseAttestationObject } from '../src/attestation-object.ts'
import { codeAndStep, refusal } from './cases.ts'
import { judgeMade, type Made, make } from './made.ts'

const ofAttestation = faults
  .filter(
    ({ ceremony, answer }) =>
      ceremony === 'registration' && ['R13', 'R21', 'R22', 'R24'].includes(answer.step),
  )
  .flatMap((fault) =>
    (fault.formats ?? ['none']).map(
      (format) => [fault.name, format, algorithmOf(fault, format), fault] as const,
    ),
  )

/** What goes with the fault and with the format; a TPM and a U2F key make few of them. */
function algorithmOf({ algorithms = [-7] }: FaultInfo, format: Format): number {
  const few = format === 'tpm' || format === 'compound' || format === 'fido-u2f'
  return (few && algorithms.find((one) => one === -7 || one === -257)) || algorithms[0]!
}

const twins = new Map(
  ofAttestation.map(([, format, algorithm]) => [`${format} with ${algorithm}`, { format, algorithm }]),
)

describe('without a fault', () => {
  it.each([...twins])('%s is accepted', async (_, { format, algorithm }) => {
    expect(await refusal(judgeMade(await make(format, { algorithm })))).toBe('accepted')
  })
})

/** An error must not print what was sent. */
function expectDiscretion(error: unknown, made: Made, sound: Made) {
  const text = `${error} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`
  const { attestedCredentialData } = parseAttestationObject(sound.attestationObject).authenticatorData
  const { credentialId, credentialPublicKey } = attestedCredentialData!
  for (const bytes of [credentialId, credentialPublicKey.subarray(-32), made.clientDataHash]) {
    for (const secret of [encodeHex(bytes), encodeBase64url(bytes), [...bytes.subarray(0, 8)].join(', ')]) {
      expect(text).not.toContain(secret)
    }
  }
}

describe('with a fault', () => {
  it.each(ofAttestation)('%s of %s', async (name, format, algorithm, { answer }) => {
    const made = await make(format, { algorithm, faults: [name] })
    const error = await judgeMade(made).catch((reason: unknown) => reason)
    if (!AttestationError.is(error)) throw new Error('accepted, or another error', { cause: error })
    expect(error.code === 'not-trusted').toBe(answer.step === 'R24')
    expect(`${error.fmt}: ${codeAndStep(error)}: ${error.message}`).toMatchSnapshot()
    expectDiscretion(error, made, await make(format, { algorithm }))
  })
})
