import type { AttestationFormat } from '../attestation-format.ts'
import { Procedure } from '../procedure.ts'

/**
 * `none`: no statement at all. What comes with it, the AAGUID included, is a claim.
 *
 * @see WebAuthn Level 3 §8.7
 */
export const none: AttestationFormat = {
  fmt: 'none',

  async verify(input) {
    const procedure: Procedure = new Procedure('none', input)
    procedure.step('attStmt is empty')
    procedure.members()
    return procedure.verified({ type: 'none', trustPath: [] })
  },
}
