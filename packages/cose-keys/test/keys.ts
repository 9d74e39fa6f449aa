/** Keys and signatures made by node:crypto (ML-DSA by noble), and COSE_Keys written label by label. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { decodeBase64url } from '@latchkey/octets'
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js'

export type Labels = Map<CborValue, CborValue>

export type TestKey = { labels: Labels; sign(data: Uint8Array): Uint8Array; publicKey?: KeyObject }

/** Makes something when a test first needs it: what fails while tests are collected fails none of them. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** A COSE_Key in the order of its labels, whatever that is: tests write wrong ones, too. */
export function coseKey(labels: Labels): Uint8Array {
  return encode(labels, { profile: 'ctap2' })
}

/** The labels with some changed, or taken away by undefined. */
export function edited(labels: Labels, changes: [CborValue, CborValue][]): Labels {
  const copy = new Map(labels)
  for (const [label, value] of changes) {
    if (value === undefined) copy.delete(label)
    else copy.set(label, value)
  }
  return copy
}

const ec = (alg: number, crv: number, namedCurve: string, hash: string) => (): TestKey => {
  const { publicKey, privateKey } = pair('ec', { namedCurve })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const labels = labelsOf([1, 2], [3, alg], [-1, crv], [-2, decodeBase64url(x!)], [-3, decodeBase64url(y!)])
  return { labels, publicKey, sign: (data) => new Uint8Array(sign(hash, data, privateKey)) }
}

const okp = (alg: number, crv: number, type: 'ed25519' | 'ed448') => (): TestKey => {
  const { publicKey, privateKey } = pair(type, {})
  const { x } = publicKey.export({ format: 'jwk' })
  const labels = labelsOf([1, 1], [3, alg], [-1, crv], [-2, decodeBase64url(x!)])
  return { labels, publicKey, sign: (data) => new Uint8Array(sign(null, data, privateKey)) }
}

/** RSA keys take long to make: two of each size serve all algorithms, by turns, so that no two keys in a row are one. */
const rsaPairs = new Map<number, ReturnType<typeof pair>[]>()
const rsa =
  (alg: number, hash: string, saltLength?: number) =>
  (modulusLength = 2048): TestKey => {
    const pairs = rsaPairs.get(modulusLength) ?? []
    if (pairs.length < 2) pairs.push(pair('rsa', { modulusLength }))
    else pairs.reverse()
    rsaPairs.set(modulusLength, pairs)
    const { publicKey, privateKey } = pairs.at(-1)!
    const { n, e } = publicKey.export({ format: 'jwk' })
    const labels = labelsOf([1, 3], [3, alg], [-1, decodeBase64url(n!)], [-2, decodeBase64url(e!)])
    const pss = saltLength !== undefined && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
    return {
      labels,
      publicKey,
      sign: (data) => new Uint8Array(sign(hash, data, { key: privateKey, ...pss })),
    }
  }

const mlDsa =
  (alg: number, { keygen, sign }: typeof ml_dsa44) =>
  (): TestKey => {
    const { publicKey, secretKey } = keygen()
    return { labels: labelsOf([1, 7], [3, alg], [-1, publicKey]), sign: (data) => sign(data, secretKey) }
  }

/** Every algorithm, by its name in the registry. */
export const makeKey = {
  ES256: ec(-7, 1, 'P-256', 'sha256'),
  ES384: ec(-35, 2, 'P-384', 'sha384'),
  ES512: ec(-36, 3, 'P-521', 'sha512'),
  ES256K: ec(-47, 8, 'secp256k1', 'sha256'),
  ESP256: ec(-9, 1, 'P-256', 'sha256'),
  ESP384: ec(-51, 2, 'P-384', 'sha384'),
  ESP512: ec(-52, 3, 'P-521', 'sha512'),
  EdDSA: okp(-8, 6, 'ed25519'),
  Ed25519: okp(-19, 6, 'ed25519'),
  Ed448: okp(-53, 7, 'ed448'),
  RS256: rsa(-257, 'sha256'),
  RS384: rsa(-258, 'sha384'),
  RS512: rsa(-259, 'sha512'),
  RS1: rsa(-65535, 'sha1'),
  PS256: rsa(-37, 'sha256', 32),
  PS384: rsa(-38, 'sha384', 48),
  PS512: rsa(-39, 'sha512', 64),
  'ML-DSA-44': mlDsa(-48, ml_dsa44),
  'ML-DSA-65': mlDsa(-49, ml_dsa65),
  'ML-DSA-87': mlDsa(-50, ml_dsa87),
}

export type AlgorithmName = keyof typeof makeKey
export const algorithmNames = Object.keys(makeKey) as AlgorithmName[]

function labelsOf(...entries: [CborValue, CborValue][]): Labels {
  return new Map(entries)
}

/** Through DER: on Node 20 a generated key object can stand still when it is exported while its job is collected. */
function pair(type: string, options: object): { publicKey: KeyObject; privateKey: KeyObject } {
  const { publicKey, privateKey } = (
    generateKeyPairSync as unknown as (
      type: string,
      options: object,
    ) => {
      publicKey: Buffer
      privateKey: Buffer
    }
  )(type, {
    ...options,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return {
    publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
  }
}
