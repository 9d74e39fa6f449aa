import type { CeremonyStore } from '@latchkey/rp-core'
import type { Database } from './schema.ts'

/** Keeps the state of ceremonies between their start and their finish. */
export function ceremonyStore(database: Database, now: () => Date): CeremonyStore {
  return {
    async put(id, state, expires) {
      await database.insertInto('ceremonies').values({ id, state, expires: expires.getTime() }).execute()
    },
    async take(id) {
      // One statement: of any number of callers, in any number of processes, one gets the row.
      const row = await database
        .deleteFrom('ceremonies')
        .where('id', '=', id)
        .returning(['state', 'expires'])
        .executeTakeFirst()
      return row !== undefined && row.expires > now().getTime() ? row.state : undefined
    },
  }
}
