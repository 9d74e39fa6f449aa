/** A credential of ES256 whose responses are made by hand: each part may be another one before it is signed. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeHex, encodeBase64url, encodeHex, sha256 } from '@latchkey/octets'

/** What is not given is as a client and an authenticator make it. */
export type Parts = {
  /** members in place of those that a client writes, or beside them */
  readonly clientData?: Readonly<Record<string, unknown>>
  readonly clientDataText?: (json: string) => string | Uint8Array
  readonly rpId?: string
  readonly flags?: number
  readonly signCount?: number
  /** the attested credential ID; that of the JSON follows it */
  readonly id?: Uint8Array
  /** the attested COSE_Key */
  readonly key?: Uint8Array
  /** signed extension outputs, a CBOR map; their flag is set with them */
  readonly extensions?: Uint8Array
  readonly authenticatorData?: (bytes: Uint8Array) => Uint8Array
  /** `packed` by the credential key, with this `alg`; `none` unless given */
  readonly self?: number
  /** CBOR */
  readonly fmt?: Uint8Array
  /** CBOR */
  readonly attStmt?: Uint8Array
  readonly attestationObject?: (bytes: Uint8Array) => Uint8Array
  /** of an assertion, or of a statement by the credential key */
  readonly signature?: (signature: Uint8Array) => Uint8Array
  readonly signer?: KeyObject
  readonly json?: (json: Loose, response: Loose) => void
}

/** A response as it would come out of a JSON parser, of which nothing is sure. */
export type Loose = Record<string, unknown>

export const rpId = 'example.org'
export const origin = 'https://example.org'
/** Spelled with `-` and `_`, and with spare bits in the last character. */
export const challenge = new Uint8Array(32).fill(0xfb)
export const userHandle = new Uint8Array(32).fill(0xfb).with(0, 1)

export class Forger {
  readonly id = new Uint8Array(32).fill(0xfb).with(0, 2)
  readonly privateKey: KeyObject
  /** of the public point, in hex */
  readonly x: string
  readonly y: string
  readonly key: Uint8Array

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-64)
    this.privateKey = privateKey
    this.x = point.subarray(0, 32).toString('hex')
    this.y = point.subarray(32).toString('hex')
    this.key = decodeHex(`a5010203262001215820${this.x}225820${this.y}`)
  }

  create(parts: Parts = {}): Loose {
    const { id = this.id, key = this.key, self } = parts
    const attested = concat(new Uint8Array(16), Uint8Array.of(id.length >> 8, id.length & 0xff), id, key)
    const authData = authenticatorData(0x5d, attested, parts)
    const clientDataJSON = clientData('webauthn.create', parts)
    const statement = new Map<CborValue, CborValue>()
    if (self !== undefined) {
      statement.set('alg', self).set('sig', this.#sign(authData, clientDataJSON, parts))
    }
    const { fmt = encode(self === undefined ? 'none' : 'packed'), attStmt = encode(statement) } = parts
    const members = [encode('fmt'), fmt, encode('attStmt'), attStmt, encode('authData'), encode(authData)]
    const attestationObject = concat(Uint8Array.of(0xa3), ...members)
    const { attestationObject: edit = (bytes) => bytes } = parts
    return json(id, parts, {
      clientDataJSON: encodeBase64url(clientDataJSON),
      attestationObject: encodeBase64url(edit(attestationObject)),
      transports: ['internal', 'hybrid'],
    })
  }

  get(parts: Parts = {}): Loose {
    const authData = authenticatorData(0x1d, new Uint8Array(), parts)
    const clientDataJSON = clientData('webauthn.get', parts)
    return json(this.id, parts, {
      clientDataJSON: encodeBase64url(clientDataJSON),
      authenticatorData: encodeBase64url(authData),
      signature: encodeBase64url(this.#sign(authData, clientDataJSON, parts)),
      userHandle: encodeBase64url(userHandle),
    })
  }

  #sign(authData: Uint8Array, clientDataJSON: Uint8Array, parts: Parts): Uint8Array {
    const { signer = this.privateKey, signature: edit = (bytes) => bytes } = parts
    return edit(new Uint8Array(sign('sha256', concat(authData, sha256(clientDataJSON)), signer)))
  }
}

function authenticatorData(usual: number, attested: Uint8Array, parts: Parts): Uint8Array {
  const { rpId: name = rpId, signCount = 0, extensions } = parts
  const flags = (parts.flags ?? usual) | (extensions ? 0x80 : 0)
  const head = concat(sha256(new TextEncoder().encode(name)), Uint8Array.of(flags, 0, 0, 0, 0))
  new DataView(head.buffer).setUint32(33, signCount)
  const { authenticatorData: edit = (bytes) => bytes } = parts
  return edit(concat(head, attested, extensions ?? new Uint8Array()))
}

function clientData(type: string, { clientData, clientDataText = (text) => text }: Parts): Uint8Array {
  const members = { type, challenge: encodeBase64url(challenge), origin, crossOrigin: false, ...clientData }
  const edited = clientDataText(JSON.stringify(members))
  return typeof edited === 'string' ? new TextEncoder().encode(edited) : edited
}

function json(id: Uint8Array, { json: edit }: Parts, response: Loose): Loose {
  const name = encodeBase64url(id)
  const credential = { id: name, rawId: name, type: 'public-key', response, clientExtensionResults: {} }
  edit?.(credential, response)
  return credential
}

/** r and s of an ECDSA signature, 32 bytes each, in hex. */
export function integersOf(der: Uint8Array): [r: string, s: string] {
  const text = encodeHex(der)
  const sAt = 8 + 2 * der[3]!
  return [text.slice(8, sAt), text.slice(sAt + 4)].map((one) => one.padStart(64, '0').slice(-64)) as [
    string,
    string,
  ]
}

/** A positive INTEGER in DER, in hex. */
export function integer(value: string): string {
  const short = value.replace(/^(00)+(?=.)/, '')
  return tagged('02', Number.parseInt(short.slice(0, 2), 16) < 0x80 ? short : `00${short}`)
}

/** A value in DER, of less than 128 bytes, in hex. */
export function tagged(tag: string, value: string): string {
  return `${tag}${(value.length / 2).toString(16).padStart(2, '0')}${value}`
}
