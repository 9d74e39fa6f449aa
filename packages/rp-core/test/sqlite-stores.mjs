/** Stores on one SQLite file, which several processes may have open: every race is decided by a single statement. */
import SqliteFile from 'libsql'

/** What is bytes, yes or no, or a list in a record, and has to become one of SQLite's own types. */
const schema = `
  CREATE TABLE IF NOT EXISTS credentials (
    id BLOB PRIMARY KEY,
    type TEXT NOT NULL,
    publicKey BLOB NOT NULL,
    signCount INTEGER NOT NULL,
    transports TEXT NOT NULL,
    uvInitialized INTEGER NOT NULL,
    backupEligible INTEGER,
    backupState INTEGER NOT NULL,
    rpId TEXT NOT NULL,
    attestationObject BLOB,
    attestationClientDataJSON BLOB,
    userHandle BLOB NOT NULL,
    aaguid BLOB NOT NULL,
    registeredWithUserVerification INTEGER,
    version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS accounts ON credentials (userHandle);
  CREATE TABLE IF NOT EXISTS ceremonies (id TEXT PRIMARY KEY, state BLOB NOT NULL, expires INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT;
`
const columns = [
  ...['id', 'type', 'publicKey', 'signCount', 'transports', 'uvInitialized', 'backupEligible', 'backupState'],
  ...['rpId', 'attestationObject', 'attestationClientDataJSON', 'userHandle', 'aaguid'],
  ...['registeredWithUserVerification', 'version'],
]
const replaced = columns.filter((column) => column !== 'id')

/** Opens the file, and makes it where it is missing. Nothing is swept: a file lives as long as a test. */
export function openStores(path) {
  const file = new SqliteFile(path)
  // Two processes write at once: the second waits for the lock instead of failing.
  file.exec('PRAGMA busy_timeout = 30000')
  file.exec('PRAGMA journal_mode = WAL')
  // Races are decided by locks, not by the disk.
  file.exec('PRAGMA synchronous = OFF')
  file.exec(schema)

  const put = file.prepare('INSERT OR REPLACE INTO ceremonies VALUES (?, ?, ?)')
  const take = file.prepare('DELETE FROM ceremonies WHERE id = ? RETURNING state')
  const claim = file.prepare('INSERT OR IGNORE INTO claims VALUES (?, ?)')
  const find = file.prepare('SELECT * FROM credentials WHERE id = ?')
  const list = file.prepare('SELECT * FROM credentials WHERE userHandle = ?')
  const listAll = file.prepare('SELECT * FROM credentials')
  const insert = file.prepare(
    `INSERT INTO credentials (${columns}) VALUES (${columns.map(() => '?')}) ON CONFLICT DO NOTHING`,
  )
  const update = file.prepare(
    `UPDATE credentials SET ${replaced.map((column) => `${column} = ?`)} WHERE id = ? AND version = ?`,
  )
  const remove = file.prepare('DELETE FROM credentials WHERE id = ?')

  return {
    ceremonies: {
      async put(id, state, expires) {
        put.run([id, state, expires.getTime()])
      },
      async take(id) {
        const row = take.get([id])
        return row && new Uint8Array(row.state)
      },
    },

    replayGuard: {
      async claim(id, expires) {
        return claim.run([id, expires.getTime()]).changes === 1
      },
    },

    credentials: {
      async findById(id) {
        const row = find.get([id])
        return row && recordOf(row)
      },
      async listByUserHandle(userHandle) {
        return list.all([userHandle]).map(recordOf)
      },
      async insert(record) {
        const row = rowOf(record)
        const { changes } = insert.run(columns.map((column) => row[column]))
        return changes === 1 ? 'inserted' : 'exists'
      },
      async update(id, expectedVersion, next) {
        const row = rowOf(next)
        const { changes } = update.run([...replaced.map((column) => row[column]), id, expectedVersion])
        return changes === 1 ? 'updated' : 'conflict'
      },
      async delete(id) {
        remove.run([id])
      },
      async all() {
        return listAll.all([]).map(recordOf)
      },
    },

    close() {
      file.close()
    },
  }
}

/** The configuration that all processes on a file share. */
export function partyOn({ ceremonies, replayGuard, credentials }, kind) {
  return {
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    ceremonyState:
      kind === 'stored'
        ? { kind, store: ceremonies }
        : { kind, keys: [{ id: 'one', key: new Uint8Array(32).fill(7) }], replayGuard },
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1) },
  }
}

/** NULL stands for what is absent, and for `unknown`. */
function rowOf(record) {
  return {
    attestationObject: null,
    attestationClientDataJSON: null,
    ...record,
    transports: JSON.stringify(record.transports),
    uvInitialized: Number(record.uvInitialized),
    backupEligible: numberOf(record.backupEligible),
    backupState: Number(record.backupState),
    registeredWithUserVerification: numberOf(record.registeredWithUserVerification),
  }
}

function numberOf(value) {
  return value === 'unknown' ? null : Number(value)
}

function recordOf({ attestationObject, attestationClientDataJSON, ...row }) {
  return {
    type: row.type,
    id: new Uint8Array(row.id),
    publicKey: new Uint8Array(row.publicKey),
    signCount: row.signCount,
    transports: JSON.parse(row.transports),
    uvInitialized: row.uvInitialized === 1,
    backupEligible: flagOf(row.backupEligible),
    backupState: row.backupState === 1,
    rpId: row.rpId,
    ...(attestationObject && { attestationObject: new Uint8Array(attestationObject) }),
    ...(attestationClientDataJSON && {
      attestationClientDataJSON: new Uint8Array(attestationClientDataJSON),
    }),
    userHandle: new Uint8Array(row.userHandle),
    aaguid: new Uint8Array(row.aaguid),
    registeredWithUserVerification: flagOf(row.registeredWithUserVerification),
    version: row.version,
  }
}

function flagOf(number) {
  return number === null ? 'unknown' : number === 1
}
