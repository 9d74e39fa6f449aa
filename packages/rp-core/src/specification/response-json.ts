/**
 * The JSON border: what a browser sends, checked once for shape. Members that repeat signed data (`publicKey`,
 * `publicKeyAlgorithm`, `authenticatorData` of a registration) are never read; unknown members are ignored.
 *
 * @see WebAuthn Level 3 §5.1, `RegistrationResponseJSON`, `AuthenticationResponseJSON`
 */
import { decodeBase64url } from '@latchkey/octets'
import { type Refusal, refuse } from './conduct.ts'

export type ResponseCore = {
  readonly credentialId: Uint8Array
  readonly clientDataJSON: Uint8Array
  readonly clientExtensionResults: Readonly<Record<string, unknown>>
}
export type RegistrationResponse = ResponseCore & {
  readonly attestationObject: Uint8Array
  readonly transports: readonly string[]
}
export type AuthenticationResponse = ResponseCore & {
  readonly authenticatorData: Uint8Array
  readonly signature: Uint8Array
  readonly userHandle: Uint8Array | undefined
  /** by the client's word; another word is passed over, as browsers do */
  readonly attachment: 'platform' | 'cross-platform' | undefined
}

/** Characters of base64url: 48 KiB of bytes, many times what any authenticator sends. */
const longest = 65_536
const attachments = ['platform', 'cross-platform'] as const
const transportWord = /^[a-z0-9][a-z0-9-]{0,31}$/

/** A `RegistrationResponseJSON` in bytes, or why it is none. */
export function readRegistrationResponse(json: unknown): RegistrationResponse | Refusal {
  return orRefusal(() => {
    const { credentialId, response, clientExtensionResults } = readCredential(json)
    return {
      credentialId,
      clientDataJSON: bytesAt(response, 'clientDataJSON'),
      clientExtensionResults,
      attestationObject: bytesAt(response, 'attestationObject'),
      transports: transportsOf(response),
    }
  })
}

/** An `AuthenticationResponseJSON` in bytes, or why it is none. */
export function readAuthenticationResponse(json: unknown): AuthenticationResponse | Refusal {
  return orRefusal(() => {
    const { credentialId, response, clientExtensionResults, attachment } = readCredential(json)
    const isNamed = response.userHandle !== undefined && response.userHandle !== null
    return {
      credentialId,
      clientDataJSON: bytesAt(response, 'clientDataJSON'),
      clientExtensionResults,
      authenticatorData: bytesAt(response, 'authenticatorData'),
      signature: bytesAt(response, 'signature'),
      userHandle: isNamed ? bytesAt(response, 'userHandle') : undefined,
      attachment: attachments.find((word) => word === attachment),
    }
  })
}

/** What the two have in common. */
function readCredential(json: unknown) {
  const credential = objectOf(json, 'the credential')
  if (credential.type !== 'public-key') throw new Malformed('type is not "public-key"')
  const credentialId = bytesAt(credential, 'rawId')
  if (credentialId.length === 0) throw new Malformed('rawId is empty')
  if (typeof credential.id !== 'string') throw new Malformed('id is not text')
  if (credential.id !== credential.rawId) throw new Malformed('id and rawId are not the same', 'id-mismatch')
  const response = objectOf(credential.response, 'response')
  const results = credential.clientExtensionResults ?? {}
  return {
    credentialId,
    response,
    clientExtensionResults: objectOf(results, 'clientExtensionResults'),
    attachment: credential.authenticatorAttachment,
  }
}

function orRefusal<Response>(read: () => Response): Response | Refusal {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Malformed) return refuse(cause.code, `the response is malformed: ${cause.what}`)
    throw cause
  }
}

/** Leaves the reader from any depth; never leaves this file. */
class Malformed {
  constructor(
    readonly what: string,
    readonly code: 'response-malformed' | 'response-too-large' | 'id-mismatch' = 'response-malformed',
  ) {}
}

type JsonObject = Readonly<Record<string, unknown>>

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new Malformed(`${what} is not an object`)
}

function bytesAt(object: JsonObject, name: string): Uint8Array {
  const text = object[name]
  if (typeof text !== 'string') throw new Malformed(`${name} is not text`)
  if (text.length > longest)
    throw new Malformed(`${name} has more than ${longest} characters`, 'response-too-large')
  try {
    return decodeBase64url(text)
  } catch {
    throw new Malformed(`${name} is not base64url in its one spelling`)
  }
}

/** Words for later `allowCredentials`; a word that is none is passed over, as browsers do. */
function transportsOf({ transports }: JsonObject): readonly string[] {
  if (transports === undefined) return []
  if (!Array.isArray(transports)) throw new Malformed('transports is not a list')
  const words = new Set<string>()
  for (const word of transports.slice(0, 16)) {
    if (typeof word !== 'string') throw new Malformed('transports holds something other than text')
    if (transportWord.test(word)) words.add(word)
  }
  return Object.freeze([...words])
}
