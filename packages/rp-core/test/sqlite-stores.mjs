/** Stores on a SQLite file that several processes have open: what they race for is decided within one statement. */
import SqliteFile from 'libsql'

/** NULL stands for what is absent, and for `unknown`. */
const schema = `
  CREATE TABLE IF NOT EXISTS credentials (
    type TEXT NOT NULL,
    id BLOB PRIMARY KEY,
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
  CREATE TABLE IF NOT EXISTS ceremonies (id TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY) STRICT;
`
const columns = [
  ...['type', 'id', 'publicKey', 'signCount', 'transports', 'uvInitialized', 'backupEligible', 'backupState'],
  ...['rpId', 'attestationObject', 'attestationClientDataJSON', 'userHandle', 'aaguid'],
  ...['registeredWithUserVerification', 'version'],
]

/** Opens a file, and makes it where it is missing. What has expired stays: a file lives as long as a test. */
export function openStores(path) {
  const file = new SqliteFile(path)
  // Who comes second waits for the lock, also on a busy machine.
  file.exec('PRAGMA busy_timeout = 30000')
  file.exec('PRAGMA journal_mode = WAL')
  // Locks decide a race, the disk does not.
  file.exec('PRAGMA synchronous = OFF')
  file.exec(schema)

  const put = file.prepare('INSERT INTO ceremonies VALUES (?, ?)')
  const take = file.prepare('DELETE FROM ceremonies WHERE id = ? RETURNING state')
  const claim = file.prepare('INSERT OR IGNORE INTO claims VALUES (?)')
  const find = file.prepare('SELECT * FROM credentials WHERE id = ?')
  const listOf = file.prepare('SELECT * FROM credentials WHERE userHandle = ?')
  const listAll = file.prepare('SELECT * FROM credentials')
  const insert = file.prepare(
    `INSERT INTO credentials (${columns}) VALUES (${columns.map(() => '?')}) ON CONFLICT (id) DO NOTHING`,
  )
  const update = file.prepare(
    `UPDATE credentials SET ${columns.map((column) => `${column} = ?`)} WHERE id = ? AND version = ?`,
  )
  const remove = file.prepare('DELETE FROM credentials WHERE id = ?')

  return {
    ceremonies: {
      async put(id, state) {
        put.run([id, state])
      },
      async take(id) {
        const row = take.get([id])
        return row && new Uint8Array(row.state)
      },
    },

    replayGuard: {
      async claim(id) {
        return claim.run([id]).changes === 1
      },
    },

    credentials: {
      async findById(id) {
        const row = find.get([id])
        return row && recordOf(row)
      },
      async listByUserHandle(userHandle) {
        return listOf.all([userHandle]).map(recordOf)
      },
      async insert(record) {
        return insert.run(valuesOf(record)).changes === 1 ? 'inserted' : 'exists'
      },
      async update(id, expectedVersion, next) {
        const { changes } = update.run([...valuesOf(next), id, expectedVersion])
        return changes === 1 ? 'updated' : 'conflict'
      },
      async delete(id) {
        remove.run([id])
      },
      async listAll() {
        return listAll.all([]).map(recordOf)
      },
    },

    close() {
      file.close()
    },
  }
}

/** The configuration of relying parties on one file. */
export function configOn({ ceremonies, replayGuard, credentials }, kind, policy = {}) {
  return {
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    ceremonyState:
      kind === 'stored'
        ? { kind, store: ceremonies }
        : { kind, keys: [{ id: 'one', key: new Uint8Array(32).fill(7) }], replayGuard },
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1) },
    policy,
  }
}

/** A record in the order of the columns. */
function valuesOf(record) {
  const row = {
    ...record,
    transports: JSON.stringify(record.transports),
    uvInitialized: Number(record.uvInitialized),
    backupEligible: numberOf(record.backupEligible),
    backupState: Number(record.backupState),
    registeredWithUserVerification: numberOf(record.registeredWithUserVerification),
  }
  return columns.map((column) => row[column] ?? null)
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

function numberOf(flag) {
  return flag === 'unknown' ? null : Number(flag)
}

function flagOf(number) {
  return number === null ? 'unknown' : number === 1
}
