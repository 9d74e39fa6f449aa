/**
 * Keys made ready for WebCrypto: browsers, workers, Bun and Deno.
 *
 * @see W3C Web Cryptography API
 */
import { askOthers, keyRefused, signatureMismatch } from './other-backends.ts'
import { type SignatureForm, signatureForm } from './signature-form.ts'
import { isOptional, type KeyedScheme, type SignatureBackend } from './signature-scheme.ts'

/** The runtime's own type: these packages are compiled without the DOM's library. */
export type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** What `crypto.subtle.verify` is given beside data and signature. */
export type WebKey = {
  readonly scheme: KeyedScheme
  readonly form: SignatureForm
  readonly algorithm: Parameters<typeof crypto.subtle.verify>[0]
  /** resolves to nothing where this runtime lacks the algorithm */
  readonly key: Promise<CryptoKey | undefined>
}

export function webKey(scheme: KeyedScheme): WebKey {
  const form = signatureForm(scheme)
  const key = importKey(scheme)
  // A signature of the wrong form is refused before anybody waits for the key.
  key.catch(() => {})
  return { scheme, form, algorithm: parameters(scheme), key }
}

/** Resolves for a signature that matches. */
export async function verifyByWebCrypto(
  { scheme, form, algorithm, key }: WebKey,
  signature: Uint8Array,
  data: Uint8Array,
  backends?: readonly SignatureBackend[],
): Promise<void> {
  const raw = form(signature)
  const cryptoKey = await key
  if (cryptoKey === undefined) return askOthers(scheme, raw, data, backends)
  if (!(await crypto.subtle.verify(algorithm, cryptoKey, ownBytes(raw), ownBytes(data))))
    throw signatureMismatch()
}

/** The key alone, or nothing where this runtime lacks its algorithm. */
export async function importKey(scheme: KeyedScheme): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('jwk', { ...scheme.publicKey }, parameters(scheme), true, ['verify'])
  } catch (cause) {
    const lacking = isOptional(scheme) || (cause as Error).name === 'NotSupportedError'
    if (lacking) return undefined
    throw keyRefused('WebCrypto', cause)
  }
}

function parameters({
  scheme,
  hash = 'sha-256',
  saltLength = 0,
  publicKey: { crv = '', alg = '' },
}: KeyedScheme) {
  // Each reads the members that it knows: the curve and hash of ECDSA, the hash and salt of RSA.
  const name = scheme === 'eddsa' ? crv : scheme === 'ml-dsa' ? alg : scheme.toUpperCase()
  return { name: name.replace('V1', 'v1'), namedCurve: crv, hash: hash.toUpperCase(), saltLength }
}

/** WebCrypto takes no bytes of shared memory; those are copied. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice()
}
