/** Stores in memory, for tests of what the relying party does with its stores. */
import { encodeBase64url } from '@latchkey/octets'
import type { CeremonyStore, CredentialStore, ReplayGuard } from '../src/safe-layer/stores.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'

export class MemoryCeremonies implements CeremonyStore {
  readonly states = new Map<string, Uint8Array>()

  async put(id: string, state: Uint8Array): Promise<void> {
    this.states.set(id, state)
  }

  async take(id: string): Promise<Uint8Array | undefined> {
    const state = this.states.get(id)
    this.states.delete(id)
    return state
  }
}

export class MemoryCredentials implements CredentialStore {
  readonly records = new Map<string, CredentialRecord>()

  async findById(id: Uint8Array): Promise<CredentialRecord | undefined> {
    return this.records.get(encodeBase64url(id))
  }

  async listByUserHandle(userHandle: Uint8Array): Promise<readonly CredentialRecord[]> {
    const wanted = encodeBase64url(userHandle)
    return [...this.records.values()].filter((record) => encodeBase64url(record.userHandle) === wanted)
  }

  async insert(record: CredentialRecord): Promise<'inserted' | 'exists'> {
    const name = encodeBase64url(record.id)
    if (this.records.has(name)) return 'exists'
    this.records.set(name, record)
    return 'inserted'
  }

  async update(
    id: Uint8Array,
    expectedVersion: number,
    next: CredentialRecord,
  ): Promise<'updated' | 'conflict'> {
    const name = encodeBase64url(id)
    if (this.records.get(name)?.version !== expectedVersion) return 'conflict'
    this.records.set(name, next)
    return 'updated'
  }
}

export class MemoryReplayGuard implements ReplayGuard {
  readonly claimed = new Set<string>()

  async claim(id: string): Promise<boolean> {
    const isFirst = !this.claimed.has(id)
    this.claimed.add(id)
    return isFirst
  }
}
