/**
 * `navigator.credentials` in front of a software authenticator, for tests of pages: in jsdom, or in a real page that
 * loads this module.
 *
 * @see WebAuthn Level 3 §5.1; Credential Management Level 1
 */
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { AuthenticatorError } from './authenticator-error.ts'
import type { ClientSettings } from './client.ts'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from './options-json.ts'
import type { SoftAuthenticator } from './soft-authenticator.ts'

type ResponseJSON = RegistrationResponseJSON | AuthenticationResponseJSON
type Options = Readonly<Record<string, unknown>>

/** Where it is put: `globalThis`, or the window of a jsdom. */
export type Page = { navigator?: unknown; PublicKeyCredential?: unknown }

/**
 * Puts the authenticator behind `navigator.credentials` of a page, with `PublicKeyCredential` beside it. What it refuses
 * is a `DOMException` of the name that a browser gives it.
 *
 * @param authenticator - from `createSoftAuthenticator`
 * @param client - as for its `create` and `get`; one object, so that a test can change what it holds between calls
 * @param page - `globalThis` unless said
 * @returns puts back what was there
 * @example
 * ```ts
 * import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
 * import { installCredentials } from '@latchkey/soft-authenticator/navigator'
 *
 * const page = {}
 * const uninstall = installCredentials(createSoftAuthenticator(), { origin: 'https://example.org' }, page)
 * uninstall()
 * ```
 */
export function installCredentials(
  authenticator: SoftAuthenticator,
  client: ClientSettings,
  page: Page = globalThis as Page,
): () => void {
  const credentials = {
    create: (options: { publicKey: Options }) =>
      answer(() => authenticator.create(toJson(options.publicKey) as never, client)),
    get: (options: { publicKey: Options }) =>
      answer(() => authenticator.get(toJson(options.publicKey) as never, client)),
    preventSilentAccess: async () => {},
  }
  // The navigator of a page stays the one that it is: what else it has works on no other object.
  const navigator = page.navigator ?? {}
  const putBack = [
    define(navigator, 'credentials', credentials),
    define(page, 'PublicKeyCredential', SoftPublicKeyCredential),
    ...(page.navigator === undefined ? [define(page, 'navigator', navigator)] : []),
  ]
  return () => {
    for (const one of putBack) one()
  }
}

/** What `create` and `get` resolve to. */
class SoftPublicKeyCredential {
  readonly id: string
  readonly rawId: ArrayBuffer
  readonly type = 'public-key'
  readonly authenticatorAttachment: string | null
  readonly response: object
  readonly #json: ResponseJSON

  constructor(json: ResponseJSON) {
    this.#json = json
    this.id = json.id
    this.rawId = toBuffer(json.rawId)
    this.authenticatorAttachment = json.authenticatorAttachment ?? null
    this.response = responseOf(json)
  }

  getClientExtensionResults(): object {
    return structuredClone(this.#json.clientExtensionResults)
  }

  toJSON(): ResponseJSON {
    return structuredClone(this.#json)
  }

  static async isUserVerifyingPlatformAuthenticatorAvailable(): Promise<boolean> {
    return true
  }

  static async isConditionalMediationAvailable(): Promise<boolean> {
    return true
  }

  static parseCreationOptionsFromJSON(json: Options): object {
    return fromJson(json) as object
  }

  static parseRequestOptionsFromJSON(json: Options): object {
    return fromJson(json) as object
  }
}

function responseOf({ response }: ResponseJSON): object {
  if ('signature' in response) {
    const { clientDataJSON, authenticatorData, signature, userHandle } = response
    return {
      clientDataJSON: toBuffer(clientDataJSON),
      authenticatorData: toBuffer(authenticatorData),
      signature: toBuffer(signature),
      userHandle: userHandle === undefined ? null : toBuffer(userHandle),
    }
  }
  const { clientDataJSON, attestationObject, authenticatorData, publicKey, publicKeyAlgorithm, transports } =
    response
  return {
    clientDataJSON: toBuffer(clientDataJSON),
    attestationObject: toBuffer(attestationObject),
    getTransports: () => [...transports],
    getAuthenticatorData: () => toBuffer(authenticatorData),
    getPublicKey: () => toBuffer(publicKey),
    getPublicKeyAlgorithm: () => publicKeyAlgorithm,
  }
}

async function answer(made: () => Promise<ResponseJSON>): Promise<SoftPublicKeyCredential> {
  try {
    return new SoftPublicKeyCredential(await made())
  } catch (error) {
    if (!AuthenticatorError.is(error) || !error.code.endsWith('Error') || error.code === 'TypeError')
      throw error
    throw new DOMException(error.message, error.code)
  }
}

/** Bytes become base64url wherever they stand. */
function toJson(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return encodeBase64url(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) {
    return encodeBase64url(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]))
}

/** The members of options that are bytes, by where they stand. */
const bytesAt =
  /^(challenge|user\.id|(exclude|allow)Credentials\.\d+\.id|extensions\.(prf\.eval(ByCredential\.[^.]+)?\.(first|second)|largeBlob\.write))$/

function fromJson(value: unknown, path = ''): unknown {
  if (typeof value === 'string') return bytesAt.test(path) ? toBuffer(value) : value
  const below = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
  if (Array.isArray(value)) return value.map((item, at) => fromJson(item, below(at)))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, fromJson(member, below(name))]),
  )
}

function toBuffer(text: string): ArrayBuffer {
  return decodeBase64url(text).buffer
}

/** @returns puts back what was there */
function define(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name)
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true })
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name)
    else Object.defineProperty(target, name, before)
  }
}
