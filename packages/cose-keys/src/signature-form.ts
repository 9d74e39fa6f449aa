/** The form that a signature must have before any backend sees it, so that no backend's leniency shows. */
import { CoseError } from './cose-error.ts'
import { checkRaw, derToRaw } from './ecdsa-signature.ts'
import { edwardsCurve, isReducedScalar } from './edwards-curves.ts'
import { ellipticCurve } from './elliptic-curves.ts'
import { mlDsaSizes } from './ml-dsa.ts'
import type { KeyedScheme } from './signature-scheme.ts'

/** Takes a signature and gives it back, an ECDSA one as r ‖ s; throws `signature-malformed`. */
export type SignatureForm = (signature: Uint8Array) => Uint8Array

/** The form of one key's signatures. */
export function signatureForm({ scheme, publicKey, signatureFormat }: KeyedScheme): SignatureForm {
  const { crv, alg = '', n = '' } = publicKey
  if (scheme === 'ecdsa') {
    const curve = known(ellipticCurve(crv), 'crv')
    return (signature) => checkRaw(signatureFormat === 'raw' ? signature : derToRaw(signature, curve), curve)
  }
  if (scheme === 'eddsa') {
    const curve = known(edwardsCurve(crv), 'crv')
    return (signature) => {
      const scalar = ofLength(signature, 2 * curve.length).subarray(curve.length)
      if (isReducedScalar(curve, scalar)) return signature
      throw new CoseError('signature-malformed', 'the signature has an S that is not below the group order')
    }
  }
  // A modulus has as many bytes as its base64url says: a JWK has no leading zeros. RFC 7518 §6.3.1.1
  const length = scheme === 'ml-dsa' ? known(mlDsaSizes[alg], 'alg')[1] : (n.length * 3) >> 2
  return (signature) => ofLength(signature, length)
}

function ofLength(signature: Uint8Array, length: number): Uint8Array {
  if (signature.length === length) return signature
  const message = `the signature has ${signature.length} bytes instead of ${length}`
  throw new CoseError('signature-malformed', message)
}

function known<Found>(found: Found | undefined, path: string): Found {
  if (found !== undefined) return found
  throw new CoseError('malformed', `the key has an unknown ${path}`, path)
}
