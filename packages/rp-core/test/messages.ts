/** What errors say, by code: people read them, so their words are a promise, too. */
import { expect } from 'vitest'
import type { CeremonyError } from '../src/specification/ceremony-error.ts'

const members = [
  ...['rawId', 'clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'],
]
const malformed = (what: string) => `the response is malformed: ${what}`

const messages: Readonly<Record<string, readonly string[]>> = {
  'algorithm-not-offered': ['the key is of an algorithm that was not offered'],
  'attestation-format-unsupported': ['the attestation statement is of a format not in use here'],
  'backup-eligibility-changed': ['the credential’s backup eligibility is not what it was'],
  'backup-eligibility-refused': ['the policy wants a credential that cannot be backed up'],
  'backup-state-invalid': ['a credential that cannot be backed up says that it is'],
  'backup-state-refused': ['the policy wants a credential that is not backed up'],
  'challenge-mismatch': ['the client data answers another challenge'],
  'client-data-duplicate-member': ['the client data names a member twice'],
  'client-data-malformed': [
    'a member of the client data is missing or of the wrong type',
    'the client data is not a JSON object',
  ],
  'client-data-not-json': ['the client data is not JSON'],
  'credential-id-mismatch': ['rawId is not the attested credential ID'],
  'credential-id-too-long': ['a credential ID has 1 to 1,023 bytes, this one has 1024'],
  'credential-not-allowed': ['the credential is none of those that were allowed'],
  'credential-unknown': ['the record is of another credential'],
  'cross-origin-unexpected': ['the call came from a cross-origin frame, which is not expected'],
  'extension-output-refused': [
    'the credential is protected less than was asked for',
    'the output of credProps is not what it should be',
    'the output of credProtect is not what it should be',
    'the output of hmac-secret is not what it should be',
    'the output of largeBlob is not what it should be',
    'the output of prf is not what it should be',
    'there is an extension output that nobody asked for',
  ],
  'id-mismatch': ['the response is malformed: id and rawId are not the same'],
  'origin-unexpected': ['the origin is not one of those expected'],
  'rp-id-mismatch': ['the authenticator answered for another RP ID'],
  'sign-count-not-increased': ['the signature counter did not rise'],
  'top-origin-unexpected': ['the top-level origin is not one by which being framed is expected'],
  'type-mismatch': [
    'the client data is not of a payment.get',
    'the client data is not of a webauthn.create',
    'the client data is not of a webauthn.get',
  ],
  'user-handle-mismatch': [
    'the credential belongs to another account than the one that signs in',
    'the response names another user than the credential’s own',
  ],
  'user-handle-missing': ['the response names no user, and nothing else does'],
  'user-not-present': ['the authenticator did not test user presence'],
  'user-not-verified': ['user verification is required, and there was none'],
  'response-malformed': [
    ...members.flatMap((name) => [`${name} is not text`, `${name} is not base64url in its one spelling`]),
    ...[
      'response is not an object',
      'clientExtensionResults is not an object',
      'the credential is not an object',
    ],
    ...['id is not text', 'rawId is empty', 'type is not "public-key"'],
    ...['transports is not a list', 'transports holds something other than text'],
  ].map(malformed),
  'response-too-large': members.map((name) => malformed(`${name} has more than 65536 characters`)),
}

/** Where another package found the fault, the words are its own. */
export function expectMessage({ code, message, cause }: CeremonyError): void {
  if (cause === undefined) expect(messages[code]).toContain(message)
}
