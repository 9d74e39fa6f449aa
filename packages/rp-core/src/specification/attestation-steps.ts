/** R13, R22 and R24: what `@latchkey/attestation` decides, in the words of the ceremony. */
import { AttestationError, parseAttestationObject, verifyAttestation } from '@latchkey/attestation'
import { type Outcome, refuse } from './conduct.ts'
import type { RegistrationCeremony } from './registration-ceremony.ts'

/** R13. */
export function decodeAttestationObject(ceremony: RegistrationCeremony): Outcome {
  try {
    ceremony.attestationObject = parseAttestationObject(
      ceremony.response!.attestationObject,
      ceremony.trust.options,
    )
    return 'passed'
  } catch (cause) {
    if (!AttestationError.is(cause)) throw cause
    switch (cause.code) {
      case 'credential-key-unsupported':
        // An algorithm that is unknown here cannot have been offered.
        return refuse('algorithm-not-offered', cause.message, { cause, step: 'R20' })
      case 'credential-key-malformed':
        return refuse('credential-key-refused', cause.message, { cause })
      case 'authenticator-data-malformed':
      case 'extensions-malformed':
        return refuse('authenticator-data-malformed', cause.message, { cause })
      default:
        return refuse('attestation-object-malformed', cause.message, { cause })
    }
  }
}

/** R22. */
export async function verifyStatement(ceremony: RegistrationCeremony): Promise<Outcome> {
  const { attestationObject, clientDataHash, formats, trust, now, backends } = ceremony
  try {
    ceremony.attestation = await verifyAttestation({
      attestationObject: attestationObject!,
      clientDataHash: clientDataHash!,
      formats,
      trust,
      now,
      ...(backends && { backends }),
    })
    return 'passed'
  } catch (cause) {
    if (!AttestationError.is(cause)) throw cause
    if (cause.code === 'not-trusted') {
      ceremony.distrust = cause
      return 'passed'
    }
    if (cause.code === 'unsupported-on-this-runtime') {
      return refuse('algorithm-unsupported-on-this-runtime', cause.message, { cause })
    }
    return refuse('attestation-statement-invalid', cause.message, { cause })
  }
}

/** R23, R24: the statement is sound; whether that is enough, the policy said with it. */
export function judgeTrust({ attestation, distrust }: RegistrationCeremony): Outcome {
  if (distrust) return refuse('attestation-not-trusted', distrust.message, { cause: distrust })
  return attestation ? 'passed' : 'left-to-caller'
}
