/**
 * Seeds that only the holder of a storage key can open.
 *
 * @see TPM 2.0 Library Part 1, Annex B.10 (RSA), Annex C.6 (ECC)
 */
import { concat, encodeBase64url, type HashName } from '@latchkey/octets'
import { hashNames } from '../names.ts'
import { parseAs, serializeAs } from '../parse.ts'
import { type KeyParts, toKeyParts } from '../spki.ts'
import { TPMS_ECC_POINT } from '../tables/buffers.ts'
import { TPMT_PUBLIC } from '../tables/objects.ts'
import { TpmError } from '../tpm-error.ts'
import { deriveFromPoint, digestLengths, labelBytes } from './key-derivation.ts'
import { webBytes } from './web-bytes.ts'

/** The runtime's own type: these packages are compiled without the DOM's library. */
export type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** What of a storage key's public area a seed depends on. */
export type StorageKey = {
  readonly key: KeyParts
  readonly hash: HashName
  /** of the symmetric cipher that protects its children */
  readonly keyBits: number
}

const aesBits: ReadonlySet<number> = new Set([128, 192, 256])

/** The public area of a restricted decryption key with AES in CFB mode. */
export function storageKey(publicArea: Uint8Array): StorageKey {
  const area = parseAs(TPMT_PUBLIC, publicArea)
  const hash = hashNames[area.nameAlg]
  const symmetric = area.type === 0x01 || area.type === 0x23 ? area.parameters.symmetric : undefined
  const { restricted, decrypt } = area.objectAttributes
  if (!restricted || !decrypt) {
    throw new TpmError('unsupported-key', 'a storage key is restricted to decryption', 4, 'objectAttributes')
  }
  const isAes = symmetric?.algorithm === 0x06 && symmetric.mode === 0x43 && aesBits.has(symmetric.keyBits)
  if (hash === undefined || !isAes) {
    throw new TpmError('unsupported-key', 'a storage key has AES in CFB mode, and a name by SHA-1 or SHA-2')
  }
  return { key: toKeyParts(publicArea), hash, keyBits: symmetric.keyBits }
}

/** A seed, and what only the holder of a key gets it from. */
type SealedSeed = { readonly seed: Uint8Array; readonly encryptedSecret: Uint8Array }

/** Makes a seed, and encrypts it to a key; throws `unsupported-key` for a point off the curve, or what else is no key. */
export async function sealSeed({ key, hash }: StorageKey, label: string): Promise<SealedSeed> {
  try {
    return key.kty === 'RSA' ? await sealToRsa(key, hash, label) : await sealToPoint(key, hash, label)
  } catch (cause) {
    throw new TpmError('unsupported-key', 'nothing can be encrypted to this key', 0, 'unique', cause)
  }
}

async function sealToRsa(
  key: Extract<KeyParts, { kty: 'RSA' }>,
  hash: HashName,
  label: string,
): Promise<SealedSeed> {
  const seed = crypto.getRandomValues(new Uint8Array(digestLengths[hash]))
  const oaep = { name: 'RSA-OAEP', hash: hash.toUpperCase() }
  const jwk = { kty: 'RSA', n: encodeBase64url(key.n), e: encodeBase64url(key.e) }
  const publicKey = await crypto.subtle.importKey('jwk', jwk, oaep, false, ['encrypt'])
  const sealed = await crypto.subtle.encrypt({ ...oaep, label: labelBytes(label) }, publicKey, seed)
  return { seed, encryptedSecret: new Uint8Array(sealed) }
}

async function sealToPoint(
  key: Extract<KeyParts, { kty: 'EC2' }>,
  hash: HashName,
  label: string,
): Promise<SealedSeed> {
  const curve = { name: 'ECDH', namedCurve: key.crv }
  const own = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
  const jwk = { kty: 'EC', crv: key.crv, x: encodeBase64url(key.x), y: encodeBase64url(key.y) }
  const theirs = await crypto.subtle.importKey('jwk', jwk, curve, false, [])
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey))
  const length = key.x.length
  const x = point.slice(1, 1 + length)
  const y = point.slice(1 + length)
  const z = await sharedX(own.privateKey, theirs, length)
  const seed = deriveFromPoint(hash, z, label, x, key.x, digestLengths[hash] * 8)
  return { seed, encryptedSecret: serializeAs(TPMS_ECC_POINT, { x, y }) }
}

/** Opens a seed by the private half of a key. */
export async function openSeed(
  { key, hash }: StorageKey,
  privateKey: CryptoKey,
  label: string,
  encryptedSecret: Uint8Array,
): Promise<Uint8Array> {
  if (key.kty === 'RSA') {
    const oaep = { name: 'RSA-OAEP', label: labelBytes(label) }
    return new Uint8Array(await crypto.subtle.decrypt(oaep, privateKey, webBytes(encryptedSecret)))
  }
  const { length } = key.x
  const point = parseAs(TPMS_ECC_POINT, encryptedSecret)
  const [x, y] = [point.x, point.y].map((coordinate) => {
    if (coordinate.length > length)
      throw new TpmError('integrity', 'the point is not on the curve of the key')
    return concat(new Uint8Array(length - coordinate.length), coordinate)
  })
  const curve = { name: 'ECDH', namedCurve: key.crv }
  const jwk = { kty: 'EC', crv: key.crv, x: encodeBase64url(x!), y: encodeBase64url(y!) }
  const theirs = await crypto.subtle.importKey('jwk', jwk, curve, false, [])
  const z = await sharedX(privateKey, theirs, length)
  return deriveFromPoint(hash, z, label, x!, key.x, digestLengths[hash] * 8)
}

async function sharedX(privateKey: CryptoKey, publicKey: CryptoKey, length: number): Promise<Uint8Array> {
  const bits = length === 66 ? 528 : length * 8
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, bits))
}
