import { mkdirSync } from 'node:fs'
import path from 'node:path'
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import SqliteFile from 'libsql'
import { bytesPlugin } from './bytes-plugin.ts'
import { migrate } from './migrate.ts'
import type { Database, Schema } from './schema.ts'

/**
 * Opens the database in a folder, makes both where they are missing, and brings its tables up to date.
 *
 * @param folder - readable by its owner alone where it is made here: it holds sessions and a secret
 */
export async function openSqlite(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = new SqliteFile(path.join(folder, 'latchkey.db'), { timeout: 5000 })
  file.pragma('journal_mode = WAL')
  // A passkey that a person was told of must be there after a power cut: wait for the disk at every commit.
  file.pragma('synchronous = FULL')
  file.pragma('foreign_keys = ON')
  const database = new Kysely<Schema>({ dialect: new Dialect({ database: file }), plugins: [bytesPlugin] })
  try {
    await migrate(database)
  } catch (error) {
    await database.destroy()
    throw error
  }
  return database
}

/** Kysely's dialect for SQLite, but for two decisions that it cannot make for everybody. */
class Dialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config)
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter()
  }
}

/**
 * A transaction that reads before it writes must hold the write lock from its start, or a second process can come
 * between.
 */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** SQLite makes tables in transactions, so a migration that is killed half-way leaves nothing. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
