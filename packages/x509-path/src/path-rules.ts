/**
 * The rules of a path, from the anchor down to the leaf. Signatures and revocation are judged elsewhere.
 *
 * @see RFC 5280 §6.1
 */
import { Exceptions } from './exceptions.ts'
import { readAlternativeNames } from './extensions/alternative-names.ts'
import { readInformationAccess } from './extensions/authority-information-access.ts'
import { readDistributionPoints } from './extensions/distribution-points.ts'
import type { Extensions } from './extensions/extension-list.ts'
import { readAuthorityKeyIdentifier, readSubjectKeyIdentifier } from './extensions/key-identifiers.ts'
import { type NameConstraints, readNameConstraints } from './extensions/name-constraints.ts'
import {
  readInhibitAnyPolicy,
  readPolicies,
  readPolicyConstraints,
  readPolicyMappings,
} from './extensions/policies.ts'
import { checkNames } from './name-matching.ts'
import { type CandidatePath, isItself, type Placed } from './path-search.ts'
import { PolicySet } from './policy-set.ts'
import { sameBytes } from './same-bytes.ts'
import { checkKeySize, type SignaturePolicy } from './signature-check.ts'
import { X509Error } from './x509-error.ts'

export type PathRules = SignaturePolicy & {
  now: Date
  /** dotted identifiers of critical extensions that the caller understands */
  allowedCriticalExtensions?: readonly string[]
  exceptions?: readonly string[]
  /** judge no date: of certificates that were made to outlive them, or of what nothing is concluded from */
  dangerouslyIgnoreDates?: boolean
}

/**
 * What is understood, critical or not. Three are parsed with the certificate; the others are read here, so that none is
 * passed over that is not what it should be. RFC 5280 §4.2
 */
const understood: Readonly<Record<string, (extensions: Extensions, exceptions: Exceptions) => unknown>> = {
  '2.5.29.15': parsedBefore,
  '2.5.29.19': parsedBefore,
  '2.5.29.37': parsedBefore,
  '2.5.29.14': readSubjectKeyIdentifier,
  '2.5.29.17': readAlternativeNames,
  '2.5.29.30': readNameConstraints,
  '2.5.29.31': readDistributionPoints,
  '2.5.29.32': readPolicies,
  '2.5.29.33': readPolicyMappings,
  '2.5.29.35': readAuthorityKeyIdentifier,
  '2.5.29.36': readPolicyConstraints,
  '2.5.29.54': readInhibitAnyPolicy,
  '1.3.6.1.5.5.7.1.1': readInformationAccess,
}

function parsedBefore(): void {}

/**
 * Throws an X509Error with the index of the certificate at fault.
 *
 * @returns deviations that were met here
 */
export function checkRules({ path, anchor }: CandidatePath, rules: PathRules): Exceptions {
  const exceptions = new Exceptions(rules.exceptions)
  const policies = new PolicySet(path.length)
  const constraints: NameConstraints[] = []
  let moreBelow = Infinity

  const asIssuer = ({ certificate, index }: Placed) => {
    const { pathLength, keyUsage } = certificate
    if (keyUsage && !keyUsage.includes('keyCertSign')) {
      throw new X509Error('not-a-ca', 'an issuer may not sign certificates', { index })
    }
    moreBelow = Math.min(moreBelow, pathLength ?? Infinity)
    const subtrees = readNameConstraints(certificate.extensions, exceptions)
    if (subtrees) constraints.push(subtrees)
  }

  if (!isItself({ path, anchor })) {
    at(anchor, () => {
      checkItself(anchor, rules, exceptions)
      // A root of version 1 cannot say what it is; one that says CA:false is none.
      const { extensions, isCa } = anchor.certificate
      if (extensions.has('2.5.29.19') && !isCa) throw new X509Error('not-a-ca', 'the anchor is not a CA')
      asIssuer(anchor)
    })
  }
  for (const placed of path.toReversed()) {
    const { certificate } = placed
    const isLast = placed === path[0]
    const isSelfIssued = sameBytes(certificate.subject.der, certificate.issuer.der)
    at(placed, () => {
      checkItself(placed, rules, exceptions)
      const unnamed = certificate.exceptions.find((exception) => !exceptions.admits(exception))
      if (unnamed)
        throw new X509Error('exception-not-allowed', `the certificate needs the exception ${unnamed}`)
      if (isLast || !isSelfIssued) checkNames(certificate, constraints, exceptions)
      policies.pass(certificate, isSelfIssued, isLast)
      if (isLast) return
      if (!certificate.isCa) throw new X509Error('not-a-ca', 'an issuer is not a CA')
      if (!isSelfIssued && moreBelow-- < 1) {
        throw new X509Error('path-length', 'there are more certificates below an issuer than it allows')
      }
      asIssuer(placed)
    })
  }
  return exceptions
}

/** What does not depend on where in the path the certificate is. */
function checkItself({ certificate }: Placed, rules: PathRules, exceptions: Exceptions): void {
  if (!rules.dangerouslyIgnoreDates) checkDates(certificate, rules.now.getTime())
  const { extensions } = certificate
  for (const [oid, { critical }] of extensions) {
    const read = Object.hasOwn(understood, oid) ? understood[oid] : undefined
    if (read) read(extensions, exceptions)
    else if (critical && !rules.allowedCriticalExtensions?.includes(oid)) {
      throw new X509Error('critical-extension', `the critical extension ${oid} is not understood`)
    }
  }
  checkKeySize(certificate, rules)
}

/** Both ends are within. RFC 5280 §4.1.2.5 */
function checkDates({ notBefore, notAfter }: Placed['certificate'], now: number): void {
  if (now < notBefore.getTime()) throw new X509Error('not-yet-valid', 'the certificate is not valid yet')
  if (Math.floor(now / 1000) * 1000 > notAfter.getTime())
    throw new X509Error('expired', 'the certificate has expired')
}

/** Adds the place to whatever is thrown. */
function at({ index }: Placed, judge: () => void): void {
  try {
    judge()
  } catch (error) {
    throw placed(error, index)
  }
}

/** The same error with the index of a certificate. */
export function placed(error: unknown, index: number): unknown {
  if (!X509Error.is(error) || error.index !== undefined) return error
  const { code, message, offset, cause } = error
  return new X509Error(code, message, { index, offset, cause })
}
