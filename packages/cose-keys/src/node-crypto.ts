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
}

export function nodeKey(scheme: KeyedScheme): NodeKey {
  const keyObject = importKey(scheme)
  return {
    scheme,
    form: signatureForm(scheme),
    // sha-256 is sha256 there
    hash: scheme.hash?.replace('-', '') ?? null,
    key: keyObject && withParameters(keyObject, scheme),
  }
}

/** Verifies in the thread pool, and calls one of the two functions; throws where the form is wrong. */
export function verifyByNode(
  { scheme, form, hash, key }: NodeKey,
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
  if (!verify(hash, data, key, signature)) throw signatureMismatch()
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

function withParameters(key: KeyObject, { scheme, signatureFormat, saltLength }: KeyedScheme) {
  if (scheme === 'ecdsa' && signatureFormat === 'raw') return { key, dsaEncoding: 'ieee-p1363' as const }
  if (scheme === 'rsa-pss' && saltLength !== undefined) {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  }
  return key
}
