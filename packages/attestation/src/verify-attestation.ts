import type { SignatureBackend } from '@latchkey/cose-keys'
import { assessTrust } from './assess-trust.ts'
import { AttestationError } from './attestation-error.ts'
import type { Attestation, AttestationFormat } from './attestation-format.ts'
import { type AttestationObject, parseAttestationObject } from './attestation-object.ts'
import { findFormat } from './find-format.ts'
import type { TrustPolicy } from './trust-policy.ts'

/**
 * Verifies an attestation: finds the format, runs its procedure, and holds the result against the trust policy.
 *
 * @param input - the attestation object (bytes or parsed), the 32-byte SHA-256 of the client data, the formats in
 * use, the policy, and the time at which certificates are judged
 * @returns the verdict; it never fetches anything
 * @throws {@link AttestationError} `unsupported-format`, `not-trusted`, and those of parsing and of the format
 * @example
 * ```ts no-run
 * import { createTrustPolicy, verifyAttestation } from '@latchkey/attestation'
 * import { none, packedSelf } from '@latchkey/attestation/formats'
 *
 * declare const attestationObject: Uint8Array
 * declare const clientDataHash: Uint8Array
 * const { type } = await verifyAttestation({
 *   attestationObject,
 *   clientDataHash,
 *   formats: [none, packedSelf],
 *   trust: createTrustPolicy({ require: 'none' }),
 *   now: new Date(),
 * })
 * ```
 * @see WebAuthn Level 3 §7.1 steps 21 to 24
 */
export async function verifyAttestation(input: {
  attestationObject: AttestationObject | Uint8Array
  clientDataHash: Uint8Array
  formats: readonly AttestationFormat[]
  trust: TrustPolicy
  now: Date
  backends?: readonly SignatureBackend[]
}): Promise<Attestation> {
  const { clientDataHash, trust, now, backends } = input
  const { options } = trust
  const attestationObject =
    input.attestationObject instanceof Uint8Array
      ? parseAttestationObject(input.attestationObject, options)
      : input.attestationObject
  const { fmt } = attestationObject
  const format = findFormat(attestationObject, input.formats)
  if (!format) {
    throw new AttestationError('unsupported-format', 'no format here goes with this statement', { fmt })
  }
  const statement = await format.verify({
    attestationObject,
    clientDataHash,
    options,
    now,
    ...(backends && { backends }),
  })
  const { aaguid } = attestationObject.authenticatorData.attestedCredentialData!
  const verdict = await assessTrust({ fmt, ...statement }, aaguid, trust, now)
  const { steps, notes, details } = statement
  const { type, trustPath } = { ...statement, ...verdict }
  return Object.freeze({
    fmt,
    ...verdict,
    type,
    trustPath: Object.freeze([...trustPath]),
    aaguid,
    steps: Object.freeze([...steps]),
    notes: Object.freeze([...attestationObject.notes, ...notes]),
    details,
  })
}
