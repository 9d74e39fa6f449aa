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
  readonly where: Where
}

/** On the calling thread, in the thread pool, or in the pool where other checks are under way. */
type Where = 'here' | 'pool' | 'pool-if-busy'

/** Checks that are in the pool, or about to be. */
let underWay = 0
const many = 3

export function nodeKey(scheme: KeyedScheme): NodeKey {
  const form = signatureForm(scheme)
  const keyObject = importKey(scheme)
  return {
    scheme,
    form,
    // sha-256 is sha256 there
    hash: scheme.hash?.replace('-', '') ?? null,
    key: keyObject && withParameters(keyObject, scheme),
    where: whereBest(scheme),
  }
}

/**
 * Verifies where it is soonest over, and calls one of the two functions; throws where the form is wrong or the key
 * refused.
 */
export function verifyByNode(
  { scheme, form, hash, key, where }: NodeKey,
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
  const here = (signed = data, by = signature) => {
    if (matchesNow(hash, signed, key, by)) resolve()
    else reject(signatureMismatch())
  }
  const inPool = (signed = data, by = signature) => {
    verify(hash, signed, key as VerifyKeyObjectInput, by, (error, matches) => {
      underWay--
      if (matches) resolve()
      else reject(error ? keyRefused('node:crypto', error) : signatureMismatch())
    })
    underWay++
  }
  if (where === 'pool-if-busy') {
    underWay++
    // What is judged is what was handed in, whatever the caller does with its bytes meanwhile.
    const copies = [data.slice(), signature.slice()] as const
    // Those that are called together are all counted before the first of them goes on.
    Promise.resolve()
      .then(() => {
        const isBusy = underWay > many
        underWay--
        if (isBusy) inPool(...copies)
        else here(...copies)
      })
      .catch(reject)
  } else if (where === 'pool') inPool()
  else here()
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
 * A check by P-256, or RSA of up to 4,096 bits with a usual exponent, takes 20 to 85 µs. The way to the thread pool and
 * back takes as long again, or five times that where the machine is idle. With Ed25519, which takes 130 µs, that is worth
 * it only where there is more to do meanwhile.
 */
function whereBest({ publicKey: { crv, n = '', e = '' } }: KeyedScheme): Where {
  if (crv === 'Ed25519') return 'pool-if-busy'
  return crv === 'P-256' || (n !== '' && n.length <= 683 && e.length <= 4) ? 'here' : 'pool'
}

function withParameters(key: KeyObject, { scheme, signatureFormat, saltLength }: KeyedScheme) {
  if (scheme === 'ecdsa' && signatureFormat === 'raw') return { key, dsaEncoding: 'ieee-p1363' as const }
  if (scheme === 'rsa-pss' && saltLength !== undefined) {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
  }
  return key
}
