/** Client data that is not what a client of the relying party writes. @see WebAuthn Level 3 §7.1 steps 5–11, §7.2 steps 8–14 */
import { concat } from '@latchkey/octets'
import { withSpareBit } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { authentication, both } from './row.ts'

const malformed = ['R6 client-data-malformed', 'A9 client-data-malformed'] as const
const wrongType = ['R7 type-mismatch', 'A10 type-mismatch'] as const
const wrongChallenge = ['R8 challenge-mismatch', 'A11 challenge-mismatch'] as const
const wrongOrigin = ['R9 origin-unexpected', 'A12 origin-unexpected'] as const

const utf8 = /* @__PURE__ */ new TextEncoder()

/** A member with another value. */
const member = (name: string, value: (old: unknown) => unknown): Partial<Hooks> => ({
  clientData: (members) => ({ ...members, [name]: value(members[name]) }),
})

const without = (name: string): Partial<Hooks> => ({
  clientData: (members) => Object.fromEntries(Object.entries(members).filter(([key]) => key !== name)),
})

/** The text, edited where JSON itself is to be wrong. */
const text = (edit: (json: string) => string): Partial<Hooks> => ({
  clientDataBytes: (bytes) => utf8.encode(edit(new TextDecoder().decode(bytes))),
})

const asText = (value: unknown) => String(value)
const origin = (edit: (origin: string) => string) => member('origin', (old) => edit(asText(old)))

export const clientDataFaults = [
  ...both(
    'client-data-empty',
    'The client data has no bytes.',
    ['R6 client-data-not-json', 'A9 client-data-not-json'],
    {
      clientDataBytes: () => new Uint8Array(),
    },
  ),
  ...both(
    'client-data-not-utf8',
    'The client data ends in a byte that UTF-8 does not have.',
    ['R5 client-data-not-utf8', 'A8 client-data-not-utf8'],
    {
      clientDataBytes: (bytes) => concat(bytes, Uint8Array.of(0xff)),
    },
  ),
  ...both(
    'client-data-cut-off',
    'The client data has lost its last byte.',
    ['R6 client-data-not-json', 'A9 client-data-not-json'],
    {
      clientDataBytes: (bytes) => bytes.slice(0, -1),
    },
  ),
  ...both(
    'client-data-array',
    'The client data is an array.',
    malformed,
    text((json) => `[${json}]`),
  ),
  ...both(
    'challenge-twice',
    'The client data has the challenge twice, another one first.',
    ['R6 client-data-duplicate-member', 'A9 client-data-duplicate-member'],
    text((json) => json.replace('"challenge"', '"challenge":"AAAA","challenge"')),
  ),
  ...both(
    'origin-twice-escaped',
    'The client data has the origin twice, once with an escape in its name.',
    ['R6 client-data-duplicate-member', 'A9 client-data-duplicate-member'],
    text((json) => json.replace('"origin"', '"origi\\u006e":"https://evil.example","origin"')),
  ),
  ...both('type-missing', 'The client data has no type.', malformed, without('type')),
  ...both(
    'type-number',
    'The type is a number.',
    malformed,
    member('type', () => 1),
  ),
  ...both(
    'type-empty',
    'The type is empty.',
    wrongType,
    member('type', () => ''),
  ),
  ...both(
    'type-unknown',
    'The type is of no ceremony.',
    wrongType,
    member('type', () => 'webauthn.delete'),
  ),
  authentication(
    'type-payment',
    'The type is that of a payment.',
    wrongType[1],
    member('type', () => 'payment.get'),
  ),
  ...both(
    'type-of-other-ceremony',
    'The type is that of the other ceremony.',
    wrongType,
    member('type', (old) => (old === 'webauthn.get' ? 'webauthn.create' : 'webauthn.get')),
  ),
  ...both('challenge-missing', 'The client data has no challenge.', malformed, without('challenge')),
  ...both(
    'challenge-number',
    'The challenge is a number.',
    malformed,
    member('challenge', () => 1),
  ),
  ...both(
    'challenge-empty',
    'The challenge is empty.',
    wrongChallenge,
    member('challenge', () => ''),
  ),
  ...both(
    'challenge-padded',
    'The challenge is base64url with padding.',
    wrongChallenge,
    member('challenge', (old) => `${old}=`),
  ),
  ...both(
    'challenge-not-base64url',
    'The challenge has a character that base64url does not have.',
    wrongChallenge,
    member('challenge', (old) => `${asText(old).slice(0, -1)}+`),
  ),
  ...both(
    'challenge-spare-bits',
    'A bit of the challenge is set that no byte has.',
    wrongChallenge,
    member('challenge', (old) => withSpareBit(asText(old))),
  ),
  ...both(
    'challenge-other',
    'The challenge is another one.',
    wrongChallenge,
    member('challenge', (old) => `${asText(old).startsWith('A') ? 'B' : 'A'}${asText(old).slice(1)}`),
  ),
  ...both(
    'challenge-cut-off',
    'The challenge is the beginning of the one that was given out.',
    wrongChallenge,
    member('challenge', (old) => asText(old).slice(0, 8)),
  ),
  ...both('origin-missing', 'The client data has no origin.', malformed, without('origin')),
  ...both(
    'origin-number',
    'The origin is a number.',
    malformed,
    member('origin', () => 1),
  ),
  ...both(
    'origin-empty',
    'The origin is empty.',
    wrongOrigin,
    origin(() => ''),
  ),
  ...both(
    'origin-other',
    'The origin is of another site.',
    wrongOrigin,
    origin(() => 'https://evil.example'),
  ),
  ...both(
    'origin-other-scheme',
    'The origin is the right one by http.',
    wrongOrigin,
    origin((old) => old.replace('https:', 'http:')),
  ),
  ...both(
    'origin-other-port',
    'The origin is the right host at another port.',
    wrongOrigin,
    origin((old) => `${old}:8443`),
  ),
  ...both(
    'origin-with-slash',
    'The origin has a slash at its end.',
    wrongOrigin,
    origin((old) => `${old}/`),
  ),
  ...both(
    'origin-upper-case',
    'The origin is in upper case.',
    wrongOrigin,
    origin((old) => old.toUpperCase()),
  ),
  ...both(
    'origin-trailing-dot',
    'The host of the origin ends in a dot.',
    wrongOrigin,
    origin((old) => `${old}.`),
  ),
  ...both(
    'origin-prefixed',
    'The host of the origin ends like the right one, without a dot before it.',
    wrongOrigin,
    origin((old) => old.replace('://', '://evil-')),
  ),
  ...both(
    'origin-suffixed',
    'The host of the origin begins like the right one.',
    wrongOrigin,
    origin((old) => `${old}.evil.example`),
  ),
  ...both(
    'origin-user-info',
    'The right host is the user name of another one.',
    wrongOrigin,
    origin((old) => `${old}@evil.example`),
  ),
  ...both(
    'origin-null',
    'The origin is opaque.',
    wrongOrigin,
    origin(() => 'null'),
  ),
  ...both(
    'origin-android',
    'The origin is an Android app that nobody listed.',
    wrongOrigin,
    origin(() => 'android:apk-key-hash:AAAA'),
  ),
  ...both(
    'cross-origin',
    'The call came from a cross-origin frame.',
    ['R10 cross-origin-unexpected', 'A13 cross-origin-unexpected'],
    member('crossOrigin', () => true),
  ),
  ...both(
    'cross-origin-text',
    'The member crossOrigin is text.',
    malformed,
    member('crossOrigin', () => 'true'),
  ),
  ...both(
    'top-origin',
    'The frame is in the page of another site.',
    ['R10 cross-origin-unexpected', 'A13 cross-origin-unexpected'],
    {
      clientData: (members) => ({ ...members, crossOrigin: true, topOrigin: 'https://evil.example' }),
    },
  ),
  ...both(
    'top-origin-alone',
    'There is a topOrigin, though the call is said to be same-origin.',
    ['R11 top-origin-unexpected', 'A14 top-origin-unexpected'],
    member('topOrigin', () => 'https://evil.example'),
  ),
] as const
