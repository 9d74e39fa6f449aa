/** What a store of credential records promises. */
import { encodeHex } from '@latchkey/octets'
import type { CredentialStore } from '../safe-layer/stores.ts'
import type { CredentialRecord } from '../specification/credential-record.ts'
import { atOnce, type Demand, demandOneWinner, type StorePromises } from './contract-case.ts'
import { isBytes } from './record-difference.ts'
import { alikeAsText, allValues, bare, filled, record } from './sample-records.ts'

/** What a {@link CredentialStore} promises. */
export const credentialPromises: StorePromises<CredentialStore> = {
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
    await demandKept(store, demand, records)
  },

  'the other flags are kept one by one': async (store, demand) => {
    const records = [0, 1, 2, 3].map((bits) =>
      record({ id: filled(16, bits), uvInitialized: bits > 1, backupState: bits % 2 === 1 }),
    )
    await demandKept(store, demand, records)
  },

  'signature counters of 32 bits are kept': async (store, demand) => {
    const records = [0, 1, 2_147_483_647, 2_147_483_648, 4_294_967_295].map((signCount, index) =>
      record({ id: filled(16, index), signCount }),
    )
    await demandKept(store, demand, records)
  },

  'ids of 1 to 1,023 bytes and user handles of 1 to 64 are kept': async (store, demand) => {
    const records = [
      record({ id: filled(1, 1), userHandle: filled(64, 2) }),
      record({ id: filled(1023, 3), userHandle: filled(1, 4) }),
    ]
    await demandKept(store, demand, records)
    for (const one of records) {
      const what = `the list of a user handle of ${one.userHandle.length} bytes`
      demand(what, await store.listByUserHandle(one.userHandle), [one])
    }
  },

  'transports keep their number and their order': async (store, demand) => {
    const lists = [[], ['usb'], ['usb', 'nfc', 'ble', 'hybrid', 'internal'], ['not-known-yet', 'cable']]
    const records = lists.map((transports, index) => record({ id: filled(16, index), transports }))
    await demandKept(store, demand, records)
  },

  'byte members come back as Uint8Array, with every value and length': async (store, demand) => {
    const records = [
      record({ id: filled(16, 1), publicKey: allValues(), aaguid: filled(16, 0) }),
      // As long as a response may be: 65,536 characters of base64url.
      record({ id: filled(16, 2), attestationObject: filled(49_152, 7), aaguid: filled(16, 255) }),
    ]
    await demandKept(store, demand, records)
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
    await demandKept(store, demand, records)
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
    const records = contenders((n) => ({ userHandle: filled(16, n) }))
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
    const nexts = contenders(() => ({ version: 1 }))
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

/** Demands that what is inserted is found. */
async function demandKept(
  store: CredentialStore,
  demand: Demand,
  records: readonly CredentialRecord[],
): Promise<void> {
  await insertAll(store, demand, records)
  await demandFound(store, demand, records)
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

/** Records of one id, each of which can be told from the others by several members. */
function contenders(changes: (n: number) => Partial<CredentialRecord>): CredentialRecord[] {
  return Array.from({ length: atOnce }, (_, n) =>
    record({ publicKey: filled(77, n), signCount: n, transports: [`t-${n}`], ...changes(n) }),
  )
}

function mapBytes(one: CredentialRecord, change: (bytes: Uint8Array) => Uint8Array): CredentialRecord {
  const members = Object.entries(one).map(([name, value]) => [name, isBytes(value) ? change(value) : value])
  return Object.fromEntries(members)
}

/** Writes into a record and its bytes. A frozen one stays as it is, which is as good as a copy. */
function spoil(one: CredentialRecord | undefined): void {
  if (one === undefined) return
  for (const bytes of Object.values(one).filter(isBytes)) bytes.fill(0xee)
  Reflect.set(one.transports, 0, 'changed')
  Reflect.set(one, 'signCount', 1234)
  Reflect.set(one, 'version', 1234)
}
