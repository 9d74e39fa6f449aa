import type { Cookies } from '../cookies.ts'
import type { Database } from '../database/schema.ts'
import type { RelyingPartyOf } from '../relying-party.ts'

/** What routes work with. */
export type RouteSettings = {
  readonly database: Database
  readonly now: () => Date
  readonly cookies: Cookies
  readonly relyingParty: RelyingPartyOf
}

/** For every call of a ceremony, per address and route: a person needs two, a guesser thousands. */
export const ceremonyConfig = { rateLimit: { max: 60, timeWindow: 60_000 } } as const
