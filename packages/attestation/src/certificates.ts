/**
 * The certificates of a statement, and their keys.
 *
 * @see WebAuthn Level 3 §8; RFC 5280 §4.1
 */
import { type CoseKey, fromJwk } from '@latchkey/cose-keys'
import { CoseError } from '@latchkey/cose-keys/signature'
import { equalBytes } from '@latchkey/simd-compare'
import {
  type Certificate,
  type CertificateException,
  type GeneralName,
  parseCertificate,
  subjectAlternativeNames,
  X509Error,
} from '@latchkey/x509-path'
import type { AttestationErrorCode } from './attestation-error.ts'
import type { Procedure } from './procedure.ts'

/** What devices in the field get wrong without changing what a certificate says; each is noted. */
export const fieldExceptions: readonly CertificateException[] = [
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
  procedure.require(
    list.length <= mostCertificates,
    'statement-malformed',
    `there are ${list.length} certificates, and ${mostCertificates} at most are judged`,
  )
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
    'the root is among the certificates, and conformance is set',
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
    const code = keyRefusals[cause.code] ?? 'certificate-refused'
    throw procedure.refusal(code, `the key of the certificate is refused: ${cause.message}`, cause)
  }
}

const keyRefusals: Readonly<Record<string, AttestationErrorCode>> = {
  'unsupported-algorithm': 'algorithm-refused',
  'algorithm-mismatch': 'algorithm-mismatch',
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
