/**
 * From the JSON that a server sends to what `navigator.credentials` takes. The whole JSON is checked by converting
 * it here; where the browser has a conversion of its own, that one counts, since it knows the browser's extensions.
 *
 * @see WebAuthn Level 3 §5.1.8, §5.1.9, §5.4, §5.5
 */
import { PasskeyError } from './passkey-error.ts'
import { bytes, list, number, object, optional, refused, type Shape, text } from './shape.ts'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from './webauthn-json.ts'

/** Throws `invalid-options`. */
export function creationOptions(
  json: PublicKeyCredentialCreationOptionsJSON,
): PublicKeyCredentialCreationOptions {
  return convert(json, 'parseCreationOptionsFromJSON', {
    rp: object({ name: text, id: optional(text) }),
    user: object({ id: userHandle, name: text, displayName: text }),
    pubKeyCredParams: list(object({ type: text, alg: number })),
    excludeCredentials: credentials,
  }) as PublicKeyCredentialCreationOptions
}

/** Throws `invalid-options`. */
export function requestOptions(
  json: PublicKeyCredentialRequestOptionsJSON,
): PublicKeyCredentialRequestOptions {
  return convert(json, 'parseRequestOptionsFromJSON', {
    rpId: optional(text),
    allowCredentials: credentials,
  }) as PublicKeyCredentialRequestOptions
}

function convert(
  json: object,
  own: 'parseCreationOptionsFromJSON' | 'parseRequestOptionsFromJSON',
  members: Readonly<Record<string, Shape>>,
): object {
  const both = { challenge: bytes, timeout: optional(number), extensions: optional(extensions) }
  const converted = object({ ...both, ...members })(json, 'options')
  const browser: { readonly [name in typeof own]?: (json: never) => object } | undefined =
    globalThis.PublicKeyCredential
  try {
    return browser?.[own]?.(json as never) ?? converted
  } catch (cause) {
    throw new PasskeyError('invalid-options', cause)
  }
}

const credentials: Shape = (value, path) => optional(list(object({ type: text, id: bytes })))(value, path)

/** A user handle has 1 to 64 bytes (§5.4.3). */
const userHandle: Shape = (value, path) => {
  const handle = bytes(value, path)
  if (handle.length > 64) throw refused(path, 'at most 64 bytes')
  return handle
}

/** The inputs that stand for bytes are those of `prf` and `largeBlob` (§10.1.4, §10.1.5). */
const extensions: Shape = (value, path) =>
  JSON.parse(JSON.stringify(object({})(value, path)), (name, input) =>
    /^(first|second|write)$/.test(name) ? bytes(input, `${path}: ${name}`) : input,
  )
