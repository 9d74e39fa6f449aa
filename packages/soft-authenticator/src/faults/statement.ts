/** Statements whose members are missing, of the wrong type, or signed by the wrong key. @see WebAuthn Level 3 §8.2–§8.8 */
import { concat } from '@latchkey/octets'
import type { Format } from '../formats.ts'
import { lastBit } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const invalid = 'R22 attestation-statement-invalid'
const signed: { formats: readonly Format[] } = {
  formats: ['packed-self', 'packed', 'tpm', 'android-key', 'fido-u2f'],
}
const withAlg: { formats: readonly Format[] } = { formats: ['packed-self', 'packed', 'tpm', 'android-key'] }
const withX5c: { formats: readonly Format[] } = {
  formats: ['packed', 'tpm', 'android-key', 'fido-u2f', 'apple'],
}

const member = (name: string, value: (old: unknown) => unknown): Partial<Hooks> => ({
  statement: (members) => new Map(members).set(name, value(members.get(name))),
})

const without = (name: string): Partial<Hooks> => ({
  statement: (members) => new Map([...members].filter(([key]) => key !== name)),
})

export const statementFaults = [
  registration('statement-empty', 'The statement is empty.', invalid, { statement: () => new Map() }, signed),
  registration('alg-missing', 'The statement names no algorithm.', invalid, without('alg'), withAlg),
  registration(
    'alg-text',
    'The algorithm of the statement is text.',
    invalid,
    member('alg', () => '-7'),
    withAlg,
  ),
  registration(
    'alg-other',
    'The algorithm of the statement is not that of the key that signed.',
    invalid,
    member('alg', () => -47),
    withAlg,
  ),
  registration('sig-missing', 'The statement has no signature.', invalid, without('sig'), signed),
  registration(
    'sig-text',
    'The signature of the statement is text.',
    invalid,
    member('sig', () => 'AAAA'),
    signed,
  ),
  registration(
    'sig-empty',
    'The signature of the statement has no bytes.',
    invalid,
    member('sig', () => new Uint8Array()),
    signed,
  ),
  registration(
    'sig-bit-flipped',
    'A bit of the statement’s signature is flipped.',
    invalid,
    member('sig', (old) => lastBit(old as Uint8Array)),
    signed,
  ),
  registration(
    'sig-left-over',
    'A byte comes after the signature of the statement.',
    invalid,
    member('sig', (old) => concat(old as Uint8Array, Uint8Array.of(0))),
    signed,
  ),
  registration(
    'sig-over-other-client-data',
    'The statement is over the hash of other client data.',
    invalid,
    {
      attested: (attested) => ({ ...attested, clientDataHash: new Uint8Array(32) }),
    },
    { formats: ['packed-self', 'packed', 'tpm', 'android-key', 'fido-u2f', 'apple', 'android-safetynet'] },
  ),
  registration(
    'sig-over-other-authenticator-data',
    'The statement is over other authenticator data.',
    invalid,
    {
      attested: (attested) => ({ ...attested, authenticatorData: lastBit(attested.authenticatorData) }),
    },
    { formats: ['packed-self', 'packed', 'tpm', 'android-key', 'apple', 'android-safetynet'] },
  ),
  registration(
    'sig-over-other-rp',
    'The statement is over the hash of another RP ID.',
    invalid,
    {
      attested: (attested) => ({ ...attested, rpIdHash: new Uint8Array(32) }),
    },
    { formats: ['fido-u2f'] },
  ),
  registration(
    'sig-over-other-credential',
    'The statement is over another credential ID.',
    invalid,
    {
      attested: (attested) => ({ ...attested, credentialId: new Uint8Array(32) }),
    },
    { formats: ['fido-u2f'] },
  ),
  registration('x5c-missing', 'The statement has no certificates.', invalid, without('x5c'), {
    formats: ['packed', 'tpm', 'android-key', 'fido-u2f', 'apple'],
  }),
  registration(
    'x5c-bytes',
    'The certificates are a byte string, and not a list.',
    invalid,
    member('x5c', (old) => (old as Uint8Array[])[0]),
    withX5c,
  ),
  registration(
    'x5c-empty',
    'The list of certificates is empty.',
    invalid,
    member('x5c', () => []),
    withX5c,
  ),
  registration(
    'x5c-not-certificate',
    'What stands in the list of certificates is none.',
    invalid,
    member('x5c', () => [Uint8Array.of(0x30, 0)]),
    withX5c,
  ),
  registration(
    'statement-unknown-member',
    'The statement has a member that nobody knows.',
    invalid,
    member('foo', () => 1),
    { formats: ['packed-self'] },
  ),
  registration(
    'tpm-version-other',
    'The statement is of TPM 1.2.',
    invalid,
    member('ver', () => '1.2'),
    { formats: ['tpm'] },
  ),
  registration(
    'tpm-certify-left-over',
    'A byte comes after certInfo.',
    invalid,
    member('certInfo', (old) => concat(old as Uint8Array, Uint8Array.of(0))),
    { formats: ['tpm'] },
  ),
  registration(
    'tpm-public-area-left-over',
    'A byte comes after pubArea.',
    invalid,
    member('pubArea', (old) => concat(old as Uint8Array, Uint8Array.of(0))),
    { formats: ['tpm'] },
  ),
  registration(
    'tpm-magic-other',
    'What was signed was not made by a TPM.',
    invalid,
    member('certInfo', (old) => (old as Uint8Array).with(0, 0)),
    { formats: ['tpm'] },
  ),
  registration(
    'tpm-type-other',
    'What was signed is a quote.',
    invalid,
    member('certInfo', (old) => (old as Uint8Array).with(5, 0x18)),
    { formats: ['tpm'] },
  ),
  registration('safety-net-version-missing', 'The statement has no version.', invalid, without('ver'), {
    formats: ['android-safetynet'],
  }),
  registration(
    'safety-net-version-empty',
    'The version of the statement is empty.',
    invalid,
    member('ver', () => ''),
    { formats: ['android-safetynet'] },
  ),
  registration(
    'safety-net-response-empty',
    'The response of SafetyNet has no bytes.',
    invalid,
    member('response', () => new Uint8Array()),
    { formats: ['android-safetynet'] },
  ),
] as const
