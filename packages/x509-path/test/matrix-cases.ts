/**
 * Paths, and what must become of them, by the names of certificates and CRLs that matrix-certificates.ts makes.
 * `openssl` says how `openssl verify -x509_strict` differs, where it does.
 */
import type { PathOptions } from '@latchkey/x509-path'

export type PathCase = {
  readonly name: string
  /** the leaf first */
  readonly chain: readonly string[]
  readonly anchors: readonly string[]
  readonly crls?: readonly string[]
  readonly now?: string
  readonly options?: Omit<PathOptions, 'anchors' | 'now' | 'crls'>
  /** `accepted`, or the code of the refusal, with the index of the certificate where it has one */
  readonly expect: string
  /** for each certificate of the path */
  readonly revocation?: readonly string[]
  /** why OpenSSL says otherwise, or is not asked */
  readonly differs?: string
  /** the version of OpenSSL from which on it says the same */
  readonly mendedIn?: string
  readonly notAsked?: string
}

export const now = '2026-06-01T00:00:00Z'

const root = ['root']
const sha1 = { dangerouslyAllowSha1: true }
const private1 = '1.3.6.1.4.1.99999.1'

const good: readonly PathCase[] = [
  { name: 'leaf, intermediate, root', chain: ['leaf', 'inter'], anchors: root, expect: 'accepted' },
  { name: 'leaf by the root itself', chain: ['leaf-by-root'], anchors: root, expect: 'accepted' },
  { name: 'P-384 with SHA-384', chain: ['leaf-p384', 'inter-p384'], anchors: root, expect: 'accepted' },
  {
    name: 'P-384 with SHA-256',
    chain: ['leaf-p384-sha256', 'inter-p384'],
    anchors: root,
    expect: 'accepted',
  },
  { name: 'RSA', chain: ['leaf-rsa', 'inter-rsa'], anchors: root, expect: 'accepted' },
  { name: 'GeneralizedTime', chain: ['leaf-2060', 'inter'], anchors: root, expect: 'accepted' },
  {
    name: 'no authority key identifier',
    chain: ['leaf-plain', 'inter'],
    anchors: root,
    expect: 'accepted',
    differs: 'it wants an authority key identifier, which most attestation certificates lack',
  },
  { name: 'root included', chain: ['leaf', 'inter', 'root'], anchors: root, expect: 'accepted' },
  { name: 'a stranger included', chain: ['leaf', 'inter', 'root2'], anchors: root, expect: 'accepted' },
  { name: 'duplicates', chain: ['leaf', 'leaf', 'inter', 'inter'], anchors: root, expect: 'accepted' },
  { name: 'wrong order', chain: ['leaf-len1', 'inter-len1', 'sub-len1'], anchors: root, expect: 'accepted' },
  { name: 'leaf as anchor', chain: ['leaf'], anchors: ['leaf'], expect: 'accepted' },
  { name: 'intermediate as anchor', chain: ['leaf'], anchors: ['inter'], expect: 'accepted' },
  { name: 'root as leaf and anchor', chain: ['root'], anchors: root, expect: 'accepted' },
  {
    name: 'two anchors of one name, the second is it',
    chain: ['leaf', 'inter'],
    anchors: ['root-fake', 'root'],
    expect: 'accepted',
  },
]

const anchors: readonly PathCase[] = [
  { name: 'wrong root', chain: ['leaf', 'inter'], anchors: ['root2'], expect: 'no-anchor 1' },
  { name: 'no anchor', chain: ['leaf', 'inter'], anchors: [], expect: 'no-anchor 1' },
  { name: 'missing intermediate', chain: ['leaf'], anchors: root, expect: 'no-anchor 0' },
  { name: 'another leaf as anchor', chain: ['leaf'], anchors: ['leaf-by-root'], expect: 'no-anchor 0' },
  {
    name: 'own root of the right name in the chain',
    chain: ['leaf-of-fake', 'inter-of-fake', 'root-fake'],
    anchors: root,
    expect: 'signature-mismatch 2',
  },
  {
    name: 'own root of another name in the chain',
    chain: ['leaf', 'inter-cross', 'root2'],
    anchors: root,
    expect: 'no-anchor 2',
  },
  { name: 'self-signed leaf', chain: ['root2'], anchors: root, expect: 'no-anchor 0' },
  {
    name: 'cross-signed, the wrong way first',
    chain: ['leaf', 'inter-cross', 'inter'],
    anchors: root,
    expect: 'accepted',
    differs: 'it takes the first issuer that fits and never goes back',
  },
  {
    name: 'cross-signed, by the other root',
    chain: ['leaf', 'inter', 'inter-cross'],
    anchors: ['root2'],
    expect: 'accepted',
    differs: 'it takes the first issuer that fits and never goes back',
  },
  {
    name: 'an issuer of the right name with another key, and the right one',
    chain: ['leaf-plain', 'inter-fake', 'inter'],
    anchors: root,
    expect: 'accepted',
    differs: 'it wants an authority key identifier, and never goes back',
  },
  {
    name: 'an issuer of the right name with another key',
    chain: ['leaf-plain', 'inter-fake'],
    anchors: ['root2'],
    expect: 'signature-mismatch 0',
  },
  { name: 'anchor CA:false', chain: ['leaf-by-leaf'], anchors: ['leaf'], expect: 'not-a-ca 1' },
  {
    name: 'anchor that may not sign certificates',
    chain: ['leaf-nosign'],
    anchors: ['inter-nosign'],
    expect: 'not-a-ca 1',
  },
]

const dates: readonly PathCase[] = [
  { name: 'expired leaf', chain: ['leaf-expired', 'inter'], anchors: root, expect: 'expired 0' },
  {
    name: 'expired leaf, in its time',
    chain: ['leaf-expired', 'inter-old'],
    anchors: ['root-old'],
    now: '2020-06-01T00:00:00Z',
    expect: 'accepted',
  },
  { name: 'leaf not valid yet', chain: ['leaf-future', 'inter'], anchors: root, expect: 'not-yet-valid 0' },
  {
    name: 'expired intermediate',
    chain: ['leaf-inter-expired', 'inter-expired'],
    anchors: root,
    expect: 'expired 1',
  },
  { name: 'expired anchor', chain: ['leaf-by-old'], anchors: ['root-old'], expect: 'expired 1' },
  { name: 'expired leaf as anchor', chain: ['leaf-expired'], anchors: ['leaf-expired'], expect: 'expired 0' },
  {
    name: 'in the last second',
    chain: ['leaf', 'inter'],
    anchors: root,
    now: '2045-01-01T00:00:00.999Z',
    expect: 'accepted',
    differs: 'it counts the last second as expired; RFC 5280 §4.1.2.5 includes it',
  },
  {
    name: 'a second later',
    chain: ['leaf', 'inter'],
    anchors: root,
    now: '2045-01-01T00:00:01Z',
    expect: 'expired 2',
  },
  {
    name: 'in the first second',
    chain: ['leaf', 'inter'],
    anchors: root,
    now: '2025-01-01T00:00:00Z',
    expect: 'accepted',
  },
  {
    name: 'a second before',
    chain: ['leaf', 'inter'],
    anchors: root,
    now: '2024-12-31T23:59:59Z',
    expect: 'not-yet-valid 2',
  },
]

const issuers: readonly PathCase[] = [
  { name: 'path length 0 and a leaf', chain: ['leaf-len0', 'inter-len0'], anchors: root, expect: 'accepted' },
  {
    name: 'path length 0 exceeded',
    chain: ['leaf-sub-len0', 'sub-len0', 'inter-len0'],
    anchors: root,
    expect: 'path-length 1',
  },
  {
    name: 'path length 1 kept',
    chain: ['leaf-len1', 'sub-len1', 'inter-len1'],
    anchors: root,
    expect: 'accepted',
  },
  {
    name: 'path length 0 and a self-issued certificate between',
    chain: ['leaf-rollover', 'rollover-len0', 'inter-len0'],
    anchors: root,
    expect: 'accepted',
  },
  {
    name: "the anchor's path length",
    chain: ['leaf-sub-len0', 'sub-len0'],
    anchors: ['inter-len0'],
    expect: 'path-length 1',
  },
  { name: 'issuer CA:false', chain: ['leaf-noca', 'inter-noca'], anchors: root, expect: 'not-a-ca 1' },
  {
    name: 'issuer without basicConstraints',
    chain: ['leaf-nobc', 'inter-nobc'],
    anchors: root,
    expect: 'not-a-ca 1',
  },
  {
    name: 'issuer without keyCertSign',
    chain: ['leaf-nosign', 'inter-nosign'],
    anchors: root,
    expect: 'not-a-ca 1',
  },
  {
    name: 'issuer without keyUsage',
    chain: ['leaf-noku', 'inter-noku'],
    anchors: root,
    expect: 'accepted',
    differs: 'it wants keyUsage in every issuer',
  },
  { name: 'a leaf as issuer', chain: ['leaf-by-leaf', 'leaf', 'inter'], anchors: root, expect: 'not-a-ca 1' },
  {
    name: 'unknown critical extension',
    chain: ['leaf-critical', 'inter'],
    anchors: root,
    expect: 'critical-extension 0',
  },
  { name: 'the same, not critical', chain: ['leaf-noncritical', 'inter'], anchors: root, expect: 'accepted' },
  {
    name: 'the same, critical and understood by the caller',
    chain: ['leaf-critical', 'inter'],
    anchors: root,
    options: { allowedCriticalExtensions: [private1] },
    expect: 'accepted',
    notAsked: 'it has no such option',
  },
  {
    name: 'unknown critical extension above',
    chain: ['leaf-inter-critical', 'inter-critical'],
    anchors: root,
    expect: 'critical-extension 1',
  },
]

const named = (name: string, by: string, expect: string, more: Partial<PathCase> = {}): PathCase => ({
  name: `name constraints: ${name}`,
  chain: [name, by],
  anchors: root,
  expect,
  ...more,
})

const names: readonly PathCase[] = [
  named('dns-inside', 'nc-dns', 'accepted'),
  named('dns-itself', 'nc-dns', 'accepted'),
  named('dns-other-case', 'nc-dns', 'accepted'),
  named('dns-outside', 'nc-dns', 'name-constraints 0'),
  named('dns-excluded', 'nc-dns', 'name-constraints 0'),
  named('dns-only-ends-alike', 'nc-dns', 'name-constraints 0'),
  named('dns-two-one-outside', 'nc-dns', 'name-constraints 0'),
  named('dns-none', 'nc-dns', 'accepted'),
  named('directory-inside', 'nc-directory', 'accepted'),
  named('directory-outside', 'nc-directory', 'name-constraints 0'),
  named('directory-too-short', 'nc-directory', 'name-constraints 0'),
  named('mail-inside', 'nc-mail', 'accepted'),
  named('mail-outside', 'nc-mail', 'name-constraints 0'),
  named('mail-below', 'nc-mail', 'name-constraints 0'),
  named('mail-in-subject', 'nc-mail', 'name-constraints 0'),
  named('uri-inside', 'nc-uri', 'accepted'),
  named('uri-outside', 'nc-uri', 'name-constraints 0'),
  named('uri-host-in-path', 'nc-uri', 'name-constraints 0'),
  named('uri-without-host', 'nc-uri', 'name-constraints 0'),
  named('ip-inside', 'nc-ip', 'accepted'),
  named('ip-outside', 'nc-ip', 'name-constraints 0'),
  named('ip-version-6', 'nc-ip', 'name-constraints 0'),
  {
    name: 'name constraints two levels above',
    chain: ['dns-below-outside', 'sub-of-nc-dns', 'nc-dns'],
    anchors: root,
    expect: 'name-constraints 0',
  },
  {
    name: 'name constraints of the anchor',
    chain: ['dns-outside'],
    anchors: ['nc-dns'],
    expect: 'name-constraints 0',
  },
]

const policies: readonly PathCase[] = [
  {
    name: 'policy required and there',
    chain: ['leaf-policy', 'inter-policy'],
    anchors: root,
    expect: 'accepted',
  },
  {
    name: 'policy required and missing',
    chain: ['leaf-nopolicy', 'inter-policy'],
    anchors: root,
    expect: 'policy 0',
    notAsked: 'it judges policies only when asked to',
  },
  {
    name: 'policy required and another',
    chain: ['leaf-otherpolicy', 'inter-policy'],
    anchors: root,
    expect: 'policy 0',
    notAsked: 'it judges policies only when asked to',
  },
]

const algorithms: readonly PathCase[] = [
  { name: 'SHA-1', chain: ['leaf-sha1', 'inter'], anchors: root, expect: 'unsupported-algorithm 0' },
  {
    name: 'SHA-1, allowed',
    chain: ['leaf-sha1', 'inter'],
    anchors: root,
    options: sha1,
    expect: 'accepted',
    notAsked: 'its level of security decides',
  },
  {
    name: 'SHA-1 above',
    chain: ['leaf-inter-sha1', 'inter-sha1'],
    anchors: root,
    expect: 'unsupported-algorithm 1',
  },
  { name: 'MD5', chain: ['leaf-md5', 'inter-rsa'], anchors: root, expect: 'unsupported-algorithm 0' },
  {
    name: 'MD5, SHA-1 allowed',
    chain: ['leaf-md5', 'inter-rsa'],
    anchors: root,
    options: sha1,
    expect: 'unsupported-algorithm 0',
  },
  {
    name: 'RSA of 1,024 bits',
    chain: ['leaf-rsa1024', 'inter-rsa1024'],
    anchors: root,
    expect: 'weak-key 1',
    differs: 'its level of security lets 1,024 bits pass',
  },
  {
    name: 'RSA of 1,024 bits, allowed',
    chain: ['leaf-rsa1024', 'inter-rsa1024'],
    anchors: root,
    options: { minimumRsaBits: 1024 },
    expect: 'accepted',
  },
  {
    name: 'RSA below what is asked for',
    chain: ['leaf-rsa', 'inter-rsa'],
    anchors: root,
    options: { minimumRsaBits: 3072 },
    expect: 'weak-key 1',
    notAsked: 'it has no such option',
  },
  {
    name: 'signature broken',
    chain: ['leaf-broken', 'inter'],
    anchors: root,
    expect: 'signature-mismatch 0',
  },
  {
    name: 'subject changed after signing',
    chain: ['leaf-changed', 'inter'],
    anchors: root,
    expect: 'signature-mismatch 0',
  },
  {
    name: 'signature of the intermediate broken',
    chain: ['leaf', 'inter-broken'],
    anchors: root,
    expect: 'signature-mismatch 1',
  },
]

const both = ['crl-root', 'crl']
const required = { revocation: 'required' } as const

const revocation: readonly PathCase[] = [
  {
    name: 'CRLs that list neither',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: both,
    expect: 'accepted',
    revocation: ['good', 'good'],
  },
  {
    name: 'a CRL for the leaf alone',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl'],
    expect: 'accepted',
    revocation: ['good', 'not-checked'],
  },
  {
    name: 'revoked leaf',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-revoked'],
    expect: 'revoked 0',
  },
  {
    name: 'revoked leaf, CRLs off',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-revoked'],
    options: { revocation: 'off' },
    expect: 'accepted',
    revocation: ['not-checked', 'not-checked'],
    notAsked: 'it was told not to look',
  },
  {
    name: 'revoked intermediate',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl', 'crl-root-revoked'],
    expect: 'revoked 1',
  },
  {
    name: 'required, all there',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: both,
    options: required,
    expect: 'accepted',
    revocation: ['good', 'good'],
  },
  {
    name: 'required, none there',
    chain: ['leaf', 'inter'],
    anchors: root,
    options: required,
    expect: 'revocation-unknown 1',
    notAsked: 'it has no CRL to load',
  },
  {
    name: 'required, not for the leaf',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of another issuer',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-other'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, expired',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-expired'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, not valid yet',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-future'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, forged',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-forged'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, by a key that may not sign CRLs',
    chain: ['leaf-nocrlsign', 'inter-nocrlsign'],
    anchors: root,
    crls: ['crl-root', 'crl-nocrlsign'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of certification authorities only',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-only-cas'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of users only',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-only-users'],
    options: required,
    expect: 'accepted',
    revocation: ['good', 'good'],
  },
  {
    name: 'required, for some reasons only',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-some-reasons'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of other issuers, too',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-indirect'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of a point that the certificate does not name',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-point'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'required, of a point that the certificate names',
    chain: ['leaf-point', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-point'],
    options: required,
    expect: 'accepted',
    revocation: ['good', 'good'],
  },
  {
    name: 'required, a change to another CRL',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-delta'],
    options: required,
    expect: 'revocation-unknown 0',
    differs: 'it takes a list of changes for a whole one',
    mendedIn: '3.0.22',
  },
  {
    name: 'required, with an unknown critical extension',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-root', 'crl-critical'],
    options: required,
    expect: 'revocation-unknown 0',
  },
  {
    name: 'a CRL of another issuer with this serial number',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-other'],
    expect: 'accepted',
    revocation: ['not-checked', 'not-checked'],
    notAsked: 'it refuses where a CRL is missing',
  },
  {
    name: 'a forged CRL with this serial number',
    chain: ['leaf', 'inter'],
    anchors: root,
    crls: ['crl-forged'],
    expect: 'accepted',
    revocation: ['not-checked', 'not-checked'],
    notAsked: 'it refuses where a CRL is missing',
  },
]

export const pathCases: readonly PathCase[] = [
  ...good,
  ...anchors,
  ...dates,
  ...issuers,
  ...names,
  ...policies,
  ...algorithms,
  ...revocation,
]

/** Certificates that are refused when they are parsed. */
export const malformedCases: readonly { readonly certificate: string; readonly code: string }[] = [
  { certificate: 'leaf-explicit', code: 'unsupported-key' },
  { certificate: 'inter-explicit', code: 'unsupported-key' },
  { certificate: 'leaf-trailing', code: 'trailing-bytes' },
  { certificate: 'leaf-two-algorithms', code: 'algorithm-disagreement' },
  { certificate: 'leaf-long-length', code: 'bad-length' },
]
