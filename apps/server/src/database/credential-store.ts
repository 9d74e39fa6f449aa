import type { CredentialRecord, CredentialStore } from '@latchkey/rp-core'
import { Problem } from '../problem.ts'
import { findSession, requireOwnRecentSession } from '../sessions.ts'
import { createAnnouncedAccount, findAccountByUserHandle } from './accounts.ts'
import { nextLabel } from './passkeys.ts'
import type { CredentialRow, Database } from './schema.ts'

/**
 * Keeps credentials, for one request.
 *
 * @param registrant - the session token of who registers: `insert` looks at it in the transaction that stores, since
 * the person at the browser may have changed between start and finish of a ceremony
 */
export function credentialStore(
  database: Database,
  now: () => Date,
  registrant: string | undefined,
): CredentialStore {
  return {
    async findById(id) {
      const row = await database.selectFrom('credentials').selectAll().where('id', '=', id).executeTakeFirst()
      return row && recordOf(row)
    },
    async listByUserHandle(userHandle) {
      const rows = await database
        .selectFrom('credentials')
        .selectAll()
        .where('user_handle', '=', userHandle)
        .orderBy('created_at')
        .execute()
      return rows.map(recordOf)
    },
    async insert(record) {
      const outcome = await database.transaction().execute((transaction) => {
        return insertCredential(transaction, record, now(), registrant)
      })
      // Thrown out here and not in the transaction: what was announced is used up by the attempt.
      if (outcome === 'name-taken') throw new Problem('name-taken')
      if (outcome === 'not-announced') throw new Problem('ceremony-over')
      return outcome
    },
    async update(id, expectedVersion, next) {
      const { numUpdatedRows } = await database
        .updateTable('credentials')
        .set({ ...columnsOf(next), last_used_at: now().getTime() })
        .where('id', '=', id)
        .where('version', '=', expectedVersion)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? 'updated' : 'conflict'
    },
  }
}

/** Either the account and its first passkey, or another passkey for an account, or nothing. */
async function insertCredential(
  transaction: Database,
  record: CredentialRecord,
  now: Date,
  registrant: string | undefined,
): Promise<'inserted' | 'exists' | 'not-announced' | 'name-taken'> {
  const account = await findAccountByUserHandle(transaction, record.userHandle)
  if (account !== undefined) {
    requireOwnRecentSession(await findSession(transaction, registrant, now), account, now)
  }
  const twin = await transaction
    .selectFrom('credentials')
    .select('id')
    .where('id', '=', record.id)
    .executeTakeFirst()
  if (twin !== undefined) return 'exists'
  if (account === undefined) {
    const outcome = await createAnnouncedAccount(transaction, record.userHandle, now)
    if (outcome !== 'created') return outcome
  }
  await transaction
    .insertInto('credentials')
    .values({
      ...columnsOf(record),
      label: await nextLabel(transaction, record.userHandle),
      created_at: now.getTime(),
      last_used_at: null,
    })
    .execute()
  return 'inserted'
}

function columnsOf(record: CredentialRecord): Omit<CredentialRow, 'label' | 'created_at' | 'last_used_at'> {
  return {
    id: record.id,
    type: record.type,
    public_key: record.publicKey,
    sign_count: record.signCount,
    transports: JSON.stringify(record.transports),
    uv_initialized: Number(record.uvInitialized),
    backup_eligible: known(record.backupEligible),
    backup_state: Number(record.backupState),
    rp_id: record.rpId,
    attestation_object: record.attestationObject ?? null,
    attestation_client_data_json: record.attestationClientDataJSON ?? null,
    user_handle: record.userHandle,
    aaguid: record.aaguid,
    registered_with_user_verification: known(record.registeredWithUserVerification),
    version: record.version,
  }
}

function recordOf(row: CredentialRow): CredentialRecord {
  return {
    type: row.type,
    id: row.id,
    publicKey: row.public_key,
    signCount: row.sign_count,
    transports: JSON.parse(row.transports) as string[],
    uvInitialized: row.uv_initialized === 1,
    backupEligible: truth(row.backup_eligible),
    backupState: row.backup_state === 1,
    rpId: row.rp_id,
    ...(row.attestation_object && { attestationObject: row.attestation_object }),
    ...(row.attestation_client_data_json && { attestationClientDataJSON: row.attestation_client_data_json }),
    userHandle: row.user_handle,
    aaguid: row.aaguid,
    registeredWithUserVerification: truth(row.registered_with_user_verification),
    version: row.version,
  }
}

function known(value: boolean | 'unknown'): number | null {
  return value === 'unknown' ? null : Number(value)
}

function truth(value: number | null): boolean | 'unknown' {
  return value === null ? 'unknown' : value === 1
}
