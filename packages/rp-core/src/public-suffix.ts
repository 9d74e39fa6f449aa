/**
 * Checks by the public suffix list, for a server's start: what many own together is no RP ID.
 *
 * Needs the optional peer dependency `tldts`, which brings the list.
 *
 * @see https://publicsuffix.org/list/
 * @module
 */
import { parse } from 'tldts'
import { CeremonyError } from './specification/ceremony-error.ts'

/**
 * Throws where an RP ID is not a name of one owner, or no domain at all.
 *
 * Browsers refuse a public suffix (`com`, `co.uk`, `github.io`) to every origin below it: only a host of exactly that
 * name may claim it. A name of one label (`intranet`) is a suffix, too, by the list's default rule; who serves users
 * under just such a name does without this check. `localhost` and names below it are fine: browsers treat them as
 * secure.
 *
 * @param rpId - a domain in lower case; what is not ASCII stands in Punycode
 * @throws {@link CeremonyError} `configuration-rp-id`: a public suffix, also of the list's private section; an IP
 * address; a scheme, port or path; a dot at the end; upper case; whatever else is no domain
 * @example
 * ```ts
 * import { CeremonyError } from '@latchkey/rp-core'
 * import { assertRegistrable } from '@latchkey/rp-core/public-suffix'
 *
 * assertRegistrable('example.co.uk')
 * assertRegistrable('sign-in.example.co.uk')
 * assertRegistrable('localhost')
 *
 * try {
 *   assertRegistrable('github.io')
 * } catch (error) {
 *   if (!CeremonyError.is(error)) throw error
 *   console.log(error.code) // configuration-rp-id
 * }
 * ```
 * @see WebAuthn Level 3 §4, "Relying Party Identifier"
 * @see HTML, "is a registrable domain suffix of or is equal to"
 */
export function assertRegistrable(rpId: string): void {
  const wrong = noDomain(rpId) ?? (isLocal(rpId) ? undefined : sharedName(rpId))
  if (wrong === undefined) return
  const message = `the RP ID ${JSON.stringify(rpId)} ${wrong}`
  throw new CeremonyError('configuration-rp-id', message, { ceremony: 'configuration' })
}

/**
 * Throws where a client may pass over some of the related origins.
 *
 * A client reads the list in its order and counts labels: that of `https://www.example.co.uk` is `example`, as is that
 * of `https://example.de`. Five labels are the least that it must support; an origin of a later one may be passed over,
 * and one that has no registrable domain always is. The RP's own origins count only where they are listed: they need
 * not be.
 *
 * @param origins - what `/.well-known/webauthn` is to list: exact serialisations of https origins
 * @throws {@link CeremonyError} `configuration-related-origins`: more than five labels; an origin that is not https, not
 * in its one serialisation, or has no registrable domain
 * @example
 * ```ts
 * import { assertRelatedOrigins } from '@latchkey/rp-core/public-suffix'
 *
 * // Two labels: example and example-shop.
 * assertRelatedOrigins(['https://example.de', 'https://www.example.co.uk', 'https://example-shop.com'])
 * ```
 * @see WebAuthn Level 3 §5.11, "Using Web Authentication across related origins"
 */
export function assertRelatedOrigins(origins: readonly string[]): void {
  const firstOf = new Map<string, string>()
  for (const origin of origins) {
    const label = labelOf(origin)
    if (!firstOf.has(label)) firstOf.set(label, origin)
  }
  const lost = [...firstOf.values()][fewestLabels]
  if (lost === undefined) return
  throw relatedOriginsError(
    `the related origins have ${firstOf.size} labels (${[...firstOf.keys()].join(', ')}), and a client need support ` +
      `no more than ${fewestLabels}: it may pass over ${lost}`,
  )
}

const fewestLabels = 5
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const privateSection = { allowPrivateDomains: true }

/** What keeps a value from being a domain in its one spelling. */
function noDomain(text: unknown): string | undefined {
  if (typeof text !== 'string') return 'is not text: is a variable of the environment missing?'
  if (isAddress(text)) return 'is an IP address, or taken for one: an RP ID is a domain'
  if (/[:/?#@]/.test(text)) return 'is more than a domain: it has neither scheme nor port nor path'
  if (text.endsWith('.')) return 'has a dot at its end, which makes it another name to browsers'
  if (text !== text.toLowerCase()) return 'has letters in upper case: browsers compare with lower case'
  if (/[^\0-\x7f]/.test(text)) return 'is not ASCII: write its labels in Punycode (xn--…)'
  // A label in Punycode that decodes to nothing makes the URL invalid.
  const valid = text.length <= 253 && text.split('.').every((label) => domainLabel.test(label))
  return valid && URL.canParse(`https://${text}`) ? undefined : 'is no valid domain'
}

/** What keeps a domain from having one owner. */
function sharedName(domain: string): string | undefined {
  const { domain: registrable, isIcann, isPrivate } = parse(domain, privateSection)
  if (registrable !== null) return undefined
  if (isIcann || isPrivate) {
    return 'is a public suffix: it has no one owner, and browsers refuse it to all origins below it'
  }
  return 'has one label, which the public suffix list takes for a suffix: browsers refuse it to all origins below it'
}

/** The first label of an origin's registrable domain. */
function labelOf(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const named = `the related origin ${JSON.stringify(origin)}`
  if (url?.protocol !== 'https:') throw relatedOriginsError(`${named} is not https`)
  if (url.origin !== origin) {
    throw relatedOriginsError(`${named} is not an exact serialisation, which is ${url.origin}`)
  }
  if (url.hostname.endsWith('.')) throw relatedOriginsError(`${named} has a dot at the end of its host`)
  const label = parse(url.hostname, privateSection).domainWithoutSuffix
  if (!label) throw relatedOriginsError(`${named} has no registrable domain: every client passes over it`)
  return label
}

function isLocal(domain: string): boolean {
  return domain === 'localhost' || domain.endsWith('.localhost')
}

/** Also `127.1` and `0x7f.1`: where the last label is a number, a URL's host is an IPv4 address or invalid. */
function isAddress(text: string): boolean {
  return parse(text).isIp === true || /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(text)
}

function relatedOriginsError(message: string): CeremonyError {
  return new CeremonyError('configuration-related-origins', message, { ceremony: 'configuration' })
}
