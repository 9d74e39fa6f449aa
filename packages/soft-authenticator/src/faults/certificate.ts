/**
 * Attestation certificates that break a rule, one rule each, and chains that lead nowhere.
 *
 * @see WebAuthn Level 3 §8.2.1, §7.1 steps 22 and 24; RFC 5280 §6
 */
import { concat } from '@latchkey/octets'
import { basicConstraints, writeName } from '../certificate.ts'
import { octetString, oid, sequence } from '../der-values.ts'
import type { Format } from '../formats.ts'
import { randomFrom } from '../random.ts'
import { makeSigningKey } from '../signing-key.ts'
import { extension, field, oids } from './edits.ts'
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
    { intermediate: (fields) => ({ ...fields, notAfter: new Date('2024-06-01T00:00:00Z') }) },
    withChain,
  ),
  registration(
    'intermediate-no-ca',
    'The certificate between the leaf and the root is no authority’s.',
    untrusted,
    {
      intermediate: (fields) => ({
        ...fields,
        extensions: fields.extensions.map((one) =>
          one.oid === oids.basicConstraints ? basicConstraints(false) : one,
        ),
      }),
    },
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
    { signer: (keys) => ({ ...keys, certified: makeSigningKey(-7, randomFrom(new Uint8Array(32))) }) },
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
