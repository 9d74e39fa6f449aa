/** Registrations that the software authenticator makes, and how they are judged here. */
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeBase64url, hash } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault, type Format } from '@latchkey/soft-authenticator'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import type { AttestationFormat } from '../src/attestation-format.ts'
import { all } from '../src/formats/all.ts'
import { createTrustPolicy, type TrustPolicyConfig } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'

export type Made = {
  readonly format: Format
  readonly attestationObject: Uint8Array
  readonly clientDataHash: Uint8Array
  readonly roots: readonly Certificate[]
}

/** When everything is made, and valid. */
export const now = new Date('2026-06-01T12:00:00Z')
export const aaguid = new Uint8Array(16).fill(0xa5)

type Making = { algorithm?: number; faults?: readonly Fault[] }

const known = new Map<string, Promise<Made>>()

/** The same bytes for the same words, so that they are made once. */
export function make(format: Format, making: Making = {}): Promise<Made> {
  const words = JSON.stringify([format, making])
  const made = known.get(words) ?? makeAnew(format, making)
  known.set(words, made)
  return made
}

async function makeAnew(format: Format, { algorithm = -7, faults = [] }: Making): Promise<Made> {
  const authenticator = createSoftAuthenticator({
    preset: 'ctap2-key-with-pin',
    seed: new Uint8Array(32).fill(21),
    now: () => now,
    format,
    algorithm,
    ...(format !== 'fido-u2f' && { aaguid }),
  })
  const options = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge: 'AAECAwQFBgcICQoLDA0ODw',
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    authenticatorSelection: { userVerification: 'required' },
    attestation: 'direct',
  }
  const { response } = await authenticator.create(options, { origin: 'https://example.org', faults })
  return {
    format,
    attestationObject: decodeBase64url(response.attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(response.clientDataJSON)),
    roots: authenticator.attestationRoots.map((der) => parseCertificate(der)),
  }
}

/** Identifiers of the statements in it, which are what anchors are given for. */
export const fmtsOf = (format: Format) =>
  format === 'compound' ? ['packed', 'tpm'] : [format === 'packed-self' ? 'packed' : format]

/** Attestation is required of what has certificates, by the root that it leads to; anything else by what is given. */
export function judgeMade(
  made: Made,
  policy: Partial<TrustPolicyConfig> = {},
  formats: readonly AttestationFormat[] = all(),
  at = now,
) {
  const { format, roots, attestationObject, clientDataHash } = made
  const anchors = Object.fromEntries(fmtsOf(format).map((fmt) => [fmt, roots]))
  const isAttested = format !== 'none' && format !== 'packed-self'
  return verifyAttestation({
    attestationObject,
    clientDataHash,
    formats,
    trust: createTrustPolicy({
      ...(isAttested ? { require: 'attested', anchors } : { require: 'none' }),
      ...policy,
    }),
    now: at,
    backends: [nobleBackend],
  })
}
