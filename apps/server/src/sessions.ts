/**
 * Who is signed in: a random token in a cookie, and a row that knows only its hash.
 */
import { randomBytes } from 'node:crypto'
import { decodeBase64url, encodeBase64url, hash, OctetsError } from '@latchkey/octets'
import { type Account, accountOf } from './database/accounts.ts'
import type { Database } from './database/schema.ts'
import { Problem } from './problem.ts'

export type Session = {
  readonly account: Account
  /** When its person last showed a passkey. */
  readonly verifiedAt: Date
}

const tokenBytes = 32

/** After this a person signs in again, however busy the session was. */
export const sessionMilliseconds = 14 * 24 * 60 * 60 * 1000

/** What changes an account asks for a sign-in at most this old: a page left open must not be enough. */
const recentMilliseconds = 5 * 60 * 1000

/** @returns 32 random bytes as text, for a cookie */
export function newToken(): string {
  return encodeBase64url(randomBytes(tokenBytes))
}

/** Whether a cookie holds what {@link newToken} made; everything else counts as no cookie. */
export function isToken(text: string | undefined): text is string {
  return text !== undefined && tokenHash(text) !== undefined
}

/** Finds the session of a token; one that has expired is none. */
export async function findSession(
  database: Database,
  token: string | undefined,
  now: Date,
): Promise<Session | undefined> {
  const hashed = tokenHash(token)
  if (hashed === undefined) return undefined
  const row = await database
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select(['accounts.id', 'user_handle', 'name', 'display_name', 'verified_at'])
    .where('token_hash', '=', hashed)
    .where('expires', '>', now.getTime())
    .executeTakeFirst()
  return row && { account: accountOf(row), verifiedAt: new Date(row.verified_at) }
}

/** @throws {@link Problem} `not-signed-in` */
export async function requireSession(
  database: Database,
  token: string | undefined,
  now: Date,
): Promise<Session> {
  const session = await findSession(database, token, now)
  if (session === undefined) throw new Problem('not-signed-in')
  return session
}

/** @throws {@link Problem} `sign-in-again` */
export function requireRecentSignIn(session: Session, now: Date): void {
  if (now.getTime() - session.verifiedAt.getTime() >= recentMilliseconds) throw new Problem('sign-in-again')
}

/**
 * Decides whether a name that exists gets another passkey: only in a session of its own, and a recent one.
 *
 * @throws {@link Problem} `name-taken` to everybody else, `sign-in-again`
 */
export function requireOwnRecentSession(session: Session | undefined, account: Account, now: Date): void {
  if (session?.account.id !== account.id) throw new Problem('name-taken')
  requireRecentSignIn(session, now)
}

/**
 * Opens a session under a new token and ends the one it replaces, so that a token which was known to somebody
 * before a sign-in is worth nothing after it.
 *
 * @returns the token, for the cookie
 */
export async function openSession(
  database: Database,
  input: { account: Account; verifiedAt: Date; replaces: string | undefined; now: Date },
): Promise<string> {
  const token = newToken()
  await database.transaction().execute(async (transaction) => {
    await closeSession(transaction, input.replaces)
    await transaction
      .insertInto('sessions')
      .values({
        token_hash: hash('sha-256', decodeBase64url(token)),
        account_id: input.account.id,
        created_at: input.now.getTime(),
        verified_at: input.verifiedAt.getTime(),
        expires: input.now.getTime() + sessionMilliseconds,
      })
      .execute()
  })
  return token
}

/** Ends the session of a token; does nothing where there is none. */
export async function closeSession(database: Database, token: string | undefined): Promise<void> {
  const hashed = tokenHash(token)
  if (hashed !== undefined) await database.deleteFrom('sessions').where('token_hash', '=', hashed).execute()
}

function tokenHash(token: string | undefined): Uint8Array | undefined {
  if (token === undefined) return undefined
  try {
    const bytes = decodeBase64url(token)
    return bytes.length === tokenBytes ? hash('sha-256', bytes) : undefined
  } catch (error) {
    if (OctetsError.is(error)) return undefined
    throw error
  }
}
