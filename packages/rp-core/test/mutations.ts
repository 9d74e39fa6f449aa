/** Responses that nobody sends: a sound one, changed at one to three places, on any level from JSON down to bits. */
import { type CborValue, decode, encode } from '@latchkey/cbor-canonical'
import { concat } from '@latchkey/octets'
import type { Randomness } from './randomness.ts'

/** A response as it would come out of a JSON parser, of which nothing is sure. */
export type Loose = Record<string, unknown>
type Edit = (response: Loose, random: Randomness, others: readonly Loose[]) => unknown
type Change = (bytes: Uint8Array, random: Randomness, other: Uint8Array) => Uint8Array

/** @param others - sound ones, of which parts are taken */
export function mutated(response: Loose, random: Randomness, others: readonly Loose[]): unknown {
  const edits = 'attestationObject' in innerOf(response) ? ofRegistrations : ofAuthentications
  let changed: unknown = structuredClone(response)
  for (let times = random.pick([1, 1, 1, 2, 3]); times > 0; times--) {
    const edit = random.pick(edits)
    // What is no object any more cannot be changed further.
    if (isObject(changed)) changed = edit(changed, random, others) ?? changed
  }
  return changed
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

/** The response's own members, of which some are gone or of another type by now. */
function innerOf(response: Loose): Loose {
  return isObject(response.response) ? response.response : {}
}

function anyObject(response: Loose, random: Randomness): Loose {
  const objects = [response, response.response, response.clientExtensionResults].filter(isObject)
  return random.pick(objects)
}

// JSON

/** As a parser sets it: also `__proto__` becomes a member. */
function put(object: Loose, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

const names = [
  ...['id', 'rawId', 'type', 'response', 'clientExtensionResults', 'authenticatorAttachment'],
  ...['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle', 'transports'],
  ...['publicKey', 'publicKeyAlgorithm', '__proto__', 'constructor', 'toString', 'then'],
  ...['appid', 'appidExclude', 'credProps', 'prf', 'largeBlob', 'uvm', 'hmacCreateSecret', '', '\ud800'],
]

const texts = [
  ...['', 'A', 'AA', 'AAAA', '=', ' ', '\0', '\ud800', '\ufeff', '🔑', '__proto__', '[object Object]'],
  ...['public-key', 'webauthn.get', 'null', 'undefined', '-1', '1e999', '../', '%00', '{{}}'],
]

function junk(random: Randomness, depth = 0): unknown {
  switch (random.below(depth > 3 ? 5 : 10)) {
    case 0:
      return random.pick([null, undefined, true, false])
    case 1:
      return random.pick([0, -0, 1, -7, 1.5, 2 ** 32, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1n])
    case 2:
      return random.pick(texts)
    case 3:
      return random.pick(['A', '\u00e9', '=', '_'] as const).repeat(random.pick([10, 1000, 65_536, 65_537]))
    case 4:
      return random.pick([new Uint8Array(3), new Date(0), new Map([['id', 1]]), Symbol('id'), () => 'AAAA'])
    case 5:
    case 6:
      return Array.from({ length: random.below(4) }, () => junk(random, depth + 1))
    case 7:
      return nested(random)
    default: {
      const object: Loose = random.below(4) ? {} : Object.create(null)
      for (let left = random.below(4); left > 0; left--)
        put(object, random.pick(names), junk(random, depth + 1))
      return object
    }
  }
}

function nested(random: Randomness): unknown {
  let value: unknown = []
  for (let depth = random.pick([2, 20, 2000]); depth > 0; depth--)
    value = random.below(2) ? [value] : { a: value }
  return value
}

const ofJson: readonly Edit[] = [
  (response, random) => {
    const object = anyObject(response, random)
    delete object[random.pick(Object.keys(object).concat('id'))]
  },
  (response, random) => {
    const object = anyObject(response, random)
    put(object, random.pick(Object.keys(object).concat('id')), junk(random))
  },
  (response, random) => put(anyObject(response, random), random.pick(names), junk(random)),
  // A member under the name of another one, in this object or in another.
  (response, random) => {
    const from = anyObject(response, random)
    put(anyObject(response, random), random.pick(names), from[random.pick(Object.keys(from).concat('id'))])
  },
  (response, random) => {
    const [from, to] = [anyObject(response, random), anyObject(response, random)]
    const [one, other] = [random.pick(names), random.pick(names)]
    const value = from[one]
    put(from, one, to[other])
    put(to, other, value)
  },
  // Members of another response.
  (response, random, others) => {
    const other = structuredClone(random.pick(others))
    const [to, from] = random.below(2) ? [response, other] : [innerOf(response), innerOf(other)]
    for (const name of Object.keys(from)) if (random.below(2)) put(to, name, from[name])
  },
  // What would be inherited, and what looks like the response's own members.
  (response, random) => {
    const object = anyObject(response, random)
    const name = random.pick(Object.keys(object).concat('id'))
    put(object, '__proto__', { [name]: object[name] })
    if (random.below(2)) delete object[name]
  },
  (_, random) => junk(random) ?? null,
  (response) => [response],
]

// base64url

const spellings: readonly ((text: string, random: Randomness) => string)[] = [
  (text, random) => text + random.pick(['=', '==', ' ', '\n', '\0', 'A', '+', '/', '.', 'é']),
  (text, random) => random.pick([' ', '\t', '=', '\ufeff']) + text,
  (text) => text.slice(0, -1),
  (text, random) => insertedText(text, random.pick([' ', '\r\n', '=', '+', '/', '%', '\ud800', 'A']), random),
  (text) => text.replace('-', '+').replace('_', '/'),
  (text, random) => text.slice(0, -1) + random.pick([...'ABCDEFGHQRSTUVWXYZ_-']),
  (text, random) => {
    const at = random.below(text.length + 1)
    return text.slice(0, at) + random.pick([...'AQgw_-+/=']) + text.slice(at + 1)
  },
  (text) => text.toLowerCase(),
  (text) => text.repeat(2),
]

function insertedText(text: string, what: string, random: Randomness): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + what + text.slice(at)
}

const spelling: Edit = (response, random) => {
  const object = random.below(3) ? innerOf(response) : response
  const spelled = Object.keys(object).filter((name) => typeof object[name] === 'string')
  if (spelled.length === 0) return
  const name = random.pick(spelled)
  const text = random.pick(spellings)(object[name] as string, random)
  put(object, name, text)
  if (name === 'rawId' && random.below(2)) put(object, 'id', text)
}

// Bytes

const anyBytes: readonly Change[] = [
  (bytes, random) => {
    const at = placeIn(bytes, random)
    return bytes.length === 0 ? bytes : bytes.with(at, bytes[at]! ^ (1 << random.below(8)))
  },
  (bytes, random) => (bytes.length === 0 ? bytes : bytes.with(placeIn(bytes, random), random.below(256))),
  (bytes, random) => {
    const at = placeIn(bytes, random)
    return concat(bytes.subarray(0, at), random.bytes(1 + random.below(4)), bytes.subarray(at))
  },
  (bytes, random) => {
    const at = placeIn(bytes, random)
    return concat(bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(4)))
  },
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => concat(bytes, random.bytes(1 + random.below(40))),
  (bytes, random, other) =>
    concat(bytes.subarray(0, placeIn(bytes, random)), other.subarray(placeIn(other, random))),
  (bytes, random, other) => {
    const at = placeIn(bytes, random)
    return concat(bytes.subarray(0, at), other.subarray(at))
  },
  (bytes, random) => {
    const from = placeIn(bytes, random)
    return bytes.slice().fill(random.pick([0, 0xff]), from, from + 1 + random.below(32))
  },
  () => new Uint8Array(),
]

/** Often near the beginning, where lengths and kinds are. */
function placeIn(bytes: Uint8Array, random: Randomness): number {
  return random.below(random.below(3) ? bytes.length : Math.min(8, bytes.length))
}

/** Offsets of CBOR heads, one after the other; of what is no CBOR, some. */
function headsIn(bytes: Uint8Array, from: number): readonly number[] {
  const heads: number[] = []
  for (let at = from; at < bytes.length; ) {
    heads.push(at)
    const [size, argument] = headAt(bytes, at)
    const major = bytes[at]! >> 5
    at += size + (major === 2 || major === 3 ? argument : 0)
  }
  return heads
}

function headAt(bytes: Uint8Array, at: number): [size: number, argument: number] {
  const low = bytes[at]! & 31
  if (low < 24) return [1, low]
  const size = 1 + (low < 28 ? 1 << (low - 24) : 0)
  return [size, bytes.subarray(at + 1, at + size).reduce((sum, byte) => sum * 256 + byte, 0)]
}

function anyHead(random: Randomness): Uint8Array {
  const low = random.pick([0, 1, 2, 23, 24, 25, 26, 27, 28, 31])
  const size = low > 23 && low < 28 ? 1 << (low - 24) : 0
  const rest = random.pick([random.bytes(size), new Uint8Array(size).fill(0xff), new Uint8Array(size)])
  return concat(Uint8Array.of((random.below(8) << 5) | low), rest)
}

const cbor = (startOf: (bytes: Uint8Array) => number): readonly Change[] => {
  const atHead =
    (replace: (head: Uint8Array, random: Randomness) => Uint8Array): Change =>
    (bytes, random) => {
      const heads = headsIn(bytes, Math.min(startOf(bytes), bytes.length))
      if (heads.length === 0) return bytes
      const at = random.pick(heads)
      const end = at + headAt(bytes, at)[0]
      return concat(bytes.subarray(0, at), replace(bytes.subarray(at, end), random), bytes.subarray(end))
    }
  return [
    atHead((_, random) => anyHead(random)),
    // A length or number that is off.
    atHead((head, random) => head.with(-1, head.at(-1)! + random.pick([1, -1, 2, 16, 128]))),
    // The same, said at greater length.
    atHead((head) => (head.length > 1 ? head : Uint8Array.of((head[0]! & 0xe0) | 24, head[0]! & 31))),
    atHead((head) => Uint8Array.of(head[0]! | 31)),
    atHead((head, random) =>
      concat(random.pick([Uint8Array.of(0xc2), Uint8Array.of(0xd9, 0xd9, 0xf7)]), head),
    ),
    atHead((head, random) => {
      const [byte, depth] = [random.pick([0x81, 0x9f, 0xa1, 0xd8]), random.pick([1, 5, 100, 20_000])]
      return concat(new Uint8Array(depth).fill(byte), head)
    }),
    atHead((head, random) => concat(head, random.pick([head, anyHead(random), Uint8Array.of(0xff)]))),
  ]
}

const ofObject = [...anyBytes, ...cbor(() => 0)]
const flagged: Change = (bytes, random) =>
  bytes.length > 32 ? bytes.with(32, bytes[32]! ^ (1 << random.below(8)) ^ (1 << random.below(8))) : bytes

/** The key begins after the credential ID; where there is none, nothing begins there. */
const ofAuthenticatorData: readonly Change[] = [
  ...anyBytes,
  ...cbor((bytes) => 55 + ((bytes[53] ?? 0) << 8) + (bytes[54] ?? 0)),
  ...[flagged, flagged, flagged, flagged],
  (bytes, random) => (bytes.length > 54 ? bytes.with(53 + random.below(2), random.below(256)) : bytes),
]

/** The member that is meant, in bytes; nothing where it is no base64url any more. */
function bytesOf(response: Loose, name: string): Uint8Array {
  const text = innerOf(response)[name] ?? response[name]
  return typeof text === 'string' ? new Uint8Array(Buffer.from(text, 'base64url')) : new Uint8Array()
}

function putBytes(response: Loose, name: string, bytes: Uint8Array): void {
  put(name in response ? response : innerOf(response), name, Buffer.from(bytes).toString('base64url'))
}

const changing =
  (name: string, changes: readonly Change[]): Edit =>
  (response, random, others) => {
    const bytes = bytesOf(response, name)
    const other = bytesOf(random.pick(others), name)
    putBytes(response, name, random.pick(changes)(bytes, random, other))
  }

/** Within an attestation object that is sound around it. */
const within =
  (edit: (members: Map<unknown, unknown>, random: Randomness, other: Map<unknown, unknown>) => void): Edit =>
  (response, random, others) => {
    const members = membersOf(response)
    const other = membersOf(random.pick(others))
    if (members === undefined || other === undefined) return
    edit(members, random, other)
    putBytes(
      response,
      'attestationObject',
      encode(members as Map<CborValue, CborValue>, { profile: 'rfc8949' }),
    )
  }

function membersOf(response: Loose): Map<unknown, unknown> | undefined {
  try {
    const value = decode(bytesOf(response, 'attestationObject'), { profile: 'basic' })
    return value instanceof Map ? new Map(value) : undefined
  } catch {
    return undefined
  }
}

const bytesIn = (members: Map<unknown, unknown>, name: string) => {
  const value = members.get(name)
  return value instanceof Uint8Array ? value : new Uint8Array()
}

const authenticatorData = within((members, random, other) => {
  const change = random.pick(ofAuthenticatorData)
  members.set('authData', change(bytesIn(members, 'authData'), random, bytesIn(other, 'authData')))
})

const statementNames = ['alg', 'sig', 'x5c', 'ver', 'fmt', '__proto__', 1, '']

/** A number, a text or some bytes of the statement, however deep they lie. */
const statement = within((members, random, other) => {
  const changed = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return random.pick(ofObject)(value, random, bytesIn(other, 'authData'))
    if (value instanceof Map) {
      if (value.size === 0 || random.below(8) === 0)
        return new Map([...value, [random.pick(statementNames), anyCbor(random)]])
      const name = random.pick([...value.keys()])
      if (random.below(8) === 0) return new Map([...value].filter(([key]) => key !== name))
      return new Map(value).set(name, changed(value.get(name)))
    }
    if (Array.isArray(value) && value.length > 0 && random.below(4)) {
      const at = random.below(value.length)
      return random.pick([value.with(at, changed(value[at])), value.toReversed(), [...value, value[at]]])
    }
    return anyCbor(random)
  }
  members.set('attStmt', random.below(4) ? changed(members.get('attStmt')) : other.get('attStmt'))
})

function anyCbor(random: Randomness): CborValue {
  const values = [
    0,
    -7,
    -257,
    2 ** 40,
    '',
    'ES256',
    true,
    null,
    [],
    new Map(),
    new Uint8Array(),
    [new Uint8Array(4)],
  ]
  return random.pick<CborValue>(values)
}

// Client data

const clientMembers = [
  'type',
  'challenge',
  'origin',
  'crossOrigin',
  'topOrigin',
  'tokenBinding',
  '__proto__',
  'x',
]
const clientValues = [
  ...[
    '""',
    'null',
    '0',
    'true',
    'false',
    '"true"',
    '[]',
    '{}',
    '{"origin":1}',
    '"webauthn.get"',
    '"payment.get"',
  ],
  ...['"webauthn.create"', '"https://example.org"', '"https://example.org/"', '"null"', '"\\ud800"', '1e999'],
]

const clientTexts: readonly ((text: string, random: Randomness) => string)[] = [
  (text, random) => `\ufeff${random.pick(['', '\ufeff'])}${text}`,
  (text) => text.replace('{', '{\n  ').replaceAll('","', '" ,\t"'),
  (text, random) =>
    insertedText(text, random.pick(['\\', '"', '{', '}', ',', ':', '\0', ' ', '\u2028']), random),
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => `${text}${random.pick([' ', '\n', '{}', ',', '\0', '//'])}`,
  // A member more, which may be there already, once more under an escaped name.
  (text, random) => {
    const name = random.pick(clientMembers)
    const spelled = random.below(3)
      ? name
      : `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`
    const member = `"${spelled}":${random.pick(clientValues)}`
    return random.below(2) ? text.replace('{', `{${member},`) : text.replace(/\}$/, `,${member}}`)
  },
  (text, random) => text.replace(new RegExp(`"${random.pick(clientMembers)}":("[^"]*"|true|false),?`), ''),
  (text, random) => {
    const name = random.pick(clientMembers)
    return text.replace(
      new RegExp(`("${name}":)("[^"]*"|true|false)`),
      (_, head) => head + random.pick(clientValues),
    )
  },
  (text, random) => random.pick(['[', '{"a":', '"']).repeat(random.pick([1, 10, 100, 9000])) + text,
  (text, random) => `{"x":${'['.repeat(random.pick([1, 10, 100, 9000]))}${text}`,
  (text) => text.replace('webauthn', 'WEBAUTHN'),
  (text) => text.replace(':false', ':true'),
]

const clientData: Edit = (response, random) => {
  const text = Buffer.from(bytesOf(response, 'clientDataJSON')).toString()
  const edited = random.pick(clientTexts)(text, random)
  putBytes(response, 'clientDataJSON', new TextEncoder().encode(edited))
}

const ofBoth: readonly Edit[] = [
  ...ofJson,
  ...[spelling, spelling, spelling],
  ...[changing('clientDataJSON', anyBytes), clientData, clientData, clientData, changing('rawId', anyBytes)],
]
const ofRegistrations = [
  ...ofBoth,
  ...[changing('attestationObject', ofObject), changing('attestationObject', ofObject)],
  ...[authenticatorData, authenticatorData, authenticatorData, statement, statement, statement],
]
const ofAuthentications = [
  ...ofBoth,
  ...[changing('signature', anyBytes), changing('signature', anyBytes), changing('userHandle', anyBytes)],
  ...[changing('authenticatorData', ofAuthenticatorData), changing('authenticatorData', ofAuthenticatorData)],
]
