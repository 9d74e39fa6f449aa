/**
 * The certificates of a statement, and the way from them to a trust anchor.
 *
 * @see WebAuthn Level 3 §7.1 step 24; RFC 5280 §6
 */
import { type CoseKey, fromJwk } from '@latchkey/cose-keys'
import { CoseError } from '@latchkey/cose-keys/signature'
import { equalBytes } from '@latchkey/simd-compare'
import {
  type Certificate,
  type CertificateException,
  type GeneralName,
  type PathOptions,
  parseCertificate,
  subjectAlternativeNames,
  validatePath,
  X509Error,
} from '@latchkey/x509-path'
import { AttestationError } from './attestation-error.ts'
import type { Procedure } from './procedure.ts'

/** What a policy says of paths. */
export type PathPolicy = Pick<PathOptions, 'now' | 'crls' | 'revocation'>

/** Certificates that can be held against anchors. */
export type CertificateChain = {
  /** resolves to the anchor that they lead to, rejects with an {@link AttestationError} `not-trusted` otherwise */
  leadsTo(anchors: readonly Certificate[], policy: PathPolicy): Promise<Certificate>
}

/** What devices in the field get wrong without changing what a certificate says; each is noted. */
const fieldExceptions: readonly CertificateException[] = [
  'explicit-default',
  'boolean-value',
  'serial-number',
  'unsorted-name',
  'named-bits',
  'nonexistent-day',
  'authority-key-identifier',
]

/** Longer than any that a device sends; every certificate may have to be judged. */
const mostCertificates = 16

/**
 * Reads `x5c`, leaf first.
 *
 * @param list - as the statement has it
 * @param more - deviations to accept for this statement alone
 */
export function readCertificates(
  procedure: Procedure,
  list: readonly unknown[],
  more: readonly CertificateException[] = [],
): readonly [Certificate, ...Certificate[]] {
  procedure.step('x5c is a list of certificates')
  procedure.require(list.length > 0, 'statement-malformed', 'there is no certificate')
  procedure.require(list.length <= mostCertificates, 'statement-malformed', 'there are too many certificates')
  const exceptions = [...fieldExceptions, ...more]
  const certificates = list.map((der, index) => {
    procedure.require(
      der instanceof Uint8Array,
      'statement-malformed',
      `certificate ${index} is no byte string`,
    )
    return procedure.attempt(X509Error, 'certificate-malformed', `certificate ${index}`, () =>
      parseCertificate(der, { exceptions }),
    )
  })
  for (const exception of new Set(certificates.flatMap((one) => one.exceptions))) {
    procedure.notes.push(`certificate-${exception}`)
  }
  const hasRoot = certificates.slice(1).some(isSelfIssued)
  procedure.require(
    !hasRoot || !procedure.hasOption('conformance'),
    'certificate-refused',
    'the root is among the certificates',
  )
  if (hasRoot) procedure.notes.push('x5c-with-root')
  return certificates as [Certificate, ...Certificate[]]
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return equalBytes(subject.der, issuer.der)
}

/** What a certificate is for beside its subject. */
export function alternativeNames(procedure: Procedure, certificate: Certificate): readonly GeneralName[] {
  const { exceptions } = certificate
  return procedure.attempt(X509Error, 'certificate-malformed', 'the certificate', () =>
    subjectAlternativeNames(certificate, { exceptions }),
  )
}

/** The key of a certificate for an algorithm of COSE: sound, and of the type and curve that the algorithm has. */
export function keyOf(procedure: Procedure, { publicKey }: Certificate, alg: number): CoseKey {
  try {
    return fromJwk(publicKey, alg)
  } catch (cause) {
    if (!CoseError.is(cause)) throw cause
    const { code, message } = cause
    const unknown = code === 'unsupported-algorithm' && 'algorithm-refused'
    const other = code === 'algorithm-mismatch' && code
    throw procedure.refusal(
      unknown || other || 'certificate-refused',
      `the key of the certificate is refused: ${message}`,
      cause,
    )
  }
}

/** Whether a certificate is for the credential key. */
export function isForKey(procedure: Procedure, certificate: Certificate): boolean {
  const { credentialKey } = procedure
  const certified = keyOf(procedure, certificate, credentialKey.alg)
  return keyParts(credentialKey).every((part, index) => equalBytes(part, keyParts(certified)[index]!))
}

function keyParts(key: CoseKey): readonly Uint8Array[] {
  switch (key.kty) {
    case 'EC2':
      return [key.x, key.y]
    case 'OKP':
      return [key.x]
    case 'RSA':
      return [key.n, key.e]
    case 'AKP':
      return [key.pub]
  }
}

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
