/** Every fault of an attestation, with every format that it is for: what answers, at which step of the format. */
import { type FaultInfo, type Format, faults } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { refusal } from './cases.ts'
import { judgeMade, make } from './made.ts'

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

describe('with a fault', () => {
  it.each(ofAttestation)('%s of %s', async (name, format, algorithm, { answer }) => {
    const why = await refusal(judgeMade(await make(format, { algorithm, faults: [name] })))
    expect(why === 'accepted').toBe(false)
    expect(why.startsWith('not-trusted')).toBe(answer.step === 'R24')
    expect(why).toMatchSnapshot()
  })
})
