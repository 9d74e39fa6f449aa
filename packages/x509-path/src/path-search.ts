/**
 * Ways from a certificate to an anchor, by the names of issuers. An anchor never comes from the chain.
 *
 * @see RFC 5280 §6.1 (prospective paths), RFC 4158 §2.4
 */
import type { Certificate } from './certificate.ts'
import { Exceptions } from './exceptions.ts'
import { readAuthorityKeyIdentifier, readSubjectKeyIdentifier } from './extensions/key-identifiers.ts'
import { sameBytes } from './same-bytes.ts'
import { X509Error } from './x509-error.ts'

/** A certificate with its place: in the chain, or behind it where it is an anchor. */
export type Placed = { readonly certificate: Certificate; readonly index: number }

export type CandidatePath = {
  /** from the leaf to the last before the anchor */
  readonly path: readonly Placed[]
  /** the leaf itself, where that is an anchor */
  readonly anchor: Placed
}

/** Whether the leaf is its own anchor. */
export function isItself({ path, anchor }: CandidatePath): boolean {
  return path.length === 1 && sameBytes(path[0]!.certificate.der, anchor.certificate.der)
}

export type Search = {
  readonly chain: readonly Placed[]
  readonly anchors: readonly Placed[]
  /** pairs of certificate and issuer that are known not to belong together */
  readonly broken: ReadonlySet<string>
  /** takes why a way ended, with how far it had come */
  readonly refuse: (error: X509Error, length: number) => void
}

/** Certificates in a path, and steps of a search. Real paths have up to five certificates. */
const longestPath = 20
const mostSteps = 1000

/** Every way there is, the likely ones first. */
export function* findPaths(search: Search): Generator<CandidatePath> {
  const leaf = search.chain[0]!
  const itself = search.anchors.find(({ certificate }) => sameBytes(certificate.der, leaf.certificate.der))
  if (itself) yield { path: [leaf], anchor: itself }
  yield* extend(search, [leaf], { steps: 0 })
}

function* extend(
  search: Search,
  path: readonly Placed[],
  effort: { steps: number },
): Generator<CandidatePath> {
  const last = path.at(-1)!
  if (++effort.steps > mostSteps || path.length > longestPath) {
    throw new X509Error('too-complex', 'there are too many ways through the certificates', {
      index: last.index,
    })
  }
  let isDeadEnd = true
  for (const anchor of issuersOf(last, search.anchors)) {
    isDeadEnd = false
    if (!search.broken.has(edge(last, anchor))) yield { path, anchor }
  }
  for (const issuer of issuersOf(last, search.chain)) {
    if (path.some(({ certificate }) => isSameAuthority(certificate, issuer.certificate))) continue
    isDeadEnd = false
    if (!search.broken.has(edge(last, issuer))) yield* extend(search, [...path, issuer], effort)
  }
  if (isDeadEnd) {
    const what = 'nothing here has issued this certificate and leads to an anchor'
    search.refuse(new X509Error('no-anchor', what, { index: last.index }), path.length)
  }
}

/** Names a pair for {@link Search.broken}. */
export function edge({ index }: Placed, issuer: Placed): string {
  return `${index} by ${issuer.index}`
}

/** By name; those whose key identifier is the one that the certificate names come first. */
function issuersOf({ certificate }: Placed, among: readonly Placed[]): readonly Placed[] {
  const named = among.filter((one) => sameBytes(one.certificate.subject.der, certificate.issuer.der))
  if (named.length < 2) return named
  const strict = new Exceptions()
  const wanted = quietly(() => readAuthorityKeyIdentifier(certificate.extensions, strict)?.keyIdentifier)
  if (wanted === undefined) return named
  const isWanted = (one: Placed) => {
    const identifier = quietly(() => readSubjectKeyIdentifier(one.certificate.extensions))
    return identifier !== undefined && sameBytes(identifier, wanted)
  }
  return [...named.filter(isWanted), ...named.filter((one) => !isWanted(one))]
}

/** A way that passes one name with one key twice is a detour. RFC 4158 §2.4.2 */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  return sameBytes(a.subject.der, b.subject.der) && sameBytes(a.spki, b.spki)
}

/** What is only a hint may be broken; the path's own check says so. */
function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (X509Error.is(error)) return undefined
    throw error
  }
}
