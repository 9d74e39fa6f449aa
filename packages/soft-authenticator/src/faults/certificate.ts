/**
 * Attestation certificates that break a rule, one rule each, and chains that lead nowhere.
 *
 * @see WebAuthn Level 3 §8.2.1, §7.1 steps 22 and 24; RFC 5280 §6
 */
import { concat } from '@latchkey/octets'
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  subjectKeyIdentifier,
  type UnwrittenCertificate,
  writeName,
} from '../certificate.ts'
import { context, octetString, oid, sequence } from '../der-values.ts'
import type { Format } from '../formats.ts'
import { randomFrom } from '../random.ts'
import { makeSigningKey, spkiOf } from '../signing-key.ts'
import { extended, extension, field, intermediate, oids } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const invalid = 'R22 attestation-statement-invalid'
const untrusted = 'R24 attestation-not-trusted'
const packed: { formats: readonly Format[] } = { formats: ['packed'] }
const withChain: { formats: readonly Format[] } = { formats: ['packed', 'tpm', 'apple'] }

type Attribute = readonly [type: string, value: string]

const attributes: readonly Attribute[] = [
  ['C', 'CH'],
  ['O', 'Never for production'],
  ['OU', 'Authenticator Attestation'],
  ['CN', 'Software Authenticator'],
]

const subject = (edit: (attributes: readonly Attribute[]) => readonly Attribute[]): Partial<Hooks> =>
  field(() => ({ subject: writeName(edit(attributes)) }))

const withoutAttribute = (type: string) => subject((all) => all.filter(([one]) => one !== type))
const attribute = (type: string, value: string) =>
  subject((all) => all.map((one) => (one[0] === type ? [type, value] : one)))

const stranger = () => makeSigningKey(-7, randomFrom(new Uint8Array(32)))

export const certificateFaults = [
  registration(
    'certificate-version-1',
    'The attestation certificate is of version 1.',
    invalid,
    field(() => ({ version: 1 })),
    packed,
  ),
  registration(
    'certificate-without-country',
    'The subject has no country.',
    invalid,
    withoutAttribute('C'),
    packed,
  ),
  registration(
    'certificate-country-unknown',
    'The country of the subject is in no list of ISO 3166.',
    invalid,
    attribute('C', 'ZZ'),
    packed,
  ),
  registration(
    'certificate-country-lower-case',
    'The country of the subject is in lower case, which ISO 3166 is not.',
    invalid,
    attribute('C', 'ch'),
    packed,
  ),
  registration(
    'certificate-without-organization',
    'The subject has no organization.',
    invalid,
    withoutAttribute('O'),
    packed,
  ),
  registration(
    'certificate-without-unit',
    'The subject has no organizational unit.',
    invalid,
    withoutAttribute('OU'),
    packed,
  ),
  registration(
    'certificate-unit-other',
    'The organizational unit is not the one for attestation.',
    invalid,
    attribute('OU', 'authenticator attestation'),
    packed,
  ),
  registration(
    'certificate-without-common-name',
    'The subject has no common name.',
    invalid,
    withoutAttribute('CN'),
    packed,
  ),
  registration(
    'certificate-is-ca',
    'The attestation certificate is that of an authority.',
    invalid,
    extension(oids.basicConstraints, () => [basicConstraints(true)]),
    packed,
  ),
  registration(
    'certificate-without-basic-constraints',
    'The attestation certificate does not say that it is no authority’s.',
    invalid,
    extension(oids.basicConstraints, () => []),
    packed,
  ),
  registration(
    'certificate-aaguid-critical',
    'The extension with the AAGUID is critical.',
    invalid,
    extension(oids.aaguid, (old) => [{ ...old, critical: true }]),
    packed,
  ),
  registration(
    'certificate-aaguid-other',
    'The AAGUID of the certificate is another one.',
    invalid,
    extension(oids.aaguid, (old) => [{ ...old, value: octetString(new Uint8Array(16).fill(1)) }]),
    packed,
  ),
  registration(
    'certificate-aaguid-bare',
    'The AAGUID stands in the extension without an octet string of its own.',
    invalid,
    extension(oids.aaguid, (old) => [{ ...old, value: old.value.subarray(2) }]),
    packed,
  ),
  registration(
    'certificate-aaguid-wrapped',
    'The AAGUID stands in an octet string too many.',
    invalid,
    extension(oids.aaguid, (old) => [{ ...old, value: octetString(old.value) }]),
    packed,
  ),
  registration(
    'certificate-serial-number',
    'The certificate names the very device, and nobody asked for enterprise attestation.',
    invalid,
    extended({ oid: '1.3.6.1.4.1.45724.1.1.2', value: octetString(new Uint8Array(4).fill(1)) }),
    packed,
  ),
  registration(
    'certificate-firmware-version-negative',
    'The firmware version of the certificate is −1.',
    invalid,
    // INTEGER
    extended({ oid: '1.3.6.1.4.1.45724.1.1.5', value: Uint8Array.of(2, 1, 0xff) }),
    packed,
  ),
  registration(
    'certificate-critical-unknown',
    'The attestation certificate has a critical extension that nobody knows.',
    untrusted,
    // The arc for examples, and NULL.
    extended({ oid: '2.999.1', critical: true, value: Uint8Array.of(5, 0) }),
    withChain,
  ),
  registration(
    'certificate-expired',
    'The attestation certificate has expired.',
    untrusted,
    field(() => ({ notAfter: new Date('2024-06-01T00:00:00Z') })),
    withChain,
  ),
  registration(
    'certificate-not-yet-valid',
    'The attestation certificate is not valid yet.',
    untrusted,
    field(() => ({ notBefore: new Date('2123-01-01T00:00:00Z') })),
    withChain,
  ),
  registration(
    'x5c-reversed',
    'The certificates are in the wrong order.',
    invalid,
    { x5c: (chain) => [...chain].reverse() },
    { formats: ['packed', 'tpm', 'apple', 'android-key'] },
  ),
  registration(
    'x5c-leaf-alone',
    'The certificate between the leaf and the root is missing.',
    untrusted,
    { x5c: (chain) => chain.slice(0, 1) },
    withChain,
  ),
  registration(
    'x5c-leaf-twice',
    'The leaf stands where the authority’s certificate should.',
    untrusted,
    { x5c: (chain) => [chain[0]!, chain[0]!] },
    withChain,
  ),
  registration(
    'intermediate-expired',
    'The certificate between the leaf and the root has expired.',
    untrusted,
    intermediate(() => ({ notAfter: new Date('2024-06-01T00:00:00Z') })),
    withChain,
  ),
  registration(
    'intermediate-no-ca',
    'The certificate between the leaf and the root is no authority’s.',
    untrusted,
    intermediate(({ extensions }) => ({ extensions: replaced(extensions, basicConstraints(false)) })),
    withChain,
  ),
  registration(
    'intermediate-path-length',
    'Above the authority that signed the leaf stands one that allows none below it.',
    untrusted,
    { authorities: ([lower]) => belowAnother(lower!) },
    withChain,
  ),
  registration(
    'intermediate-name-constraints',
    'The authority may sign for names of another country alone.',
    untrusted,
    intermediate(({ extensions }) => ({ extensions: [...extensions, elsewhere] })),
    withChain,
  ),
  registration(
    'intermediate-by-other-key',
    'The certificate between the leaf and the root is signed by another key than the root’s.',
    untrusted,
    { authorities: ([first, ...more]) => [{ ...first!, issuer: stranger() }, ...more] },
    withChain,
  ),
  registration(
    'certificate-algorithms-differ',
    'The algorithm of the signature is another one inside the certificate than outside.',
    invalid,
    // ecdsa-with-SHA384
    field(() => ({ innerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) })),
    withChain,
  ),
  registration(
    'certificate-left-over',
    'A byte comes after the attestation certificate.',
    invalid,
    { x5c: ([leaf, ...more]) => [concat(leaf!, Uint8Array.of(0)), ...more] },
    withChain,
  ),
  registration(
    'certificate-ber-length',
    'The length of the attestation certificate is written with a byte too many.',
    invalid,
    // 30 82 hh ll
    { x5c: ([leaf, ...more]) => [concat(Uint8Array.of(0x30, 0x83, 0), leaf!.subarray(2)), ...more] },
    withChain,
  ),
  registration(
    'sig-by-other-key',
    'The statement is signed by another key than that of the certificate.',
    invalid,
    { signer: (keys) => ({ ...keys, certified: stranger() }) },
    packed,
  ),
  registration(
    'sig-by-credential-key',
    'The statement is signed by the credential key, and not by that of the certificate.',
    invalid,
    { signer: (keys) => ({ ...keys, certified: keys.credential }) },
    packed,
  ),
] as const

/** Extensions, those of the same kinds replaced. */
function replaced(extensions: readonly Extension[], ...others: readonly Extension[]): readonly Extension[] {
  return extensions.map((one) => others.find(({ oid: kind }) => kind === one.oid) ?? one)
}

/** A path without fault, but for the length that the authority next to the root allows. */
function belowAnother({ fields, issuer }: UnwrittenCertificate): readonly UnwrittenCertificate[] {
  const key = stranger()
  const publicKey = spkiOf(key)
  const name = writeName([['CN', 'Software Authenticator Test Authority']])
  const above = replaced(fields.extensions, basicConstraints(true, 0), subjectKeyIdentifier(publicKey))
  const below = replaced(fields.extensions, authorityKeyIdentifier(publicKey))
  return [
    { fields: { ...fields, issuer: name, extensions: below }, issuer: key },
    { fields: { ...fields, subject: name, publicKey, extensions: above }, issuer },
  ]
}

/** nameConstraints with one permitted subtree: a country for whoever wants it. @see RFC 5280 §4.2.1.10 */
const elsewhere: Extension = /* @__PURE__ */ {
  oid: '2.5.29.30',
  critical: true,
  value: sequence(context(0, sequence(context(4, writeName([['C', 'AA']]))))),
}
