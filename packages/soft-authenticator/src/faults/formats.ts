/** What is wrong with a binding, an Apple nonce, a U2F statement, or a compound of statements. @see WebAuthn Level 3 §8.6, §8.8, §8.9 */
import type { Format } from '../formats.ts'
import { extension, negated, oids, otherKey } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const invalid = 'R22 attestation-statement-invalid'
const untrusted = 'R24 attestation-not-trusted'
const only = (...formats: readonly Format[]) => ({ formats })

type Members = readonly ReadonlyMap<string, unknown>[]
const compound = (edit: (members: Members) => unknown): Partial<Hooks> => ({ compound: edit })

export const formatFaults = [
  registration(
    'credential-key-swapped',
    'After it was signed, the credential key was swapped for that on the other side of the curve.',
    invalid,
    {
      attestationObject: (members) =>
        new Map(members).set('authData', negated(members.get('authData') as Uint8Array)),
    },
    {
      ...only(
        'packed-self',
        'packed',
        'tpm',
        'android-key',
        'android-safetynet',
        'fido-u2f',
        'apple',
        'compound',
      ),
      algorithms: [-7],
    },
  ),
  registration(
    'apple-without-nonce',
    'The certificate has no nonce.',
    invalid,
    extension(oids.appleNonce, () => []),
    only('apple'),
  ),
  registration(
    'apple-nonce-twice',
    'The certificate has the nonce twice.',
    invalid,
    extension(oids.appleNonce, (old) => [old, old]),
    only('apple'),
  ),
  registration(
    'apple-nonce-wrong-tag',
    'The nonce has the tag 0, and not 1.',
    invalid,
    // 30 24 a1 22
    extension(oids.appleNonce, (old) => [{ ...old, value: old.value.with(2, 0xa0) }]),
    only('apple'),
  ),
  registration(
    'apple-key-other',
    'The key of the certificate is not the credential key.',
    invalid,
    otherKey,
    { ...only('apple'), algorithms: [-7] },
  ),
  registration(
    'u2f-two-certificates',
    'The statement has two certificates.',
    invalid,
    { x5c: (chain) => [...chain, ...chain] },
    only('fido-u2f'),
  ),
  registration(
    'u2f-aaguid-not-zero',
    'The AAGUID is not zero, which a U2F key has not got.',
    invalid,
    {
      parts: (parts) => ({ ...parts, attested: { ...parts.attested!, aaguid: new Uint8Array(16).fill(1) } }),
    },
    only('fido-u2f'),
  ),
  registration(
    'compound-one',
    'There is one statement alone.',
    invalid,
    compound((members) => members.slice(0, 1)),
    only('compound'),
  ),
  registration(
    'compound-empty',
    'There is no statement.',
    invalid,
    compound(() => []),
    only('compound'),
  ),
  registration(
    'compound-map',
    'The statements are a map, and not a list.',
    'R13 attestation-object-malformed',
    compound(([first]) => first),
    only('compound'),
  ),
  registration(
    'compound-nested',
    'One of the statements is compound itself.',
    invalid,
    compound((members) => [
      members[0],
      new Map<string, unknown>([
        ['fmt', 'compound'],
        ['attStmt', members],
      ]),
    ]),
    only('compound'),
  ),
  registration(
    'compound-unknown',
    'One of the statements is of a format that is in no registry.',
    invalid,
    compound(([first, second]) => [first, new Map(second).set('fmt', 'no-such-format')]),
    only('compound'),
  ),
  registration(
    'compound-broken',
    'One of the statements has no signature.',
    invalid,
    compound(([first, second]) => [first, new Map(second).set('attStmt', new Map())]),
    only('compound'),
  ),
  registration(
    'compound-twice',
    'Both statements are the same.',
    invalid,
    compound(([first]) => [first, first]),
    only('compound'),
  ),
  registration(
    'compound-member-not-map',
    'One of the statements is text.',
    invalid,
    compound(([first]) => [first, 'packed']),
    only('compound'),
  ),
  registration(
    'compound-with-none',
    'One of the statements is none, and attests nothing.',
    untrusted,
    { compoundFormats: ([first]) => [first!, 'none'] },
    only('compound'),
  ),
  registration(
    'compound-with-self',
    'One of the statements is signed by the credential key, and attests no more.',
    untrusted,
    { compoundFormats: ([first]) => [first!, 'packed-self'] },
    only('compound'),
  ),
] as const
