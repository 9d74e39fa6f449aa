/** FIDO’s conformance cases for servers: what the stateless calls answer, and at which step. */
import type { Fault } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { checklistsNote, readChecklist } from '../../../test/vectors.ts'
import type { CeremonyErrorCode } from '../src/specification/ceremony-error.ts'
import type { StepId } from '../src/specification/ledger.ts'
import { type Accepted, answer, authenticate, now, register, type Setting } from './ceremonies.ts'
import {
  assertionByRs1,
  assertionWithBlob,
  certificatesIn,
  type Made,
  safetyNet,
  selfByRsa,
  tpmBySha1,
  withMember,
  withStatement,
} from './edits.ts'

type Suite = {
  readonly suite: string
  readonly run: (setting: Setting) => Promise<Accepted>
  /** what its cases have in common */
  readonly setting: Setting
  readonly accepted: readonly (readonly [
    name: string,
    what: string,
    setting?: Setting & { readonly shows?: (accepted: Accepted) => boolean | undefined },
  ])[]
  /** what is refused is, without what is wrong, accepted */
  readonly refused: readonly (readonly [
    name: string,
    what: string,
    answer: `${StepId} ${CeremonyErrorCode}`,
    wrong: Fault | Setting,
    setting?: Setting,
  ])[]
}

const withX5c = (edit: (x5c: Uint8Array[]) => Uint8Array[]) => (made: Made) =>
  withStatement(made, 'x5c', (x5c) => edit(x5c as Uint8Array[]))
const withRoot = (made: Made) => withX5c((x5c) => [...x5c, made.roots[0]!.der])(made)
const withRootFirst = (made: Made) => withX5c((x5c) => x5c.toReversed())(withRoot(made))
const calledNone = (made: Made): Made => ({ ...withMember(made, 'fmt', () => 'none'), format: 'none' })
const rsa = (alg: number): Setting => ({ offered: alg, edit: selfByRsa(alg) })
const hasFlag = (name: 'uv' | 'ed', value: boolean) => ({
  shows: ({ authenticatorData }: Accepted) => authenticatorData.flags[name] === value,
})
const bySha1 = { shows: ({ attestation }: Accepted) => attestation?.notes.includes('rs1-attestation') }
const fits = () => ({})

const suites: readonly Suite[] = [
  {
    suite: 'attestation 1',
    run: register,
    setting: { format: 'packed' },
    accepted: [['P-1', 'packed']],
    refused: [
      ['F-1', 'no id', 'R3 response-malformed', 'registration-id-missing'],
      ['F-2', 'a number for the id', 'R3 response-malformed', 'registration-id-number'],
      ['F-3', 'an id that is no base64url', 'R3 response-malformed', 'registration-id-not-base64url'],
      ['F-4', 'no type', 'R3 response-malformed', 'registration-response-type-missing'],
      ['F-5', 'a number for the type', 'R3 response-malformed', 'registration-response-type-number'],
      ['F-6', 'another type', 'R3 response-malformed', 'registration-response-type-other'],
      ['F-7', 'no response', 'R3 response-malformed', 'registration-response-missing'],
      ['F-8', 'text for the response', 'R3 response-malformed', 'registration-response-text'],
      ['F-9', 'no clientDataJSON', 'R3 response-malformed', 'registration-client-data-missing'],
      ['F-10', 'a number for clientDataJSON', 'R3 response-malformed', 'registration-client-data-number'],
      ['F-11', 'empty client data', 'R6 client-data-not-json', 'registration-client-data-empty'],
      ['F-12', 'no attestationObject', 'R3 response-malformed', 'attestation-object-missing'],
      ['F-13', 'a number for attestationObject', 'R3 response-malformed', 'attestation-object-number'],
      ['F-14', 'an empty attestation object', 'R13 attestation-object-malformed', 'attestation-object-empty'],
      ['F-15', 'no verification where it is required', 'R16 user-not-verified', 'registration-uv-clear'],
    ],
  },
  {
    suite: 'attestation 2',
    run: register,
    setting: { format: 'packed' },
    accepted: [],
    refused: [
      ['F-1', 'no type', 'R6 client-data-malformed', 'registration-type-missing'],
      ['F-2', 'a number for the type', 'R6 client-data-malformed', 'registration-type-number'],
      ['F-3', 'an empty type', 'R7 type-mismatch', 'registration-type-empty'],
      ['F-4', 'the type of no ceremony', 'R7 type-mismatch', 'registration-type-unknown'],
      ['F-5', 'the type of the other ceremony', 'R7 type-mismatch', 'registration-type-of-other-ceremony'],
      ['F-6', 'no challenge', 'R6 client-data-malformed', 'registration-challenge-missing'],
      ['F-7', 'a number for the challenge', 'R6 client-data-malformed', 'registration-challenge-number'],
      ['F-8', 'an empty challenge', 'R8 challenge-mismatch', 'registration-challenge-empty'],
      [
        'F-9',
        'a challenge that is no base64url',
        'R8 challenge-mismatch',
        'registration-challenge-not-base64url',
      ],
      ['F-10', 'another challenge', 'R8 challenge-mismatch', 'registration-challenge-other'],
      ['F-11', 'no origin', 'R6 client-data-malformed', 'registration-origin-missing'],
      ['F-12', 'a number for the origin', 'R6 client-data-malformed', 'registration-origin-number'],
      ['F-13', 'an empty origin', 'R9 origin-unexpected', 'registration-origin-empty'],
      ['F-14', 'another origin', 'R9 origin-unexpected', 'registration-origin-other'],
      [
        'F-15',
        'text for tokenBinding',
        'R6 client-data-malformed',
        { conformance: true },
        { format: 'none', clientData: { tokenBinding: 'present' } },
      ],
      [
        'F-16',
        'a tokenBinding without status',
        'R6 client-data-malformed',
        { conformance: true },
        { format: 'none', clientData: { tokenBinding: { id: 'AAAA' } } },
      ],
      [
        'F-17',
        'another status of tokenBinding',
        'R6 client-data-malformed',
        { conformance: true },
        { format: 'none', clientData: { tokenBinding: { status: 'maybe' } } },
      ],
    ],
  },
  {
    suite: 'attestation 3',
    run: register,
    setting: { format: 'packed' },
    accepted: [['P-1', 'extensions', { creationInputs: { minPinLength: true }, ...hasFlag('ed', true) }]],
    refused: [
      [
        'F-1',
        'an array for the attestation object',
        'R13 attestation-object-malformed',
        'attestation-object-array',
      ],
      ['F-2', 'no fmt', 'R13 attestation-object-malformed', 'fmt-missing'],
      ['F-3', 'bytes for fmt', 'R13 attestation-object-malformed', 'fmt-bytes'],
      ['F-4', 'no attStmt', 'R13 attestation-object-malformed', 'att-stmt-missing'],
      ['F-5', 'text for attStmt', 'R13 attestation-object-malformed', 'att-stmt-text'],
      ['F-6', 'no authData', 'R13 attestation-object-malformed', 'auth-data-missing'],
      ['F-7', 'text for authData', 'R13 attestation-object-malformed', 'auth-data-text'],
      [
        'F-8',
        'empty authenticator data',
        'R13 authenticator-data-malformed',
        'registration-authenticator-data-empty',
      ],
      ['F-9', 'a credential without its flag', 'R13 authenticator-data-malformed', 'at-clear'],
      ['F-10', 'no credential', 'R13 attestation-object-malformed', 'at-clear-without-data'],
      ['F-11', 'the flag without a credential', 'R13 authenticator-data-malformed', 'at-set-without-data'],
      [
        'F-12',
        'a byte after the authenticator data',
        'R13 authenticator-data-malformed',
        'registration-authenticator-data-left-over',
      ],
      ['F-13', 'an empty statement', 'R22 attestation-statement-invalid', 'statement-empty'],
      ['F-14', 'no alg', 'R22 attestation-statement-invalid', 'alg-missing'],
      ['F-15', 'text for alg', 'R22 attestation-statement-invalid', 'alg-text'],
      [
        'F-16',
        'an alg that neither the metadata nor the certificate has',
        'R22 attestation-statement-invalid',
        'alg-other',
        { metadata: fits },
      ],
      ['F-17', 'no sig', 'R22 attestation-statement-invalid', 'sig-missing'],
      ['F-18', 'text for sig', 'R22 attestation-statement-invalid', 'sig-text'],
      ['F-19', 'an empty sig', 'R22 attestation-statement-invalid', 'sig-empty'],
    ],
  },
  {
    suite: 'attestation 4',
    run: register,
    setting: { format: 'packed-self' },
    accepted: [
      ['P-2', 'PS256', rsa(-37)],
      ['P-3', 'PS384', rsa(-38)],
      ['P-4', 'PS512', rsa(-39)],
      ['P-5', 'RS256', rsa(-257)],
      ['P-6', 'RS384', rsa(-258)],
      ['P-7', 'RS512', rsa(-259)],
      ['P-8', 'RS1', { ...rsa(-65535), conformance: true }],
      ['P-9', 'ES256', { algorithm: -7 }],
      ['P-10', 'ES384', { algorithm: -35 }],
      ['P-11', 'ES512', { algorithm: -36 }],
      ['P-12', 'Ed25519', { algorithm: -8 }],
    ],
    refused: [],
  },
  {
    suite: 'attestation 5',
    run: register,
    setting: { format: 'packed' },
    accepted: [
      ['P-1', 'packed'],
      ['P-2', 'a chain to the root in the metadata', { metadata: fits }],
      [
        'P-3',
        'the certificate itself in the metadata',
        { metadata: (made) => ({ anchors: certificatesIn(made).slice(0, 1) }) },
      ],
      [
        'P-4',
        'a root whose basic constraints are critical',
        { metadata: fits, shows: ({ roots }) => roots[0]!.extensions.get('2.5.29.19')?.critical },
      ],
    ],
    refused: [
      ['F-1', 'an unknown fmt', 'R21 attestation-format-unsupported', 'fmt-unknown'],
      ['F-2', 'a sig that is none', 'R22 attestation-statement-invalid', 'sig-bit-flipped'],
      ['F-3', 'no x5c', 'R22 attestation-statement-invalid', 'x5c-missing', { metadata: fits }],
      [
        'F-3',
        'self attestation of a model that makes another',
        'R24 attestation-not-trusted',
        { metadata: fits },
        { format: 'packed-self' },
      ],
      ['F-4', 'bytes for x5c', 'R22 attestation-statement-invalid', 'x5c-bytes'],
      ['F-5', 'an empty x5c', 'R22 attestation-statement-invalid', 'x5c-empty'],
      ['F-6', 'an expired certificate', 'R24 attestation-not-trusted', 'certificate-expired'],
      ['F-7', 'a certificate of later', 'R24 attestation-not-trusted', 'certificate-not-yet-valid'],
      [
        'F-9',
        'a chain that breaks off at a signature',
        'R24 attestation-not-trusted',
        'intermediate-by-other-key',
      ],
      [
        'F-10',
        'the root in x5c',
        'R22 attestation-statement-invalid',
        { conformance: true },
        { edit: withRoot },
      ],
      [
        'F-11',
        'the whole chain in the wrong order',
        'R22 attestation-statement-invalid',
        { edit: withRootFirst },
        { edit: withRoot },
      ],
      ['F-12', 'an expired certificate above', 'R24 attestation-not-trusted', 'intermediate-expired'],
      ['F-13', 'a sig by another key', 'R22 attestation-statement-invalid', 'sig-by-other-key'],
      ['F-14', 'a sig by the credential key', 'R22 attestation-statement-invalid', 'sig-by-credential-key'],
    ],
  },
  {
    suite: 'attestation 6',
    run: register,
    setting: { format: 'packed-self' },
    accepted: [['P-1', 'packed without certificates']],
    refused: [
      ['F-1', 'a sig that is none', 'R22 attestation-statement-invalid', 'sig-bit-flipped'],
      [
        'F-2',
        'certificates of a model that has none',
        'R24 attestation-not-trusted',
        { metadata: () => ({ attestationTypes: ['basic_surrogate'], anchors: [] }) },
        { format: 'packed', metadata: fits },
      ],
      ['F-3', 'an unknown fmt', 'R21 attestation-format-unsupported', 'fmt-unknown'],
    ],
  },
  {
    suite: 'attestation 7',
    run: register,
    setting: { format: 'none' },
    accepted: [
      ['P-1', 'none'],
      ['P-2', 'packed without certificates, unasked', { format: 'packed-self', attestation: 'none' }],
    ],
    refused: [
      [
        'F-1',
        'a packed statement called none',
        'R22 attestation-statement-invalid',
        { edit: calledNone },
        { format: 'packed' },
      ],
    ],
  },
  {
    suite: 'attestation 8',
    run: register,
    setting: { format: 'fido-u2f' },
    accepted: [['P-1', 'fido-u2f']],
    refused: [
      ['F-1', 'an AAGUID', 'R22 attestation-statement-invalid', 'u2f-aaguid-not-zero'],
      [
        'F-1',
        'an AAGUID, even where an option lets it pass',
        'R22 attestation-statement-invalid',
        { conformance: true },
        { faults: ['u2f-aaguid-not-zero'], options: ['fido-u2f-nonzero-aaguid'] },
      ],
      ['F-2', 'a sig that is none', 'R22 attestation-statement-invalid', 'sig-bit-flipped'],
    ],
  },
  {
    suite: 'attestation 9',
    run: register,
    setting: { format: 'tpm' },
    accepted: [
      ['P-1', 'RS256, signed over SHA-256', { algorithm: -257 }],
      ['P-2', 'RS256, signed over SHA-1', { algorithm: -257, edit: tpmBySha1(-257), ...bySha1 }],
      [
        'P-2',
        'RS1, signed over SHA-1',
        { algorithm: -257, offered: -65535, edit: tpmBySha1(-65535), conformance: true, ...bySha1 },
      ],
      ['P-4', 'ES256', { algorithm: -7 }],
    ],
    refused: [
      ['F-1', 'the certificates in the wrong order', 'R22 attestation-statement-invalid', 'x5c-reversed'],
      ['F-2', 'extraData of other data', 'R22 attestation-statement-invalid', 'tpm-extra-data-other'],
      ['F-3', 'another magic', 'R22 attestation-statement-invalid', 'tpm-magic-other'],
      ['F-4', 'a pubArea of another key', 'R22 attestation-statement-invalid', 'tpm-key-other'],
    ],
  },
  {
    suite: 'attestation A',
    run: register,
    setting: { format: 'android-key' },
    accepted: [['P-1', 'android-key']],
    refused: [
      ['F-1', 'another client data hash', 'R22 attestation-statement-invalid', 'android-challenge-other'],
      ['F-2', 'another key', 'R22 attestation-statement-invalid', 'android-key-other'],
      ['F-3', 'the certificates in the wrong order', 'R22 attestation-statement-invalid', 'x5c-reversed'],
    ],
  },
  {
    suite: 'attestation B',
    run: register,
    setting: { format: 'android-safetynet' },
    accepted: [['P-1', 'android-safetynet']],
    refused: [
      [
        'F-1',
        'an empty ver',
        'R22 attestation-statement-invalid',
        { edit: (made) => withStatement(made, 'ver', () => '') },
      ],
      [
        'F-2',
        'an empty response',
        'R22 attestation-statement-invalid',
        { edit: (made) => withStatement(made, 'response', () => new Uint8Array()) },
      ],
      [
        'F-3',
        'another nonce',
        'R22 attestation-statement-invalid',
        { edit: safetyNet({ nonce: 'AAAA' }) },
        { edit: safetyNet() },
      ],
      [
        'F-4',
        'an empty x5c',
        'R22 attestation-statement-invalid',
        { edit: safetyNet({}, { x5c: [] }) },
        { edit: safetyNet() },
      ],
      [
        'F-5',
        'a device that matches no profile',
        'R22 attestation-statement-invalid',
        { edit: safetyNet({ ctsProfileMatch: false }) },
        { edit: safetyNet() },
      ],
      [
        'F-6',
        'a time that is to come',
        'R22 attestation-statement-invalid',
        { edit: safetyNet({ timestampMs: now.getTime() + 1 }) },
        { edit: safetyNet() },
      ],
      [
        'F-7',
        'a time of more than a minute ago',
        'R22 attestation-statement-invalid',
        { edit: safetyNet({ timestampMs: now.getTime() - 60_001 }) },
        { edit: safetyNet({ timestampMs: now.getTime() - 60_000 }) },
      ],
    ],
  },
  {
    suite: 'assertion 1',
    run: authenticate,
    setting: {},
    accepted: [
      ['P-1', 'an assertion'],
      ['P-1', 'an assertion by RS1', { reassert: assertionByRs1, conformance: true }],
    ],
    refused: [
      ['F-1', 'no id', 'A3 response-malformed', 'authentication-id-missing'],
      ['F-2', 'a number for the id', 'A3 response-malformed', 'authentication-id-number'],
      ['F-3', 'an id that is no base64url', 'A3 response-malformed', 'authentication-id-not-base64url'],
      ['F-4', 'no type', 'A3 response-malformed', 'authentication-response-type-missing'],
      ['F-5', 'a number for the type', 'A3 response-malformed', 'authentication-response-type-number'],
      ['F-6', 'another type', 'A3 response-malformed', 'authentication-response-type-other'],
      ['F-7', 'no response', 'A3 response-malformed', 'authentication-response-missing'],
      ['F-8', 'text for the response', 'A3 response-malformed', 'authentication-response-text'],
      ['F-9', 'no clientDataJSON', 'A3 response-malformed', 'authentication-client-data-missing'],
      ['F-10', 'a number for clientDataJSON', 'A3 response-malformed', 'authentication-client-data-number'],
      ['F-11', 'empty client data', 'A9 client-data-not-json', 'authentication-client-data-empty'],
      ['F-12', 'no authenticatorData', 'A3 response-malformed', 'authenticator-data-missing'],
      ['F-13', 'a number for authenticatorData', 'A3 response-malformed', 'authenticator-data-number'],
      [
        'F-14',
        'authenticator data that is no base64url',
        'A3 response-malformed',
        'authenticator-data-not-base64url',
      ],
      [
        'F-15',
        'empty authenticator data',
        'A7 authenticator-data-malformed',
        'authentication-authenticator-data-empty',
      ],
      ['F-16', 'no signature', 'A3 response-malformed', 'signature-missing'],
      ['F-17', 'a number for the signature', 'A3 response-malformed', 'signature-number'],
      ['F-18', 'a signature that is no base64url', 'A3 response-malformed', 'signature-not-base64url'],
      ['F-19', 'an empty signature', 'A21 signature-invalid', 'signature-empty'],
      ['F-20', 'a signature that is none', 'A21 signature-invalid', 'signature-bit-flipped'],
      ['F-21', 'a number for the user handle', 'A3 response-malformed', 'user-handle-number'],
    ],
  },
  {
    suite: 'assertion 2',
    run: authenticate,
    setting: {},
    accepted: [],
    refused: [
      ['F-1', 'no type', 'A9 client-data-malformed', 'authentication-type-missing'],
      ['F-2', 'a number for the type', 'A9 client-data-malformed', 'authentication-type-number'],
      ['F-3', 'an empty type', 'A10 type-mismatch', 'authentication-type-empty'],
      ['F-4', 'the type of no ceremony', 'A10 type-mismatch', 'authentication-type-unknown'],
      ['F-5', 'the type of the other ceremony', 'A10 type-mismatch', 'authentication-type-of-other-ceremony'],
      ['F-6', 'no challenge', 'A9 client-data-malformed', 'authentication-challenge-missing'],
      ['F-7', 'a number for the challenge', 'A9 client-data-malformed', 'authentication-challenge-number'],
      ['F-8', 'an empty challenge', 'A11 challenge-mismatch', 'authentication-challenge-empty'],
      [
        'F-9',
        'a challenge that is no base64url',
        'A11 challenge-mismatch',
        'authentication-challenge-not-base64url',
      ],
      ['F-10', 'another challenge', 'A11 challenge-mismatch', 'authentication-challenge-other'],
      ['F-11', 'no origin', 'A9 client-data-malformed', 'authentication-origin-missing'],
      ['F-12', 'a number for the origin', 'A9 client-data-malformed', 'authentication-origin-number'],
      ['F-13', 'an empty origin', 'A12 origin-unexpected', 'authentication-origin-empty'],
      ['F-14', 'another origin', 'A12 origin-unexpected', 'authentication-origin-other'],
      [
        'F-15',
        'text for tokenBinding',
        'A9 client-data-malformed',
        { conformance: true },
        { clientData: { tokenBinding: 'present' } },
      ],
      [
        'F-16',
        'a tokenBinding without status',
        'A9 client-data-malformed',
        { conformance: true },
        { clientData: { tokenBinding: { id: 'AAAA' } } },
      ],
      [
        'F-17',
        'another status of tokenBinding',
        'A9 client-data-malformed',
        { conformance: true },
        { clientData: { tokenBinding: { status: 'maybe' } } },
      ],
    ],
  },
  {
    suite: 'assertion 3',
    run: authenticate,
    setting: {},
    accepted: [
      [
        'P-1',
        'no counter',
        { preset: 'counterless-key', shows: ({ authenticatorData }) => authenticatorData.signCount === 0 },
      ],
      ['P-2', 'verified where it is required', { asked: 'required', ...hasFlag('uv', true) }],
      [
        'P-3',
        'not verified where it is preferred',
        { asked: 'discouraged', expected: 'preferred', ...hasFlag('uv', false) },
      ],
      ['P-4', 'verified where it is preferred', { asked: 'preferred', ...hasFlag('uv', true) }],
      ['P-5', 'not verified where it is discouraged', { asked: 'discouraged', ...hasFlag('uv', false) }],
      [
        'P-6',
        'verified where it is discouraged',
        { asked: 'required', expected: 'discouraged', ...hasFlag('uv', true) },
      ],
      [
        'P-7',
        'extensions',
        { reassert: assertionWithBlob, requestInputs: { getCredBlob: true }, ...hasFlag('ed', true) },
      ],
    ],
    refused: [
      [
        'F-1',
        'a byte after the authenticator data',
        'A7 authenticator-data-malformed',
        'authentication-authenticator-data-left-over',
      ],
      ['F-2', 'the hash of another RP ID', 'A15 rp-id-mismatch', 'authentication-rp-id-other'],
      [
        'F-3',
        'a signature over other client data',
        'A21 signature-invalid',
        'signature-over-other-client-data',
      ],
      ['F-4', 'a counter that did not rise', 'A22 sign-count-not-increased', 'sign-count-same'],
      ['F-5', 'no verification where it is required', 'A17 user-not-verified', 'authentication-uv-clear'],
    ],
  },
  {
    suite: 'metadata',
    run: register,
    setting: { format: 'packed', metadata: fits },
    accepted: [['P-1', 'a model with an entry', { shows: ({ attestation }) => attestation?.aaguidAttested }]],
    refused: [
      [
        'F-1',
        'a model whose keys are out',
        'R24 attestation-not-trusted',
        { metadata: () => ({ refused: 'ATTESTATION_KEY_COMPROMISE' }) },
      ],
    ],
  },
]

/** What no stateless call decides, and who does. */
const elsewhere: Readonly<Record<string, string>> = {
  'creation options 1 P-1': 'createRelyingParty makes the options',
  'creation options 1 P-2': 'createRelyingParty makes the options',
  'creation options 1 P-3': 'createRelyingParty draws the challenges',
  'request options 1 P-1': 'createRelyingParty makes the options',
  'request options 1 P-2': 'createRelyingParty draws the challenges',
  'attestation 5 F-8': 'algorithms have other names in metadata, which those who read them know',
  'attestation 5 P-5': 'metadata statements are read before they are entries',
  'metadata F-2': 'the signature of a BLOB is verified before it has entries',
  'metadata F-3': 'the chain of a BLOB is verified before it has entries',
  'metadata F-4': 'the revocation of a BLOB’s certificates is judged before it has entries',
  'metadata F-5': 'the revocation of a BLOB’s certificates is judged before it has entries',
}

const accepted = suites.flatMap(({ suite, run, setting, accepted: cases }) =>
  cases.map(([name, what, { shows, ...own } = {}]) => {
    return [`${suite} ${name}`, what, { run, shows, setting: { ...setting, ...own } }] as const
  }),
)
const refused = suites.flatMap(({ suite, run, setting: common, refused: cases }) =>
  cases.map(([name, what, expected, fault, own]) => {
    const setting: Setting = { ...common, ...own }
    const wrong: Setting = { ...setting, ...(typeof fault === 'string' ? { faults: [fault] } : fault) }
    const twin = own ? `${suite} ${name}: ${what}` : suite
    return [`${suite} ${name}`, what, expected, { run, wrong, twin, setting }] as const
  }),
)

describe('accepted', () => {
  it.each(accepted)('%s: %s', async (_, __, { run, setting, shows }) => {
    expect((shows ?? (() => true))(await run(setting))).toBe(true)
  })
})

describe('refused', () => {
  it.each(refused)('%s: %s is answered at %s', async (_, __, expected, { run, wrong }) => {
    expect(await answer(run(wrong))).toBe(expected)
  })
})

describe('accepted without what is wrong', () => {
  const twins = new Map(refused.map(([, , , one]) => [one.twin, one]))

  it.each([...twins])('%s', async (_, { run, setting }) => {
    expect(await answer(run(setting))).toBe('accepted')
  })
})

describe('conformance', () => {
  const keys = accepted.filter(([, , { setting }]) => setting.conformance)

  it.each(keys)('alone lets pass %s: %s', async (_, __, { run, setting }) => {
    const expected = run === register ? 'R20 algorithm-not-offered' : 'A21 stored-key-invalid'
    expect(await answer(run({ ...setting, conformance: false }))).toBe(expected)
  })

  it.each([{ status: 'present', id: 'AAAA' }, { status: 'supported' }, { status: 'not-supported' }])(
    'lets a tokenBinding be %o',
    async (tokenBinding) => {
      const setting = { clientData: { tokenBinding }, conformance: true }
      expect(await answer(register(setting))).toBe('accepted')
      expect(await answer(authenticate(setting))).toBe('accepted')
    },
  )

  it('wants to know by what a tokenBinding is present', async () => {
    const setting = { clientData: { tokenBinding: { status: 'present' } }, conformance: true }
    expect(await answer(register(setting))).toBe('R6 client-data-malformed')
    expect(await answer(authenticate(setting))).toBe('A9 client-data-malformed')
  })
})

type Case = { readonly suite: string; readonly case: string; readonly kind: 'positive' | 'negative' }
const checklist = readChecklist<readonly Case[]>('conformance-cases.json')

describe.skipIf(!checklist)(`the checklist${checklistsNote}`, () => {
  const namesOf = (rows: readonly (readonly [string, ...unknown[]])[]) => [
    ...new Set(rows.map(([name]) => name)),
  ]
  const listed = (kind: Case['kind']) =>
    checklist!
      .filter((one) => one.kind === kind && !(nameOf(one) in elsewhere))
      .map(nameOf)
      .sort()

  it('has every case in one of the tables or elsewhere, and in one place alone', () => {
    expect(checklist).toHaveLength(174)
    const placed = [...namesOf(accepted), ...namesOf(refused), ...Object.keys(elsewhere)]
    expect(placed.sort()).toEqual(checklist!.map(nameOf).sort())
  })

  it('calls positive what is accepted, and negative what is refused', () => {
    expect(namesOf(accepted).sort()).toEqual(listed('positive'))
    expect(namesOf(refused).sort()).toEqual(listed('negative'))
  })
})

/** `attestation 1 F-1` of `Server-ServerAuthenticatorAttestationResponse-Resp-1` and `F-1`. */
function nameOf({ suite, case: name }: Case): string {
  const short = suite
    .replace(/^Server-ServerAuthenticatorAttestationResponse-Resp-/, 'attestation ')
    .replace(/^Server-ServerAuthenticatorAssertionResponse-Resp-/, 'assertion ')
    .replace(/^Server-ServerPublicKeyCredentialCreationOptions-Req-/, 'creation options ')
    .replace(/^Server-ServerPublicKeyCredentialGetOptionsResponse-Req-/, 'request options ')
    .replace(/^Server-MDS3$/, 'metadata')
  return `${short} ${name}`
}
