/**
 * Signature algorithms of certificates and CRLs. What is not here is not verified, MD5 and RSASSA-PSS with other than the
 * usual parameters among them.
 *
 * @see RFC 3279 §2.2, RFC 5758 §3, RFC 4055 §3, RFC 8410 §3, RFC 9881 §3
 */
import type { SignatureScheme } from '@latchkey/cose-keys/signature'
import { encodeHex } from '@latchkey/octets'
import type { AlgorithmIdentifier } from './algorithm-identifier.ts'

export type SignatureAlgorithm = {
  readonly name: string
  readonly scheme: SignatureScheme['scheme']
  readonly hash?: NonNullable<SignatureScheme['hash']>
}

type Bits = 1 | 256 | 384 | 512

const row = (name: string, scheme: SignatureAlgorithm['scheme'], bits?: Bits): SignatureAlgorithm =>
  bits ? { name, scheme, hash: `sha-${bits}` } : { name, scheme }

const pkcs1 = 'rsassa-pkcs1-v1_5'

/** By identifier and, for RSASSA-PSS, its parameters. */
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.10045.4.3.2': row('ecdsa-with-SHA256', 'ecdsa', 256),
  '1.2.840.10045.4.3.3': row('ecdsa-with-SHA384', 'ecdsa', 384),
  '1.2.840.10045.4.3.4': row('ecdsa-with-SHA512', 'ecdsa', 512),
  '1.2.840.10045.4.1': row('ecdsa-with-SHA1', 'ecdsa', 1),
  '1.2.840.113549.1.1.11': row('sha256WithRSAEncryption', pkcs1, 256),
  '1.2.840.113549.1.1.12': row('sha384WithRSAEncryption', pkcs1, 384),
  '1.2.840.113549.1.1.13': row('sha512WithRSAEncryption', pkcs1, 512),
  '1.2.840.113549.1.1.5': row('sha1WithRSAEncryption', pkcs1, 1),
  [pssParameters('01', '20')]: row('id-RSASSA-PSS with SHA256', 'rsa-pss', 256),
  [pssParameters('02', '30')]: row('id-RSASSA-PSS with SHA384', 'rsa-pss', 384),
  [pssParameters('03', '40')]: row('id-RSASSA-PSS with SHA512', 'rsa-pss', 512),
  '1.3.101.112': row('id-Ed25519', 'eddsa'),
  '1.3.101.113': row('id-Ed448', 'eddsa'),
  '2.16.840.1.101.3.4.3.17': row('id-ml-dsa-44', 'ml-dsa'),
  '2.16.840.1.101.3.4.3.18': row('id-ml-dsa-65', 'ml-dsa'),
  '2.16.840.1.101.3.4.3.19': row('id-ml-dsa-87', 'ml-dsa'),
}

/** The name of an algorithm; its identifier where that, or what goes with it, is not known here. */
export function signatureAlgorithmName({ oid, parameters }: AlgorithmIdentifier): string {
  const isPss = oid === '1.2.840.113549.1.1.10' && parameters !== undefined
  const key = isPss ? encodeHex(parameters.value) : oid
  const algorithm = Object.hasOwn(algorithms, key) ? algorithms[key]! : undefined
  // RFC 4055 §5: with RSA a NULL is written, and its absence accepted.
  const isUsual =
    isPss || parameters === undefined || (algorithm?.scheme === pkcs1 && parameters.tag === 0x05)
  return algorithm && isUsual ? algorithm.name : oid
}

export function signatureAlgorithm(name: string): SignatureAlgorithm | undefined {
  return Object.values(algorithms).find((algorithm) => algorithm.name === name)
}

/** One hash for the message and for MGF1, a salt as long as the hash, the usual trailer: one encoding for each hash. */
function pssParameters(hashArc: string, salt: string): string {
  const hash = `300d06096086480165030402${hashArc}0500`
  return `a00f${hash}a11c301a06092a864886f70d010108${hash}a2030201${salt}`
}
