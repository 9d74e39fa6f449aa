/**
 * Certificates.
 *
 * @see RFC 5280 §4.1
 */
import { type DerReader, INTEGER, SEQUENCE } from './der-reader.ts'
import { checkBitString, checkInteger } from './der-values.ts'
import { type CertificateException, Exceptions } from './exceptions.ts'
import { readBasicConstraints } from './extensions/basic-constraints.ts'
import { type Extensions, readExtensions } from './extensions/extension-list.ts'
import { readKeyPurposes, readKeyUsage } from './extensions/key-usage.ts'
import { type Name, readName } from './name.ts'
import { type JsonWebKey, readPublicKey } from './public-key.ts'
import { readInnerAlgorithm, readSigned } from './signed-structure.ts'
import { readTime } from './time.ts'

/** A certificate that is well-formed; whether it is to be trusted is for {@link validatePath} to say. */
export interface Certificate {
  readonly der: Uint8Array
  /** TBSCertificate, which is what is signed */
  readonly tbs: Uint8Array
  readonly version: 1 | 2 | 3
  /** content of the INTEGER: 1 to 20 bytes, big-endian, the first below 0x80 */
  readonly serialNumber: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  readonly notBefore: Date
  /** the last second of validity */
  readonly notAfter: Date
  /** SubjectPublicKeyInfo */
  readonly spki: Uint8Array
  readonly publicKey: JsonWebKey
  /** the standards' name, or the dotted identifier of one that is not known here */
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
  /** by dotted identifier */
  readonly extensions: Extensions
  /** basicConstraints: CA:true */
  readonly isCa: boolean
  /** basicConstraints: how many certificates may follow before the last */
  readonly pathLength?: number
  /** names of RFC 5280 §4.2.1.3, as in `keyCertSign` */
  readonly keyUsage?: readonly string[]
  /** dotted identifiers */
  readonly extendedKeyUsage?: readonly string[]
  /** deviations that it was parsed with */
  readonly exceptions: readonly CertificateException[]
}

export type ParseCertificateOptions = {
  /** deviations to accept; the result says which there were */
  exceptions?: readonly string[]
}

/**
 * Parses one certificate: strict DER, the structure of RFC 5280, and what its basic extensions mean.
 *
 * @param der - one certificate and nothing after it; it is copied
 * @throws {@link X509Error} with an offset: the codes of DER, and `unexpected-element`, `explicit-default`,
 * `bad-version`, `bad-serial-number`, `bad-extension`, `algorithm-disagreement`, `unsupported-key`; `wrong-type`
 * @example
 * ```ts no-run
 * import { parseCertificate } from '@latchkey/x509-path'
 *
 * declare const x5c: readonly Uint8Array[]
 * const [leaf] = x5c.map((der) => parseCertificate(der))
 * console.log(leaf?.subject.toString(), leaf?.notAfter)
 * ```
 * @see RFC 5280 §4.1
 */
export function parseCertificate(der: Uint8Array, options: ParseCertificateOptions = {}): Certificate {
  const exceptions = new Exceptions(options.exceptions)
  const { content, ...signed } = readSigned(der, exceptions, readTbsCertificate)
  const { extensions } = content
  const { isCa, pathLength } = readBasicConstraints(extensions, exceptions)
  const keyUsage = readKeyUsage(extensions, exceptions)
  const extendedKeyUsage = readKeyPurposes(extensions)
  return Object.freeze({
    der: signed.der,
    tbs: signed.tbs,
    version: content.version,
    serialNumber: content.serialNumber,
    issuer: content.issuer,
    subject: content.subject,
    notBefore: content.notBefore,
    notAfter: content.notAfter,
    spki: content.spki,
    publicKey: content.publicKey,
    signatureAlgorithm: signed.signatureAlgorithm,
    signature: signed.signature,
    extensions,
    isCa,
    ...(pathLength !== undefined && { pathLength }),
    ...(keyUsage && { keyUsage }),
    ...(extendedKeyUsage && { extendedKeyUsage }),
    exceptions: [...exceptions.met],
  })
}

function readTbsCertificate(reader: DerReader) {
  const version = readVersion(reader)
  const serialNumber = readSerialNumber(reader)
  const innerAlgorithm = readInnerAlgorithm(reader)
  const issuer = readName(reader)
  const beforeValidity = reader.enter(SEQUENCE)
  const notBefore = readTime(reader)
  const notAfter = readTime(reader)
  reader.leave(beforeValidity)
  const subject = readName(reader)
  const { at } = reader
  const publicKey = readPublicKey(reader)
  const spki = reader.since(at)
  for (const tag of [0x81, 0x82]) if (reader.peek() === tag) readUniqueIdentifier(reader, tag, version)
  const extensions = readExtensions(reader, 0xa3, version === 3)
  return {
    version,
    serialNumber,
    innerAlgorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    publicKey,
    extensions,
  }
}

/** DEFAULT v1, which is not written. */
function readVersion(reader: DerReader): 1 | 2 | 3 {
  if (reader.peek() !== 0xa0) return 1
  const outer = reader.enter(0xa0)
  const version = reader.content(INTEGER)
  reader.leave(outer)
  if (version.length === 1 && version[0] === 1) return 2
  if (version.length === 1 && version[0] === 2) return 3
  throw reader.fault('bad-version')
}

/** In a CRL, also those that no certificate should have. */
export function readSerialNumber(reader: DerReader, listed = false): Uint8Array {
  reader.expect(INTEGER)
  checkInteger(reader)
  const serialNumber = reader.rest()
  if (listed) return serialNumber
  if (serialNumber.length > 20) throw reader.fault('bad-serial-number')
  const isZero = serialNumber.length === 1 && serialNumber[0] === 0
  if (serialNumber[0]! > 0x7f || isZero) {
    reader.meet('serial-number', 'bad-serial-number')
  }
  return serialNumber
}

function readUniqueIdentifier(reader: DerReader, tag: number, version: number): void {
  reader.expect(tag)
  checkBitString(reader)
  reader.at = reader.contentEnd
  if (version === 1) throw reader.fault('bad-version')
}
