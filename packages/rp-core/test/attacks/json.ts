/** AT17, AT18, AT39, AT40: client data, and the JSON around it. */
import { concat, decodeHex, encodeBase64url } from '@latchkey/octets'
import {
  type Change,
  forger,
  framed,
  json,
  type Legal,
  legal,
  members,
  named,
  other,
  type Row,
  refusals,
  top,
} from './ceremony.ts'
import { challenge, type Loose, userHandle } from './forger.ts'

// AT17, AT40: client data

const text = (edit: (json: string) => string | Uint8Array): Change => ({ parts: { clientDataText: edit } })
const first = (member: string) => text((json) => json.replace('{', `{${member},`))
const last = (member: string) => text((json) => json.replace(/\}$/, `,${member}}`))
const notUtf8 = (bytes: string) =>
  text((json) =>
    concat(utf8.encode(json.slice(0, -1)), utf8.encode(',"x":"'), decodeHex(bytes), utf8.encode('"}')),
  )
const utf8 = new TextEncoder()
const wrongTypes = [1, null, true, [], {}, ['https://example.org']]
const duplicate = 'client-data-duplicate-member'
const clientMalformed = 'client-data-malformed'

const clientDataRows: readonly Row[] = [
  ...refusals(
    'AT17',
    'R5 A8',
    'client-data-not-utf8',
    ['ff', 'c0af', 'eda080', 'f4908080', 'e282', '80'].map((bytes) => [
      `the bytes ${bytes}, which are no UTF-8`,
      notUtf8(bytes),
    ]),
  ),
  ...refusals('AT17', 'R5 A8', 'client-data-not-utf8', [
    ['UTF-16', text((json) => new Uint8Array(Buffer.from(`\ufeff${json}`, 'utf16le')))],
  ]),
  ...refusals('AT17', 'R6 A9', 'client-data-not-json', [
    ['two byte order marks', text((json) => `\ufeff\ufeff${json}`)],
    ['no bytes', text(() => '')],
    ['a byte order mark and nothing after it', text(() => '\ufeff')],
    ['something after the object', text((json) => `${json}{}`)],
    ['a zero byte after the object', text((json) => `${json}\0`)],
    ['a comma after the last member', text((json) => json.replace(/\}$/, ',}'))],
    ['a comment', text((json) => `${json}//`)],
  ]),
  ...refusals('AT17', 'R3 A3', 'response-too-large', [
    ['a megabyte of it', members({ x: 'x'.repeat(2 ** 20) })],
  ]),
  ...refusals('AT17', 'R6 A9', 'client-data-not-json', [
    ['arrays 20,000 deep', text(() => '['.repeat(20_000))],
  ]),
  ...refusals(
    'AT17',
    'R6 A9',
    clientMalformed,
    ['null', '[]', '"text"', '1'].map((json) => [`${json} for the object`, text(() => json)]),
  ),
  ...['type', 'challenge', 'origin'].flatMap((name) =>
    refusals(
      'AT17',
      'R6 A9',
      clientMalformed,
      [...wrongTypes, undefined].map((value) => [
        `a ${name} of ${JSON.stringify(value)}`,
        members({ [name]: value }),
      ]),
    ),
  ),
  ...refusals(
    'AT40',
    'R6 A9',
    clientMalformed,
    [0, 1, null, 'true', 'false', [], {}].map((value) => [
      `a crossOrigin of ${JSON.stringify(value)}`,
      members({ crossOrigin: value }),
    ]),
  ),
  ...refusals(
    'AT40',
    'R6 A9',
    clientMalformed,
    [1, null, true, [], [top]].map((topOrigin) => [
      `a topOrigin of ${JSON.stringify(topOrigin)}`,
      members({ topOrigin }),
    ]),
  ),
  ...[
    ...[
      '"type":"webauthn.get"',
      '"challenge":"AAAA"',
      '"origin":"https://evil.example"',
      '"crossOrigin":false',
    ],
    ...[
      '"\\u0074ype":"webauthn.create"',
      '"challeng\\u0065":"AAAA"',
      '"\\u006frigin":"https://evil.example"',
    ],
    ...['"crossOri\\u0067in":false', '"origin":{"origin":"https://evil.example"}'],
  ].flatMap((member) => [
    ...refusals('AT40', 'R6 A9', duplicate, [[`${member} before the others`, first(member)]]),
    ...refusals('AT40', 'R6 A9', duplicate, [[`${member} after the others`, last(member)]]),
  ]),
  ...refusals('AT40', 'R6 A9', duplicate, [
    ['__proto__ twice', first('"__proto__":{},"__proto__":1')],
    ['a member of no name twice', first('"":1,"":2')],
  ]),
  ...refusals('AT40', 'R6 A9', clientMalformed, [
    ['the members under __proto__', text((json) => `{"__proto__":${json}}`)],
  ]),
  ...refusals('AT40', 'R11 A14', 'top-origin-unexpected', [
    [
      'a topOrigin with a crossOrigin of false',
      framed({ crossOrigin: false, topOrigin: top }, { crossOrigin: true, topOrigins: [top] }),
    ],
    [
      'a topOrigin without crossOrigin',
      framed({ crossOrigin: undefined, topOrigin: top }, { crossOrigin: true, topOrigins: [top] }),
    ],
  ]),
  ...refusals(
    'AT40',
    'R8 A11',
    'challenge-mismatch',
    ['', encodeBase64url(challenge).slice(0, -1), encodeBase64url(challenge).slice(0, 8)].map((answered) => [
      `a challenge of ${answered.length} characters`,
      members({ challenge: answered }),
    ]),
  ),
  ...refusals('AT40', 'R8 A11', 'challenge-mismatch', [
    [
      'an empty challenge where none was given out',
      { parts: { clientData: { challenge: '' } }, expected: { challenge: new Uint8Array() } },
    ],
  ]),
  ...refusals('AT40', 'R7 A10', 'type-mismatch', [['payment.get', members({ type: 'payment.get' })]]),
  ...refusals('AT40', 'R7', 'type-mismatch', [['webauthn.get', members({ type: 'webauthn.get' })]]),
  ...refusals('AT40', 'A10', 'type-mismatch', [
    ['webauthn.create', members({ type: 'webauthn.create' })],
    ['WebAuthn.get', members({ type: 'WebAuthn.get' })],
    [
      'webauthn.get where payment.get was asked for',
      { expected: { extensions: { payment: { isPayment: true } } } },
    ],
  ]),
]
const clientDataLegal: readonly Legal[] = [
  ...legal('AT17', 'R A', [
    ['a byte order mark', text((json) => `\ufeff${json}`)],
    ['white space wherever it may be', text((json) => ` \n${json.replaceAll(':"', ' :\t"')}\r\n`)],
    ['40,000 characters', members({ x: 'x'.repeat(40_000) })],
    ['text of all planes', members({ x: 'ä\u20ac\u{1f511}"\\\u0000' })],
  ]),
  ...legal('AT40', 'R A', [
    ['no crossOrigin', members({ crossOrigin: undefined })],
    ['a name that is escaped, once', text((json) => json.replace('"origin"', '"\\u006frigin"'))],
    ['a member twice within another', first('"x":{"origin":1,"origin":[{"a":1,"a":2}]}')],
    ['a value that looks like members', first('"x":"\\"},{\\"origin\\":\\\\"')],
    ['__proto__, once', first('"__proto__":{"origin":"https://evil.example"}')],
  ]),
  ...legal('AT40', 'A', [
    [
      'payment.get where it was asked for',
      { ...members({ type: 'payment.get' }), expected: { extensions: { payment: { isPayment: true } } } },
    ],
  ]),
]

// AT18, AT39, AT52: the JSON around

const idOf = (id: unknown) => json((credential) => Object.assign(credential, { id }))
const both = (id: string) => json((credential) => Object.assign(credential, { id, rawId: id }))
const name = encodeBase64url(forger.id)
type Spelling = readonly [what: string, spell: (text: string) => string]
const spellings: readonly Spelling[] = [
  ['+ and /', (text) => text.replaceAll('-', '+').replaceAll('_', '/')],
  ['padding', (text) => `${text}=`],
  ['a blank before it', (text) => ` ${text}`],
  ['a line break in it', (text) => `${text.slice(0, 8)}\n${text.slice(8)}`],
  ['a blank after it', (text) => `${text} `],
  ['a zero character after it', (text) => `${text}\0`],
  ['a character too many', (text) => text.padEnd(text.length + 5 - (text.length % 4), 'A')],
]
/** 43 characters are 32 bytes and two bits. */
const spareBits = (spelled: string) =>
  spelled.slice(0, -1) + String.fromCharCode(spelled.charCodeAt(spelled.length - 1) + 1)
const ofValues = [...spellings, ['spare bits', spareBits] as const]

const spelled = (steps: string, member: string, spellings: readonly Spelling[]) =>
  refusals(
    'AT39',
    steps,
    'response-malformed',
    spellings.map(([what, spell]) => [
      `${member} with ${what}`,
      json((_, response) => Object.assign(response, { [member]: spell(response[member] as string) })),
    ]),
  )

const jsonRows: readonly Row[] = [
  ...refusals('AT18', 'R3 A3', 'id-mismatch', [
    ['an id unlike rawId', idOf(encodeBase64url(other))],
    ['the id in other letter case', idOf(name.toUpperCase())],
  ]),
  ...refusals('AT18', 'R3 A3', 'response-malformed', [
    ['no id', idOf(undefined)],
    ['an id of a number', idOf(1)],
  ]),
  ...refusals('AT18', 'R27', 'credential-id-mismatch', [
    ['a rawId unlike the attested one', both(encodeBase64url(other))],
    ['the beginning of the attested ID', both(name.slice(0, 4))],
    ['the attested ID and more', both(encodeBase64url(concat(forger.id, other)))],
  ]),
  ...refusals('AT18', 'A6', 'credential-unknown', [
    ['the rawId of another credential', both(encodeBase64url(other))],
  ]),
  ...refusals('AT18', 'A5', 'credential-not-allowed', [
    [
      'the rawId of a credential that is not listed',
      { ...both(encodeBase64url(other)), expected: { allowCredentials: [forger.id] } },
    ],
  ]),
  ...ofValues.flatMap(([what, spell]) => [
    ...refusals('AT39', 'R3 A3', 'response-malformed', [[`rawId and id with ${what}`, both(spell(name))]]),
    ...refusals('AT39', 'R3 A3', 'id-mismatch', [[`id with ${what}`, idOf(spell(name))]]),
    ...refusals('AT39', 'A3', 'response-malformed', [
      [`userHandle with ${what}`, { parts: named(spell(encodeBase64url(userHandle))) }],
    ]),
    ...refusals('AT39', 'R8 A11', 'challenge-mismatch', [
      [`challenge with ${what}`, members({ challenge: spell(encodeBase64url(challenge)) })],
    ]),
  ]),
  ...spelled('R3', 'attestationObject', spellings),
  // Not each of these has a `-` or `_`.
  ...spelled('R3 A3', 'clientDataJSON', spellings.slice(1)),
  ...spelled('A3', 'authenticatorData', spellings.slice(1)),
  ...spelled('A3', 'signature', spellings.slice(1)),
  ...refusals('AT40', 'R3 A3', 'response-malformed', [
    ['the members of the response under __proto__', json(underProto)],
    ['rawId as a list of bytes', both([...forger.id] as never)],
    ['a type in other letter case', json((credential) => Object.assign(credential, { type: 'Public-Key' }))],
  ]),
]

/** As a parser of JSON leaves it: a member of that name, and nothing inherited. */
function underProto(_: Loose, response: Loose): void {
  const kept = { ...response }
  for (const member of Object.keys(response)) delete response[member]
  Object.defineProperty(response, '__proto__', { value: kept, enumerable: true })
}

const jsonLegal = legal('AT18', 'R A', [['an id like rawId', both(name)]])

export const refused: readonly Row[] = [...clientDataRows, ...jsonRows]
export const accepted: readonly Legal[] = [...clientDataLegal, ...jsonLegal]
