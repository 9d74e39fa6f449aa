import type { Database } from './schema.ts'

/** What has expired is refused wherever it is read; this only keeps the tables small. */
export async function deleteExpired(database: Database, now: Date): Promise<void> {
  for (const table of ['ceremonies', 'pending_accounts', 'sessions'] as const) {
    await database.deleteFrom(table).where('expires', '<=', now.getTime()).execute()
  }
}
