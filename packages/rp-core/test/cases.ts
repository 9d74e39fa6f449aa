/** Ceremonies that others made, in the form of the vectors, and how they are judged here. */
import { type AttestationOption, createTrustPolicy, type TrustPolicy } from '@latchkey/attestation'
import { all } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeBase64url } from '@latchkey/octets'
import { certificateExceptions, parseCertificate } from '@latchkey/x509-path'
import { readVectors } from '../../../test/vectors.ts'
import { anchorsOf, instantOf, type Judged, optionsFor } from '../../../test/webauthn-cases.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { type AuthenticationInput, verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { type RegistrationInput, verifyRegistration } from '../src/specification/verify-registration.ts'

export type Case = Judged & {
  readonly name: string
  readonly fmt: string
  readonly derivation?: { readonly base: string; readonly edit: string }
  readonly kind: 'registration' | 'authentication'
  readonly challenge: string
  readonly origin: string
  readonly rpId: string
  readonly requireUserVerification: boolean
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  readonly supportedAlgorithms?: readonly number[]
  readonly response: {
    readonly rawId: string
    readonly response: Readonly<Record<string, string>>
  }
  /** as stored before; of authentications */
  readonly credential?: { readonly id: string; readonly publicKey: string; readonly counter: number }
  readonly expected: {
    readonly outcome: 'verifies' | 'must-fail' | 'policy'
    readonly reason: string | null
    readonly flags?: Readonly<Record<'UP' | 'UV' | 'BE' | 'BS' | 'AT' | 'ED', boolean>>
    readonly signCount?: number
    readonly aaguid?: string
  }
}

const casesOf = (...files: string[]): readonly Case[] =>
  files.flatMap((file) => readVectors<{ cases: Case[] }>(`webauthn/${file}.json`)?.cases ?? [])

export const w3c = casesOf('w3c/cases')
export const positives = casesOf(
  'registration-positive',
  'derived-registration-positive',
  'authentication-positive',
)
export const negatives = casesOf('negative', 'derived-negative')

const named = new Map([...w3c, ...positives, ...negatives].map((one) => [one.name, one]))

export const caseNamed = (name: string): Case => named.get(name)!

/** The unedited ceremony of a derived case; W3C's are named by what they are. */
export const baseOf = ({ derivation, kind }: Case): Case | undefined =>
  derivation && (named.get(derivation.base) ?? named.get(`${derivation.base.replace(':', '-')}-${kind}`))

/** Of every kind that this library knows: a case that asks for fewer says so. */
const algorithms = [
  ...[-7, -8, -9, -19, -35, -36, -37, -38, -39, -47, -48, -49, -50],
  ...[-51, -52, -53, -257, -258, -259],
]

const expectationsOf = (one: Case) => ({
  // One negative expects a challenge that ends in bits which no encoder leaves.
  challenge: new Uint8Array(Buffer.from(one.challenge, 'base64url')),
  rpId: one.rpId,
  origins: [one.origin],
  ...(one.crossOrigin && { crossOrigin: true }),
  ...(one.topOrigin !== undefined && { topOrigins: [one.topOrigin] }),
  userVerification: one.requireUserVerification ? ('required' as const) : ('discouraged' as const),
})

function trustFor(one: Case, more: readonly AttestationOption[]): TrustPolicy {
  const anchors = anchorsOf(one).map((der) => parseCertificate(der, { exceptions: certificateExceptions }))
  return createTrustPolicy({
    require: anchors.length > 0 ? 'attested' : 'none',
    ...(anchors.length > 0 && { anchors: { [one.fmt]: anchors } }),
    options: [...optionsFor(one), ...more],
  })
}

export function registrationOf(one: Case, more: readonly AttestationOption[] = []): RegistrationInput {
  return {
    response: one.response,
    expected: { ...expectationsOf(one), algorithms: one.supportedAlgorithms ?? algorithms },
    attestation: { formats: all(), trust: trustFor(one, more) },
    backends: [nobleBackend],
    now: instantOf(one),
  }
}

export function authenticationOf(one: Case, record = recordOf(one)): AuthenticationInput {
  return {
    response: one.response,
    credential: record,
    expected: { ...expectationsOf(one), allowCredentials: [record.id], userHandle: record.userHandle },
    backends: [nobleBackend],
  }
}

/** No case names a user. */
const userHandle = new TextEncoder().encode('user')

/** What was stored before an authentication: of its key what the case says, the flags as they are unedited. */
export function recordOf(one: Case): CredentialRecord {
  const { id, publicKey, counter } = one.credential!
  const { authenticatorData } = (baseOf(one) ?? one).response.response
  const flags = Buffer.from(authenticatorData!, 'base64')[32]!
  return {
    type: 'public-key',
    id: decodeBase64url(id),
    publicKey: decodeBase64url(publicKey),
    signCount: counter,
    transports: [],
    uvInitialized: (flags & 0x04) !== 0,
    backupEligible: (flags & 0x08) !== 0,
    backupState: (flags & 0x10) !== 0,
    rpId: one.rpId,
    userHandle,
    aaguid: new Uint8Array(16),
    registeredWithUserVerification: (flags & 0x04) !== 0,
    version: 0,
  }
}

/** The verdict, under what the case needs and, of a registration, under more options. */
export const judge = (one: Case, more: readonly AttestationOption[] = []) =>
  one.kind === 'registration'
    ? verifyRegistration(registrationOf(one, more))
    : verifyAuthentication(authenticationOf(one))

/** Step and code of a refusal; what is no CeremonyError of a step is thrown. */
export async function refusal(verdict: Promise<unknown>): Promise<string> {
  try {
    await verdict
    return 'accepted'
  } catch (error) {
    return stepAndCode(error)
  }
}

export function stepAndCode(error: unknown): string {
  if (!CeremonyError.is(error) || error.step === undefined) throw error
  return `${error.step} ${error.code}`
}

/** The same response with one member replaced. */
export const withMember = (response: Case['response'], name: string, text: string): Case['response'] => ({
  ...response,
  response: { ...response.response, [name]: text },
})
