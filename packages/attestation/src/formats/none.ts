import { AttestationError } from '../attestation-error.ts'
import type { AttestationFormat } from '../attestation-format.ts'

/**
 * `none`: no statement at all. What comes with it, the AAGUID included, is a claim.
 *
 * @see WebAuthn Level 3 §8.7
 */
export const none: AttestationFormat = {
  fmt: 'none',

  async verify({ attestationObject: { attStmt } }) {
    const step = 'attStmt is empty'
    if (attStmt.size > 0) {
      throw new AttestationError('statement-malformed', 'a none statement has members', { fmt: 'none', step })
    }
    return {
      type: 'none',
      trustPath: [],
      steps: [{ name: step, verdict: 'passed' }],
      notes: [],
      details: undefined,
    }
  },
}
