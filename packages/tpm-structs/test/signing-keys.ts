/** Attestation keys as node:crypto has them, with the public area and the TPMT_SIGNATURE that a TPM would give. */
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { serialize } from '../src/parse.ts'
import { fromSpki } from '../src/spki.ts'

export type SigningKey = { readonly publicKey: Uint8Array; sign(attest: Uint8Array): Uint8Array }

const hashes = { sha1: 0x04, sha256: 0x0b, sha384: 0x0c, sha512: 0x0d }
type Hash = keyof typeof hashes

export function rsassa(hash: Hash): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    publicKey: areaOf(publicKey),
    sign: (attest) => rsaSignature(0x14, hash, sign(hash, attest, privateKey)),
  }
}

/** Of TPMs some take a salt as long as the hash, some the longest that fits. */
export function rsapss(hash: Hash, salt: 'of the hash' | 'longest'): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { RSA_PSS_SALTLEN_DIGEST, RSA_PSS_SALTLEN_MAX_SIGN, RSA_PKCS1_PSS_PADDING: padding } = constants
  const saltLength = salt === 'longest' ? RSA_PSS_SALTLEN_MAX_SIGN : RSA_PSS_SALTLEN_DIGEST
  return {
    publicKey: areaOf(publicKey),
    sign: (attest) => rsaSignature(0x16, hash, sign(hash, attest, { key: privateKey, padding, saltLength })),
  }
}

export function ecdsa(namedCurve: 'P-256' | 'P-384' | 'P-521', hash: Hash): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
  return {
    publicKey: areaOf(publicKey),
    sign(attest) {
      const raw = new Uint8Array(sign(hash, attest, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
      const halves = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)]
      // A TPM drops leading zeros.
      const [signatureR, signatureS] = halves.map((half) => half.subarray(half.findIndex((byte) => byte > 0)))
      const signature = { hash: hashes[hash], signatureR: signatureR!, signatureS: signatureS! }
      return serialize('TPMT_SIGNATURE', { sigAlg: 0x18, signature })
    },
  }
}

function areaOf(publicKey: KeyObject): Uint8Array {
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  // fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, signEncrypt
  return fromSpki(spki, { nameAlg: 0x0b, objectAttributes: 0x00050072 })
}

function rsaSignature(sigAlg: 0x14 | 0x16, hash: Hash, signature: Uint8Array): Uint8Array {
  const sig = new Uint8Array(signature)
  return serialize('TPMT_SIGNATURE', { sigAlg, signature: { hash: hashes[hash], sig } })
}
