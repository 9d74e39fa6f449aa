/**
 * A credential record: what a relying party keeps of a passkey.
 *
 * @see WebAuthn Level 3 §4, "Credential Record"
 */
export type CredentialRecord = {
  type: 'public-key'
  /** 1 to 1,023 bytes, unique over all accounts */
  id: Uint8Array
  /** COSE_Key */
  publicKey: Uint8Array
  /** the highest seen; 0 where the authenticator has none */
  signCount: number
  transports: readonly string[]
  /** whether user verification may count as a factor */
  uvInitialized: boolean
  /** `unknown` for rows imported from systems that did not keep it */
  backupEligible: boolean | 'unknown'
  backupState: boolean
  rpId: string
  attestationObject?: Uint8Array
  attestationClientDataJSON?: Uint8Array
  /** of the account: 1 to 64 bytes */
  userHandle: Uint8Array
  /** 16 bytes: a claim unless the attestation was trusted */
  aaguid: Uint8Array
  registeredWithUserVerification: boolean | 'unknown'
  /** counts updates, for compare-and-set */
  version: number
}
