import type { SignatureBackend } from '@latchkey/cose-keys'
import { AttestationError } from './attestation-error.ts'
import type { Attestation, AttestationFormat } from './attestation-format.ts'
import { type AttestationObject, parseAttestationObject } from './attestation-object.ts'
import { assessTrust, type TrustPolicy } from './trust-policy.ts'

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
    throw new AttestationError('unsupported-format', 'no format handed in goes with this statement', { fmt })
  }
  const statement = await format.verify({
    attestationObject,
    clientDataHash,
    options,
    now,
    ...(backends && { backends }),
  })
  return Object.freeze({
    ...statement,
    fmt,
    ...assessTrust(statement, fmt, trust),
    aaguid: attestationObject.authenticatorData.attestedCredentialData!.aaguid,
    notes: Object.freeze([...attestationObject.notes, ...statement.notes]),
  })
}

/** The first format that answers to the identifier, letter case included, and applies to the statement. */
export function findFormat(
  { fmt, attStmt }: AttestationObject,
  formats: readonly AttestationFormat[],
): AttestationFormat | undefined {
  return formats.find((format) => format.fmt === fmt && (format.applies?.(attStmt) ?? true))
}
