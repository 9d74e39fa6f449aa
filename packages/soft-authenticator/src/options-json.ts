/** Options and responses as JSON. @see WebAuthn Level 3 §5.1.8, §5.1.9, §5.1.10 */

export type CredentialDescriptorJSON = {
  id: string
  type?: string
  transports?: readonly string[] | undefined
}

export type PublicKeyCredentialCreationOptionsJSON = {
  rp: { id?: string | undefined; name: string }
  user: { id: string; name: string; displayName: string }
  challenge: string
  pubKeyCredParams: readonly { type: string; alg: number }[]
  timeout?: number | undefined
  excludeCredentials?: readonly CredentialDescriptorJSON[] | undefined
  authenticatorSelection?:
    | {
        authenticatorAttachment?: string | undefined
        residentKey?: string | undefined
        requireResidentKey?: boolean | undefined
        userVerification?: string | undefined
      }
    | undefined
  hints?: readonly string[] | undefined
  attestation?: string | undefined
  attestationFormats?: readonly string[] | undefined
  extensions?: Readonly<Record<string, unknown>> | undefined
}

export type PublicKeyCredentialRequestOptionsJSON = {
  challenge: string
  timeout?: number | undefined
  rpId?: string | undefined
  allowCredentials?: readonly CredentialDescriptorJSON[] | undefined
  userVerification?: string | undefined
  hints?: readonly string[] | undefined
  extensions?: Readonly<Record<string, unknown>> | undefined
}

export type RegistrationResponseJSON = {
  id: string
  rawId: string
  type: 'public-key'
  authenticatorAttachment?: string
  clientExtensionResults: Record<string, unknown>
  response: {
    clientDataJSON: string
    attestationObject: string
    authenticatorData: string
    publicKey: string
    publicKeyAlgorithm: number
    transports: string[]
  }
}

export type AuthenticationResponseJSON = {
  id: string
  rawId: string
  type: 'public-key'
  authenticatorAttachment?: string
  clientExtensionResults: Record<string, unknown>
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string }
}
