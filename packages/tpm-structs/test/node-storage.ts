/**
 * Outer protection taken off again, by node:crypto and the text of the specification alone: nothing here is of `src`.
 *
 * @see TPM 2.0 Library Part 1, §11.4.10.2 (KDFa), §11.4.10.3 (KDFe), §22.4, §24, Annexes B.10 and C.6
 */
import {
  constants,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  KeyObject,
  privateDecrypt,
} from 'node:crypto'
import type { CryptoKey } from '../src/protocol/seed.ts'
import type { StorageKeyKind } from './storage-keys.ts'

export type Opened = {
  readonly content: Uint8Array
  /** The HMAC that stands in the blob, and the one that must. */
  readonly integrity: readonly [found: string, computed: string]
}

/** `label` is `IDENTITY` or `DUPLICATE`. */
export function openWithNode(
  { kty, nameAlg, aesBits }: StorageKeyKind,
  privateKey: CryptoKey,
  label: string,
  objectName: Uint8Array,
  blob: Uint8Array,
  encryptedSecret: Uint8Array,
): Opened {
  const hash = nameAlg.replace('-', '').toLowerCase()
  const key = KeyObject.from(privateKey)
  const seed =
    kty === 'RSA' ? rsaSeed(key, hash, label, encryptedSecret) : eccSeed(key, hash, label, encryptedSecret)
  const hmacSize = createHash(hash).digest().length
  if (Buffer.from(blob).readUInt16BE() !== hmacSize) throw new Error('the HMAC has another size')
  const encrypted = blob.subarray(2 + hmacSize)
  const hmacKey = kdfa(hash, seed, 'INTEGRITY', Buffer.alloc(0), hmacSize * 8)
  const computed = createHmac(hash, hmacKey).update(encrypted).update(objectName).digest('hex')
  const aesKey = kdfa(hash, seed, 'STORAGE', objectName, aesBits)
  const decipher = createDecipheriv(`aes-${aesBits}-cfb`, aesKey, Buffer.alloc(16))
  const content = new Uint8Array(Buffer.concat([decipher.update(encrypted), decipher.final()]))
  const found = Buffer.from(blob.subarray(2, 2 + hmacSize)).toString('hex')
  return { content, integrity: [found, computed] }
}

function rsaSeed(key: KeyObject, hash: string, label: string, encrypted: Uint8Array): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return privateDecrypt({ key, padding, oaepHash: hash, oaepLabel: Buffer.from(`${label}\0`) }, encrypted)
}

/** TPMS_ECC_POINT of the other side's key, whose x goes before one's own. */
function eccSeed(privateKey: KeyObject, hash: string, label: string, point: Uint8Array): Buffer {
  const bytes = Buffer.from(point)
  const size = bytes.readUInt16BE()
  const [x, y] = [bytes.subarray(2, 2 + size), bytes.subarray(4 + size)]
  const { crv, x: ownX } = createPublicKey(privateKey).export({ format: 'jwk' }) as { crv: string; x: string }
  const jwk = { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') }
  const z = diffieHellman({ privateKey, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) })
  const length = createHash(hash).digest().length
  // One round of KDFe: no more bits are asked for than the hash has.
  const fixed = [z, Buffer.from(`${label}\0`), x, Buffer.from(ownX, 'base64url')]
  return createHash(hash)
    .update(Buffer.concat([uint32(1), ...fixed]))
    .digest()
    .subarray(0, length)
}

function kdfa(hash: string, key: Uint8Array, label: string, context: Uint8Array, bits: number): Buffer {
  const rounds: Buffer[] = []
  for (let counter = 1; Buffer.concat(rounds).length * 8 < bits; counter++) {
    const input = [uint32(counter), Buffer.from(`${label}\0`), context, uint32(bits)]
    rounds.push(createHmac(hash, key).update(Buffer.concat(input)).digest())
  }
  return Buffer.concat(rounds).subarray(0, bits / 8)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
