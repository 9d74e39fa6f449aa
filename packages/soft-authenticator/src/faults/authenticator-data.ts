/** Authenticator data that lies, or is cut wrong. @see WebAuthn Level 3 §6.1, §7.1 steps 13–19, §7.2 steps 15–19 */
import { concat } from '@latchkey/octets'
import { type AuthenticatorDataParts, flags } from '../authenticator-data.ts'
import { randomFrom } from '../random.ts'
import { encodeCoseKey, makeSigningKey } from '../signing-key.ts'
import { authentication, both, registration } from './row.ts'

const malformedHere = 'R13 authenticator-data-malformed'
const malformedThere = 'A7 authenticator-data-malformed'

const flag = (edit: (flags: number) => number) => ({
  parts: (parts: AuthenticatorDataParts) => ({ ...parts, flags: edit(parts.flags) }),
})

const otherKey = () => makeSigningKey(-7, randomFrom(new Uint8Array(32).fill(0x42)))

const otherCredential = () => ({
  ...{ aaguid: new Uint8Array(16), id: new Uint8Array(16).fill(1) },
  publicKey: encodeCoseKey(otherKey().members),
})

export const authenticatorDataFaults = [
  ...both(
    'rp-id-other',
    'The RP ID that was hashed is of another relying party.',
    ['R14 rp-id-mismatch', 'A15 rp-id-mismatch'],
    {
      parts: (parts) => ({ ...parts, rpId: 'evil.example' }),
    },
  ),
  ...both(
    'up-clear',
    'The flag for user presence is not set.',
    ['R15 user-not-present', 'A16 user-not-present'],
    flag((bits) => bits & ~flags.UP),
  ),
  ...both(
    'uv-clear',
    'The flag for user verification is not set.',
    ['R16 user-not-verified', 'A17 user-not-verified'],
    flag((bits) => bits & ~flags.UV),
  ),
  ...both(
    'bs-without-be',
    'It is said to be backed up, and not to be eligible for backup.',
    ['R17 backup-state-invalid', 'A18 backup-state-invalid'],
    flag((bits) => (bits & ~flags.BE) | flags.BS),
  ),
  ...both(
    'authenticator-data-cut-off',
    'The authenticator data has lost its last byte.',
    ['R13 credential-key-refused', malformedThere],
    {
      authenticatorData: (bytes) => bytes.slice(0, -1),
    },
  ),
  ...both(
    'authenticator-data-empty',
    'The authenticator data has no bytes.',
    [malformedHere, malformedThere],
    {
      authenticatorData: () => new Uint8Array(),
    },
  ),
  ...both(
    'authenticator-data-left-over',
    'A byte comes after the authenticator data.',
    [malformedHere, malformedThere],
    {
      authenticatorData: (bytes) => concat(bytes, Uint8Array.of(0)),
    },
  ),
  ...both(
    'ed-set-without-extensions',
    'The flag for extensions is set, and there are none.',
    [malformedHere, malformedThere],
    flag((bits) => bits | flags.ED),
  ),
  registration(
    'at-clear',
    'The flag for attested credential data is not set, and the data is there.',
    malformedHere,
    flag((bits) => bits & ~flags.AT),
  ),
  registration(
    'at-clear-without-data',
    'There is no attested credential data, and its flag is not set.',
    'R13 attestation-object-malformed',
    {
      parts: ({ attested: _, ...parts }) => ({ ...parts, flags: parts.flags & ~flags.AT }),
    },
  ),
  registration(
    'at-set-without-data',
    'The flag for attested credential data is set, and there is none.',
    malformedHere,
    {
      parts: ({ attested: _, ...parts }) => parts,
    },
  ),
  registration(
    'credential-id-length-lies',
    'The length of the credential ID is 65,535, and it is not that long.',
    malformedHere,
    {
      authenticatorData: (bytes) =>
        concat(bytes.subarray(0, 53), Uint8Array.of(0xff, 0xff), bytes.subarray(55)),
    },
  ),
  registration('credential-id-too-long', 'The credential ID has 1,024 bytes.', 'R25 credential-id-too-long', {
    parts: (parts) => ({ ...parts, attested: { ...parts.attested!, id: new Uint8Array(1024).fill(1) } }),
  }),
  registration('extensions-not-map', 'The extensions are an array.', malformedHere, {
    parts: (parts) => ({ ...parts, flags: parts.flags | flags.ED, extensions: Uint8Array.of(0x80) }),
  }),
  registration('extensions-twice', 'The extensions have a key twice.', malformedHere, {
    // { "a": 1, "a": 1 }
    parts: (parts) => ({
      ...parts,
      flags: parts.flags | flags.ED,
      extensions: Uint8Array.of(0xa2, 0x61, 0x61, 1, 0x61, 0x61, 1),
    }),
  }),
  authentication(
    'at-set-in-assertion',
    'The assertion says that it brings attested credential data, and brings none.',
    malformedThere,
    flag((bits) => bits | flags.AT),
  ),
  authentication(
    'attested-data-in-assertion',
    'The assertion brings the data of another credential, and is signed by its key.',
    'A21 signature-invalid',
    {
      parts: (parts) => ({ ...parts, flags: parts.flags | flags.AT, attested: otherCredential() }),
      signer: ({ credential }) => ({ credential, certified: otherKey() }),
    },
  ),
  authentication(
    'be-changed',
    'The eligibility for backup is not that of the registration.',
    'A19 backup-eligibility-changed',
    // Without BE there is no BS.
    flag((bits) => (bits & flags.BE ? bits & ~(flags.BE | flags.BS) : bits | flags.BE)),
  ),
] as const
