/** One ceremony by hand for every attack, and how a row of the tables is written. */
import { createTrustPolicy, type TrustPolicy } from '@latchkey/attestation'
import { all } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeHex } from '@latchkey/octets'
import type { CredentialRecord } from '../../src/specification/credential-record.ts'
import {
  type AuthenticationInput,
  verifyAuthentication,
} from '../../src/specification/verify-authentication.ts'
import { type RegistrationInput, verifyRegistration } from '../../src/specification/verify-registration.ts'
import { challenge, Forger, type Loose, origin, type Parts, rpId, userHandle } from './forger.ts'

export const forger = new Forger()

/** What a case changes: the parts of the response, what is expected, the record. */
export type Change = {
  readonly parts?: Parts
  readonly expected?: Partial<RegistrationInput['expected'] & AuthenticationInput['expected']>
  readonly trust?: TrustPolicy
  readonly record?: Partial<CredentialRecord>
}

export const shared = { challenge, rpId, origins: [origin], userVerification: 'required' as const }

export const register = ({ parts, expected, trust }: Change = {}) =>
  verifyRegistration({
    response: forger.create(parts),
    expected: { ...shared, algorithms: [-7], ...expected },
    attestation: { formats: all(), trust: trust ?? createTrustPolicy({ require: 'none' }) },
  })

export const record: CredentialRecord = { ...(await register()).credential, userHandle }

export const authenticate = ({ parts, expected, record: changes }: Change = {}) =>
  verifyAuthentication({
    response: forger.get(parts),
    credential: { ...record, ...changes },
    expected: { ...shared, allowCredentials: [], userHandle: 'from-response', ...expected },
    backends: [nobleBackend],
  })

/** Of the ceremony that a step, or the first letter of one, belongs to. */
export const run = (step: string, change: Change): Promise<unknown> =>
  step.startsWith('R') ? register(change) : authenticate(change)

export type Row = {
  readonly number: string
  readonly what: string
  readonly step: string
  readonly code: string
  readonly change: Change
}
type Cases = readonly (readonly [what: string, change: Change])[]

/** @param steps - one, or one of each ceremony, as in `R9 A12` */
export const refusals = (number: string, steps: string, code: string, cases: Cases): readonly Row[] =>
  cases.flatMap(([what, change]) => steps.split(' ').map((step) => ({ number, what, step, code, change })))

export type Legal = Pick<Row, 'number' | 'what' | 'change'> & { readonly ceremony: string }

export const legal = (number: string, ceremonies: 'R' | 'A' | 'R A', cases: Cases): readonly Legal[] =>
  cases.flatMap(([what, change]) =>
    ceremonies.split(' ').map((ceremony) => ({ number, what, ceremony, change })),
  )

export const other = new Uint8Array(32).fill(7)
export const named = (handle: unknown): Parts => ({
  json: (_, response) => Object.assign(response, { userHandle: handle }),
})
export const top = 'https://top.example'
export const framed = (clientData: object, expected: object = {}): Change => ({
  parts: { clientData: { ...clientData } },
  expected,
})
export const members = (clientData: Readonly<Record<string, unknown>>): Change => ({ parts: { clientData } })
export const json = (edit: (credential: Loose, response: Loose) => unknown): Change => ({
  parts: { json: (credential, response) => void edit(credential, response) },
})
/** With blanks where it is easier to read. */
export const hex = (text: string) => decodeHex(text.replaceAll(' ', ''))
export const offered = [-7, -8, -35, -257]
const keyOf = (key: string | Uint8Array) => (typeof key === 'string' ? hex(key) : key)
export const keyed = (key: string | Uint8Array): Change => ({
  parts: { key: keyOf(key) },
  expected: { algorithms: offered },
})
