/** Responses whose JSON is not what a client hands out. @see WebAuthn Level 3 §5.1, §7.1 step 3, §7.2 step 3 */
import { withSpareBit } from './edits.ts'
import type { Hooks, Json } from './hooks.ts'
import { authentication, both, registration } from './row.ts'

const malformed = ['R3 response-malformed', 'A3 response-malformed'] as const
const mismatch = ['R3 id-mismatch', 'A3 id-mismatch'] as const

const top = (name: string, value: (json: Json) => unknown): Partial<Hooks> => ({
  json: (json) => ({ ...json, [name]: value(json) }),
})

/** For whoever judges outputs by what was asked. */
const refusedOutput = ['R28 extension-output-refused', 'A23 extension-output-refused'] as const

const outputs = (results: object): Partial<Hooks> => top('clientExtensionResults', () => results)

/** Both members that name the credential. */
const ids = (edit: (id: string) => string): Partial<Hooks> => ({
  json: (json) => ({ ...json, id: edit(String(json.id)), rawId: edit(String(json.rawId)) }),
})

const inner = (name: string, value: (old: unknown) => unknown): Partial<Hooks> => ({
  json: (json) => ({ ...json, response: { ...json.response, [name]: value(json.response[name]) } }),
})

const without = (name: string): Partial<Hooks> => ({
  json: (json) => without_(json, name) as Json,
})

const withoutInner = (name: string): Partial<Hooks> => ({
  json: (json) => ({ ...json, response: without_(json.response, name) }),
})

function without_(object: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))
}

export const responseFaults = [
  ...both('id-missing', 'The response has no id.', malformed, without('id')),
  ...both(
    'id-number',
    'The id is a number.',
    malformed,
    top('id', () => 1),
  ),
  ...both(
    'id-not-base64url',
    'The id and the rawId have a character that base64url does not have.',
    malformed,
    ids((id) => `${id.slice(1)}+`),
  ),
  ...both(
    'id-padded',
    'The id and the rawId are base64url with padding.',
    malformed,
    ids((id) => `${id}==`),
  ),
  ...both('id-spare-bits', 'The id and the rawId have a bit that no byte has.', malformed, ids(withSpareBit)),
  registration(
    'ids-not-attested',
    'The id and the rawId are of another credential than that attested.',
    'R27 credential-id-mismatch',
    ids(() => 'AAAA'),
  ),
  ...both(
    'id-other',
    'The id is of another credential than rawId.',
    mismatch,
    top('id', () => 'AAAA'),
  ),
  ...both(
    'raw-id-other',
    'The rawId is of another credential than id.',
    mismatch,
    top('rawId', () => 'AAAA'),
  ),
  ...both('raw-id-missing', 'The response has no rawId.', malformed, without('rawId')),
  ...both('response-type-missing', 'The response has no type.', malformed, without('type')),
  ...both(
    'response-type-number',
    'The type of the response is a number.',
    malformed,
    top('type', () => 1),
  ),
  ...both(
    'response-type-other',
    'The type of the response is not public-key.',
    malformed,
    top('type', () => 'password'),
  ),
  ...both('response-missing', 'The response has no member response.', malformed, without('response')),
  ...both(
    'response-text',
    'The member response is text.',
    malformed,
    top('response', () => 'AAAA'),
  ),
  ...both(
    'client-data-missing',
    'The response has no clientDataJSON.',
    malformed,
    withoutInner('clientDataJSON'),
  ),
  ...both(
    'client-data-number',
    'The clientDataJSON is a number.',
    malformed,
    inner('clientDataJSON', () => 1),
  ),
  registration(
    'attestation-object-missing',
    'The response has no attestationObject.',
    malformed[0],
    withoutInner('attestationObject'),
  ),
  registration(
    'attestation-object-number',
    'The attestationObject is a number.',
    malformed[0],
    inner('attestationObject', () => 1),
  ),
  authentication(
    'authenticator-data-missing',
    'The response has no authenticatorData.',
    malformed[1],
    withoutInner('authenticatorData'),
  ),
  authentication(
    'authenticator-data-number',
    'The authenticatorData is a number.',
    malformed[1],
    inner('authenticatorData', () => 1),
  ),
  authentication(
    'authenticator-data-not-base64url',
    'The authenticatorData has a character that base64url does not have.',
    malformed[1],
    inner('authenticatorData', (old) => `${old}+`),
  ),
  authentication(
    'signature-missing',
    'The response has no signature.',
    malformed[1],
    withoutInner('signature'),
  ),
  authentication(
    'signature-number',
    'The signature is a number.',
    malformed[1],
    inner('signature', () => 1),
  ),
  authentication(
    'signature-not-base64url',
    'The signature has a character that base64url does not have.',
    malformed[1],
    inner('signature', (old) => `${old}+`),
  ),
  authentication(
    'user-handle-number',
    'The userHandle is a number.',
    malformed[1],
    inner('userHandle', () => 1),
  ),
  authentication(
    'user-handle-spare-bits',
    'The userHandle has bits after its last byte.',
    malformed[1],
    inner('userHandle', (old) => withSpareBit(String(old))),
  ),
  authentication(
    'user-handle-other',
    'The userHandle is of another user.',
    'A6 user-handle-mismatch',
    inner('userHandle', () => 'BBBB'),
  ),
  authentication(
    'user-handle-missing',
    'The response has no userHandle.',
    'A6 user-handle-missing',
    withoutInner('userHandle'),
  ),
  authentication(
    'credential-not-allowed',
    'The answer is by a credential that was not allowed.',
    'A5 credential-not-allowed',
    {
      allowed: () => [],
    },
  ),
  ...both(
    'extension-output-unasked',
    'The client hands out an extension output that nobody asked for.',
    refusedOutput,
    outputs({ appid: true }),
  ),
  registration(
    'cred-props-text',
    'The output of credProps is text.',
    refusedOutput[0],
    outputs({ credProps: 'true' }),
  ),
  registration(
    'large-blob-text',
    'The output of largeBlob says in text that it is supported.',
    refusedOutput[0],
    outputs({ largeBlob: { supported: 'true' } }),
  ),
  authentication(
    'prf-output-short',
    'The output of prf has three bytes.',
    refusedOutput[1],
    outputs({ prf: { results: { first: 'AAAA' } } }),
  ),
] as const
