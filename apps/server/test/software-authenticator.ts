/**
 * An authenticator in software, as little of one as these tests need: ES256, user verified, attestation `none`.
 * It writes its bytes by hand, so that it shares no mistake with the packages under test.
 *
 * @see WebAuthn Level 3 §6.1 (authenticator data), §6.5.4 (attestation objects), RFC 9053 §2.1
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export type CreationOptions = {
  challenge: string
  rp: { id: string }
  user: { id: string; name: string; displayName: string }
  excludeCredentials: readonly { id: string }[]
}

export type RequestOptions = {
  challenge: string
  rpId: string
  allowCredentials: readonly { id: string }[]
}

type ResponseJSON = {
  id: string
  rawId: string
  type: 'public-key'
  response: Record<string, unknown>
  clientExtensionResults: object
  authenticatorAttachment: 'platform'
}

export type SoftwareAuthenticator = {
  readonly credentialId: string
  create(options: CreationOptions, origin: string): ResponseJSON
  get(options: RequestOptions, origin: string): ResponseJSON
}

const flags = { userPresent: 0x01, userVerified: 0x04, attestedCredentialData: 0x40 }

/** One authenticator holds one passkey. */
export function createSoftwareAuthenticator(idLength = 32): SoftwareAuthenticator {
  const id = randomBytes(idLength)
  const credentialId = id.toString('base64url')
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let userHandle = ''
  let signCount = 0

  return {
    credentialId,
    create(options, origin) {
      userHandle = options.user.id
      const attested = Buffer.concat([Buffer.alloc(16), uint16(id.length), id, coseKey(publicKey)])
      const authData = authenticatorData(options.rp.id, flags.attestedCredentialData, signCount, attested)
      // { "fmt": "none", "attStmt": {}, "authData": … }
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        cborBytes(authData),
      ])
      return responseJSON(credentialId, {
        clientDataJSON: clientData('webauthn.create', options.challenge, origin).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['hybrid', 'internal'],
      })
    },
    get(options, origin) {
      const authData = authenticatorData(options.rpId, 0, ++signCount, Buffer.alloc(0))
      const clientDataJSON = clientData('webauthn.get', options.challenge, origin)
      const signature = sign('sha256', Buffer.concat([authData, sha256(clientDataJSON)]), privateKey)
      return responseJSON(credentialId, {
        clientDataJSON: clientDataJSON.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle,
      })
    },
  }
}

function responseJSON(id: string, response: Record<string, unknown>): ResponseJSON {
  return {
    id,
    rawId: id,
    type: 'public-key',
    response,
    clientExtensionResults: {},
    authenticatorAttachment: 'platform',
  }
}

function authenticatorData(rpId: string, more: number, signCount: number, attested: Buffer): Buffer {
  const counter = Buffer.alloc(4)
  counter.writeUInt32BE(signCount)
  const flag = Buffer.from([flags.userPresent | flags.userVerified | more])
  return Buffer.concat([sha256(Buffer.from(rpId)), flag, counter, attested])
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

/** { 1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y } */
function coseKey(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x!, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y!, 'base64url')),
  ])
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)])
}

function cborBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 256
      ? Buffer.from([0x58, bytes.length])
      : Buffer.concat([Buffer.from([0x59]), uint16(bytes.length)])
  return Buffer.concat([head, bytes])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
