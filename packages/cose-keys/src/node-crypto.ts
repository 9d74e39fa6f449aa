/**
 * Keys made ready for `node:crypto`. They are imported as JWK, which is two to twenty times faster than SPKI there.
 */
import {
  constants,
  createPublicKey,
  type JsonWebKey,
  type KeyLike,
  type KeyObject,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto'
import { askOthers, keyRefused, signatureMismatch, unsupported } from './other-backends.ts'
import { type SignatureForm, signatureForm } from './signature-form.ts'
import { isOptional, type KeyedScheme, type SignatureBackend } from './signature-scheme.ts'

/** What `crypto.verify` is given beside data and signature. */
export type NodeKey = {
  readonly scheme: KeyedScheme
  readonly form: SignatureForm
  readonly hash: string | null
  /** absent where this Node lacks the algorithm */
  readonly key: KeyLike | VerifyKeyObjectInput | undefined
  /** whether the check is over before a thread of the pool would have begun */
  readonly quick: boolean
}

export function nodeKey(scheme: KeyedScheme): NodeKey {
  const form = signatureForm(scheme)
  const keyObject = importKey(scheme)
  return {
    scheme,
    form,
    // sha-256 is sha256 there
    hash: scheme.hash?.replace('-', '') ?? null,
    key: keyObject && withParameters(keyObject, scheme),
    quick: isQuick(scheme),
  }
}

/**
 * Verifies on the calling thread what is quick and in the thread pool what is not, and calls one of the two functions;
 * throws where the form is wrong.
 */
export function verifyByNode(
  { scheme, form, hash, key, quick }: NodeKey,
  signature: Uint8Array,
  data: Uint8Array,
  backends: readonly SignatureBackend[] | undefined,
  resolve: () => void,
  reject: (error: unknown) => void,
): void {
  const raw = form(signature)
  if (key === undefined) {
    askOthers(scheme, raw, data, backends).then(resolve, reject)
    return
  }
  if (quick) {
    if (matchesNow(hash, data, key, signature)) resolve()
    else reject(signatureMismatch())
    return
  }
  verify(hash, data, key as VerifyKeyObjectInput, signature, (error, matches) => {
    if (matches) resolve()
    else reject(error ? keyRefused('node:crypto', error) : signatureMismatch())
  })
}

/** Verifies on the calling thread. */
export function verifyByNodeSync(
  { scheme, form, hash, key }: NodeKey,
  signature: Uint8Array,
  data: Uint8Array,
): void {
  form(signature)
  if (key === undefined) throw unsupported(scheme)
  if (!matchesNow(hash, data, key, signature)) throw signatureMismatch()
}

/** The key alone, or nothing where this Node lacks its algorithm. */
export function importKey(scheme: KeyedScheme): KeyObject | undefined {
  try {
    return createPublicKey({ key: scheme.publicKey as JsonWebKey, format: 'jwk' })
  } catch (cause) {
    if (isOptional(scheme)) return undefined
    throw keyRefused('node:crypto', cause)
  }
}

function matchesNow(
  hash: string | null,
  data: Uint8Array,
  key: KeyLike | VerifyKeyObjectInput,
  signature: Uint8Array,
): boolean {
  try {
    return verify(hash, data, key, signature)
  } catch (cause) {
    throw keyRefused('node:crypto', cause)
  }
}

/**
 * A check by P-256, Ed25519, or RSA of up to 4,096 bits with a usual exponent takes 20 to 85 µs. The way to the thread
 * pool and back takes as long again, or five times that where the machine is idle.
 */
function isQuick({ publicKey: { crv, n = '', e = '' } }: KeyedScheme): boolean {
  return crv === 'P-256' || crv === 'Ed25519' || (n !== '' && n.length <= 683 && e.length <= 4)
}

function withParameters(key: KeyObject, { scheme, signatureFormat, saltLength }: KeyedScheme) {
  if (scheme === 'ecdsa' && signatureFormat === 'raw') return { key, dsaEncoding: 'ieee-p1363' as const }
  if (scheme === 'rsa-pss' && saltLength !== undefined) {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  }
  return key
}
