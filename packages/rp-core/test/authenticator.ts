/** A passkey of the test's own: ES256 by node:crypto, `none` attestation, client data as a browser writes it. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeBase64url, encodeBase64url, hash } from '@latchkey/octets'

export type Client = {
  origin?: string
  rpId?: string
  flags?: number
  signCount?: number
  clientData?: Record<string, unknown>
  userHandle?: string | null
}

export class Passkey {
  readonly id = new Uint8Array(randomBytes(32))
  readonly coseKey: Uint8Array
  readonly #privateKey: KeyObject
  userHandle = ''

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = publicKey.export({ format: 'jwk' })
    this.#privateKey = privateKey
    this.coseKey = encode(
      new Map<CborValue, CborValue>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, decodeBase64url(x!)],
        [-3, decodeBase64url(y!)],
      ]),
    )
  }

  create(options: { challenge: string; user: { id: string } }, client: Client = {}) {
    this.userHandle = options.user.id
    const authData = concat(
      authenticatorData({ flags: 0x5d, ...client }),
      new Uint8Array(16),
      Uint8Array.of(0, this.id.length),
      this.id,
      this.coseKey,
    )
    const attestationObject = encode(
      new Map<CborValue, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    )
    return this.#credential({
      clientDataJSON: clientDataJSON('webauthn.create', options.challenge, client),
      attestationObject: encodeBase64url(attestationObject),
      transports: ['internal', 'hybrid'],
    })
  }

  get(options: { challenge: string }, client: Client = {}) {
    const clientData = clientDataJSON('webauthn.get', options.challenge, client)
    const authData = authenticatorData({ flags: 0x1d, ...client })
    const signed = concat(authData, hash('sha-256', decodeBase64url(clientData)))
    const { userHandle = this.userHandle } = client
    return this.#credential({
      clientDataJSON: clientData,
      authenticatorData: encodeBase64url(authData),
      signature: encodeBase64url(new Uint8Array(sign('sha256', signed, this.#privateKey))),
      ...(userHandle !== null && { userHandle }),
    })
  }

  #credential<Response>(response: Response) {
    const id = encodeBase64url(this.id)
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }
}

function authenticatorData({ rpId = 'example.org', flags = 0, signCount = 0 }: Client): Uint8Array {
  const counter = new Uint8Array(4)
  new DataView(counter.buffer).setUint32(0, signCount)
  return concat(hash('sha-256', new TextEncoder().encode(rpId)), Uint8Array.of(flags), counter)
}

function clientDataJSON(
  type: string,
  challenge: string,
  { origin = 'https://example.org', clientData }: Client,
) {
  const json = JSON.stringify({ type, challenge, origin, crossOrigin: false, ...clientData })
  return encodeBase64url(new TextEncoder().encode(json))
}
