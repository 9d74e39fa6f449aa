/** What a store promises, as cases that whoever writes one can run. */
import { encodeHex } from '@latchkey/octets'
import type { CredentialRecord } from './credential-record.ts'
import type { CeremonyStore, CredentialStore, ReplayGuard } from './stores.ts'

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
    ...contractOf('credentials', credentialPromises, async () => (await make()).credentials),
    ...contractOf('ceremonies', ceremonyPromises, async () => (await make()).ceremonies),
    ...contractOf('replay guard', replayGuardPromises, async () => (await make()).replayGuard),
  ])
}

/** What is judged: made anew for each case. */
export type StoresUnderTest = {
  credentials: CredentialStore
  ceremonies?: CeremonyStore
  replayGuard?: ReplayGuard
}

/** One promise. `run` needs no `this` and takes no argument: it may be handed to a test framework as it is. */
export type ContractCase = { readonly name: string; run(): Promise<void> }

/** Demands that `came` is `wanted`; `what` names it. */
type Demand = (what: string, came: unknown, wanted: unknown) => void
type Promises<Store> = Readonly<Record<string, (store: Store, demand: Demand) => Promise<void>>>

function contractOf<Store>(
  kind: string,
  promises: Promises<Store>,
  make: () => Promise<Store | undefined>,
): ContractCase[] {
  return Object.entries(promises).map(([promise, judge]) => {
    const name = `${kind}: ${promise}`
    const demand: Demand = (what, came, wanted) => {
      const wrong = difference(came, wanted)
      if (wrong !== undefined) throw new StoreContractError(name, `${what}: ${wrong}`)
    }
    return Object.freeze({
      name,
      async run() {
        const store = await make()
        if (store === undefined) return
        try {
          await judge(store, demand)
        } catch (cause) {
          if (StoreContractError.is(cause)) throw cause
          const thrown = cause instanceof Error ? cause.message : shown(cause)
          throw new StoreContractError(name, `expected an answer, the store threw: ${thrown}`, { cause })
        }
      },
    })
  })
}

const atOnce = 64
/** Far enough that no slow machine reaches it; taken for milliseconds it is over within {@link pause}. */
const soon = 20_000
const later = 600_000
const pause = 60

const credentialPromises: Promises<CredentialStore> = {
  'a record comes back with every member': async (store, demand) => {
    await insertAll(store, demand, [record()])
    demand('the record found', await store.findById(record().id), record())
    demand('the list of its account', await store.listByUserHandle(record().userHandle), [record()])
  },

  'members that are absent stay absent': async (store, demand) => {
    await insertAll(store, demand, [bare()])
    demand('the record found', await store.findById(bare().id), bare())
  },

  'what is unknown stays apart from true and false': async (store, demand) => {
    const values = [true, false, 'unknown'] as const
    const records = values.flatMap((backupEligible, row) =>
      values.map((registeredWithUserVerification, column) =>
        record({ id: filled(16, row * 3 + column), backupEligible, registeredWithUserVerification }),
      ),
    )
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'the other flags are kept one by one': async (store, demand) => {
    const records = [0, 1, 2, 3].map((bits) =>
      record({ id: filled(16, bits), uvInitialized: bits > 1, backupState: bits % 2 === 1 }),
    )
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'signature counters of 32 bits are kept': async (store, demand) => {
    const records = [0, 1, 2_147_483_647, 2_147_483_648, 4_294_967_295].map((signCount, index) =>
      record({ id: filled(16, index), signCount }),
    )
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'ids of 1 to 1,023 bytes and user handles of 1 to 64 are kept': async (store, demand) => {
    const records = [
      record({ id: filled(1, 1), userHandle: filled(64, 2) }),
      record({ id: filled(1023, 3), userHandle: filled(1, 4) }),
    ]
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
    for (const one of records) {
      const what = `the list of a user handle of ${one.userHandle.length} bytes`
      demand(what, await store.listByUserHandle(one.userHandle), [one])
    }
  },

  'transports keep their number and their order': async (store, demand) => {
    const lists = [[], ['usb'], ['usb', 'nfc', 'ble', 'hybrid', 'internal'], ['not-known-yet', 'cable']]
    const records = lists.map((transports, index) => record({ id: filled(16, index), transports }))
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'byte members come back as Uint8Array, with every value and length': async (store, demand) => {
    const records = [
      record({ id: filled(16, 1), publicKey: allValues(), aaguid: filled(16, 0) }),
      // As long as a response may be: 65,536 characters of base64url.
      record({ id: filled(16, 2), attestationObject: filled(49_152, 7), aaguid: filled(16, 255) }),
    ]
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'of a view on a larger buffer only its own bytes are stored': async (store, demand) => {
    const within = (bytes: Uint8Array) => {
      const larger = filled(bytes.length + 16, 0xee)
      larger.set(bytes, 8)
      return larger.subarray(8, 8 + bytes.length)
    }
    demand('the insert', await store.insert(mapBytes(record(), within)), 'inserted')
    demand('the record found', await store.findById(within(record().id)), record())
    demand('the list', await store.listByUserHandle(within(record().userHandle)), [record()])
  },

  'an id that is not there is undefined': async (store, demand) => {
    const id = Uint8Array.of(1, 2, 3, 4)
    demand('an id in an empty store', await store.findById(id), undefined)
    await insertAll(store, demand, [record({ id })])
    const others = { 'a part': [1, 2, 3], 'a longer one': [1, 2, 3, 4, 5], 'another last byte': [1, 2, 3, 5] }
    for (const [what, bytes] of Object.entries(others)) {
      demand(what, await store.findById(Uint8Array.from(bytes)), undefined)
    }
  },

  'ids that are alike as text are apart': async (store, demand) => {
    const records = alikeAsText().map((id, index) => record({ id, publicKey: filled(77, index) }))
    await insertAll(store, demand, records)
    await demandFound(store, demand, records)
  },

  'a second insert of an id is refused and changes nothing': async (store, demand) => {
    await insertAll(store, demand, [record()])
    const second = record({ publicKey: filled(77, 9), signCount: 9, version: 9 })
    demand('the second insert', await store.insert(second), 'exists')
    demand('the record found', await store.findById(record().id), record())
  },

  'an id is unique over all accounts': async (store, demand) => {
    await insertAll(store, demand, [record()])
    const second = record({ userHandle: filled(16, 9), publicKey: filled(77, 9) })
    demand('the insert for another account', await store.insert(second), 'exists')
    demand('the record found', await store.findById(record().id), record())
    demand('the list of the first account', await store.listByUserHandle(record().userHandle), [record()])
    demand('the list of the other account', await store.listByUserHandle(filled(16, 9)), [])
  },

  'of many inserts of one id at once, one wins': async (store, demand) => {
    const records = contenders((mark) => record({ ...mark, userHandle: filled(16, mark.signCount) }))
    const outcomes = await Promise.all(records.map((one) => store.insert(structuredClone(one))))
    demandOneWinner(demand, outcomes, 'inserted', 'exists')
    const winner = records[outcomes.indexOf('inserted')]!
    demand("the winner's record", await store.findById(winner.id), winner)
    for (const one of records) {
      const what = `the list of the ${one === winner ? 'winner' : 'loser'}'s account`
      demand(what, await store.listByUserHandle(one.userHandle), one === winner ? [one] : [])
    }
  },

  'a list has all of an account and nothing of another': async (store, demand) => {
    const accounts = [
      [1, 2, 3],
      [1, 2],
      [1, 2, 3, 4],
      [1, 2, 4],
    ].map((bytes) => Uint8Array.from(bytes))
    const records = accounts.flatMap((userHandle, account) =>
      [0, 1, 2].map((index) => record({ id: filled(16, account * 3 + index), userHandle })),
    )
    await insertAll(store, demand, records)
    for (const [account, userHandle] of accounts.entries()) {
      const wanted = records.slice(account * 3, account * 3 + 3)
      demand(`the list of account ${account}`, await store.listByUserHandle(userHandle), wanted)
    }
  },

  'user handles that are alike as text are apart': async (store, demand) => {
    const records = alikeAsText().map((userHandle, index) => record({ id: filled(16, index), userHandle }))
    await insertAll(store, demand, records)
    for (const one of records) {
      const what = `the list of user handle ${encodeHex(one.userHandle)}`
      demand(what, await store.listByUserHandle(one.userHandle), [one])
    }
  },

  'the list of an account that has nothing is empty': async (store, demand) => {
    demand('the list of an empty store', await store.listByUserHandle(filled(16, 1)), [])
    await insertAll(store, demand, [record({ userHandle: filled(16, 2) })])
    demand('the list of another account', await store.listByUserHandle(filled(16, 1)), [])
  },

  'an update of the expected version replaces every member': async (store, demand) => {
    await insertAll(store, demand, [record(), bare({ id: filled(16, 9) })])
    const other = {
      publicKey: filled(91, 9),
      signCount: 4_294_967_295,
      transports: ['nfc'],
      uvInitialized: false,
      backupEligible: 'unknown',
      backupState: true,
      rpId: 'example.net',
      aaguid: filled(16, 9),
      registeredWithUserVerification: 'unknown',
      version: 1,
    } satisfies Partial<CredentialRecord>
    const nexts = [bare(other), record({ ...other, id: filled(16, 9), version: 1 })]
    for (const next of nexts) {
      demand('the update', await store.update(next.id, 0, structuredClone(next)), 'updated')
    }
    await demandFound(store, demand, nexts)
    demand('the list', await store.listByUserHandle(record().userHandle), nexts)
  },

  'an update of another version is a conflict and changes nothing': async (store, demand) => {
    const stored = record({ version: 5 })
    await insertAll(store, demand, [stored])
    for (const version of [0, 4, 6]) {
      const next = record({ signCount: 99, publicKey: filled(77, 9), version: version + 1 })
      const what = `the update that expects version ${version} where 5 is stored`
      demand(what, await store.update(next.id, version, next), 'conflict')
      demand('the record found', await store.findById(stored.id), stored)
    }
  },

  'an update of what is not there is a conflict and creates nothing': async (store, demand) => {
    const next = record({ version: 1 })
    demand('the update', await store.update(next.id, 0, next), 'conflict')
    demand('the record found', await store.findById(record().id), undefined)
    demand('the list', await store.listByUserHandle(record().userHandle), [])
  },

  'an update touches no other record': async (store, demand) => {
    const others = [record({ id: filled(16, 2) }), record({ id: filled(16, 3), userHandle: filled(16, 3) })]
    await insertAll(store, demand, [record(), ...others])
    const next = record({ signCount: 99, version: 1 })
    demand('the update', await store.update(next.id, 0, structuredClone(next)), 'updated')
    await demandFound(store, demand, [next, ...others])
  },

  'of many updates at once, one wins and is stored whole': async (store, demand) => {
    await insertAll(store, demand, [record()])
    const nexts = contenders((mark) => record({ ...mark, version: 1 }))
    const outcomes = await Promise.all(nexts.map((next) => store.update(next.id, 0, structuredClone(next))))
    demandOneWinner(demand, outcomes, 'updated', 'conflict')
    demand("the winner's record", await store.findById(record().id), nexts[outcomes.indexOf('updated')])
  },

  'what was handed in is copied': async (store, demand) => {
    const given = record()
    demand('the insert', await store.insert(given), 'inserted')
    spoil(given)
    demand('the record found', await store.findById(record().id), record())
    const next = record({ version: 1 })
    demand('the update', await store.update(record().id, 0, next), 'updated')
    spoil(next)
    demand('the record found', await store.findById(record().id), record({ version: 1 }))
  },

  'what was given out is a copy': async (store, demand) => {
    await insertAll(store, demand, [record()])
    spoil(await store.findById(record().id))
    demand('the record found', await store.findById(record().id), record())
    for (const one of await store.listByUserHandle(record().userHandle)) spoil(one)
    demand('the list', await store.listByUserHandle(record().userHandle), [record()])
    demand('the record found', await store.findById(record().id), record())
  },
}

const ceremonyPromises: Promises<CeremonyStore> = {
  'a state comes back as it was put': async (store, demand) => {
    const states = [allValues(), filled(8192, 0), filled(1, 0), allValues().subarray(100, 200)]
    for (const [index, state] of states.entries()) {
      await store.put(names[index]!, state.slice(), expiry(later))
      demand(`a state of ${state.length} bytes`, await store.take(names[index]!), state)
    }
    await store.put(names[0], filled(64, 9).subarray(16, 32), expiry(later))
    demand('a state that was a part of a larger buffer', await store.take(names[0]), filled(16, 9))
  },

  'a state is taken once': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(later))
    demand('the first take', await store.take(names[0]), filled(64, 1))
    demand('the second take', await store.take(names[0]), undefined)
  },

  'a name that is not there is undefined': async (store, demand) => {
    demand('a name in an empty store', await store.take(names[0]), undefined)
    await store.put(names[0], filled(64, 1), expiry(later))
    demand('a part of a name', await store.take(names[0].slice(0, -1)), undefined)
    demand('a longer name', await store.take(`${names[0]}A`), undefined)
  },

  'names that are alike are apart': async (store, demand) => {
    const states = names.map((_, index) => filled(64, index))
    for (const [index, name] of names.entries()) await store.put(name, states[index]!.slice(), expiry(later))
    for (const [index, name] of names.entries()) {
      demand(`the state of ${name}`, await store.take(name), states[index])
    }
  },

  'of many takes at once, one gets the state': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(later))
    const taken = await Promise.all(Array.from({ length: atOnce }, () => store.take(names[0])))
    const states = taken.filter((state) => state !== undefined)
    demand(`how many of ${atOnce} takes got the state`, states.length, 1)
    demand('the state', states[0], filled(64, 1))
  },

  'a state is kept until it expires': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(soon))
    await store.put(names[1], filled(64, 2), expiry(later))
    await passed(pause)
    demand(`a state that expires in ${soon / 1000} s`, await store.take(names[0]), filled(64, 1))
    demand(`a state that expires in ${later / 1000} s`, await store.take(names[1]), filled(64, 2))
  },

  'what was handed in is copied': async (store, demand) => {
    const given = filled(64, 1)
    await store.put(names[0], given, expiry(later))
    given.fill(2)
    demand('the state', await store.take(names[0]), filled(64, 1))
  },
}

const replayGuardPromises: Promises<ReplayGuard> = {
  'an id is claimed once': async (guard, demand) => {
    demand('the first claim', await guard.claim(names[0], expiry(later)), true)
    demand('the second claim', await guard.claim(names[0], expiry(later)), false)
    demand('a claim with another expiry', await guard.claim(names[0], expiry(later + 1000)), false)
  },

  'ids that are alike are apart': async (guard, demand) => {
    for (const name of [...names, names[0].slice(0, -1)]) {
      demand(`the first claim of ${name}`, await guard.claim(name, expiry(later)), true)
    }
  },

  'of many claims at once, one is true': async (guard, demand) => {
    const until = expiry(later)
    const claims = await Promise.all(Array.from({ length: atOnce }, () => guard.claim(names[0], until)))
    demandOneWinner(demand, claims, true, false)
  },

  'a claim is kept until it expires': async (guard, demand) => {
    demand('the first claim', await guard.claim(names[0], expiry(soon)), true)
    demand('the first claim of another id', await guard.claim(names[1], expiry(later)), true)
    await passed(pause)
    demand('the second claim', await guard.claim(names[0], expiry(soon)), false)
    demand('the second claim of the other id', await guard.claim(names[1], expiry(later)), false)
  },
}

/** As long as those of states. They differ in letter case alone, and where LIKE has a wildcard. */
const names = [
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop_AA',
  'qwertyUIOPqwertyUIOPqwertyUIOPqwertyUIOP_AA',
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop-AA',
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop0AA',
] as const

/** Bytes that become one and the same in a column, or a language, that takes them for text. */
function alikeAsText(): Uint8Array[] {
  return [
    [0x00, 0x00, 0x00], // AAAA in base64url
    [0x69, 0xa6, 0x9a], // aaaa
    [0x41], // A in ASCII
    [0x61], // a
    [0xfe], // not UTF-8: read as U+FFFD
    [0xff],
    [0x01, 0x00, 0x02], // a text of C ends at its first zero byte
    [0x01, 0x00, 0x03],
    [0x01],
    [0x01, 0x00],
    [0x05], // CHAR columns are filled up with blanks
    [0x05, 0x20],
    [0x07], // a number has no zero in front
    [0x00, 0x07],
    [0xc3, 0xa9], // é, composed and decomposed
    [0x65, 0xcc, 0x81],
  ].map((bytes) => Uint8Array.from(bytes))
}

function bare(changes: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    type: 'public-key',
    id: filled(16, 1),
    publicKey: filled(77, 2),
    signCount: 7,
    transports: ['internal', 'hybrid'],
    uvInitialized: true,
    backupEligible: true,
    backupState: false,
    rpId: 'example.org',
    userHandle: filled(64, 3),
    aaguid: filled(16, 4),
    registeredWithUserVerification: true,
    version: 0,
    ...changes,
  }
}

function record(changes: Partial<CredentialRecord> = {}): Required<CredentialRecord> {
  const optional = { attestationObject: filled(300, 5), attestationClientDataJSON: filled(120, 0x7b) }
  return { ...bare(), ...optional, ...changes }
}

/** Records of one id, each of which can be told from the others by several members. */
function contenders(
  make: (mark: Pick<CredentialRecord, 'publicKey' | 'signCount' | 'transports'>) => CredentialRecord,
): CredentialRecord[] {
  return Array.from({ length: atOnce }, (_, n) =>
    make({ publicKey: filled(77, n), signCount: n, transports: [`t-${n}`] }),
  )
}

function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value)
}

function allValues(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => value)
}

function mapBytes(one: CredentialRecord, change: (bytes: Uint8Array) => Uint8Array): CredentialRecord {
  const members = Object.entries(one).map(([name, value]) => [name, isBytes(value) ? change(value) : value])
  return Object.fromEntries(members)
}

function expiry(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds)
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Copies go in, so that a store which writes into them does not change what is expected of it. */
async function insertAll(
  store: CredentialStore,
  demand: Demand,
  records: readonly CredentialRecord[],
): Promise<void> {
  for (const one of records) {
    demand(`the insert of id ${encodeHex(one.id)}`, await store.insert(structuredClone(one)), 'inserted')
  }
}

async function demandFound(
  store: CredentialStore,
  demand: Demand,
  records: readonly CredentialRecord[],
): Promise<void> {
  for (const one of records) {
    demand(`the record of id ${encodeHex(one.id)}`, await store.findById(one.id), one)
  }
}

function demandOneWinner(demand: Demand, outcomes: readonly unknown[], won: unknown, lost: unknown): void {
  for (const [outcome, wanted] of [
    [won, 1],
    [lost, atOnce - 1],
  ]) {
    const came = outcomes.filter((one) => one === outcome).length
    demand(`how many of ${atOnce} calls gave ${shown(outcome)}`, came, wanted)
  }
}

/** Writes into a record and its bytes. A frozen one stays as it is, which is as good as a copy. */
function spoil(one: CredentialRecord | undefined): void {
  if (one === undefined) return
  for (const bytes of Object.values(one).filter(isBytes)) bytes.fill(0xee)
  Reflect.set(one.transports, 0, 'changed')
  Reflect.set(one, 'signCount', 1234)
  Reflect.set(one, 'version', 1234)
}

/** What is wrong with `came`, or undefined. Lists of records have no order, other lists do. */
function difference(came: unknown, wanted: unknown): string | undefined {
  if (isBytes(wanted)) return differenceOfBytes(came, wanted)
  if (isRecord(wanted)) {
    if (typeof came !== 'object' || came === null) return `expected a record, came ${shown(came)}`
    return firstOf(Object.keys(record()), (name) => {
      const wrong = difference(Reflect.get(came, name), Reflect.get(wanted, name))
      return wrong && `${name}: ${wrong}`
    })
  }
  if (Array.isArray(wanted) && Array.isArray(came)) {
    if (came.length !== wanted.length) return `expected ${wanted.length} items, came ${came.length}`
    const [these, those] = wanted.every(isRecord) ? [byId(came), byId(wanted)] : [came, wanted]
    return firstOf([...those.keys()], (at) => {
      const wrong = difference(these[at], those[at])
      return wrong && `item ${at}: ${wrong}`
    })
  }
  if (shown(came) !== shown(wanted)) return `expected ${shown(wanted)}, came ${shown(came)}`
  return undefined
}

function differenceOfBytes(came: unknown, wanted: Uint8Array): string | undefined {
  if (!isBytes(came)) return `expected a Uint8Array of ${wanted.length} bytes, came ${shown(came)}`
  if (came.length !== wanted.length) return `expected ${wanted.length} bytes, came ${came.length}`
  const at = wanted.findIndex((byte, index) => byte !== came[index])
  return at === -1 ? undefined : `expected ${wanted[at]} in byte ${at}, came ${came[at]}`
}

function firstOf<Key>(keys: readonly Key[], wrong: (key: Key) => string | undefined): string | undefined {
  for (const key of keys) {
    const found = wrong(key)
    if (found !== undefined) return found
  }
  return undefined
}

function byId(list: readonly unknown[]): unknown[] {
  const idOf = (one: unknown) => shown(Reflect.get(Object(one), 'id'))
  return [...list].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1))
}

/** Not by `instanceof`: some test frameworks run each file with globals of its own. */
function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}

function isRecord(value: unknown): value is CredentialRecord {
  return typeof value === 'object' && value !== null && 'publicKey' in value
}

/** Different values look different, but for objects that are expected nowhere. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (isBytes(value)) return `${value.length} bytes ${encodeHex(value)}`
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
  return String(value)
}

const brand = Symbol.for('@latchkey/rp-core/StoreContractError')

/** A promise that a store does not keep. The message says what was expected and what came. */
export class StoreContractError extends Error {
  /** the name of the case */
  readonly case: string

  constructor(name: string, message: string, options?: { cause: unknown }) {
    super(`${name}: ${message}`, options)
    this.name = 'StoreContractError'
    this.case = name
    Object.defineProperty(this, brand, { value: true })
  }

  /** True for an error of this class, also of another installed version of this package. */
  static is(value: unknown): value is StoreContractError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
