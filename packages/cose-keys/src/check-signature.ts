/**
 * What both builds do around their backend: the signature's form is checked here, so that no backend's leniency shows.
 */
import { decodeBase64url } from '@latchkey/octets'
import { CoseError } from './cose-error.ts'
import { checkRaw, derToRaw } from './ecdsa-signature.ts'
import { isReducedScalar } from './ed25519.ts'
import { p256 } from './elliptic-curves.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

/** Asks the runtime's own backend first, then those handed in; resolves only for a signature that matches. */
export async function checkSignature(
  native: SignatureBackend,
  input: SignatureScheme,
  others: readonly SignatureBackend[] = [],
): Promise<void> {
  const checked = { ...input, ...checkedForm(input) }
  for (const backend of [native, ...others]) {
    if (!backend.supports(checked)) continue
    try {
      if (await backend.verify(checked)) return
    } catch (cause) {
      if (CoseError.is(cause) && cause.code === 'unsupported-on-this-runtime') continue
      throw cause
    }
    throw new CoseError('signature-mismatch', 'the signature is not of this data by this key')
  }
  const { kty, crv } = input.publicKey
  throw new CoseError(
    'unsupported-on-this-runtime',
    `no backend here verifies ${[input.scheme, input.hash, crv ?? kty].filter(Boolean).join(' ')}`,
  )
}

function checkedForm({ scheme, signature, signatureFormat, publicKey }: SignatureScheme) {
  if (scheme === 'ecdsa' && publicKey.crv === 'P-256') {
    const raw = signatureFormat === 'raw' ? signature : derToRaw(signature, p256)
    checkRaw(raw, p256)
    return { signature: raw, signatureFormat: 'raw' as const }
  }
  if (scheme === 'eddsa' && publicKey.crv === 'Ed25519') {
    if (signature.length !== 64) throw malformed(`has ${signature.length} bytes instead of 64`)
    if (!isReducedScalar(signature.subarray(32)))
      throw malformed('has an S that is not below the group order')
  }
  if (scheme === 'rsassa-pkcs1-v1_5' || scheme === 'rsa-pss') {
    const { length } = decodeBase64url(publicKey.n ?? '')
    if (signature.length !== length) throw malformed(`has ${signature.length} bytes, its modulus ${length}`)
  }
  return { signature }
}

function malformed(what: string): CoseError {
  return new CoseError('signature-malformed', `the signature ${what}`)
}
