/**
 * What CRLs say of a certificate. A CRL that may not be of this certificate says nothing.
 *
 * @see RFC 5280 §6.3; §5.2.5 (issuing distribution point)
 */
import type { Certificate } from './certificate.ts'
import { type Crl, findRevoked } from './crl.ts'
import { type DerReader, SEQUENCE } from './der-reader.ts'
import { readBooleanDefaultFalse } from './der-values.ts'
import { readDistributionPoints, readPointName } from './extensions/distribution-points.ts'
import { readExtension } from './extensions/read-extension.ts'
import { readItem } from './read-der.ts'
import { sameBytes } from './same-bytes.ts'
import { checkSignature, type SignaturePolicy } from './signature-check.ts'
import { X509Error } from './x509-error.ts'

export type RevocationStatus = 'good' | 'revoked' | 'not-checked'

/** CRL number, authority key identifier, issuer's names, freshest CRL, authority information: none changes what a CRL covers. */
const harmless = ['2.5.29.20', '2.5.29.35', '2.5.29.18', '2.5.29.46', '1.3.6.1.5.5.7.1.1']
const issuingDistributionPoint = '2.5.29.28'
const deltaCrlIndicator = '2.5.29.27'

/** Asks all CRLs that cover the certificate. */
export async function revocationStatus(
  certificate: Certificate,
  issuer: Certificate,
  crls: readonly Crl[],
  rules: SignaturePolicy & { now: Date },
): Promise<RevocationStatus> {
  let status: RevocationStatus = 'not-checked'
  for (const crl of crls) {
    const says = await ask(crl, certificate, issuer, rules)
    if (says === 'revoked') return says
    if (says === 'good') status = says
  }
  return status
}

async function ask(
  crl: Crl,
  certificate: Certificate,
  issuer: Certificate,
  rules: SignaturePolicy & { now: Date },
): Promise<RevocationStatus> {
  if (!sameBytes(crl.issuer.der, certificate.issuer.der)) return 'not-checked'
  if (issuer.keyUsage && !issuer.keyUsage.includes('cRLSign')) return 'not-checked'
  const now = rules.now.getTime()
  const { thisUpdate, nextUpdate } = crl
  if (nextUpdate === undefined || now < thisUpdate.getTime() || now > nextUpdate.getTime())
    return 'not-checked'
  try {
    if (!covers(crl, certificate)) return 'not-checked'
    await checkSignature(crl, issuer, rules)
    return findRevoked(crl, certificate.serialNumber) ? 'revoked' : 'good'
  } catch (error) {
    // Not by this issuer, or not to be understood: no CRL.
    if (X509Error.is(error)) return 'not-checked'
    throw error
  }
}

/** A complete CRL, or one whose part of all certificates has this one in it. */
function covers({ extensions }: Crl, certificate: Certificate): boolean {
  if (extensions.has(deltaCrlIndicator)) return false
  for (const [oid, { critical }] of extensions) {
    if (critical && oid !== issuingDistributionPoint && !harmless.includes(oid)) return false
  }
  const point = readExtension(extensions, issuingDistributionPoint, undefined, readIssuingPoint)
  if (point === undefined) return true
  if (point.isPartial || (certificate.isCa ? point.onlyUsers : point.onlyAuthorities)) return false
  if (point.encodedNames === undefined) return true
  const wanted = (readDistributionPoints(certificate.extensions) ?? []).flatMap(
    ({ encodedNames }) => encodedNames,
  )
  return point.encodedNames.some((name) => wanted.some((one) => sameBytes(one, name)))
}

type IssuingPoint = {
  readonly encodedNames: readonly Uint8Array[] | undefined
  readonly onlyUsers: boolean
  readonly onlyAuthorities: boolean
  /** some reasons only, of other issuers, too, or of attribute certificates: whatever else may stand there */
  readonly isPartial: boolean
}

function readIssuingPoint(reader: DerReader): IssuingPoint {
  return reader.inside(SEQUENCE, () => {
    const encodedNames = reader.peek() === 0xa0 ? readPointName(reader).encodedNames : undefined
    const onlyUsers = readBooleanDefaultFalse(reader, 0x81)
    const onlyAuthorities = readBooleanDefaultFalse(reader, 0x82)
    const isPartial = reader.more
    while (reader.more) readItem(reader)
    return { encodedNames, onlyUsers, onlyAuthorities, isPartial }
  })
}
