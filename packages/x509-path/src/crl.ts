/**
 * Certificate revocation lists.
 *
 * @see RFC 5280 §5
 */
import { readSerialNumber } from './certificate.ts'
import { DerReader, INTEGER, SEQUENCE } from './der-reader.ts'
import { type Extensions, readExtensionList, readExtensions } from './extensions/extension-list.ts'
import { type Name, readName } from './name.ts'
import { sameBytes } from './same-bytes.ts'
import { readInnerAlgorithm, readSigned } from './signed-structure.ts'
import { readTime } from './time.ts'

/** A CRL whose head is well-formed; its entries are read by {@link findRevoked}. */
export interface Crl {
  readonly der: Uint8Array
  /** TBSCertList, which is what is signed */
  readonly tbs: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  readonly nextUpdate?: Date
  /** content of revokedCertificates; empty where none is */
  readonly revokedCertificates: Uint8Array
  /** by dotted identifier */
  readonly extensions: Extensions
  readonly signatureAlgorithm: string
  readonly signature: Uint8Array
}

export type RevokedCertificate = {
  readonly revocationDate: Date
  readonly extensions: Extensions
}

/**
 * Parses a CRL. What it lists is read when somebody looks for a certificate: a list may be long.
 *
 * @param der - one CertificateList and nothing after it; it is copied
 * @throws {@link X509Error} with an offset: the codes of DER, `unexpected-element`, `bad-version`, `bad-extension`,
 * `algorithm-disagreement`; `wrong-type`
 * @example
 * ```ts no-run
 * import { parseCrl } from '@latchkey/x509-path'
 *
 * declare const downloaded: Uint8Array
 * console.log(parseCrl(downloaded).nextUpdate)
 * ```
 * @see RFC 5280 §5.1
 */
export function parseCrl(der: Uint8Array): Crl {
  const { content, ...signed } = readSigned(der, undefined, readTbsCertList)
  const { innerAlgorithm: _, ...list } = content
  return Object.freeze({ ...signed, ...list })
}

function readTbsCertList(reader: DerReader) {
  const hasVersion = reader.peek() === INTEGER
  if (hasVersion) {
    const version = reader.content(INTEGER)
    if (version.length !== 1 || version[0] !== 1) throw reader.fault('bad-version')
  }
  const innerAlgorithm = readInnerAlgorithm(reader)
  const issuer = readName(reader)
  const thisUpdate = readTime(reader)
  const hasNext = reader.peek() === 0x17 || reader.peek() === 0x18
  const nextUpdate = hasNext ? readTime(reader) : undefined
  const revokedCertificates = reader.peek() === SEQUENCE ? reader.content(SEQUENCE) : new Uint8Array()
  const extensions = readExtensions(reader, 0xa0, hasVersion)
  return {
    innerAlgorithm,
    issuer,
    thisUpdate,
    ...(nextUpdate && { nextUpdate }),
    revokedCertificates,
    extensions,
  }
}

/**
 * Looks for a certificate in a CRL, and reads all of its entries.
 *
 * @param crl - from {@link parseCrl}
 * @param serialNumber - as a certificate has it
 * @returns nothing where the CRL does not list it. Whether the CRL is to be believed, and covers the certificate, is
 * another question
 * @throws {@link X509Error} as `parseCrl`; `critical-extension` for an entry with a critical extension
 * @example
 * ```ts no-run
 * import { type Certificate, type Crl, findRevoked } from '@latchkey/x509-path'
 *
 * declare const crl: Crl
 * declare const certificate: Certificate
 * findRevoked(crl, certificate.serialNumber)?.revocationDate
 * ```
 * @see RFC 5280 §5.1.2.6, §5.3
 */
export function findRevoked(crl: Crl, serialNumber: Uint8Array): RevokedCertificate | undefined {
  const { buffer, byteOffset, length } = crl.revokedCertificates
  const reader = new DerReader(new Uint8Array(buffer), byteOffset, byteOffset + length)
  let found: RevokedCertificate | undefined
  while (reader.more) {
    reader.inside(SEQUENCE, () => {
      const isIt = sameBytes(readSerialNumber(reader, true), serialNumber)
      const revocationDate = readTime(reader)
      const extensions = reader.more ? readEntryExtensions(reader) : new Map()
      if (isIt) found = { revocationDate, extensions }
    })
  }
  return found
}

/** An entry with a critical extension is of another certificate than it seems: such a CRL is not to be used. */
function readEntryExtensions(reader: DerReader): Extensions {
  const { at } = reader
  const extensions = readExtensionList(reader)
  for (const { critical } of extensions.values()) {
    if (critical) throw reader.fault('critical-extension', at)
  }
  return extensions
}
