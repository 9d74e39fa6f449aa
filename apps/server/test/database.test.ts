import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CredentialRecord } from '@latchkey/rp-core'
import { sql } from 'kysely'
import SqliteFile from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ceremonyStore } from '../src/database/ceremony-store.ts'
import { credentialStore } from '../src/database/credential-store.ts'
import { deleteExpired } from '../src/database/expiry.ts'
import type { Database } from '../src/database/schema.ts'
import { installationSecret } from '../src/database/secrets.ts'
import { openSqlite } from '../src/database/sqlite.ts'

let folder: string
let database: Database
beforeEach(async () => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'latchkey-database-')), 'data')
  database = await openSqlite(folder)
})
afterEach(async () => {
  await database.destroy()
  rmSync(path.dirname(folder), { recursive: true, force: true })
})

const now = new Date('2026-01-01T00:00:00Z')
const clock = () => now
const bytes = (...values: number[]) => new Uint8Array(values)

describe('openSqlite', () => {
  it('makes a folder for its owner alone, and a database that waits for the disk', async () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toContain('latchkey.db')
    const settings = await Promise.all(
      ['journal_mode', 'synchronous', 'foreign_keys'].map(async (name) => {
        const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database)
        return Object.values(rows[0]!)[0]
      }),
    )
    expect(settings).toEqual(['wal', 2, 1])
  })

  it('leaves the tables of an older start as they are', async () => {
    const secret = await installationSecret(database, 'decoys')
    const again = await openSqlite(folder)
    expect(await installationSecret(again, 'decoys')).toEqual(secret)
    await again.destroy()
  })

  it('begins again where a first start was killed: half a migration leaves nothing', async () => {
    const other = path.join(path.dirname(folder), 'other')
    await (await openSqlite(other)).destroy()
    const file = new SqliteFile(path.join(other, 'latchkey.db'))
    for (const table of ['sessions', 'credentials', 'accounts', 'pending_accounts', 'ceremonies']) {
      file.exec(`drop table ${table}`)
    }
    file.exec('delete from kysely_migration')
    file.close()
    // The last table of the migration is in the way: it fails there, and takes the first ones back with it.
    await expect(openSqlite(other)).rejects.toThrow(/secrets.* already exists/)
    const after = new SqliteFile(path.join(other, 'latchkey.db'))
    expect(after.prepare("select name from sqlite_master where name = 'accounts'").all()).toEqual([])
    after.exec('drop table secrets')
    after.close()
    await (await openSqlite(other)).destroy()
  })

  it('takes the write lock when a transaction begins', async () => {
    const other = new SqliteFile(path.join(folder, 'latchkey.db'), { timeout: 0 })
    await database.transaction().execute(async () => {
      expect(() => other.exec('begin immediate')).toThrow(/locked/)
    })
    other.exec('begin immediate; rollback')
    other.close()
  })
})

describe('installationSecret', () => {
  it('is 32 bytes, the same for all who ask at once', async () => {
    const secrets = await Promise.all([1, 2, 3].map(() => installationSecret(database, 'decoys')))
    expect(secrets[0]).toHaveLength(32)
    expect(secrets[1]).toEqual(secrets[0])
    expect(secrets[2]).toEqual(secrets[0])
    expect(new Set(secrets[0]).size).toBeGreaterThan(8)
  })
})

describe('ceremonyStore', () => {
  it('gives a state to one caller', async () => {
    const store = ceremonyStore(database, clock)
    await store.put('a', bytes(1, 2), new Date(now.getTime() + 1))
    const taken = await Promise.all(Array.from({ length: 64 }, () => store.take('a')))
    expect(taken.filter((state) => state !== undefined)).toEqual([bytes(1, 2)])
  })

  it('gives one to one caller of two processes', async () => {
    const other = await openSqlite(folder)
    const stores = [ceremonyStore(database, clock), ceremonyStore(other, clock)]
    await stores[0]!.put('a', bytes(1), new Date(now.getTime() + 1))
    const taken = await Promise.all(stores.map((store) => store.take('a')))
    expect(taken.filter((state) => state !== undefined)).toHaveLength(1)
    await other.destroy()
  })

  it('gives nothing that has expired, or was never put', async () => {
    const store = ceremonyStore(database, clock)
    await store.put('late', bytes(1), now)
    expect(await store.take('late')).toBeUndefined()
    expect(await store.take('never')).toBeUndefined()
  })

  it('gives plain bytes of exactly what was put, also of a part of a larger buffer', async () => {
    const store = ceremonyStore(database, clock)
    await store.put('a', bytes(0, 1, 2, 3).subarray(1, 3), new Date(now.getTime() + 1))
    const state = await store.take('a')
    expect(state?.constructor).toBe(Uint8Array)
    expect(state).toEqual(bytes(1, 2))
  })
})

describe('credentialStore', () => {
  const userHandle = bytes(...Array.from({ length: 64 }, (_, at) => at))
  const record: CredentialRecord = {
    type: 'public-key',
    id: bytes(1, 2, 3),
    publicKey: bytes(4, 5),
    signCount: 4_294_967_295,
    transports: ['internal', 'hybrid'],
    uvInitialized: true,
    backupEligible: 'unknown',
    backupState: false,
    rpId: 'localhost',
    attestationObject: bytes(6),
    attestationClientDataJSON: bytes(7),
    userHandle,
    aaguid: new Uint8Array(16),
    registeredWithUserVerification: 'unknown',
    version: 0,
  }
  const announce = (handle: Uint8Array, name: string, expires = now.getTime() + 1) =>
    database
      .insertInto('pending_accounts')
      .values({ user_handle: handle, name, folded_name: name, display_name: name, expires })
      .execute()
  const store = () => credentialStore(database, clock, undefined)

  it('gives back what it got', async () => {
    await announce(userHandle, 'ada')
    expect(await store().insert(record)).toBe('inserted')
    expect(await store().findById(record.id)).toEqual(record)
    expect(await store().listByUserHandle(userHandle)).toEqual([record])
    expect(await store().findById(bytes(9))).toBeUndefined()
    expect(await store().listByUserHandle(bytes(9))).toEqual([])
  })

  it('keeps true, false and absent apart', async () => {
    await announce(userHandle, 'ada')
    const { attestationObject: _, attestationClientDataJSON: __, ...bare } = record
    const other = {
      ...bare,
      backupEligible: true,
      backupState: true,
      registeredWithUserVerification: false,
      uvInitialized: false,
    }
    await store().insert(other)
    expect(await store().findById(record.id)).toEqual(other)
  })

  it('does not store one credential twice, nor the account that came with it', async () => {
    await announce(userHandle, 'ada')
    await store().insert(record)
    await announce(bytes(8), 'eve')
    expect(await store().insert({ ...record, userHandle: bytes(8) })).toBe('exists')
    const accounts = await database.selectFrom('accounts').select('name').execute()
    expect(accounts).toEqual([{ name: 'ada' }])
  })

  it('makes no account that was not announced, or too long ago', async () => {
    await expect(store().insert(record)).rejects.toMatchObject({ code: 'ceremony-over' })
    await announce(userHandle, 'ada', now.getTime())
    await expect(store().insert(record)).rejects.toMatchObject({ code: 'ceremony-over' })
    expect(await store().findById(record.id)).toBeUndefined()
  })

  it('updates from the version that was read, once', async () => {
    await announce(userHandle, 'ada')
    await store().insert(record)
    const next = { ...record, signCount: 7, version: 1 }
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store().update(record.id, 0, next)))
    expect(outcomes.filter((outcome) => outcome === 'updated')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(7)
    expect(await store().findById(record.id)).toEqual(next)
    expect(await store().update(bytes(9), 0, next)).toBe('conflict')
  })
})

describe('deleteExpired', () => {
  it('deletes what has expired, and nothing else', async () => {
    const store = ceremonyStore(database, clock)
    await store.put('old', bytes(1), now)
    await store.put('new', bytes(1), new Date(now.getTime() + 1))
    await deleteExpired(database, now)
    const left = await database.selectFrom('ceremonies').select('id').execute()
    expect(left).toEqual([{ id: 'new' }])
  })
})
