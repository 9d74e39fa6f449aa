import { type Migration, Migrator } from 'kysely'
import { firstTables } from './migrations/0001-first-tables.ts'
import type { Database } from './schema.ts'

/** In order of their names; a migration that was released is never changed. */
const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
}

/** Brings the tables up to date; does nothing where they are. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
