import { encodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import type { CredentialRecord } from '../src/credential-record.ts'
import type { CeremonyStore, CredentialStore, ReplayGuard } from '../src/stores.ts'
import { type ContractCase, StoreContractError, type StoresUnderTest, storeContract } from '../src/testing.ts'

/** Keeps its promises. What a faulty store does otherwise, it overrides. */
class Credentials implements CredentialStore {
  protected readonly rows = new Map<string, CredentialRecord>()

  /** what an id or a user handle is looked up by */
  protected key(bytes: Uint8Array): string {
    return encodeHex(bytes)
  }

  protected written(record: CredentialRecord): CredentialRecord {
    return structuredClone(record)
  }

  protected read(row: CredentialRecord): CredentialRecord {
    return structuredClone(row)
  }

  async findById(id: Uint8Array): Promise<CredentialRecord | undefined> {
    const row = this.rows.get(this.key(id))
    return row && this.read(row)
  }

  async listByUserHandle(userHandle: Uint8Array): Promise<readonly CredentialRecord[]> {
    const rows = [...this.rows.values()].filter((row) => this.key(row.userHandle) === this.key(userHandle))
    return rows.map((row) => this.read(row))
  }

  async insert(record: CredentialRecord): Promise<'inserted' | 'exists'> {
    if (this.rows.has(this.key(record.id))) return 'exists'
    this.rows.set(this.key(record.id), this.written(record))
    return 'inserted'
  }

  async update(id: Uint8Array, version: number, next: CredentialRecord): Promise<'updated' | 'conflict'> {
    if (this.rows.get(this.key(id))?.version !== version) return 'conflict'
    this.rows.set(this.key(id), this.written(next))
    return 'updated'
  }
}

class Ceremonies implements CeremonyStore {
  protected readonly states = new Map<string, Uint8Array>()

  protected key(name: string): string {
    return name
  }

  async put(name: string, state: Uint8Array, _expires: Date): Promise<void> {
    this.states.set(this.key(name), state.slice())
  }

  async take(name: string): Promise<Uint8Array | undefined> {
    const state = this.states.get(this.key(name))
    this.states.delete(this.key(name))
    return state
  }
}

class Guard implements ReplayGuard {
  protected readonly claimed = new Set<string>()

  protected key(id: string, _expires: Date): string {
    return id
  }

  async claim(id: string, expires: Date): Promise<boolean> {
    const key = this.key(id, expires)
    if (this.claimed.has(key)) return false
    this.claimed.add(key)
    return true
  }
}

const honest = async (): Promise<Required<StoresUnderTest>> => ({
  credentials: new Credentials(),
  ceremonies: new Ceremonies(),
  replayGuard: new Guard(),
})
const allNames = storeContract(honest).map(({ name }) => name)

/** Which cases fail, and with what. */
async function failures(cases: readonly ContractCase[]): Promise<Map<string, unknown>> {
  const failed = new Map<string, unknown>()
  await Promise.all(cases.map(({ name, run }) => run().catch((reason: unknown) => failed.set(name, reason))))
  return failed
}

const moment = () => new Promise((resolve) => setTimeout(resolve))
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes)
const mapBytes = (record: CredentialRecord, change: (bytes: Uint8Array) => unknown) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? change(value) : value,
    ]),
  ) as CredentialRecord

/** A table whose columns lose something. */
const writing = (change: (record: CredentialRecord) => unknown) =>
  class extends Credentials {
    protected override written(record: CredentialRecord) {
      return super.written({ ...record, ...(change(record) as object) })
    }
  }

/** A mapper of rows that gives something else than what is stored. */
const reading = (change: (row: CredentialRecord) => unknown) =>
  class extends Credentials {
    protected override read(row: CredentialRecord) {
      return change(super.read(row)) as CredentialRecord
    }
  }

/** A column that takes bytes for text. */
const keyedBy = (key: (bytes: Uint8Array) => string) =>
  class extends Credentials {
    protected override key(bytes: Uint8Array) {
      return key(bytes)
    }
  }

const whole = 'a record comes back with every member'
const folded = ['ids that are alike as text are apart', 'user handles that are alike as text are apart']
const bytesKept = 'byte members come back as Uint8Array, with every value and length'

const faultyCredentials: [fault: string, store: new () => CredentialStore, caughtBy: string[]][] = [
  ['drops attestationObject', reading(({ attestationObject, ...row }) => row), [whole, bytesKept]],
  [
    'drops attestationClientDataJSON at an update',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const { attestationClientDataJSON, ...rest } = next
        return super.update(id, version, rest)
      }
    },
    ['an update of the expected version replaces every member'],
  ],
  [
    'keeps optional members that an update has not',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        return super.update(id, version, { ...this.rows.get(this.key(id)), ...next })
      }
    },
    ['an update of the expected version replaces every member'],
  ],
  [
    'updates the counter only',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const row = this.rows.get(this.key(id))
        return super.update(id, version, {
          ...(row ?? next),
          signCount: next.signCount,
          version: next.version,
        })
      }
    },
    ['an update of the expected version replaces every member'],
  ],
  [
    'gives null for what is absent',
    reading((row) => ({ attestationObject: null, attestationClientDataJSON: null, ...row })),
    ['members that are absent stay absent'],
  ],
  [
    'gives empty bytes for what is absent',
    reading((row) => ({ attestationObject: new Uint8Array(), ...row })),
    ['members that are absent stay absent'],
  ],
  [
    'has only true and false for backupEligible',
    writing(({ backupEligible }) => ({ backupEligible: backupEligible === true })),
    ['what is unknown stays apart from true and false'],
  ],
  [
    'has only true and false for registeredWithUserVerification',
    writing((record) => ({ registeredWithUserVerification: record.registeredWithUserVerification === true })),
    ['what is unknown stays apart from true and false'],
  ],
  [
    'gives 0 and 1 for flags',
    reading((row) => ({ ...row, uvInitialized: Number(row.uvInitialized) })),
    ['the other flags are kept one by one', whole],
  ],
  [
    'has one column for two flags',
    writing(({ uvInitialized }) => ({ backupState: uvInitialized })),
    ['the other flags are kept one by one'],
  ],
  [
    'has counters of 31 bits and a sign',
    writing(({ signCount }) => ({ signCount: signCount | 0 })),
    ['signature counters of 32 bits are kept'],
  ],
  [
    'has counters that stop at 31 bits',
    writing(({ signCount }) => ({ signCount: Math.min(signCount, 0x7fff_ffff) })),
    ['signature counters of 32 bits are kept'],
  ],
  [
    'gives bigints',
    reading((row) => ({ ...row, signCount: BigInt(row.signCount) })),
    ['signature counters of 32 bits are kept', whole],
  ],
  [
    'cuts ids after 255 bytes',
    writing(({ id }) => ({ id: id.slice(0, 255) })),
    ['ids of 1 to 1,023 bytes and user handles of 1 to 64 are kept'],
  ],
  [
    'cuts user handles after 36 bytes',
    writing(({ userHandle }) => ({ userHandle: userHandle.slice(0, 36) })),
    ['ids of 1 to 1,023 bytes and user handles of 1 to 64 are kept'],
  ],
  [
    'sorts transports',
    writing(({ transports }) => ({ transports: [...transports].sort() })),
    ['transports keep their number and their order'],
  ],
  [
    'makes one transport of none',
    writing(({ transports }) => ({ transports: transports.join().split(',') })),
    ['transports keep their number and their order'],
  ],
  [
    'keeps only transports that it knows',
    writing(({ transports }) => ({ transports: transports.filter((word) => word !== 'not-known-yet') })),
    ['transports keep their number and their order'],
  ],
  ['gives ArrayBuffers', reading((row) => mapBytes(row, (bytes) => bytes.buffer)), [bytesKept, whole]],
  ['gives lists of numbers', reading((row) => mapBytes(row, (bytes) => [...bytes])), [bytesKept, whole]],
  [
    'gives DataViews',
    reading((row) => mapBytes(row, (bytes) => new DataView(bytes.slice().buffer))),
    [bytesKept],
  ],
  [
    'gives clamped bytes',
    reading((row) => mapBytes(row, (bytes) => Uint8ClampedArray.from(bytes))),
    [bytesKept],
  ],
  ['gives base64url', reading((row) => mapBytes(row, encodeBase64url)), [bytesKept]],
  [
    'takes the public key for UTF-8',
    writing(({ publicKey }) => ({
      publicKey: new TextEncoder().encode(new TextDecoder().decode(publicKey)),
    })),
    [bytesKept],
  ],
  [
    'cuts attestation objects after 8 KiB',
    writing((record) => ({ attestationObject: record.attestationObject?.slice(0, 8192) })),
    [bytesKept],
  ],
  [
    'has no AAGUID where it is zero',
    reading(({ aaguid, ...row }) => (aaguid.some((byte) => byte) ? { ...row, aaguid } : row)),
    [bytesKept],
  ],
  [
    'stores the buffer behind a view',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        return super.insert(mapBytes(record, (bytes) => new Uint8Array(bytes.buffer)))
      }
    },
    ['of a view on a larger buffer only its own bytes are stored'],
  ],
  [
    'looks up by the buffer behind a view',
    class extends Credentials {
      override async findById(id: Uint8Array) {
        return super.findById(new Uint8Array(id.buffer))
      }
    },
    ['of a view on a larger buffer only its own bytes are stored'],
  ],
  [
    'gives null for an unknown id',
    class extends Credentials {
      override async findById(id: Uint8Array) {
        return (await super.findById(id)) ?? (null as never)
      }
    },
    [
      'an id that is not there is undefined',
      'an update of what is not there is a conflict and creates nothing',
    ],
  ],
  [
    'finds by the beginning of an id',
    class extends Credentials {
      override async findById(id: Uint8Array) {
        const found = [...this.rows].find(([key]) => key.startsWith(this.key(id)))
        return found && this.read(found[1])
      }
    },
    ['an id that is not there is undefined'],
  ],
  ['folds the letter case of base64url', keyedBy((bytes) => encodeBase64url(bytes).toLowerCase()), folded],
  ['folds the letter case of Latin-1', keyedBy((bytes) => latin1(bytes).toLowerCase()), folded],
  ['takes ids for UTF-8', keyedBy((bytes) => new TextDecoder().decode(bytes)), folded],
  ['ends at a zero byte', keyedBy((bytes) => latin1(bytes).replace(/(?<=.)\0.*/s, '')), folded],
  ['cuts blanks at the end', keyedBy((bytes) => latin1(bytes).trimEnd()), folded],
  ['takes ids for numbers', keyedBy((bytes) => encodeHex(bytes).replace(/^(00)+(?=.)/, '')), folded],
  ['composes letters', keyedBy((bytes) => Buffer.from(bytes).toString('utf8').normalize('NFC')), folded],
  [
    'overwrites at an insert',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        this.rows.set(this.key(record.id), this.written(record))
        return 'inserted' as const
      }
    },
    [
      'a second insert of an id is refused and changes nothing',
      'of many inserts of one id at once, one wins',
    ],
  ],
  [
    'overwrites at an insert and says that it did not',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        const outcome = await super.insert(record)
        this.rows.set(this.key(record.id), this.written(record))
        return outcome
      }
    },
    ['a second insert of an id is refused and changes nothing', 'an id is unique over all accounts'],
  ],
  [
    'has ids that are unique in an account only',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        const row = this.rows.get(this.key(record.id))
        if (row !== undefined && this.key(row.userHandle) !== this.key(record.userHandle)) {
          this.rows.set(`${this.key(record.id)} of ${this.key(record.userHandle)}`, this.written(record))
          return 'inserted' as const
        }
        return super.insert(record)
      }
    },
    ['an id is unique over all accounts'],
  ],
  [
    'waits between look and insert',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        if (this.rows.has(this.key(record.id))) return 'exists' as const
        await moment()
        this.rows.set(this.key(record.id), this.written(record))
        return 'inserted' as const
      }
    },
    ['of many inserts of one id at once, one wins'],
  ],
  [
    'throws where an id exists',
    class extends Credentials {
      override async insert(record: CredentialRecord) {
        if ((await super.insert(record)) === 'exists') throw new RangeError('UNIQUE constraint failed')
        return 'inserted' as const
      }
    },
    [
      'a second insert of an id is refused and changes nothing',
      'of many inserts of one id at once, one wins',
    ],
  ],
  [
    'lists by the beginning of a user handle',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        const rows = [...this.rows.values()]
        return rows.filter((row) => this.key(row.userHandle).startsWith(this.key(userHandle)))
      }
    },
    ['a list has all of an account and nothing of another'],
  ],
  [
    'lists one of an account',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        return (await super.listByUserHandle(userHandle)).slice(0, 1)
      }
    },
    ['a list has all of an account and nothing of another'],
  ],
  [
    'lists one of an account again and again',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        const [first, ...others] = await super.listByUserHandle(userHandle)
        return first === undefined ? [] : [first, ...others.map(() => first)]
      }
    },
    ['a list has all of an account and nothing of another'],
  ],
  [
    'gives no list where there is nothing',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        const list = await super.listByUserHandle(userHandle)
        return list.length === 0 ? (undefined as never) : list
      }
    },
    ['the list of an account that has nothing is empty'],
  ],
  [
    'lists everything where an account has nothing',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        const list = await super.listByUserHandle(userHandle)
        return list.length === 0 ? [...this.rows.values()] : list
      }
    },
    ['the list of an account that has nothing is empty'],
  ],
  [
    'lists from an index that an update does not reach',
    class extends Credentials {
      readonly #first = new Map<string, CredentialRecord>()
      override async insert(record: CredentialRecord) {
        this.#first.set(this.key(record.id), this.written(record))
        return super.insert(record)
      }
      override async listByUserHandle(userHandle: Uint8Array) {
        const list = await super.listByUserHandle(userHandle)
        return list.map((row) => this.read(this.#first.get(this.key(row.id))!))
      }
    },
    ['an update of the expected version replaces every member'],
  ],
  [
    'ignores the version at an update',
    class extends Credentials {
      override async update(id: Uint8Array, _: number, next: CredentialRecord) {
        const row = this.rows.get(this.key(id))
        return row ? super.update(id, row.version, next) : ('conflict' as const)
      }
    },
    [
      'an update of another version is a conflict and changes nothing',
      'of many updates at once, one wins and is stored whole',
    ],
  ],
  [
    'takes any older version at an update',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const row = this.rows.get(this.key(id))
        return super.update(id, row && version > row.version ? row.version : version, next)
      }
    },
    ['an update of another version is a conflict and changes nothing'],
  ],
  [
    'writes, then says that there was a conflict',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const outcome = await super.update(id, version, next)
        if (this.rows.has(this.key(id))) this.rows.set(this.key(id), this.written(next))
        return outcome
      }
    },
    ['an update of another version is a conflict and changes nothing'],
  ],
  [
    'counts versions itself, and twice',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        return super.update(id, version, { ...next, version: next.version + 1 })
      }
    },
    ['an update of the expected version replaces every member'],
  ],
  [
    'creates at an update what is not there',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        if (this.rows.has(this.key(id))) return super.update(id, version, next)
        this.rows.set(this.key(id), this.written(next))
        return 'updated' as const
      }
    },
    ['an update of what is not there is a conflict and creates nothing'],
  ],
  [
    'creates at an update what is not there, and says that there was a conflict',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const outcome = await super.update(id, version, next)
        if (!this.rows.has(this.key(id))) this.rows.set(this.key(id), this.written(next))
        return outcome
      }
    },
    ['an update of what is not there is a conflict and creates nothing'],
  ],
  [
    'updates all of an account',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const outcome = await super.update(id, version, next)
        if (outcome === 'conflict') return outcome
        for (const [key, row] of this.rows) {
          if (this.key(row.userHandle) !== this.key(next.userHandle)) continue
          this.rows.set(key, { ...row, signCount: next.signCount })
        }
        return outcome
      }
    },
    ['an update touches no other record'],
  ],
  [
    'waits between look and update',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        if (this.rows.get(this.key(id))?.version !== version) return 'conflict' as const
        await moment()
        this.rows.set(this.key(id), this.written(next))
        return 'updated' as const
      }
    },
    ['of many updates at once, one wins and is stored whole'],
  ],
  [
    'mixes updates',
    class extends Credentials {
      override async update(id: Uint8Array, version: number, next: CredentialRecord) {
        const outcome = await super.update(id, version, next)
        const row = this.rows.get(this.key(id))
        if (row?.version === next.version) row.signCount = next.signCount
        return outcome
      }
    },
    ['of many updates at once, one wins and is stored whole'],
  ],
  [
    'keeps what was handed in',
    class extends Credentials {
      protected override written(record: CredentialRecord) {
        return record
      }
    },
    ['what was handed in is copied'],
  ],
  [
    'copies what was handed in, but not its bytes',
    class extends Credentials {
      protected override written(record: CredentialRecord) {
        return { ...record, transports: [...record.transports] }
      }
    },
    ['what was handed in is copied'],
  ],
  [
    'gives out what it keeps',
    class extends Credentials {
      protected override read(row: CredentialRecord) {
        return row
      }
    },
    ['what was given out is a copy'],
  ],
  [
    'copies what it gives out, but not its transports',
    class extends Credentials {
      protected override read(row: CredentialRecord) {
        return { ...super.read(row), transports: row.transports }
      }
    },
    ['what was given out is a copy'],
  ],
  [
    'gives out what it keeps in lists',
    class extends Credentials {
      override async listByUserHandle(userHandle: Uint8Array) {
        const rows = [...this.rows.values()]
        return rows.filter((row) => this.key(row.userHandle) === this.key(userHandle))
      }
    },
    ['what was given out is a copy'],
  ],
]

const faultyCeremonies: [fault: string, store: new () => CeremonyStore, caughtBy: string[]][] = [
  [
    'takes states for UTF-8',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array) {
        this.states.set(name, new TextEncoder().encode(new TextDecoder().decode(state)))
      }
    },
    ['a state comes back as it was put'],
  ],
  [
    'cuts states after 4 KiB',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array) {
        this.states.set(name, state.slice(0, 4096))
      }
    },
    ['a state comes back as it was put'],
  ],
  [
    'stores the buffer behind a view',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array) {
        this.states.set(name, new Uint8Array(state.buffer.slice(0)))
      }
    },
    ['a state comes back as it was put'],
  ],
  [
    'gives ArrayBuffers',
    class extends Ceremonies {
      override async take(name: string) {
        return (await super.take(name))?.buffer as never
      }
    },
    ['a state comes back as it was put'],
  ],
  [
    'forgets nothing',
    class extends Ceremonies {
      override async take(name: string) {
        return this.states.get(name)
      }
    },
    ['a state is taken once', 'of many takes at once, one gets the state'],
  ],
  [
    'waits between look and delete',
    class extends Ceremonies {
      override async take(name: string) {
        const state = this.states.get(name)
        await moment()
        this.states.delete(name)
        return state
      }
    },
    ['of many takes at once, one gets the state'],
  ],
  [
    'gives the state to nobody where many ask',
    class extends Ceremonies {
      #asked = 0
      override async take(name: string) {
        this.#asked += 1
        await moment()
        return this.#asked > 10 ? undefined : super.take(name)
      }
    },
    ['of many takes at once, one gets the state'],
  ],
  [
    'gives null for an unknown name',
    class extends Ceremonies {
      override async take(name: string) {
        return (await super.take(name)) ?? (null as never)
      }
    },
    ['a name that is not there is undefined', 'a state is taken once'],
  ],
  [
    'looks only at the beginning of a name',
    class extends Ceremonies {
      protected override key(name: string) {
        return name.slice(0, 36)
      }
    },
    ['a name that is not there is undefined', 'names that are alike are apart'],
  ],
  [
    'folds the letter case of names',
    class extends Ceremonies {
      protected override key(name: string) {
        return name.toLowerCase()
      }
    },
    ['names that are alike are apart'],
  ],
  [
    'keeps one state',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array) {
        this.states.clear()
        this.states.set(name, state.slice())
      }
    },
    ['names that are alike are apart', 'a state is kept until it expires'],
  ],
  [
    'takes seconds for milliseconds',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array, expires: Date) {
        await super.put(name, state, expires)
        setTimeout(() => this.states.delete(name), (expires.getTime() - Date.now()) / 1000)
      }
    },
    ['a state is kept until it expires'],
  ],
  [
    'keeps the bytes that were handed in',
    class extends Ceremonies {
      override async put(name: string, state: Uint8Array) {
        this.states.set(name, state)
      }
    },
    ['what was handed in is copied'],
  ],
]

const faultyGuards: [fault: string, store: new () => ReplayGuard, caughtBy: string[]][] = [
  [
    'always says yes',
    class extends Guard {
      override async claim() {
        return true
      }
    },
    ['an id is claimed once', 'of many claims at once, one is true', 'a claim is kept until it expires'],
  ],
  [
    'always says no',
    class extends Guard {
      override async claim() {
        return false
      }
    },
    ['an id is claimed once', 'ids that are alike are apart', 'of many claims at once, one is true'],
  ],
  [
    'says 1 and 0',
    class extends Guard {
      override async claim(id: string, expires: Date) {
        return Number(await super.claim(id, expires)) as never
      }
    },
    ['an id is claimed once'],
  ],
  [
    'takes an id with another expiry for another',
    class extends Guard {
      protected override key(id: string, expires: Date) {
        return `${id} ${expires.getTime()}`
      }
    },
    ['an id is claimed once'],
  ],
  [
    'folds the letter case of ids',
    class extends Guard {
      protected override key(id: string) {
        return id.toLowerCase()
      }
    },
    ['ids that are alike are apart'],
  ],
  [
    'looks only at the beginning of an id',
    class extends Guard {
      protected override key(id: string) {
        return id.slice(0, 36)
      }
    },
    ['ids that are alike are apart'],
  ],
  [
    'waits between look and write',
    class extends Guard {
      override async claim(id: string) {
        const free = !this.claimed.has(id)
        await moment()
        this.claimed.add(id)
        return free
      }
    },
    ['of many claims at once, one is true'],
  ],
  [
    'takes seconds for milliseconds',
    class extends Guard {
      override async claim(id: string, expires: Date) {
        setTimeout(() => this.claimed.delete(id), (expires.getTime() - Date.now()) / 1000)
        return super.claim(id, expires)
      }
    },
    ['a claim is kept until it expires'],
  ],
]

const faults = [
  ...faultyCredentials.map(
    ([fault, Store, by]) => ['credentials', fault, { credentials: () => new Store() }, by] as const,
  ),
  ...faultyCeremonies.map(
    ([fault, Store, by]) => ['ceremonies', fault, { ceremonies: () => new Store() }, by] as const,
  ),
  ...faultyGuards.map(
    ([fault, Store, by]) => ['replay guard', fault, { replayGuard: () => new Store() }, by] as const,
  ),
]

describe('storeContract', () => {
  it('has cases of three kinds, each with a name of its own', () => {
    expect(new Set(allNames).size).toBe(allNames.length)
    expect(new Set(allNames.map((name) => name.split(': ')[0]))).toEqual(
      new Set(['credentials', 'ceremonies', 'replay guard']),
    )
  })

  it('finds nothing wrong with stores that keep their promises', async () => {
    expect(await failures(storeContract(honest))).toEqual(new Map())
  })

  it.each(faults)('%s: finds a store that %s', async (kind, _, replaced, caughtBy) => {
    const cases = storeContract(async () => {
      const stores = await honest()
      for (const [name, make] of Object.entries(replaced)) Reflect.set(stores, name, make())
      return stores
    })
    const failed = await failures(cases)
    expect([...failed.keys()]).toEqual(expect.arrayContaining(caughtBy.map((name) => `${kind}: ${name}`)))
    for (const [name, reason] of failed) {
      expect(reason).toBeInstanceOf(StoreContractError)
      expect(reason).toMatchObject({
        case: name,
        message: expect.stringMatching(/: expected .+, (came|the store)/),
      })
    }
    // A fault of one store says nothing of the others.
    expect([...failed.keys()].filter((name) => !name.startsWith(`${kind}: `))).toEqual([])
  })

  it('has no case that finds nothing', () => {
    const finders = faults.flatMap(([kind, , , caughtBy]) => caughtBy.map((name) => `${kind}: ${name}`))
    expect(new Set(finders)).toEqual(new Set(allNames))
  })

  it('lists the cases of stores that are not there, which judge nothing', async () => {
    const cases = storeContract(async () => ({ credentials: new Credentials() }))
    expect(cases.map(({ name }) => name)).toEqual(allNames)
    expect(await failures(cases)).toEqual(new Map())
  })

  it('makes new stores for each case, and none before', async () => {
    let made = 0
    const cases = storeContract(async () => {
      made += 1
      return honest()
    })
    expect(made).toBe(0)
    await failures(cases)
    expect(made).toBe(cases.length)
  })

  it('lets through what making the stores throws', async () => {
    const reason = new RangeError('no connection')
    const [first] = storeContract(() => Promise.reject(reason))
    await expect(first!.run()).rejects.toBe(reason)
  })

  it('lets a store freeze what it gives out', async () => {
    const Frozen = reading((row) => Object.freeze({ ...row, transports: Object.freeze([...row.transports]) }))
    expect(await failures(storeContract(async () => ({ credentials: new Frozen() })))).toEqual(new Map())
  })

  it('lets a store give Buffers, members of its own, and undefined for what is absent', async () => {
    const Own = reading((row) => ({
      attestationObject: undefined,
      attestationClientDataJSON: undefined,
      ...mapBytes(row, Buffer.from),
      createdAt: new Date(),
    }))
    expect(await failures(storeContract(async () => ({ credentials: new Own() })))).toEqual(new Map())
  })
})

describe('StoreContractError', () => {
  const errorOf = async (Store: new () => CredentialStore, name: string) => {
    const cases = storeContract(async () => ({ credentials: new Store() }))
    return (await failures(cases)).get(`credentials: ${name}`)
  }

  it('says what was expected and what came', async () => {
    const Dropping = reading(({ attestationObject, ...row }) => row)
    expect(await errorOf(Dropping, whole)).toMatchObject({
      name: 'StoreContractError',
      message: `credentials: ${whole}: the record found: attestationObject: expected a Uint8Array of 300 bytes, came undefined`,
    })
    const Flipping = reading((row) => ({ ...row, aaguid: row.aaguid.with(3, 0xff) }))
    expect(await errorOf(Flipping, whole)).toMatchObject({
      message: expect.stringContaining('aaguid: expected 4 in byte 3, came 255'),
    })
    const Cutting = writing(({ userHandle }) => ({ userHandle: userHandle.slice(0, 36) }))
    expect(await errorOf(Cutting, whole)).toMatchObject({
      message: expect.stringContaining('userHandle: expected 64 bytes, came 36'),
    })
    const Sorting = writing(({ transports }) => ({ transports: [...transports].sort() }))
    expect(await errorOf(Sorting, whole)).toMatchObject({
      message: expect.stringContaining('transports: item 0: expected "internal", came "hybrid"'),
    })
    class Racing extends Credentials {
      override async insert() {
        return 'inserted' as const
      }
    }
    expect(await errorOf(Racing, 'of many inserts of one id at once, one wins')).toMatchObject({
      message: expect.stringContaining('how many of 64 calls gave "inserted": expected 1, came 64'),
    })
  })

  it('has what the store threw as its cause', async () => {
    const reason = new RangeError('SQLITE_BUSY')
    class Busy extends Credentials {
      override async insert(): Promise<never> {
        throw reason
      }
    }
    const error = await errorOf(Busy, whole)
    expect(error).toMatchObject({
      message: `credentials: ${whole}: expected an answer, the store threw: SQLITE_BUSY`,
      cause: reason,
    })
  })

  it('knows its own', () => {
    const error = new StoreContractError('a name', 'a message')
    expect(StoreContractError.is(error)).toBe(true)
    expect(StoreContractError.is(Object.assign(new RangeError(), { case: 'a name' }))).toBe(false)
    expect(StoreContractError.is(undefined)).toBe(false)
  })
})
