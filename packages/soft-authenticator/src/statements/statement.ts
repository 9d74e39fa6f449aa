import type { SigningKey } from '../signing-key.ts'

/** What a statement is about: the parts that it signs, and with what. */
export type Attested = {
  readonly authenticatorData: Uint8Array
  readonly clientDataHash: Uint8Array
  readonly rpIdHash: Uint8Array
  readonly credentialId: Uint8Array
  readonly credentialKey: SigningKey
}

export type Statement = ReadonlyMap<string, unknown>
