import type { Certificate } from './certificate.ts'
import { type Crl, parseCrl } from './crl.ts'
import type { CertificateException } from './exceptions.ts'
import { checkRules, type PathRules, placed } from './path-rules.ts'
import { type CandidatePath, edge, findPaths, isItself, type Placed } from './path-search.ts'
import { type RevocationStatus, revocationStatus } from './revocation.ts'
import { acceptedAlgorithm, checkSignature } from './signature-check.ts'
import { X509Error } from './x509-error.ts'

export type PathOptions = PathRules & {
  /** what is trusted; a leaf may be its own anchor */
  anchors: readonly Certificate[]
  /** DER; nothing is fetched */
  crls?: readonly Uint8Array[]
  /**
   * - `when-available` (the default): a CRL that covers a certificate counts
   * - `required`: each certificate below the anchor must be covered by one
   * - `off`: CRLs are not looked at
   */
  revocation?: 'off' | 'when-available' | 'required'
}

export type ValidatedPath = {
  /** from the leaf to the last certificate before the anchor; the leaf alone where that is the anchor itself */
  readonly path: readonly Certificate[]
  readonly anchor: Certificate
  /** for each certificate of the path */
  readonly revocation: readonly RevocationStatus[]
  /** deviations that certificates of the path, or the anchor, were parsed with */
  readonly exceptions: readonly CertificateException[]
}

const mostCertificates = 100
const mostSignatures = 100

/** How far a way came: by its length, but an anchor is further than any length, and to give up is the end. */
const atAnchor = 100
const givenUp = 1000

/**
 * Finds a way from a certificate to an anchor and judges it: names, dates, rights of issuers, path lengths, name
 * constraints, policies, critical extensions, algorithms, signatures, revocation. Of several ways the first good one is
 * taken.
 *
 * @param chain - the leaf first, the others in any order; what does not belong to the path, copies and roots do no harm.
 * An anchor never comes from here
 * @param options - `now` is the time to judge by. RSA has 2,048 bits or more unless `minimumRsaBits` says otherwise,
 * SHA-1 is refused without `dangerouslyAllowSha1`, and dates count but for `dangerouslyIgnoreDates`
 * @throws {@link X509Error} with the code of the refusal that came furthest, the index of the certificate, and all
 * `refusals`: `no-anchor`, `expired`, `not-yet-valid`, `not-a-ca`, `path-length`, `name-constraints`, `policy`,
 * `critical-extension`, `signature-mismatch`, `unsupported-algorithm`, `unsupported-key`, `weak-key`, `revoked`,
 * `revocation-unknown`, `exception-not-allowed`, `bad-extension`, `too-complex`; `wrong-type`
 * @example
 * ```ts no-run
 * import { parseCertificate, validatePath } from '@latchkey/x509-path'
 *
 * declare const x5c: readonly Uint8Array[]
 * declare const root: Uint8Array
 * const { path, revocation } = await validatePath(
 *   x5c.map((der) => parseCertificate(der)),
 *   { anchors: [parseCertificate(root)], now: new Date() },
 * )
 * console.log(path.length, revocation) // 2 [ 'not-checked', 'not-checked' ]
 * ```
 * @see RFC 5280 §6
 */
export async function validatePath(
  chain: readonly Certificate[],
  options: PathOptions,
): Promise<ValidatedPath> {
  checkArguments(chain, options)
  const crls = options.revocation === 'off' ? [] : (options.crls ?? []).map((der) => parseCrl(der))
  const broken = new Set<string>()
  const signed = new Set<string>()
  const refusals: { error: X509Error; rank: number }[] = []
  const refuse = (error: X509Error, length: number) => refusals.push({ error, rank: length })
  const search = {
    chain: chain.map((certificate, index) => ({ certificate, index })),
    anchors: options.anchors.map((certificate, at) => ({ certificate, index: chain.length + at })),
    broken,
    refuse,
  }
  for (const candidate of refusing(findPaths(search), refuse)) {
    try {
      const { met } = checkRules(candidate, options)
      await checkSignatures(candidate, options, broken, signed)
      return await judged(candidate, crls, options, met)
    } catch (error) {
      if (!X509Error.is(error)) throw error
      const isGivenUp = error.code === 'too-complex'
      refuse(error, isGivenUp ? givenUp : atAnchor + candidate.path.length)
      if (isGivenUp) break
    }
  }
  throw summary(refusals)
}

function checkArguments(chain: readonly Certificate[], { anchors, now }: PathOptions): void {
  if (chain.length === 0) throw new X509Error('wrong-type', 'a chain has one certificate at least')
  if (!(now instanceof Date) || Number.isNaN(now.getTime())) {
    throw new X509Error('wrong-type', 'now is a Date: the time to judge by')
  }
  if (!Array.isArray(anchors)) throw new X509Error('wrong-type', 'anchors are an array of certificates')
  if (chain.length > mostCertificates) {
    throw new X509Error('too-complex', `a chain has ${mostCertificates} certificates at most`)
  }
}

/** A search that is given up is one more refusal. */
function* refusing(
  paths: Generator<CandidatePath>,
  refuse: (error: X509Error, rank: number) => void,
): Generator<CandidatePath> {
  try {
    yield* paths
  } catch (error) {
    if (!X509Error.is(error)) throw error
    refuse(error, givenUp)
  }
}

/** Each certificate with its issuer, from the anchor down: no key is used before somebody has vouched for it. */
function links({ path, anchor }: CandidatePath): readonly (readonly [Placed, Placed])[] {
  if (isItself({ path, anchor })) return []
  return path.map((one, at) => [one, path[at + 1] ?? anchor] as const).toReversed()
}

async function checkSignatures(
  candidate: CandidatePath,
  options: PathOptions,
  broken: Set<string>,
  signed: Set<string>,
): Promise<void> {
  for (const [{ certificate, index }] of links(candidate)) {
    try {
      acceptedAlgorithm(certificate.signatureAlgorithm, options)
    } catch (error) {
      throw placed(error, index)
    }
  }
  for (const [one, issuer] of links(candidate)) {
    const link = edge(one, issuer)
    if (signed.has(link)) continue
    try {
      if (signed.size + broken.size >= mostSignatures) {
        throw new X509Error('too-complex', `more than ${mostSignatures} signatures would have to be verified`)
      }
      await checkSignature(one.certificate, issuer.certificate, options)
      signed.add(link)
    } catch (error) {
      broken.add(link)
      throw placed(error, one.index)
    }
  }
}

async function judged(
  candidate: CandidatePath,
  crls: readonly Crl[],
  options: PathOptions,
  met: ReadonlySet<CertificateException>,
): Promise<ValidatedPath> {
  const revocation: RevocationStatus[] = candidate.path.map(() => 'not-checked')
  for (const [{ certificate, index }, issuer] of links(candidate)) {
    const status = await revocationStatus(certificate, issuer.certificate, crls, options)
    if (status === 'revoked') throw new X509Error('revoked', 'the certificate is revoked', { index })
    if (status === 'not-checked' && options.revocation === 'required') {
      throw new X509Error('revocation-unknown', 'no CRL covers the certificate', { index })
    }
    revocation[candidate.path.findIndex((one) => one.index === index)] = status
  }
  const path = candidate.path.map(({ certificate }) => certificate)
  const anchor = candidate.anchor.certificate
  const exceptions = [...new Set([...anchor.exceptions, ...met])]
  return { path, anchor, revocation, exceptions }
}

/** The refusal that came furthest speaks for all. */
function summary(refusals: readonly { error: X509Error; rank: number }[]): X509Error {
  const [first, ...others] = refusals.toSorted((a, b) => b.rank - a.rank).map(({ error }) => error)
  const { code, message, index, offset, cause } = first!
  const more = others.length > 0 ? `; ${others.length} other ways end, too` : ''
  return new X509Error(code, message + more, { index, offset, cause, refusals: [first!, ...others] })
}
