/**
 * The JSON shapes of WebAuthn, as far as this package needs them. TypeScript's DOM library has them, too; these
 * are here so that the declarations work without it. Its options are accepted, and its types accept the responses.
 *
 * @see WebAuthn Level 3 §5.1.8, §5.1.9, §5.1.10
 */

/** Bytes as base64url without padding. */
type Base64url = string

/** What a server sends for creating a passkey. `challenge`, `user.id` (1–64 bytes) and credential IDs are base64url. */
export type PublicKeyCredentialCreationOptionsJSON = {
  readonly rp: { readonly id?: string; readonly name: string }
  readonly user: { readonly id: Base64url; readonly name: string; readonly displayName: string }
  readonly challenge: Base64url
  readonly pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[]
  /** milliseconds */
  readonly timeout?: number
  readonly excludeCredentials?: readonly PublicKeyCredentialDescriptorJSON[]
  readonly authenticatorSelection?: {
    readonly authenticatorAttachment?: string
    readonly residentKey?: string
    readonly requireResidentKey?: boolean
    readonly userVerification?: string
  }
  readonly hints?: readonly string[]
  readonly attestation?: string
  readonly attestationFormats?: readonly string[]
  readonly extensions?: object
}

/** What a server sends for using a passkey. `challenge` and credential IDs are base64url. */
export type PublicKeyCredentialRequestOptionsJSON = {
  readonly challenge: Base64url
  /** milliseconds */
  readonly timeout?: number
  readonly rpId?: string
  readonly allowCredentials?: readonly PublicKeyCredentialDescriptorJSON[]
  readonly userVerification?: string
  readonly hints?: readonly string[]
  readonly extensions?: object
}

/** Names one credential. */
export type PublicKeyCredentialDescriptorJSON = {
  readonly type: string
  readonly id: Base64url
  readonly transports?: readonly string[]
}

/** What a server gets after a passkey was created. */
export type RegistrationResponseJSON = {
  id: Base64url
  rawId: Base64url
  type: string
  authenticatorAttachment?: string
  clientExtensionResults: AuthenticationExtensionsClientOutputsJSON
  response: {
    clientDataJSON: Base64url
    attestationObject: Base64url
    authenticatorData: Base64url
    transports: string[]
    publicKey?: Base64url
    publicKeyAlgorithm: number
  }
}

/** What a server gets after a passkey was used. */
export type AuthenticationResponseJSON = {
  id: Base64url
  rawId: Base64url
  type: string
  authenticatorAttachment?: string
  clientExtensionResults: AuthenticationExtensionsClientOutputsJSON
  response: {
    clientDataJSON: Base64url
    authenticatorData: Base64url
    signature: Base64url
    userHandle?: Base64url
  }
}

/** What the browser says about extensions, bytes as base64url. */
export type AuthenticationExtensionsClientOutputsJSON = {
  appid?: boolean
  credProps?: { rk?: boolean }
  largeBlob?: { supported?: boolean; blob?: Base64url; written?: boolean }
  prf?: { enabled?: boolean; results?: { first: Base64url; second?: Base64url } }
}
