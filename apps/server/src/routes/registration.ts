import { randomBytes } from 'node:crypto'
import type { RegistrationState } from '@latchkey/rp-core'
import type { FastifyInstance } from 'fastify'
import { readAccountName, readLabel } from '../account-name.ts'
import { announceAccount, findAccountByName, findAccountByUserHandle } from '../database/accounts.ts'
import { listPasskeys } from '../database/passkeys.ts'
import { Problem } from '../problem.ts'
import { ceremonyMilliseconds } from '../relying-party.ts'
import { findSession, openSession, requireOwnRecentSession } from '../sessions.ts'
import { passkeyJSON } from './passkey-json.ts'
import { ceremonyConfig, type RouteSettings } from './route-settings.ts'
import {
  nameSchema,
  passkeySchema,
  refusals,
  registrationResponseSchema,
  startedSchema,
  stateSchema,
} from './schemas.ts'

type StartBody = { name: string; displayName?: string }
type FinishBody = { state: RegistrationState; response: object }

const startSchema = {
  summary: 'Begin to create a passkey: for a new name, or for the account that is signed in',
  tags: ['registration'],
  body: {
    type: 'object',
    required: ['name'],
    properties: { name: nameSchema, displayName: nameSchema },
    additionalProperties: false,
  },
  response: { 200: startedSchema, ...refusals },
} as const

const finishSchema = {
  summary: 'Hand in the new passkey; who does is signed in',
  tags: ['registration'],
  body: {
    type: 'object',
    required: ['state', 'response'],
    properties: { state: stateSchema, response: registrationResponseSchema },
    additionalProperties: false,
  },
  response: {
    201: { type: 'object', required: ['passkey'], properties: { passkey: passkeySchema } },
    ...refusals,
  },
} as const

export function registerRegistrationRoutes(app: FastifyInstance, settings: RouteSettings): void {
  const { database, now, cookies, relyingParty } = settings

  app.post<{ Body: StartBody }>(
    '/api/registration/start',
    { schema: startSchema, config: ceremonyConfig },
    async (request, reply) => {
      const name = readAccountName(request.body.name)
      const account = await findAccountByName(database, name)
      if (account !== undefined) {
        const session = await findSession(database, cookies.session(request), now())
        requireOwnRecentSession(session, account, now())
      }
      const user = account
        ? { id: account.userHandle, name: account.name, displayName: account.displayName }
        : newUser(name.shown, request.body.displayName)
      if (account === undefined) {
        await announceAccount(database, {
          user_handle: user.id,
          name: user.name,
          folded_name: name.folded,
          display_name: user.displayName,
          expires: now().getTime() + 2 * ceremonyMilliseconds,
        })
      }
      // The page signs in without a name, too.
      const authenticatorSelection = { residentKey: 'required' } as const
      const session = cookies.ceremony(request, reply)
      return await relyingParty().startRegistration({ user, session, authenticatorSelection })
    },
  )

  app.post<{ Body: FinishBody }>(
    '/api/registration/finish',
    { schema: finishSchema, config: ceremonyConfig },
    async (request, reply) => {
      const token = cookies.session(request)
      const session = await findSession(database, token, now())
      const { credential } = await relyingParty(token).finishRegistration({
        state: request.body.state,
        session: cookies.startedCeremony(request),
        response: request.body.response,
      })
      const account = await findAccountByUserHandle(database, credential.userHandle)
      const passkey =
        account &&
        (await listPasskeys(database, account)).find(({ id }) => Buffer.compare(id, credential.id) === 0)
      // Deleted in the moment since it was stored.
      if (account === undefined || passkey === undefined) throw new Problem('ceremony-over')
      // Another passkey proves less than a sign-in with one that was there: it does not make the session fresher.
      const verifiedAt = session?.account.id === account.id ? session.verifiedAt : now()
      cookies.setSession(
        reply,
        await openSession(database, { account, verifiedAt, replaces: token, now: now() }),
      )
      return reply.code(201).send({ passkey: passkeyJSON(passkey) })
    },
  )
}

/** A user handle of 64 random bytes says nothing about anybody. §14.6.1 */
function newUser(name: string, displayName: string | undefined) {
  return {
    id: new Uint8Array(randomBytes(64)),
    name,
    displayName: displayName === undefined ? name : readLabel(displayName, 'body/displayName'),
  }
}
