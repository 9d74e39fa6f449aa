import { randomUUID } from 'node:crypto'
import type { AccountName } from '../account-name.ts'
import type { Database, PendingAccountRow } from './schema.ts'

export type Account = {
  readonly id: string
  readonly userHandle: Uint8Array
  readonly name: string
  readonly displayName: string
}

export async function findAccountByName(database: Database, name: AccountName): Promise<Account | undefined> {
  const row = await database
    .selectFrom('accounts')
    .selectAll()
    .where('folded_name', '=', name.folded)
    .executeTakeFirst()
  return row && accountOf(row)
}

export async function findAccountByUserHandle(
  database: Database,
  userHandle: Uint8Array,
): Promise<Account | undefined> {
  const row = await database
    .selectFrom('accounts')
    .selectAll()
    .where('user_handle', '=', userHandle)
    .executeTakeFirst()
  return row && accountOf(row)
}

/** Its passkeys and sessions go with it. */
export async function deleteAccount(database: Database, account: Account): Promise<void> {
  await database.deleteFrom('accounts').where('id', '=', account.id).execute()
}

/** Keeps what was asked for until the first passkey is there. */
export async function announceAccount(database: Database, pending: PendingAccountRow): Promise<void> {
  await database.insertInto('pending_accounts').values(pending).execute()
}

/**
 * Makes the account that was announced under a user handle; to be called within a transaction.
 *
 * @returns `not-announced` where that was never, or too long ago; `name-taken` where another was faster
 */
export async function createAnnouncedAccount(
  transaction: Database,
  userHandle: Uint8Array,
  now: Date,
): Promise<'created' | 'not-announced' | 'name-taken'> {
  const pending = await transaction
    .deleteFrom('pending_accounts')
    .where('user_handle', '=', userHandle)
    .returningAll()
    .executeTakeFirst()
  if (pending === undefined || pending.expires <= now.getTime()) return 'not-announced'
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('accounts')
    .values({
      id: randomUUID(),
      user_handle: userHandle,
      name: pending.name,
      folded_name: pending.folded_name,
      display_name: pending.display_name,
      created_at: now.getTime(),
    })
    .onConflict((conflict) => conflict.column('folded_name').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n ? 'created' : 'name-taken'
}

export function accountOf(row: {
  id: string
  user_handle: Uint8Array
  name: string
  display_name: string
}): Account {
  return { id: row.id, userHandle: row.user_handle, name: row.name, displayName: row.display_name }
}
