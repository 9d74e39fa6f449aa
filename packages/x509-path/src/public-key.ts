/**
 * SubjectPublicKeyInfo as a JSON Web Key.
 *
 * Curves are named. Parameters that describe a curve, or leave it to somebody else, are refused: with a curve of one's own
 * choice anybody's key can be claimed.
 *
 * @see RFC 5480 §2, RFC 3279 §2.3.1, RFC 8410 §4, RFC 9881 §4
 */
import type { SignatureScheme } from '@latchkey/cose-keys/signature'
import { encodeBase64url } from '@latchkey/octets'
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts'
import { BIT_STRING, DerReader, INTEGER, SEQUENCE } from './der-reader.ts'
import { checkBitString, checkInteger } from './der-values.ts'
import { oidText } from './oid.ts'
import type { X509Error } from './x509-error.ts'

export type JsonWebKey = SignatureScheme['publicKey']

const namedCurves: Readonly<Record<string, readonly [crv: string, length: number]>> = {
  '1.2.840.10045.3.1.7': ['P-256', 32],
  '1.3.132.0.34': ['P-384', 48],
  '1.3.132.0.35': ['P-521', 66],
  '1.3.132.0.10': ['secp256k1', 32],
}

/** Keys that are nothing but their bytes. */
const rawKeys: Readonly<Record<string, readonly [kty: 'OKP' | 'AKP', name: string, length: number]>> = {
  '1.3.101.112': ['OKP', 'Ed25519', 32],
  '1.3.101.113': ['OKP', 'Ed448', 57],
  '2.16.840.1.101.3.4.3.17': ['AKP', 'ML-DSA-44', 1312],
  '2.16.840.1.101.3.4.3.18': ['AKP', 'ML-DSA-65', 1952],
  '2.16.840.1.101.3.4.3.19': ['AKP', 'ML-DSA-87', 2592],
}

/** Reads a SubjectPublicKeyInfo. The key is frozen, so that its import is done once. */
export function readPublicKey(reader: DerReader): JsonWebKey {
  return Object.freeze(readKey(reader))
}

function readKey(reader: DerReader): JsonWebKey {
  const outer = reader.enter(SEQUENCE)
  const start = reader.at
  const { oid, parameters } = readAlgorithm(reader)
  const refuse = (what: string) => reader.fault('unsupported-key', start, what)
  reader.expect(BIT_STRING)
  checkBitString(reader)
  if (reader.bytes[reader.at] !== 0) throw refuse('a key that is not whole bytes')
  const from = ++reader.at
  const bits = reader.rest()
  reader.leave(outer)
  if (oid === '1.2.840.10045.2.1') return ellipticKey(parameters, bits, refuse)
  if (oid === '1.2.840.113549.1.1.1') {
    if (parameters?.tag !== 0x05) throw refuse('an RSA key with parameters')
    return rsaKey(new DerReader(reader.bytes, from, reader.at))
  }
  const raw = rawKeys[oid]
  if (raw === undefined || parameters !== undefined) throw refuse(`a key of type ${oid}`)
  const [kty, name, length] = raw
  if (bits.length !== length) throw refuse(`an ${name} key of ${bits.length} bytes`)
  const text = encodeBase64url(bits)
  return kty === 'OKP' ? { kty, crv: name, x: text } : { kty, alg: name, pub: text }
}

function ellipticKey(
  parameters: AlgorithmIdentifier['parameters'],
  point: Uint8Array,
  refuse: (what: string) => X509Error,
): JsonWebKey {
  if (parameters?.tag !== 0x06) throw refuse('an EC key whose curve is not named')
  const curve = namedCurves[oidText(parameters.value)]
  if (curve === undefined) throw refuse(`a key on the curve ${oidText(parameters.value)}`)
  const [crv, length] = curve
  if (point[0] !== 4 || point.length !== 1 + 2 * length) throw refuse(`a key that is no ${crv} point`)
  return {
    kty: 'EC',
    crv,
    x: encodeBase64url(point.subarray(1, 1 + length)),
    y: encodeBase64url(point.subarray(1 + length)),
  }
}

function rsaKey(reader: DerReader): JsonWebKey {
  const outer = reader.enter(SEQUENCE)
  const n = readPositive(reader)
  const e = readPositive(reader)
  reader.leave(outer)
  return { kty: 'RSA', n: encodeBase64url(n), e: encodeBase64url(e) }
}

/** A positive INTEGER without its sign. */
function readPositive(reader: DerReader): Uint8Array {
  reader.expect(INTEGER)
  checkInteger(reader)
  const first = reader.bytes[reader.at]!
  if (first === 0) reader.at++
  if (first > 0x7f || reader.at === reader.contentEnd) {
    throw reader.fault('unsupported-key')
  }
  return reader.rest()
}
