/** Responses whose JSON is not what a client hands out. @see WebAuthn Level 3 §5.1, §7.1 step 3, §7.2 step 3 */
import type { Hooks, Json } from './hooks.ts'
import { authentication, both, registration } from './row.ts'

const malformed = ['R3 response-malformed', 'A3 response-malformed'] as const
const mismatch = ['R3 id-mismatch', 'A3 id-mismatch'] as const

const top = (name: string, value: (json: Json) => unknown): Partial<Hooks> => ({
  json: (json) => ({ ...json, [name]: value(json) }),
})

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
] as const
