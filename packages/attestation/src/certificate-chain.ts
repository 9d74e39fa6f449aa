/**
 * The way from the certificates of a statement to a trust anchor.
 *
 * @see WebAuthn Level 3 §7.1 step 24; RFC 5280 §6
 */
import { equalBytes } from '@latchkey/simd-compare'
import { type Certificate, type PathOptions, validatePath, X509Error } from '@latchkey/x509-path'
import { AttestationError } from './attestation-error.ts'
import type { CertificateChain } from './attestation-format.ts'
import { fieldExceptions } from './certificates.ts'

/**
 * Makes a chain of certificates: for a format of one's own, whose statement has it as `chain`.
 *
 * Every certificate must have a part in it: it is of the path, or an anchor, or leads to one, or stands above one.
 *
 * @param certificates - leaf first, the others in any order
 * @param allowances - what to tell the path beside its anchors
 * @example
 * ```ts no-run
 * import { certificateChain } from '@latchkey/attestation/formats'
 * import type { Certificate } from '@latchkey/x509-path'
 *
 * declare const trustPath: readonly Certificate[]
 * declare const anchor: Certificate
 * await certificateChain(trustPath).leadsTo([anchor], { now: new Date() })
 * ```
 * @see RFC 5280 §6
 */
export function certificateChain(
  certificates: readonly Certificate[],
  allowances: Pick<PathOptions, 'dangerouslyIgnoreDates' | 'allowedCriticalExtensions'> = {},
): CertificateChain {
  return {
    async leadsTo(anchors, policy) {
      const met = certificates.flatMap((one) => one.exceptions)
      const exceptions = [...fieldExceptions, ...met]
      try {
        return await findAnchor(certificates, anchors, { ...policy, ...allowances, exceptions })
      } catch (cause) {
        if (!X509Error.is(cause)) throw cause
        throw new AttestationError('not-trusted', cause.message, { cause })
      }
    },
  }
}

async function findAnchor(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
  rules: Omit<PathOptions, 'anchors'>,
): Promise<Certificate> {
  const { path, anchor } = await validatePath(certificates, { ...rules, anchors })
  const known = [...path, ...anchors]
  // Nothing is concluded from the others, so their dates are no matter.
  const undated = { ...rules, revocation: 'off', dangerouslyIgnoreDates: true } as const
  for (const certificate of certificates) {
    if (known.some(({ der }) => equalBytes(der, certificate.der))) continue
    const isOther = !equalBytes(certificate.subject.der, anchor.subject.der)
    await validatePath([certificate, ...certificates], { ...undated, anchors }).catch((error: unknown) => {
      if (isOther) return validatePath([anchor, ...certificates], { ...undated, anchors: [certificate] })
      throw error
    })
  }
  return anchor
}
