import { CoseError, verifySignature } from '@latchkey/cose-keys'
import { concat } from '@latchkey/octets'
import { AttestationError } from '../attestation-error.ts'
import { type AttestationFormat, attestedKey } from '../attestation-format.ts'

const steps = [
  'alg and sig are there',
  'alg is the credential key’s',
  'sig is by the credential key',
] as const

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

  async verify({ attestationObject, clientDataHash, backends }) {
    const { attStmt, authData } = attestationObject
    const alg = attStmt.get('alg')
    const sig = attStmt.get('sig')
    if (typeof alg !== 'number' || !(sig instanceof Uint8Array) || attStmt.size !== 2) {
      throw refuse('statement-malformed', 'a packed self statement has alg, sig and nothing else', 0)
    }
    const key = attestedKey(attestationObject)
    if (alg !== key.alg) throw refuse('algorithm-mismatch', `alg is ${alg}, the key’s is ${key.alg}`, 1)
    try {
      await verifySignature(key, sig, concat(authData, clientDataHash), backends ? { backends } : {})
    } catch (cause) {
      if (!CoseError.is(cause)) throw cause
      throw refuse(signatureCode(cause), `sig is refused: ${cause.message}`, 2, cause)
    }
    return {
      type: 'self',
      trustPath: [],
      steps: steps.map((name) => ({ name, verdict: 'passed' })),
      notes: [],
      details: undefined,
    }
  },
}

function signatureCode({ code }: CoseError) {
  return code === 'signature-malformed' || code === 'unsupported-on-this-runtime'
    ? code
    : 'signature-mismatch'
}

function refuse(
  code: 'statement-malformed' | 'algorithm-mismatch' | ReturnType<typeof signatureCode>,
  message: string,
  step: 0 | 1 | 2,
  cause?: unknown,
): AttestationError {
  return new AttestationError(code, message, { fmt: 'packed', step: steps[step], cause })
}
