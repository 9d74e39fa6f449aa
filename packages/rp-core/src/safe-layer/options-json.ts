/**
 * The options in the JSON that browsers parse; binary members are base64url.
 *
 * @see WebAuthn Level 3 §5.1.8, §5.1.9
 */
export type DescriptorJSON = { type: 'public-key'; id: string; transports?: string[] }

export type AuthenticatorSelection = {
  authenticatorAttachment?: 'platform' | 'cross-platform'
  residentKey?: 'discouraged' | 'preferred' | 'required'
  /** there is no `preferred` here: whether it verifies would be up to the browser */
  userVerification?: 'required' | 'discouraged'
}

/** What kind of authenticator the user is likely to have, the likeliest first. */
export type Hint = 'security-key' | 'client-device' | 'hybrid'

export type PublicKeyCredentialCreationOptionsJSON = {
  rp: { id: string; name: string }
  user: { id: string; name: string; displayName: string }
  challenge: string
  pubKeyCredParams: { type: 'public-key'; alg: number }[]
  timeout: number
  excludeCredentials: DescriptorJSON[]
  authenticatorSelection: AuthenticatorSelection & { requireResidentKey: boolean }
  hints: string[]
  attestation: 'none' | 'indirect' | 'direct' | 'enterprise'
  extensions: Record<string, unknown>
}

export type PublicKeyCredentialRequestOptionsJSON = {
  challenge: string
  timeout: number
  rpId: string
  allowCredentials: DescriptorJSON[]
  userVerification: 'required' | 'preferred' | 'discouraged'
  hints: string[]
  extensions: Record<string, unknown>
}
