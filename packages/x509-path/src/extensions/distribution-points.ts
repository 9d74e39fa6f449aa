import { type DerReader, SEQUENCE } from '../der-reader.ts'
import { readItem } from '../read-der.ts'
import type { Extensions } from './extension-list.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type HasExtensions, readExtension } from './read-extension.ts'

/** Where a CRL lies that covers the certificate. Nothing is ever fetched from there. */
export type DistributionPoint = {
  readonly fullName: readonly GeneralName[]
  /** DER of the names, by which a CRL says that it is of this point */
  readonly encodedNames: readonly Uint8Array[]
}

/**
 * Reads cRLDistributionPoints.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns the points in order; none where there is no such extension
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { type Certificate, crlDistributionPoints } from '@latchkey/x509-path'
 *
 * declare const certificate: Certificate
 * crlDistributionPoints(certificate).flatMap(({ fullName }) => fullName.map(({ value }) => value))
 * ```
 * @see RFC 5280 §4.2.1.13
 */
export function crlDistributionPoints({ extensions }: HasExtensions): readonly DistributionPoint[] {
  return readDistributionPoints(extensions) ?? []
}

export function readDistributionPoints(extensions: Extensions): readonly DistributionPoint[] | undefined {
  return readExtension(extensions, '2.5.29.31', undefined, (reader) =>
    reader.list(SEQUENCE, () => reader.inside(SEQUENCE, () => readPoint(reader))),
  )
}

/** What reasons a point is for, and whose CRL it is, changes nothing for who only looks at names. */
function readPoint(reader: DerReader): DistributionPoint {
  const point = reader.peek() === 0xa0 ? readPointName(reader) : { fullName: [], encodedNames: [] }
  while (reader.more) {
    if (reader.peek() !== 0x81 && reader.peek() !== 0xa2) throw reader.unexpected()
    readItem(reader)
  }
  return point
}

/** DistributionPointName under [0]: full names, or a name relative to the issuer's, which nobody uses. */
export function readPointName(reader: DerReader): DistributionPoint {
  const names = reader.inside(0xa0, () => {
    if (reader.peek() === 0xa0) return reader.list(0xa0, () => readEncoded(reader))
    readItem(reader)
    return []
  })
  return { fullName: names.map(([name]) => name), encodedNames: names.map(([, encoded]) => encoded) }
}

function readEncoded(reader: DerReader): readonly [GeneralName, Uint8Array] {
  const { at } = reader
  return [readGeneralName(reader), reader.since(at)]
}
