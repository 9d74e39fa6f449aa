import type { ExtensionState } from './extensions.ts'
import type { SigningKey } from './signing-key.ts'

/** What an authenticator holds of a credential. */
export type Credential = {
  readonly id: Uint8Array
  readonly rpId: string
  readonly userHandle: Uint8Array
  readonly key: SigningKey
  readonly discoverable: boolean
  readonly backupEligible: boolean
  backedUp: boolean
  signCount: number
  readonly extensions: ExtensionState
}
