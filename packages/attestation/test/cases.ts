/** Registrations that others made, in the form of the vectors, and how they are judged here. */
import { readFileSync } from 'node:fs'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeBase64url, decodePem, encodeHex, hash } from '@latchkey/octets'
import { certificateExceptions, parseCertificate } from '@latchkey/x509-path'
import { readVectors, vectorsFolder } from '../../../test/vectors.ts'
import { AttestationError } from '../src/attestation-error.ts'
import type { Attestation } from '../src/attestation-format.ts'
import type { AttestationOption } from '../src/attestation-option.ts'
import { all } from '../src/formats/all.ts'
import { createTrustPolicy } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'

type Anchor = { sha256?: string; pem?: string }

export type Case = {
  readonly name: string
  readonly kind: string
  readonly fmt: string
  readonly response: { response: { attestationObject: string; clientDataJSON: string } }
  readonly needs?: readonly string[]
  readonly time?: { validAt?: string }
  readonly trustAnchors?: readonly Anchor[]
  readonly expected: { outcome: 'verifies' | 'must-fail' | 'policy'; reason?: string }
  readonly derivation?: { base: string; edit: string }
}

export function registrations(...files: string[]): readonly Case[] {
  return files
    .flatMap((file) => readVectors<{ cases: Case[] }>(`webauthn/${file}.json`)?.cases ?? [])
    .filter(({ kind }) => kind === 'registration')
}

/** What a case needs, in options. */
const options: readonly (readonly [need: RegExp, option?: AttestationOption])[] = [
  [/^(RS1|ML-DSA|Ed448|accept TPM manufacturer)/],
  [/^accept android-key/, 'android-key-empty-authorizations'],
  [/^accept non-zero AAGUID/, 'fido-u2f-nonzero-aaguid'],
]

export function optionsFor(needs: readonly string[] = []): readonly AttestationOption[] {
  return needs.flatMap((need) => {
    const row = options.find(([pattern]) => pattern.test(need))
    if (row === undefined) throw new Error(`no option is known for "${need}"`)
    return row[1] ? [row[1]] : []
  })
}

export const parse = (der: Uint8Array) => parseCertificate(der, { exceptions: certificateExceptions })

const roots = new Map<string, Uint8Array>()

function rootOf({ sha256 = '', pem }: Anchor): Uint8Array {
  if (pem) return decodePem(pem)[0]!.der
  if (roots.size === 0) {
    for (const { file } of readVectors<{ file: string }[]>('webauthn/roots/index.json')!) {
      for (const { der } of decodePem(readFileSync(`${vectorsFolder}/webauthn/${file}`, 'latin1'))) {
        roots.set(encodeHex(hash('sha-256', der)), der)
      }
    }
    for (const name of ['mds-entry-roots', 'tpm-vendor-roots']) {
      for (const row of readVectors<{ sha256: string; der: string }[]>(`webauthn/roots/${name}.json`)!) {
        roots.set(row.sha256, new Uint8Array(Buffer.from(row.der, 'base64')))
      }
    }
  }
  return roots.get(sha256)!
}

/** The verdict, under what the case needs and under more options. */
export async function judge(one: Case, more: readonly AttestationOption[] = []): Promise<Attestation> {
  const { fmt, response, needs, time, trustAnchors = [] } = one
  const anchors = trustAnchors.map((anchor) => parse(rootOf(anchor)))
  return verifyAttestation({
    attestationObject: decodeBase64url(response.response.attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(response.response.clientDataJSON)),
    formats: all(),
    trust: createTrustPolicy({
      require: anchors.length > 0 ? 'attested' : 'none',
      ...(anchors.length > 0 && { anchors: { [fmt]: anchors } }),
      options: [...optionsFor(needs), ...more],
    }),
    now: new Date(time?.validAt ?? '2025-01-01T00:00:00Z'),
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
