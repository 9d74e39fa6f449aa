/** Attestation objects that are not what CTAP2 makes. @see WebAuthn Level 3 §6.5.4, §7.1 steps 13, 21 and 22 */
import { concat } from '@latchkey/octets'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const malformed = 'R13 attestation-object-malformed'

const member = (name: string, value: unknown): Partial<Hooks> => ({
  attestationObject: (members) => new Map(members).set(name, value),
})

const without = (name: string): Partial<Hooks> => ({
  attestationObject: (members) => new Map([...members].filter(([key]) => key !== name)),
})

export const attestationObjectFaults = [
  registration('attestation-object-empty', 'The attestation object has no bytes.', malformed, {
    attestationObjectBytes: () => new Uint8Array(),
  }),
  registration('attestation-object-array', 'The attestation object is an array.', malformed, {
    attestationObjectBytes: () => Uint8Array.of(0x80),
  }),
  registration('attestation-object-cut-off', 'The attestation object has lost its last byte.', malformed, {
    attestationObjectBytes: (bytes) => bytes.slice(0, -1),
  }),
  registration('attestation-object-left-over', 'A byte comes after the attestation object.', malformed, {
    attestationObjectBytes: (bytes) => concat(bytes, Uint8Array.of(0)),
  }),
  registration('fmt-missing', 'The attestation object has no fmt.', malformed, without('fmt')),
  registration('fmt-bytes', 'The fmt is a byte string.', malformed, member('fmt', Uint8Array.of(0x6e))),
  registration(
    'fmt-unknown',
    'The fmt is in no registry.',
    'R21 attestation-format-unsupported',
    member('fmt', 'no-such-format'),
  ),
  registration('att-stmt-missing', 'The attestation object has no attStmt.', malformed, without('attStmt')),
  registration('att-stmt-text', 'The attStmt is text.', malformed, member('attStmt', 'none')),
  registration(
    'auth-data-missing',
    'The attestation object has no authData.',
    malformed,
    without('authData'),
  ),
  registration('auth-data-text', 'The authData is text.', malformed, member('authData', 'AAAA')),
  registration(
    'auth-data-array',
    'The authData is an array of numbers.',
    malformed,
    member('authData', [1, 2, 3]),
  ),
  registration(
    'none-with-statement',
    'The format is none, and the statement is not empty.',
    'R22 attestation-statement-invalid',
    member('attStmt', new Map([['alg', -7]])),
    { formats: ['none'] },
  ),
  registration('attestation-object-nested', 'The statement is nested a hundred arrays deep.', malformed, {
    attestationObject: (members) => new Map(members).set('attStmt', new Uint8Array()),
    attestationObjectBytes: (bytes) =>
      withStatement(bytes, concat(new Uint8Array(100).fill(0x81), Uint8Array.of(0x80))),
  }),
  registration(
    'attestation-object-length-lies',
    'The statement is a byte string of four gigabytes, by its length.',
    malformed,
    {
      attestationObject: (members) => new Map(members).set('attStmt', new Uint8Array()),
      attestationObjectBytes: (bytes) => withStatement(bytes, Uint8Array.of(0x5a, 0xff, 0xff, 0xff, 0xff)),
    },
  ),
  registration('attestation-object-tagged', 'The attestation object is a tagged value.', malformed, {
    // 55799, "this is CBOR"
    attestationObjectBytes: (bytes) => concat(Uint8Array.of(0xd9, 0xd9, 0xf7), bytes),
  }),
] as const

/** Puts other bytes in place of a statement that is an empty byte string. */
function withStatement(bytes: Uint8Array, statement: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode('gattStmt')
  const at = bytes.findIndex((_, from) => name.every((byte, offset) => bytes[from + offset] === byte))
  return concat(bytes.subarray(0, at + name.length), statement, bytes.subarray(at + name.length + 1))
}
