/** Stores that each break a promise, and the cases of the contract that find it. */
import { encodeBase64url, encodeHex } from '@latchkey/octets'
import type { CredentialRecord } from '../../src/specification/credential-record.ts'
import type { StoresUnderTest } from '../../src/testing.ts'
import {
  Ceremonies,
  type Change,
  Credentials,
  changed,
  Guard,
  honestStores,
  reading,
  writing,
} from './honest-stores.ts'

export type Fault = [kind: string, fault: string, make: () => Promise<StoresUnderTest>, foundBy: string[]]

/** By the case that finds it and by what is wrong: the change of an honest store, and which other cases find it. */
type Faults<Store> = Record<string, Record<string, Change<Store> | [Change<Store>, ...otherCases: string[]]>>

const bytesKept = 'byte members come back as Uint8Array, with every value and length'
const handlesApart = 'user handles that are alike as text are apart'
const insertsAtOnce = 'of many inserts of one id at once, one wins'
const nothingThere = 'an update of what is not there is a conflict and creates nothing'
const takesAtOnce = 'of many takes at once, one gets the state'
const claimsAtOnce = 'of many claims at once, one is true'

const credentialFaults: Faults<Credentials> = {
  'a record comes back with every member': {
    'drops attestationObject': [reading(({ attestationObject, ...row }) => row), bytesKept],
    'gives 0 and 1 for flags': [
      reading((row) => ({ ...row, uvInitialized: Number(row.uvInitialized) })),
      'the other flags are kept one by one',
    ],
    'gives bigints': [
      reading((row) => ({ ...row, signCount: BigInt(row.signCount) })),
      'signature counters of 32 bits are kept',
    ],
    'gives ArrayBuffers': [readingBytes((bytes) => bytes.buffer), bytesKept],
    'gives lists of numbers': [readingBytes((bytes) => [...bytes]), bytesKept],
  },

  'members that are absent stay absent': {
    'gives null for what is absent': reading((row) => ({
      attestationObject: null,
      attestationClientDataJSON: null,
      ...row,
    })),
    'gives empty bytes for what is absent': reading((row) => ({
      attestationObject: new Uint8Array(),
      ...row,
    })),
  },

  'what is unknown stays apart from true and false': {
    'has only true and false for backupEligible': writing((record) => ({
      backupEligible: record.backupEligible === true,
    })),
    'has only true and false for registeredWithUserVerification': writing((record) => ({
      registeredWithUserVerification: record.registeredWithUserVerification === true,
    })),
  },

  'the other flags are kept one by one': {
    'has one column for two flags': writing(({ uvInitialized }) => ({ backupState: uvInitialized })),
  },

  'signature counters of 32 bits are kept': {
    'has counters of 31 bits and a sign': writing(({ signCount }) => ({ signCount: signCount | 0 })),
    'has counters that stop at 31 bits': writing(({ signCount }) => ({
      signCount: Math.min(signCount, 0x7fff_ffff),
    })),
  },

  'ids of 1 to 1,023 bytes and user handles of 1 to 64 are kept': {
    'cuts ids after 255 bytes': writing(({ id }) => ({ id: id.slice(0, 255) })),
    'cuts user handles after 36 bytes': writing(({ userHandle }) => ({
      userHandle: userHandle.slice(0, 36),
    })),
  },

  'transports keep their number and their order': {
    'sorts transports': writing(({ transports }) => ({ transports: [...transports].sort() })),
    'makes one transport of none': writing(({ transports }) => ({
      transports: transports.join().split(','),
    })),
    'keeps only transports that it knows': writing(({ transports }) => ({
      transports: transports.filter((word) => word !== 'not-known-yet'),
    })),
  },

  [bytesKept]: {
    'gives DataViews': readingBytes((bytes) => new DataView(bytes.slice().buffer)),
    'gives clamped bytes': readingBytes((bytes) => Uint8ClampedArray.from(bytes)),
    'gives base64url': readingBytes(encodeBase64url),
    'takes the public key for UTF-8': writing(({ publicKey }) => ({ publicKey: throughUtf8(publicKey) })),
    'cuts attestation objects after 8 KiB': writing(({ attestationObject }) => ({
      attestationObject: attestationObject?.slice(0, 8192),
    })),
    'has no AAGUID where it is zero': reading(({ aaguid, ...row }) =>
      aaguid.some((byte) => byte) ? { ...row, aaguid } : row,
    ),
  },

  'of a view on a larger buffer only its own bytes are stored': {
    'stores the buffer behind a view': (honest) => ({
      insert: (record) => honest.insert(mapBytes(record, wholeBuffer)),
    }),
    'looks up by the buffer behind a view': (honest) => ({
      findById: (id) => honest.findById(wholeBuffer(id)),
    }),
  },

  'an id that is not there is undefined': {
    'gives null for an unknown id': [
      (honest) => ({ findById: async (id) => (await honest.findById(id)) ?? (null as never) }),
      nothingThere,
    ],
    'finds by the beginning of an id': (honest) => ({
      async findById(id) {
        const found = [...honest.rows].find(([key]) => key.startsWith(honest.key(id)))
        return found && honest.read(found[1])
      },
    }),
  },

  'ids that are alike as text are apart': {
    'folds the letter case of base64url': keyedBy((bytes) => encodeBase64url(bytes).toLowerCase()),
    'folds the letter case of Latin-1': keyedBy((bytes) => latin1(bytes).toLowerCase()),
    'takes ids for UTF-8': keyedBy((bytes) => new TextDecoder().decode(bytes)),
    'ends at a zero byte': keyedBy((bytes) => latin1(bytes).replace(/(?<=.)\0.*/s, '')),
    'cuts blanks at the end': keyedBy((bytes) => latin1(bytes).trimEnd()),
    'takes ids for numbers': keyedBy((bytes) => encodeHex(bytes).replace(/^(00)+(?=.)/, '')),
    'composes letters': keyedBy((bytes) => new TextDecoder().decode(bytes).normalize('NFC')),
  },

  'a second insert of an id is refused and changes nothing': {
    'overwrites at an insert': [
      inserting(async (honest, record) => {
        honest.save(record)
        return 'inserted'
      }),
      insertsAtOnce,
    ],
    'overwrites at an insert and says that it did not': [
      inserting(async (honest, record) => {
        const outcome = await honest.insert(record)
        honest.save(record)
        return outcome
      }),
      'an id is unique over all accounts',
    ],
    'throws where an id exists': [
      inserting(async (honest, record) => {
        if ((await honest.insert(record)) === 'exists') throw new RangeError('UNIQUE constraint failed')
        return 'inserted'
      }),
      insertsAtOnce,
    ],
  },

  'an id is unique over all accounts': {
    'has ids that are unique in an account only': inserting(async (honest, record) => {
      const account = honest.key(record.userHandle)
      const row = honest.row(record.id)
      if (row === undefined || honest.key(row.userHandle) === account) return honest.insert(record)
      honest.rows.set(`${honest.key(record.id)} of ${account}`, honest.written(record))
      return 'inserted'
    }),
  },

  [insertsAtOnce]: {
    'waits between look and insert': inserting(async (honest, record) => {
      if (honest.row(record.id) !== undefined) return 'exists'
      await moment()
      honest.save(record)
      return 'inserted'
    }),
  },

  'a list has all of an account and nothing of another': {
    'lists by the beginning of a user handle': ({ rows, key }) => ({
      listByUserHandle: async (userHandle) =>
        [...rows.values()].filter((row) => key(row.userHandle).startsWith(key(userHandle))),
    }),
    'lists one of an account': listing((list) => list.slice(0, 1)),
    'lists one of an account again and again': listing((list) => list.map(() => list[0])),
  },

  'the list of an account that has nothing is empty': {
    'gives no list where there is nothing': listing((list) => (list.length === 0 ? undefined : list)),
    'lists everything where an account has nothing': listing((list, { rows }) =>
      list.length === 0 ? [...rows.values()] : list,
    ),
  },

  'an update of the expected version replaces every member': {
    'drops attestationClientDataJSON at an update': updating(
      ({ attestationClientDataJSON, ...rest }) => rest,
    ),
    'keeps optional members that an update has not': updating((next, row) => ({ ...row, ...next })),
    'updates the counter only': updating(({ signCount, version }, row) => ({ ...row, signCount, version })),
    'counts versions itself, and twice': updating((next) => ({ ...next, version: next.version + 1 })),
    'lists from an index that an update does not reach': (honest) => {
      const index = new Credentials()
      return {
        async insert(record) {
          await index.insert(record)
          return honest.insert(record)
        },
        listByUserHandle: (userHandle) => index.listByUserHandle(userHandle),
      }
    },
  },

  'an update of another version is a conflict and changes nothing': {
    'ignores the version at an update': [
      (honest) => ({
        update: (id, version, next) => honest.update(id, honest.row(id)?.version ?? version, next),
      }),
      'of many updates at once, one wins and is stored whole',
    ],
    'takes any older version at an update': (honest) => ({
      update: (id, version, next) =>
        honest.update(id, Math.min(version, honest.row(id)?.version ?? version), next),
    }),
    'writes, then says that there was a conflict': afterUpdate(
      (honest, next) => honest.row(next.id) && honest.save(next),
    ),
  },

  [nothingThere]: {
    'creates at an update what is not there': (honest) => ({
      async update(id, version, next) {
        if (honest.row(id) !== undefined) return honest.update(id, version, next)
        honest.save(next)
        return 'updated'
      },
    }),
    'creates at an update what is not there, and says that there was a conflict': afterUpdate(
      (honest, next) => honest.row(next.id) ?? honest.save(next),
    ),
  },

  'an update touches no other record': {
    'updates all of an account': afterUpdate((honest, { userHandle, signCount }, outcome) => {
      if (outcome === 'conflict') return
      for (const row of honest.rowsOf(userHandle)) Object.assign(row, { signCount })
    }),
  },

  'of many updates at once, one wins and is stored whole': {
    'waits between look and update': (honest) => ({
      async update(id, version, next) {
        if (honest.row(id)?.version !== version) return 'conflict'
        await moment()
        honest.save(next)
        return 'updated'
      },
    }),
    'mixes updates': afterUpdate((honest, { id, version, signCount }) => {
      const row = honest.row(id)
      if (row?.version === version) Object.assign(row, { signCount })
    }),
  },

  'what was handed in is copied': {
    'keeps what was handed in': () => ({ written: (record) => record }),
    'copies what was handed in, but not its bytes': () => ({
      written: (record) => ({ ...record, transports: [...record.transports] }),
    }),
  },

  'what was given out is a copy': {
    'gives out what it keeps': () => ({ read: (row) => row }),
    'copies what it gives out, but not its transports': (honest) => ({
      read: (row) => ({ ...honest.read(row), transports: row.transports }),
    }),
    'gives out what it keeps in lists': (honest) => ({
      listByUserHandle: async (userHandle) => honest.rowsOf(userHandle),
    }),
  },
}

const ceremonyFaults: Faults<Ceremonies> = {
  'a state comes back as it was put': {
    'takes states for UTF-8': () => ({ written: throughUtf8 }),
    'cuts states after 4 KiB': () => ({ written: (state) => state.slice(0, 4096) }),
    'stores the buffer behind a view': () => ({ written: (state) => wholeBuffer(state).slice() }),
    'gives ArrayBuffers': (honest) => ({
      take: async (name) => (await honest.take(name))?.buffer as never,
    }),
  },

  'a state is taken once': {
    'forgets nothing': [({ states }) => ({ take: async (name) => states.get(name) }), takesAtOnce],
  },

  [takesAtOnce]: {
    'waits between look and delete': ({ states }) => ({
      async take(name) {
        const state = states.get(name)
        await moment()
        states.delete(name)
        return state
      },
    }),
    'gives the state to nobody where many ask': (honest) => {
      let asked = 0
      return {
        async take(name) {
          asked += 1
          await moment()
          return asked > 10 ? undefined : honest.take(name)
        },
      }
    },
  },

  'a name that is not there is undefined': {
    'gives null for an unknown name': [
      (honest) => ({ take: async (name) => (await honest.take(name)) ?? (null as never) }),
      'a state is taken once',
    ],
    'looks only at the beginning of a name': [
      () => ({ key: (name) => name.slice(0, 36) }),
      'names that are alike are apart',
    ],
  },

  'names that are alike are apart': {
    'folds the letter case of names': () => ({ key: (name) => name.toLowerCase() }),
    'keeps one state': [
      (honest) => ({
        put(name, state, expires) {
          honest.states.clear()
          return honest.put(name, state, expires)
        },
      }),
      'a state is kept until it expires',
    ],
  },

  'a state is kept until it expires': {
    'takes seconds for milliseconds': (honest) => ({
      put(name, state, expires) {
        setTimeout(() => honest.states.delete(name), (expires.getTime() - Date.now()) / 1000)
        return honest.put(name, state, expires)
      },
    }),
  },

  'what was handed in is copied': {
    'keeps the bytes that were handed in': () => ({ written: (state) => state }),
  },
}

const guardFaults: Faults<Guard> = {
  'an id is claimed once': {
    'always says yes': [
      () => ({ claim: async () => true }),
      claimsAtOnce,
      'a claim is kept until it expires',
    ],
    'always says no': [() => ({ claim: async () => false }), 'ids that are alike are apart', claimsAtOnce],
    'says 1 and 0': (honest) => ({
      claim: async (id, expires) => Number(await honest.claim(id, expires)) as never,
    }),
    'takes an id with another expiry for another': () => ({
      key: (id, expires) => `${id} ${expires.getTime()}`,
    }),
  },

  'ids that are alike are apart': {
    'folds the letter case of ids': () => ({ key: (id) => id.toLowerCase() }),
    'looks only at the beginning of an id': () => ({ key: (id) => id.slice(0, 36) }),
  },

  [claimsAtOnce]: {
    'waits between look and write': ({ claimed }) => ({
      async claim(id) {
        const free = !claimed.has(id)
        await moment()
        claimed.add(id)
        return free
      },
    }),
  },

  'a claim is kept until it expires': {
    'takes seconds for milliseconds': (honest) => ({
      claim(id, expires) {
        setTimeout(() => honest.claimed.delete(id), (expires.getTime() - Date.now()) / 1000)
        return honest.claim(id, expires)
      },
    }),
  },
}

export const faults: readonly Fault[] = [
  ...faultsOf('credentials', credentialFaults, (change) => ({
    credentials: changed(new Credentials(), change),
  })),
  ...faultsOf('ceremonies', ceremonyFaults, (change) => ({ ceremonies: changed(new Ceremonies(), change) })),
  ...faultsOf('replay guard', guardFaults, (change) => ({ replayGuard: changed(new Guard(), change) })),
]

function faultsOf<Store>(
  kind: string,
  table: Faults<Store>,
  storeWith: (change: Change<Store>) => Partial<StoresUnderTest>,
): Fault[] {
  return Object.entries(table).flatMap(([foundBy, faults]) =>
    Object.entries(faults).map(([fault, entry]): Fault => {
      const [change, ...others] = typeof entry === 'function' ? [entry] : entry
      const make = async () => ({ ...(await honestStores()), ...storeWith(change) })
      return [kind, fault, make, [foundBy, ...others].map((name) => `${kind}: ${name}`)]
    }),
  )
}

function readingBytes(change: (bytes: Uint8Array) => unknown): Change<Credentials> {
  return reading((row) => mapBytes(row, change))
}

/** A column that takes bytes for text. */
function keyedBy(key: (bytes: Uint8Array) => string): [Change<Credentials>, string] {
  return [() => ({ key }), handlesApart]
}

function inserting(
  insert: (honest: Credentials, record: CredentialRecord) => Promise<'inserted' | 'exists'>,
): Change<Credentials> {
  return (honest) => ({ insert: (record) => insert(honest, record) })
}

/** Stores something else than what an update hands in. */
function updating(
  change: (next: CredentialRecord, row: CredentialRecord | undefined) => object,
): Change<Credentials> {
  return (honest) => ({
    update: (id, version, next) =>
      honest.update(id, version, change(next, honest.row(id)) as CredentialRecord),
  })
}

/** Does more when an update is over. */
function afterUpdate(
  more: (honest: Credentials, next: CredentialRecord, outcome: string) => unknown,
): Change<Credentials> {
  return (honest) => ({
    async update(id, version, next) {
      const outcome = await honest.update(id, version, next)
      more(honest, next, outcome)
      return outcome
    },
  })
}

function listing(
  change: (list: readonly CredentialRecord[], honest: Credentials) => unknown,
): Change<Credentials> {
  return (honest) => ({
    listByUserHandle: async (userHandle) =>
      change(await honest.listByUserHandle(userHandle), honest) as CredentialRecord[],
  })
}

export function mapBytes(record: CredentialRecord, change: (bytes: Uint8Array) => unknown): CredentialRecord {
  const members = Object.entries(record).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? change(value) : value,
  ])
  return Object.fromEntries(members)
}

function wholeBuffer(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer)
}

function throughUtf8(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(bytes))
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
