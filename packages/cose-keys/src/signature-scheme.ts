/**
 * What a crypto backend is asked, in terms that know no COSE identifier: X.509 and TPM have pairs of curve and hash
 * that COSE has no name for.
 */
import type { JsonWebKey } from './jwk.ts'

/** A way to check signatures, with its key. */
export type KeyedScheme = {
  scheme: 'ecdsa' | 'rsassa-pkcs1-v1_5' | 'rsa-pss' | 'eddsa' | 'ml-dsa'
  /** left out where the scheme hashes by itself (eddsa, ml-dsa) */
  hash?: 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512'
  /** bytes, for rsa-pss */
  saltLength?: number
  publicKey: JsonWebKey
  /** of an ecdsa signature: DER (the default), or r ‖ s, each as long as a field element */
  signatureFormat?: 'der' | 'raw'
}

/** One signature to check. */
export type SignatureScheme = KeyedScheme & {
  signature: Uint8Array
  data: Uint8Array
}

/** Something that can check signatures. An ecdsa signature always reaches it as r ‖ s, whole and in range. */
export interface SignatureBackend {
  readonly name: string
  supports(input: SignatureScheme): boolean
  verify(input: SignatureScheme): Promise<boolean>
}

/** Whether a runtime may lack the algorithm: then a key that it does not take says nothing about the key. */
export function isOptional({ scheme, publicKey }: KeyedScheme): boolean {
  return scheme === 'ml-dsa' || publicKey.crv === 'secp256k1' || publicKey.crv === 'Ed448'
}
