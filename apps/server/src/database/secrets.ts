import { randomBytes } from 'node:crypto'
import type { Database } from './schema.ts'

/**
 * A secret of this installation: drawn when it is first asked for, the same ever after.
 *
 * @returns 32 bytes
 */
export async function installationSecret(database: Database, name: 'decoys'): Promise<Uint8Array> {
  // Insert first, read then: of two servers that start at once on one database, both get the same bytes.
  await database
    .insertInto('secrets')
    .values({ name, value: new Uint8Array(randomBytes(32)) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await database
    .selectFrom('secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.value
}
