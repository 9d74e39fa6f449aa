/**
 * Passkeys as their owner sees them: a name, dates, and no key material. Every function takes the account, and does
 * not see what belongs to another.
 */
import type { Account } from './accounts.ts'
import type { CredentialRow, Database } from './schema.ts'

export type Passkey = {
  readonly id: Uint8Array
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | undefined
  readonly transports: readonly string[]
  /** It may live on several devices, as with a password manager. */
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

/** @returns the passkeys of an account, oldest first */
export async function listPasskeys(database: Database, account: Account): Promise<readonly Passkey[]> {
  const rows = await database
    .selectFrom('credentials')
    .select(['id', 'label', 'created_at', 'last_used_at', 'transports', 'backup_eligible', 'backup_state'])
    .where('user_handle', '=', account.userHandle)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(passkeyOf)
}

export async function renamePasskey(
  database: Database,
  account: Account,
  id: Uint8Array,
  name: string,
): Promise<'renamed' | 'unknown'> {
  const { numUpdatedRows } = await database
    .updateTable('credentials')
    .set({ label: name })
    .where('id', '=', id)
    .where('user_handle', '=', account.userHandle)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n ? 'renamed' : 'unknown'
}

/** Counts and deletes in one transaction: two requests at once must not delete the last two. */
export async function deletePasskey(
  database: Database,
  account: Account,
  id: Uint8Array,
): Promise<'deleted' | 'unknown' | 'last'> {
  return await database.transaction().execute(async (transaction) => {
    const passkeys = await listPasskeys(transaction, account)
    if (!passkeys.some((passkey) => Buffer.compare(passkey.id, id) === 0)) return 'unknown'
    if (passkeys.length === 1) return 'last'
    await transaction.deleteFrom('credentials').where('id', '=', id).execute()
    return 'deleted'
  })
}

/** @returns the first of "Passkey", "Passkey 2", "Passkey 3" … that the account does not use */
export async function nextLabel(transaction: Database, userHandle: Uint8Array): Promise<string> {
  const rows = await transaction
    .selectFrom('credentials')
    .select('label')
    .where('user_handle', '=', userHandle)
    .execute()
  const used = new Set(rows.map(({ label }) => label))
  let label = 'Passkey'
  for (let number = 2; used.has(label); number++) label = `Passkey ${number}`
  return label
}

function passkeyOf(
  row: Pick<
    CredentialRow,
    'id' | 'label' | 'created_at' | 'last_used_at' | 'transports' | 'backup_eligible' | 'backup_state'
  >,
): Passkey {
  return {
    id: row.id,
    name: row.label,
    createdAt: new Date(row.created_at),
    lastUsedAt: row.last_used_at === null ? undefined : new Date(row.last_used_at),
    transports: JSON.parse(row.transports) as string[],
    backupEligible: row.backup_eligible === 1,
    backedUp: row.backup_state === 1,
  }
}
