/**
 * From what `navigator.credentials` gives to the JSON that a server takes.
 *
 * @see WebAuthn Level 3 §5.1 (`toJSON`), §5.1.3, §5.1.4
 */
import { encodeBase64url } from './base64url.ts'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from './webauthn-json.ts'

type Response = AuthenticatorResponse &
  Partial<AuthenticatorAttestationResponse & AuthenticatorAssertionResponse>

/** A RegistrationResponseJSON or an AuthenticationResponseJSON, as the credential was created or used. */
export function responseJson<T extends RegistrationResponseJSON | AuthenticationResponseJSON>(
  credential: PublicKeyCredential,
): T {
  try {
    return credential.toJSON() as T
  } catch {
    // Older browsers have no toJSON, and that of a password manager's stand-in may throw "Illegal invocation".
    const response = credential.response as Response
    return plainJson({
      id: credential.id,
      rawId: credential.rawId,
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        clientDataJSON: response.clientDataJSON,
        authenticatorData: response.authenticatorData ?? response.getAuthenticatorData?.(),
        signature: response.signature,
        userHandle: response.userHandle,
        attestationObject: response.attestationObject,
        transports: response.getTransports?.() ?? (response.attestationObject && []),
        publicKey: response.getPublicKey?.(),
        publicKeyAlgorithm: response.getPublicKeyAlgorithm?.(),
      },
    })
  }
}

/** Bytes become base64url at every depth; members without a value go. */
function plainJson<T>(members: object): T {
  const text = JSON.stringify(members, (_, value) =>
    value instanceof ArrayBuffer ? encodeBase64url(new Uint8Array(value)) : (value ?? undefined),
  )
  return JSON.parse(text)
}
