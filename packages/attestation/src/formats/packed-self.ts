import type { AttestationFormat } from '../attestation-format.ts'
import { Procedure } from '../procedure.ts'

/**
 * `packed` without certificates: the credential key signs for itself. It shows that the key works, and nothing about
 * the authenticator.
 *
 * @see WebAuthn Level 3 §8.2, "If x5c is not present, self attestation is in use"
 */
export const packedSelf: AttestationFormat = {
  fmt: 'packed',

  applies(attStmt) {
    return !attStmt.has('x5c')
  },

  async verify(input) {
    const procedure: Procedure = new Procedure('packed', input)
    const { credentialKey, signedData } = procedure
    procedure.step('alg and sig are there')
    procedure.members('alg', 'sig')
    const alg = procedure.integer('alg')
    const sig = procedure.bytes('sig')
    procedure.step('alg is the credential key’s')
    procedure.require(
      alg === credentialKey.alg,
      'algorithm-mismatch',
      `alg is ${alg}, the key’s is ${credentialKey.alg}`,
    )
    procedure.step('sig is by the credential key')
    const dangerouslyAllowRs1 = procedure.hasOption('conformance')
    await procedure.signature(credentialKey, sig, signedData, { dangerouslyAllowRs1 })
    return procedure.verified({ type: 'self', trustPath: [] })
  },
}
