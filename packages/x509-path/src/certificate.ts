/**
 * Certificates.
 *
 * @see RFC 5280 §4.1
 */
import { readAlgorithm, readOid } from './algorithm-identifier.ts'
import { BIT_STRING, DerReader, INTEGER, OCTET_STRING, SEQUENCE } from './der-reader.ts'
import { checkBitString, checkInteger, readBooleanDefaultFalse } from './der-values.ts'
import { type CertificateException, Exceptions } from './exceptions.ts'
import { readBasicConstraints } from './extensions/basic-constraints.ts'
import { readKeyPurposes, readKeyUsage } from './extensions/key-usage.ts'
import { type Name, readName } from './name.ts'
import { type JsonWebKey, readPublicKey } from './public-key.ts'
import { signatureAlgorithmName } from './signature-algorithms.ts'
import { readTime } from './time.ts'
import { X509Error } from './x509-error.ts'

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
  readonly extensions: ReadonlyMap<string, Extension>
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

export type Extension = { readonly critical: boolean; readonly value: Uint8Array }

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

/** What is signed, by what algorithm, and the signature: the frame of certificates and CRLs. The bytes are copied. */
export function readSigned<Content extends { readonly innerAlgorithm: Uint8Array }>(
  der: Uint8Array,
  exceptions: Exceptions | undefined,
  readContent: (reader: DerReader) => Content,
) {
  if (!(der instanceof Uint8Array)) throw new X509Error('wrong-type', 'DER is handed in as a Uint8Array')
  const reader = new DerReader(new Uint8Array(der), 0, der.length, exceptions)
  const end = reader.enter(SEQUENCE)
  const { at } = reader
  const tbsEnd = reader.enter(SEQUENCE)
  const content = readContent(reader)
  reader.leave(tbsEnd)
  const tbs = reader.since(at)
  const { at: algorithmStart } = reader
  const signatureAlgorithm = signatureAlgorithmName(readAlgorithm(reader))
  if (!sameBytes(content.innerAlgorithm, reader.since(algorithmStart))) {
    throw reader.fault('algorithm-disagreement', algorithmStart)
  }
  const signature = readSignature(reader)
  reader.leave(end)
  if (reader.more) throw reader.fault('trailing-bytes', reader.at)
  return { der: reader.bytes, tbs, content, signatureAlgorithm, signature }
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

/** The AlgorithmIdentifier inside of what is signed: it must be the one outside, byte by byte. */
export function readInnerAlgorithm(reader: DerReader): Uint8Array {
  const { at } = reader
  reader.content(SEQUENCE)
  return reader.since(at)
}

/** A signature is whole bytes. */
function readSignature(reader: DerReader): Uint8Array {
  reader.expect(BIT_STRING)
  if (reader.bytes[reader.at] !== 0 || reader.contentEnd === reader.at) {
    reader.meet('signature-unused-bits', 'bad-value')
  }
  reader.at++
  return reader.rest()
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

/** Extensions under an explicit tag, where they are there and the version has them. */
export function readExtensions(
  reader: DerReader,
  tag: number,
  hasVersion: boolean,
): ReadonlyMap<string, Extension> {
  if (!reader.more) return new Map()
  return reader.inside(tag, () => {
    if (!hasVersion) throw reader.fault('bad-version')
    return readExtensionList(reader)
  })
}

/** `SEQUENCE SIZE (1..MAX) OF Extension` */
export function readExtensionList(reader: DerReader): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  reader.list(SEQUENCE, () => {
    const outer = reader.enter(SEQUENCE)
    const { start } = reader
    const oid = readOid(reader)
    const critical = readBooleanDefaultFalse(reader)
    const value = reader.content(OCTET_STRING)
    reader.leave(outer)
    if (extensions.has(oid)) throw reader.fault('bad-extension', start, `a second extension ${oid}`)
    extensions.set(oid, { critical, value })
  })
  return extensions
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
