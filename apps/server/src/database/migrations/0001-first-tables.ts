import type { Kysely, Migration } from 'kysely'

export const firstTables: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable('accounts')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('user_handle', 'blob', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('folded_name', 'text', (column) => column.notNull().unique())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('pending_accounts')
      .addColumn('user_handle', 'blob', (column) => column.notNull().primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('folded_name', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addColumn('expires', 'integer', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('credentials')
      .addColumn('id', 'blob', (column) => column.notNull().primaryKey())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('public_key', 'blob', (column) => column.notNull())
      .addColumn('sign_count', 'integer', (column) => column.notNull())
      .addColumn('transports', 'text', (column) => column.notNull())
      .addColumn('uv_initialized', 'integer', (column) => column.notNull())
      .addColumn('backup_eligible', 'integer')
      .addColumn('backup_state', 'integer', (column) => column.notNull())
      .addColumn('rp_id', 'text', (column) => column.notNull())
      .addColumn('attestation_object', 'blob')
      .addColumn('attestation_client_data_json', 'blob')
      .addColumn('user_handle', 'blob', (column) =>
        column.notNull().references('accounts.user_handle').onDelete('cascade'),
      )
      .addColumn('aaguid', 'blob', (column) => column.notNull())
      .addColumn('registered_with_user_verification', 'integer')
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('last_used_at', 'integer')
      .execute()
    await database.schema
      .createIndex('credentials_user_handle')
      .on('credentials')
      .column('user_handle')
      .execute()
    await database.schema
      .createTable('ceremonies')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('state', 'blob', (column) => column.notNull())
      .addColumn('expires', 'integer', (column) => column.notNull())
      .execute()
    await database.schema
      .createTable('sessions')
      .addColumn('token_hash', 'blob', (column) => column.notNull().primaryKey())
      .addColumn('account_id', 'text', (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('created_at', 'integer', (column) => column.notNull())
      .addColumn('verified_at', 'integer', (column) => column.notNull())
      .addColumn('expires', 'integer', (column) => column.notNull())
      .execute()
    await database.schema.createIndex('sessions_account_id').on('sessions').column('account_id').execute()
    await database.schema
      .createTable('secrets')
      .addColumn('name', 'text', (column) => column.notNull().primaryKey())
      .addColumn('value', 'blob', (column) => column.notNull())
      .execute()
  },
}
