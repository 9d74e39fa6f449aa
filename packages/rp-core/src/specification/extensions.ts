/**
 * Extensions: what may be asked for, and what comes back.
 *
 * @see WebAuthn Level 3 §9, §10; CTAP 2.2 §12; Secure Payment Confirmation §5
 */

/** Inputs as they stand in the creation options; binary members are base64url. Others than these pass unlooked at. */
export type RegistrationExtensionInputs = {
  appidExclude?: string
  credProps?: boolean
  largeBlob?: { support?: 'required' | 'preferred' }
  prf?: { eval?: PrfValues }
  hmacCreateSecret?: boolean
  credentialProtectionPolicy?: CredentialProtectionPolicy
  enforceCredentialProtectionPolicy?: boolean
  minPinLength?: boolean
  credBlob?: string
  uvm?: boolean
  payment?: { isPayment: boolean }
  [identifier: string]: unknown
}

/** Inputs as they stand in the request options; `appid` is expected by `appId`. */
export type AuthenticationExtensionInputs = {
  appid?: string
  largeBlob?: { read?: boolean; write?: string }
  prf?: { eval?: PrfValues; evalByCredential?: Readonly<Record<string, PrfValues>> }
  hmacGetSecret?: { salt1: string; salt2?: string }
  getCredBlob?: boolean
  uvm?: boolean
  payment?: { isPayment: boolean }
  [identifier: string]: unknown
}

export type PrfValues = { first: string; second?: string }

export type CredentialProtectionPolicy =
  | 'userVerificationOptional'
  | 'userVerificationOptionalWithCredentialIDList'
  | 'userVerificationRequired'

/** What nobody asked for is passed over, or refused. */
export type UnsolicitedExtensions = 'ignore' | 'refuse'

export type ExtensionExpectations = {
  extensions?: Readonly<Record<string, unknown>>
  unsolicitedExtensions?: UnsolicitedExtensions
}

/** What was asked for and came: by the client's word, and signed by the authenticator. */
export type ExtensionOutputs = {
  readonly client: Readonly<Record<string, unknown>>
  readonly authenticator: Readonly<Record<string, unknown>>
}

/** The findings of the extension steps. */
export type ExtensionFindings = { extensionOutputs?: ExtensionOutputs }
