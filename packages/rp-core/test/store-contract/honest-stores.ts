/** Stores that keep what they promise, and a way to change one of them. */
import { encodeHex } from '@latchkey/octets'
import type { CeremonyStore, CredentialStore, ReplayGuard } from '../../src/safe-layer/stores.ts'
import type { CredentialRecord } from '../../src/specification/credential-record.ts'
import type { StoresUnderTest } from '../../src/testing.ts'

export async function honestStores(): Promise<Required<StoresUnderTest>> {
  return { credentials: new Credentials(), ceremonies: new Ceremonies(), replayGuard: new Guard() }
}

/** What a store does otherwise; it has the honest one to fall back on. */
export type Change<Store> = (honest: Store) => Partial<Store>

export function changed<Store extends object>(honest: Store, change: Change<Store>): Store {
  return Object.assign(Object.create(honest), change(honest))
}

/** A table whose columns lose something. */
export const writing =
  (change: (record: CredentialRecord) => object): Change<Credentials> =>
  (honest) => ({ written: (record) => honest.written({ ...record, ...change(record) }) })

/** A mapper of rows that gives something else than what is stored. */
export const reading =
  (change: (row: CredentialRecord) => object): Change<Credentials> =>
  (honest) => ({ read: (row) => change(honest.read(row)) as CredentialRecord })

export class Credentials implements CredentialStore {
  readonly rows = new Map<string, CredentialRecord>()

  /** what an id or a user handle is looked up by */
  key(bytes: Uint8Array): string {
    return encodeHex(bytes)
  }

  written(record: CredentialRecord): CredentialRecord {
    return structuredClone(record)
  }

  read(row: CredentialRecord): CredentialRecord {
    return structuredClone(row)
  }

  row(id: Uint8Array): CredentialRecord | undefined {
    return this.rows.get(this.key(id))
  }

  rowsOf(userHandle: Uint8Array): CredentialRecord[] {
    return [...this.rows.values()].filter((row) => this.key(row.userHandle) === this.key(userHandle))
  }

  save(record: CredentialRecord): void {
    this.rows.set(this.key(record.id), this.written(record))
  }

  async findById(id: Uint8Array): Promise<CredentialRecord | undefined> {
    const row = this.row(id)
    return row && this.read(row)
  }

  async listByUserHandle(userHandle: Uint8Array): Promise<readonly CredentialRecord[]> {
    return this.rowsOf(userHandle).map((row) => this.read(row))
  }

  async insert(record: CredentialRecord): Promise<'inserted' | 'exists'> {
    if (this.row(record.id) !== undefined) return 'exists'
    this.save(record)
    return 'inserted'
  }

  async update(id: Uint8Array, version: number, next: CredentialRecord): Promise<'updated' | 'conflict'> {
    if (this.row(id)?.version !== version) return 'conflict'
    this.save(next)
    return 'updated'
  }
}

export class Ceremonies implements CeremonyStore {
  readonly states = new Map<string, Uint8Array>()

  key(name: string): string {
    return name
  }

  written(state: Uint8Array): Uint8Array {
    return state.slice()
  }

  async put(name: string, state: Uint8Array, _expires: Date): Promise<void> {
    this.states.set(this.key(name), this.written(state))
  }

  async take(name: string): Promise<Uint8Array | undefined> {
    const state = this.states.get(this.key(name))
    this.states.delete(this.key(name))
    return state
  }
}

export class Guard implements ReplayGuard {
  readonly claimed = new Set<string>()

  key(id: string, _expires: Date): string {
    return id
  }

  async claim(id: string, expires: Date): Promise<boolean> {
    const key = this.key(id, expires)
    if (this.claimed.has(key)) return false
    this.claimed.add(key)
    return true
  }
}
