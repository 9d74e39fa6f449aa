/**
 * Whether names lie in the subtrees that issuers allow.
 *
 * @see RFC 5280 §4.2.1.10, §6.1.3 (b) and (c)
 */
import type { Certificate } from './certificate.ts'
import { DerReader, SEQUENCE } from './der-reader.ts'
import type { Exceptions } from './exceptions.ts'
import { readAlternativeNames } from './extensions/alternative-names.ts'
import type { GeneralName } from './extensions/general-name.ts'
import type { NameConstraints } from './extensions/name-constraints.ts'
import type { Name } from './name.ts'
import { X509Error } from './x509-error.ts'

const emailAddress = '1.2.840.113549.1.9.1'
/** Names times subtrees that are compared: certificates in the field have a dozen of each. */
const mostComparisons = 100_000

/** Throws where a name of the certificate is forbidden, or is of a form whose constraints cannot be judged. */
export function checkNames(
  certificate: Certificate,
  constraints: readonly NameConstraints[],
  exceptions: Exceptions,
): void {
  if (constraints.length === 0) return
  const names = namesOf(certificate, exceptions)
  let comparisons = 0
  for (const { permitted, excluded } of constraints) {
    comparisons += names.length * (permitted.length + excluded.length)
    if (comparisons > mostComparisons)
      throw new X509Error('too-complex', 'there are too many names and constraints')
    for (const name of names) {
      const ofForm = permitted.filter(({ form }) => form === name.form)
      const isPermitted = ofForm.length === 0 || ofForm.some((subtree) => isWithin(name, subtree))
      const isExcluded = excluded.some((subtree) => subtree.form === name.form && isWithin(name, subtree))
      if (isPermitted && !isExcluded) continue
      throw new X509Error(
        'name-constraints',
        `a name of the form ${name.form} is forbidden by an issuer above`,
      )
    }
  }
}

/** The subject is a name as those of the extension, and e-mail addresses stood in it before there were others. */
function namesOf(certificate: Certificate, exceptions: Exceptions): readonly GeneralName[] {
  const { subject } = certificate
  const alternatives = readAlternativeNames(certificate.extensions, exceptions) ?? []
  const hasAddress = alternatives.some(({ form }) => form === 'rfc822Name')
  const addresses = hasAddress ? [] : subject.attribute(emailAddress)
  return [
    ...(isEmpty(subject) ? [] : [{ form: 'directoryName', value: subject } as const]),
    ...addresses.map((value) => ({ form: 'rfc822Name', value }) as const),
    ...alternatives,
  ]
}

function isEmpty({ der }: Name): boolean {
  return der.length === 2
}

/** Whether a name lies in a subtree of the same form. */
function isWithin(name: GeneralName, subtree: GeneralName): boolean {
  switch (name.form) {
    case 'dNSName':
      return isDomainWithin(name.value, subtree.value as string)
    case 'rfc822Name':
      return isAddressWithin(name.value, subtree.value as string)
    case 'uniformResourceIdentifier':
      return isHostWithin(hostOf(name.value), subtree.value as string)
    case 'iPAddress':
      return isIpWithin(name.value, subtree.value as Uint8Array)
    case 'directoryName':
      return isNameWithin(name.value, subtree.value as Name)
    default:
      throw new X509Error(
        'name-constraints',
        `constraints on names of the form ${name.form} cannot be judged`,
      )
  }
}

/** A domain lies in itself and in every domain above it; the empty one is above all. */
function isDomainWithin(domain: string, subtree: string): boolean {
  const [inner, outer] = [domain.toLowerCase(), subtree.toLowerCase()]
  if (outer.startsWith('.')) return inner.endsWith(outer)
  return outer === '' || inner === outer || inner.endsWith(`.${outer}`)
}

/** A host lies in itself alone, or, where the constraint begins with a dot, in what is below it. */
function isHostWithin(host: string, subtree: string): boolean {
  const [inner, outer] = [host.toLowerCase(), subtree.toLowerCase()]
  return outer.startsWith('.') ? inner.endsWith(outer) && inner !== outer : inner === outer
}

/** A constraint is one mailbox, one host, or, with a dot before it, all hosts below. */
function isAddressWithin(address: string, subtree: string): boolean {
  const at = address.lastIndexOf('@')
  if (at < 0) throw new X509Error('name-constraints', 'an e-mail address without a host cannot be judged')
  const host = address.slice(at + 1)
  const constraintAt = subtree.lastIndexOf('@')
  if (constraintAt < 0) return isHostWithin(host, subtree)
  const isSameMailbox = address.slice(0, at) === subtree.slice(0, constraintAt)
  return isSameMailbox && isHostWithin(host, subtree.slice(constraintAt + 1))
}

/** A constraint on URIs is on their hosts; a URI without a named host cannot be judged. */
function hostOf(uri: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(uri)
  const host = authority?.[1] ?? ''
  if (host === '' || /^[\d.]+$/.test(host)) {
    throw new X509Error('name-constraints', 'a URI without the name of a host cannot be judged')
  }
  return host
}

/** Address and mask follow each other in a constraint. */
function isIpWithin(address: Uint8Array, subtree: Uint8Array): boolean {
  const { length } = address
  if ((length !== 4 && length !== 16) || (subtree.length !== 8 && subtree.length !== 32)) {
    throw new X509Error('name-constraints', 'an IP address of neither version 4 nor 6 cannot be judged')
  }
  if (subtree.length !== 2 * length) return false
  return address.every((byte, at) => ((byte ^ subtree[at]!) & subtree[length + at]!) === 0)
}

/** A name lies in a subtree where it begins with its components, byte by byte. */
function isNameWithin(name: Name, subtree: Name): boolean {
  const inner = componentsOf(name)
  const outer = componentsOf(subtree)
  return outer.length <= inner.length && outer.every((byte, at) => inner[at] === byte)
}

function componentsOf({ der }: Name): Uint8Array {
  return new DerReader(der).content(SEQUENCE)
}
