import { parseAttestationObject } from '../src/attestation-object.ts'
import type { AttestationOption } from '../src/attestation-option.ts'
import { Procedure } from '../src/procedure.ts'
import { type Made, now } from './made.ts'

/** A procedure at its first step. */
export function procedureOf(made: Made, options: readonly AttestationOption[] = []): Procedure {
  const attestationObject = parseAttestationObject(made.attestationObject)
  const { clientDataHash } = made
  const procedure = new Procedure('test', { attestationObject, clientDataHash, options, now })
  procedure.step('first')
  return procedure
}
