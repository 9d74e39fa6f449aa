/** Backends that a caller handed in, asked for what the runtime itself lacks. */
import { CoseError } from './cose-error.ts'
import type { KeyedScheme, SignatureBackend } from './signature-scheme.ts'

/** Resolves where the first backend that supports the scheme says yes; an ECDSA signature comes as r ‖ s. */
export async function askOthers(
  scheme: KeyedScheme,
  signature: Uint8Array,
  data: Uint8Array,
  backends: readonly SignatureBackend[] = [],
): Promise<void> {
  const input = { ...scheme, signatureFormat: 'raw' as const, signature, data }
  const backend = backends.find((one) => one.supports(input))
  if (!backend) throw unsupported(scheme)
  if (!(await backend.verify(input))) throw signatureMismatch()
}

export function signatureMismatch(): CoseError {
  return new CoseError('signature-mismatch', 'the signature is not of this data by this key')
}

export function unsupported({ scheme, publicKey: { crv, kty } }: KeyedScheme): CoseError {
  return new CoseError('unsupported-on-this-runtime', `nothing here verifies ${scheme} by ${crv ?? kty}`)
}

export function keyRefused(backend: string, cause: unknown): CoseError {
  return new CoseError('malformed', `${backend} does not take this key`, undefined, cause)
}
