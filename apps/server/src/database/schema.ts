/**
 * The tables, as the code sees them. Times are milliseconds since 1970, truth is 0 or 1: both mean the same in every
 * database. Bytes are plain `Uint8Array` on the way in and out (see bytes-plugin.ts).
 */
import type { Kysely } from 'kysely'

export type Database = Kysely<Schema>

export type Schema = {
  accounts: AccountRow
  pending_accounts: PendingAccountRow
  credentials: CredentialRow
  ceremonies: CeremonyRow
  sessions: SessionRow
  secrets: SecretRow
}

type AccountRow = {
  id: string
  user_handle: Uint8Array
  name: string
  /** Unique; see account-name.ts. */
  folded_name: string
  display_name: string
  created_at: number
}

/** A name that somebody asked for: it becomes an account with its first passkey, and reserves nothing until then. */
export type PendingAccountRow = {
  user_handle: Uint8Array
  name: string
  folded_name: string
  display_name: string
  expires: number
}

export type CredentialRow = {
  id: Uint8Array
  type: 'public-key'
  public_key: Uint8Array
  sign_count: number
  /** JSON array of strings. */
  transports: string
  uv_initialized: number
  /** Null where it is not known. */
  backup_eligible: number | null
  backup_state: number
  rp_id: string
  attestation_object: Uint8Array | null
  attestation_client_data_json: Uint8Array | null
  user_handle: Uint8Array
  aaguid: Uint8Array
  /** Null where it is not known. */
  registered_with_user_verification: number | null
  version: number
  label: string
  created_at: number
  last_used_at: number | null
}

type CeremonyRow = { id: string; state: Uint8Array; expires: number }

type SessionRow = {
  /** SHA-256 of the token: who reads the database cannot sign in with what stands there. */
  token_hash: Uint8Array
  account_id: string
  created_at: number
  verified_at: number
  expires: number
}

type SecretRow = { name: string; value: Uint8Array }
