/** What a store promises, as cases that whoever writes one can run. */

import type { CeremonyStore, CredentialStore, ReplayGuard } from '../safe-layer/stores.ts'
import { ceremonyPromises, replayGuardPromises } from './ceremony-store-cases.ts'
import { type ContractCase, casesOf } from './contract-case.ts'
import { credentialPromises } from './credential-store-cases.ts'

/**
 * The promises of {@link CredentialStore}, {@link CeremonyStore} and {@link ReplayGuard}, one case each, for the tests
 * of an adapter.
 *
 * A name begins with the store that the case judges: `credentials: `, `ceremonies: ` or `replay guard: `. All cases are
 * always listed; one whose store `make` leaves out resolves and has judged nothing. Filter by these beginnings where
 * you write only some of the stores, so that no report shows as passed what nobody looked at.
 *
 * Some cases let 64 calls go at once, and two wait 60 ms of the real clock. Members of a record that are the store's
 * own are let be. Nothing is asked of what has expired: relying parties judge that themselves.
 *
 * @param make - gives each case empty stores of its own; what it throws passes through
 * @returns the cases; `run` rejects with {@link StoreContractError} where the store breaks its promise, or throws
 * @example
 * ```ts
 * import type { CredentialRecord, CredentialStore } from '@latchkey/rp-core'
 * import { storeContract } from '@latchkey/rp-core/testing'
 *
 * class InMemory implements CredentialStore {
 *   readonly #records = new Map<string, CredentialRecord>()
 *
 *   async findById(id: Uint8Array) {
 *     return structuredClone(this.#records.get(id.join()))
 *   }
 *   async listByUserHandle(userHandle: Uint8Array) {
 *     const records = [...this.#records.values()]
 *     return structuredClone(records.filter((one) => one.userHandle.join() === userHandle.join()))
 *   }
 *   async insert(record: CredentialRecord) {
 *     if (this.#records.has(record.id.join())) return 'exists'
 *     this.#records.set(record.id.join(), structuredClone(record))
 *     return 'inserted'
 *   }
 *   async update(id: Uint8Array, expectedVersion: number, next: CredentialRecord) {
 *     if (this.#records.get(id.join())?.version !== expectedVersion) return 'conflict'
 *     this.#records.set(id.join(), structuredClone(next))
 *     return 'updated'
 *   }
 * }
 *
 * const cases = storeContract(async () => ({ credentials: new InMemory() }))
 * for (const { run } of cases.filter(({ name }) => name.startsWith('credentials: '))) await run()
 * ```
 * @example Under a test framework
 * ```ts no-run
 * import { test } from 'node:test'
 * import type { CeremonyStore, CredentialStore } from '@latchkey/rp-core'
 * import { storeContract } from '@latchkey/rp-core/testing'
 *
 * declare function openEmptyDatabase(): Promise<{ credentials: CredentialStore; ceremonies: CeremonyStore }>
 * for (const { name, run } of storeContract(openEmptyDatabase)) {
 *   test(name, { skip: name.startsWith('replay guard: ') }, run)
 * }
 * ```
 */
export function storeContract(make: () => Promise<StoresUnderTest>): readonly ContractCase[] {
  return Object.freeze([
    ...casesOf('credentials', credentialPromises, async () => (await make()).credentials),
    ...casesOf('ceremonies', ceremonyPromises, async () => (await make()).ceremonies),
    ...casesOf('replay guard', replayGuardPromises, async () => (await make()).replayGuard),
  ])
}

/** What is judged: made anew for each case. */
export type StoresUnderTest = {
  credentials: CredentialStore
  ceremonies?: CeremonyStore
  replayGuard?: ReplayGuard
}
