/** Signatures of a TPM, by the key of a public area. */
import { CoseError, type SignatureScheme, verify } from '@latchkey/cose-keys/signature'
import { concat, encodeBase64url, type HashName } from '@latchkey/octets'
import { hashNames } from '../names.ts'
import { parseAs } from '../parse.ts'
import { toKeyParts } from '../spki.ts'
import { TPMT_SIGNATURE } from '../tables/signature.ts'
import { TpmError } from '../tpm-error.ts'
import { digestLengths } from './key-derivation.ts'

/** Resolves to the hash that was signed with; throws `signature-mismatch` or `unsupported-key`. */
export async function checkSignature(
  attest: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): Promise<HashName> {
  const parsed = parseAs(TPMT_SIGNATURE, signature)
  const key = toKeyParts(publicKey)
  switch (parsed.sigAlg) {
    case 0x14:
    case 0x16: {
      if (key.kty !== 'RSA') throw mismatch('an RSA signature is not by this key')
      const hash = hashOf(parsed.signature.hash)
      const jwk = { kty: 'RSA', n: encodeBase64url(key.n), e: encodeBase64url(key.e) }
      const input = { hash, publicKey: jwk, signature: parsed.signature.sig, data: attest }
      if (parsed.sigAlg === 0x14) await check({ ...input, scheme: 'rsassa-pkcs1-v1_5' })
      else await checkPss(input, key.n.length)
      return hash
    }
    case 0x18: {
      if (key.kty !== 'EC2') throw mismatch('an ECDSA signature is not by this key')
      const { signatureR, signatureS } = parsed.signature
      const hash = hashOf(parsed.signature.hash)
      const raw = concat(...[signatureR, signatureS].map((half) => padded(half, key.x.length)))
      const jwk = { kty: 'EC', crv: key.crv, x: encodeBase64url(key.x), y: encodeBase64url(key.y) }
      await check({
        scheme: 'ecdsa',
        hash,
        publicKey: jwk,
        signature: raw,
        signatureFormat: 'raw',
        data: attest,
      })
      return hash
    }
    default:
      throw new TpmError('unsupported-key', 'signatures by this algorithm are not verified here', 0, 'sigAlg')
  }
}

/** Of TPMs some take a salt as long as the hash, some the longest that fits. */
async function checkPss(
  input: Omit<SignatureScheme, 'scheme'> & { hash: HashName },
  modulusLength: number,
): Promise<void> {
  const length = digestLengths[input.hash]
  try {
    await check({ ...input, scheme: 'rsa-pss', saltLength: length })
  } catch (error) {
    if (!TpmError.is(error)) throw error
    await check({ ...input, scheme: 'rsa-pss', saltLength: modulusLength - length - 2 })
  }
}

async function check(input: SignatureScheme): Promise<void> {
  try {
    await verify(input)
  } catch (cause) {
    if (!CoseError.is(cause)) throw cause
    throw mismatch(cause.message, cause)
  }
}

function hashOf(algorithm: number): HashName {
  const hash = hashNames[algorithm]
  if (hash) return hash
  throw new TpmError(
    'unsupported-key',
    'a signature over this hash is not verified here',
    2,
    'signature.hash',
  )
}

function padded(half: Uint8Array, length: number): Uint8Array {
  if (half.length > length) throw mismatch('half of the signature is longer than the field')
  return concat(new Uint8Array(length - half.length), half)
}

function mismatch(message: string, cause?: unknown): TpmError {
  return new TpmError('signature-mismatch', message, 0, '', cause)
}
