/** What a relying party needs of storage. Exceptions of a store pass through as they are. */
import type { CredentialRecord } from '../specification/credential-record.ts'

/** Keeps the state of ceremonies under way. */
export interface CeremonyStore {
  /** keeps `state` until it is taken or has expired */
  put(id: string, state: Uint8Array, expires: Date): Promise<void>
  /** gives the state and forgets it, in one step: at most one caller ever gets it */
  take(id: string): Promise<Uint8Array | undefined>
}

/** Keeps which sealed states were used. */
export interface ReplayGuard {
  /** true for exactly one caller, across processes; an id that has expired may be forgotten */
  claim(id: string, expires: Date): Promise<boolean>
}

/** Keeps credential records. */
export interface CredentialStore {
  findById(id: Uint8Array): Promise<CredentialRecord | undefined>
  listByUserHandle(userHandle: Uint8Array): Promise<readonly CredentialRecord[]>
  /** atomic, and unique over all accounts */
  insert(record: CredentialRecord): Promise<'inserted' | 'exists'>
  /** compare-and-set: `conflict` where the stored version is not the expected one, or the record is gone */
  update(id: Uint8Array, expectedVersion: number, next: CredentialRecord): Promise<'updated' | 'conflict'>
}
