/**
 * `@noble/curves` and `@noble/post-quantum` (optional peers) as a backend to hand in: ML-DSA, Ed448 and secp256k1 for
 * runtimes that lack them. Nothing registers itself.
 *
 * @module
 */

import { concat, decodeBase64url, hash } from '@latchkey/octets'
import { ed448 } from '@noble/curves/ed448.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

const weierstrass = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 }
const edwards = { Ed25519: ed25519, Ed448: ed448 }
const mlDsa = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 }

/**
 * The backend: ECDSA on four curves, Ed25519, Ed448 and ML-DSA, in JavaScript. It is asked only for what the runtime
 * itself cannot do.
 *
 * @example
 * ```ts no-run
 * import { parseKey, verifySignature } from '@latchkey/cose-keys'
 * import { nobleBackend } from '@latchkey/cose-keys/noble'
 *
 * declare const stored: Uint8Array
 * declare const signature: Uint8Array
 * declare const data: Uint8Array
 * await verifySignature(parseKey(stored), signature, data, { backends: [nobleBackend] })
 * ```
 */
export const nobleBackend: SignatureBackend = {
  name: '@noble/curves and @noble/post-quantum',

  supports({ scheme, publicKey: { crv = '', alg = '' } }) {
    return (
      (scheme === 'ecdsa' && Object.hasOwn(weierstrass, crv)) ||
      (scheme === 'eddsa' && Object.hasOwn(edwards, crv)) ||
      (scheme === 'ml-dsa' && Object.hasOwn(mlDsa, alg))
    )
  },

  async verify(input) {
    try {
      return judge(input)
    } catch {
      // noble throws for keys and signatures that are none: here that is a no like any other.
      return false
    }
  },
}

function judge({ scheme, hash: name = 'sha-256', publicKey, signature, data }: SignatureScheme): boolean {
  const { crv = '', alg = '', x = '', y = '', pub = '' } = publicKey
  if (scheme === 'ml-dsa')
    return mlDsa[alg as keyof typeof mlDsa].verify(signature, data, decodeBase64url(pub))
  if (scheme === 'eddsa') {
    return edwards[crv as keyof typeof edwards].verify(signature, data, decodeBase64url(x), { zip215: false })
  }
  const point = concat(Uint8Array.of(4), decodeBase64url(x), decodeBase64url(y))
  // The hash goes with the call and not with the curve, and an s above n / 2 is legal in WebAuthn.
  const options = { prehash: false, lowS: false } as const
  return weierstrass[crv as keyof typeof weierstrass].verify(signature, hash(name, data), point, options)
}
