/** Registrations that others made, in the form of the vectors, and how they are judged here. */
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeBase64url, hash } from '@latchkey/octets'
import { certificateExceptions, parseCertificate } from '@latchkey/x509-path'
import { readVectors } from '../../../test/vectors.ts'
import { anchorsOf, instantOf, type Judged, optionsFor } from '../../../test/webauthn-cases.ts'
import { AttestationError } from '../src/attestation-error.ts'
import type { Attestation } from '../src/attestation-format.ts'
import type { AttestationOption } from '../src/attestation-option.ts'
import { all } from '../src/formats/all.ts'
import { createTrustPolicy } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'

export type Case = Judged & {
  readonly name: string
  readonly kind: string
  readonly fmt: string
  readonly response: { response: { attestationObject: string; clientDataJSON: string } }
  readonly expected: { outcome: 'verifies' | 'must-fail' | 'policy'; reason?: string }
  readonly derivation?: { base: string; edit: string }
}

export function registrations(...files: string[]): readonly Case[] {
  return files
    .flatMap((file) => readVectors<{ cases: Case[] }>(`webauthn/${file}.json`)?.cases ?? [])
    .filter(({ kind }) => kind === 'registration')
}

export const parse = (der: Uint8Array) => parseCertificate(der, { exceptions: certificateExceptions })

/** The verdict, under what the case needs and under more options. */
export async function judge(one: Case, more: readonly AttestationOption[] = []): Promise<Attestation> {
  const { attestationObject, clientDataJSON } = one.response.response
  const anchors = anchorsOf(one).map(parse)
  return verifyAttestation({
    attestationObject: decodeBase64url(attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(clientDataJSON)),
    formats: all(),
    trust: createTrustPolicy({
      require: anchors.length > 0 ? 'attested' : 'none',
      ...(anchors.length > 0 && { anchors: { [one.fmt]: anchors } }),
      options: [...optionsFor(one), ...more],
    }),
    now: instantOf(one),
    backends: [nobleBackend],
  })
}

/** Code and step of a refusal; what is no AttestationError is thrown. */
export async function refusal(verdict: Promise<unknown>): Promise<string> {
  try {
    await verdict
    return 'accepted'
  } catch (error) {
    return codeAndStep(error)
  }
}

export function codeAndStep(error: unknown): string {
  if (!AttestationError.is(error)) throw error
  return error.step === undefined ? error.code : `${error.code} @ ${error.step}`
}
