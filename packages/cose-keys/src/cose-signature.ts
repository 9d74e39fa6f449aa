/** A COSE key's signature in the terms of a crypto backend: one row of the registry applied. */
import { findAlgorithm } from './algorithms.ts'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { toJwk } from './jwk.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

export type VerifyOptions = {
  /** of an ECDSA signature: DER, as WebAuthn has it (the default), or r ‖ s, as JOSE has it */
  signatureFormat?: 'der' | 'raw'
  /** asked where the runtime lacks the algorithm */
  backends?: readonly SignatureBackend[]
}

export function schemeOf(
  key: CoseKey,
  signature: Uint8Array,
  data: Uint8Array,
  { signatureFormat = 'der' }: VerifyOptions,
): SignatureScheme {
  const algorithm = findAlgorithm(key.alg)
  if (algorithm === undefined || algorithm.kty !== key.kty) {
    throw new CoseError('algorithm-mismatch', `algorithm ${key.alg} does not go with key type ${key.kty}`, {
      path: 'alg',
    })
  }
  return {
    scheme: algorithm.scheme,
    ...(algorithm.hash !== undefined && { hash: algorithm.hash as NonNullable<SignatureScheme['hash']> }),
    publicKey: toJwk(key),
    signature,
    signatureFormat,
    data,
  }
}
