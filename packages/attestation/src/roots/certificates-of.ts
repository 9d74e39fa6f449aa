import { decodeBase64url, OctetsError } from '@latchkey/octets'
import { type Certificate, type CertificateException, parseCertificate, X509Error } from '@latchkey/x509-path'
import { AttestationError } from '../attestation-error.ts'

/** A certificate that attestations may lead to, and where it comes from. */
export type AttestationRoot = {
  /** by which its subject is known */
  readonly name: string
  /** of the DER: 64 lower-case hexadecimal digits */
  readonly sha256: string
  /** who publishes it, and where */
  readonly source: string
  /** base64url without padding */
  readonly der: string
}

/** Of Nuvoton's roots, and of Infineon's. */
const exceptions: readonly CertificateException[] = ['unsorted-name', 'named-bits']

/**
 * Parses roots, to be the anchors of a trust policy.
 *
 * @param roots - of one format
 * @returns the certificates in the same order
 * @throws {@link AttestationError} `certificate-malformed` for a root of your own that is none
 * @example
 * ```ts
 * import { createTrustPolicy } from '@latchkey/attestation'
 * import { androidKeyRoots, appleRoots, certificatesOf } from '@latchkey/attestation/roots'
 *
 * const anchors = { apple: certificatesOf(appleRoots), 'android-key': certificatesOf(androidKeyRoots) }
 * createTrustPolicy({ require: 'attested', anchors })
 * console.log(anchors.apple[0]?.subject.toString()) // ST=California,O=Apple Inc.,CN=Apple WebAuthn Root CA
 * ```
 * @see WebAuthn Level 3 §7.1 step 23
 */
export function certificatesOf(roots: readonly AttestationRoot[]): readonly Certificate[] {
  return roots.map(({ name, der }) => {
    try {
      return parseCertificate(decodeBase64url(der), { exceptions })
    } catch (cause) {
      if (!X509Error.is(cause) && !OctetsError.is(cause)) throw cause
      const message = `the root ${name} is refused: ${cause.message}`
      throw new AttestationError('certificate-malformed', message, { cause })
    }
  })
}
