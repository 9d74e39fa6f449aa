/** Storage keys, which endorsement keys are: made by WebCrypto, with the public area that a TPM would give them. */
import { decodeBase64url } from '@latchkey/octets'
import type { CryptoKey } from '../src/protocol/seed.ts'
import type { TpmTypes } from '../src/structures.ts'

export type StorageKeyKind = {
  readonly kty: 'RSA' | 'P-256' | 'P-384' | 'P-521'
  readonly nameAlg: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'
  readonly aesBits: 128 | 192 | 256
}

export type StorageKey = { readonly area: TpmTypes['TPMT_PUBLIC']; readonly privateKey: CryptoKey }

const nameAlgs = { 'SHA-1': 0x04, 'SHA-256': 0x0b, 'SHA-384': 0x0c, 'SHA-512': 0x0d }
const curveIDs = { 'P-256': 3, 'P-384': 4, 'P-521': 5 }
const none = { scheme: 0x10 } as const

export async function makeStorageKey({ kty, nameAlg, aesBits }: StorageKeyKind): Promise<StorageKey> {
  const common = {
    nameAlg: nameAlgs[nameAlg],
    // fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt
    objectAttributes: { value: 0x000300b2 },
    authPolicy: new Uint8Array(32).fill(0xaa),
  }
  const symmetric = { algorithm: 0x06, keyBits: aesBits, mode: 0x43 } as const
  if (kty === 'RSA') {
    const algorithm = { name: 'RSA-OAEP', hash: nameAlg, modulusLength: 2048 }
    const publicExponent = Uint8Array.of(1, 0, 1)
    const pair = await crypto.subtle.generateKey({ ...algorithm, publicExponent }, true, [
      'encrypt',
      'decrypt',
    ])
    const { n } = await crypto.subtle.exportKey('jwk', pair.publicKey)
    const parameters = { symmetric, scheme: none, keyBits: 2048, exponent: 0 }
    return {
      area: { type: 0x01, ...common, parameters, unique: decodeBase64url(n!) },
      privateKey: pair.privateKey,
    }
  }
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: kty }, true, ['deriveBits'])
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const parameters = { symmetric, scheme: none, curveID: curveIDs[kty], kdf: none }
  const unique = { x: decodeBase64url(x!), y: decodeBase64url(y!) }
  return { area: { type: 0x23, ...common, parameters, unique }, privateKey: pair.privateKey }
}
