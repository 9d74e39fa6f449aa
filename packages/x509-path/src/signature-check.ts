/** Signatures of certificates and CRLs, and which pairs of algorithm and key pass. */
import { CoseError, verify } from '@latchkey/cose-keys/signature'
import type { Certificate } from './certificate.ts'
import { signatureAlgorithm } from './signature-algorithms.ts'
import { X509Error } from './x509-error.ts'

export type SignaturePolicy = {
  dangerouslyAllowSha1?: boolean
  /** bits; 2,048 unless said */
  minimumRsaBits?: number
}

type Signed = Pick<Certificate, 'tbs' | 'signatureAlgorithm' | 'signature'>

/** Resolves where `issuer` has signed; throws an X509Error otherwise. */
export async function checkSignature(
  signed: Signed,
  issuer: Certificate,
  policy: SignaturePolicy,
): Promise<void> {
  const { scheme, hash } = acceptedAlgorithm(signed.signatureAlgorithm, policy)
  const { publicKey } = issuer
  const { kty, crv } = publicKey
  const type = { ecdsa: 'EC', eddsa: 'OKP', 'ml-dsa': 'AKP' }[scheme as string] ?? 'RSA'
  if (kty !== type)
    throw new X509Error('signature-mismatch', `${signed.signatureAlgorithm} is not by a key of type ${kty}`)
  if (crv === 'secp256k1')
    throw new X509Error('unsupported-algorithm', 'no certificate is signed by secp256k1')
  try {
    await verify({
      scheme,
      ...(hash && { hash }),
      ...(hash && scheme === 'rsa-pss' && { saltLength: Number(hash.slice(4)) / 8 }),
      publicKey,
      signature: signed.signature,
      data: signed.tbs,
    })
  } catch (cause) {
    if (!CoseError.is(cause)) throw cause
    throw new X509Error(
      codes[cause.code] ?? 'signature-mismatch',
      `the signature is refused: ${cause.message}`,
      { cause },
    )
  }
}

const codes: Readonly<Record<string, 'unsupported-key' | 'unsupported-algorithm'>> = {
  malformed: 'unsupported-key',
  'unsupported-on-this-runtime': 'unsupported-algorithm',
}

/** The row of an algorithm that the policy accepts. */
export function acceptedAlgorithm(name: string, { dangerouslyAllowSha1 }: SignaturePolicy) {
  const algorithm = signatureAlgorithm(name)
  if (algorithm === undefined) throw new X509Error('unsupported-algorithm', `${name} is not accepted`)
  if (algorithm.hash === 'sha-1' && !dangerouslyAllowSha1) {
    throw new X509Error('unsupported-algorithm', `${name} rests on SHA-1`)
  }
  return algorithm
}

/** An RSA key has as many bits as the policy asks for, and 8,192 at most. */
export function checkKeySize({ publicKey }: Certificate, { minimumRsaBits = 2048 }: SignaturePolicy): void {
  const { n = '', e = '' } = publicKey
  if (publicKey.kty !== 'RSA') return
  const bits = rsaBits(n)
  if (bits < minimumRsaBits)
    throw new X509Error('weak-key', `an RSA key of ${bits} bits is below ${minimumRsaBits}`)
  // Longer ones, and exponents beyond 64 bits, only make the verifier work.
  if (bits > 8192 || e.length > 11)
    throw new X509Error('weak-key', `an RSA key of ${bits} bits is not accepted`)
  if (e === 'AQ') throw new X509Error('weak-key', 'with an RSA exponent of 1 anybody can sign')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Of a modulus in base64url without leading zeros. */
function rsaBits(n: string): number {
  const bytes = (n.length * 3) >> 2
  const first = (alphabet.indexOf(n[0]!) << 2) | (alphabet.indexOf(n[1]!) >> 4)
  return bytes * 8 - Math.clz32(first) + 24
}
