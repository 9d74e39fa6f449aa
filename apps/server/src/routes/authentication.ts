import type { AuthenticationState } from '@latchkey/rp-core'
import type { FastifyInstance } from 'fastify'
import { readAccountName } from '../account-name.ts'
import { findAccountByName, findAccountByUserHandle } from '../database/accounts.ts'
import { Problem } from '../problem.ts'
import { openSession } from '../sessions.ts'
import { ceremonyConfig, type RouteSettings } from './route-settings.ts'
import {
  authenticationResponseSchema,
  nameSchema,
  refusals,
  startedSchema,
  stateSchema,
  userSchema,
} from './schemas.ts'

type StartBody = { name?: string }
type FinishBody = { state: AuthenticationState; response: object }

const startSchema = {
  summary: 'Begin to sign in: with any passkey of this site, or with one of a name',
  tags: ['authentication'],
  body: { type: 'object', properties: { name: nameSchema }, additionalProperties: false },
  response: { 200: startedSchema, ...refusals },
} as const

const finishSchema = {
  summary: 'Sign in with what the passkey answered',
  tags: ['authentication'],
  body: {
    type: 'object',
    required: ['state', 'response'],
    properties: { state: stateSchema, response: authenticationResponseSchema },
    additionalProperties: false,
  },
  response: {
    200: {
      type: 'object',
      required: ['user', 'factors', 'advice'],
      properties: {
        user: userSchema,
        factors: { type: 'string', enum: ['single-factor', 'multi-factor'] },
        advice: { type: 'array', items: { type: 'string' } },
      },
    },
    ...refusals,
  },
} as const

export function registerAuthenticationRoutes(app: FastifyInstance, settings: RouteSettings): void {
  const { database, now, cookies, relyingParty } = settings

  app.post<{ Body: StartBody }>(
    '/api/authentication/start',
    { schema: startSchema, config: ceremonyConfig },
    async (request, reply) => {
      const session = cookies.ceremony(request, reply)
      if (request.body.name === undefined) return await relyingParty().startAuthentication({ session })
      const name = readAccountName(request.body.name)
      const account = await findAccountByName(database, name)
      // An unknown name gets a made-up list, always the same: the answer must not say which names exist.
      return await relyingParty().startAuthentication({
        ...{ session, decoyFor: name.folded },
        ...(account && { userHandle: account.userHandle }),
      })
    },
  )

  app.post<{ Body: FinishBody }>(
    '/api/authentication/finish',
    { schema: finishSchema, config: ceremonyConfig },
    async (request, reply) => {
      const { userHandle, factors, advice } = await relyingParty().finishAuthentication({
        state: request.body.state,
        session: cookies.startedCeremony(request),
        response: request.body.response,
        client: { mobile: request.headers['sec-ch-ua-mobile'] === '?1' },
      })
      const account = await findAccountByUserHandle(database, userHandle)
      // Deleted in the moment since its passkey was looked up.
      if (account === undefined) throw new Problem('not-accepted')
      const token = await openSession(database, {
        account,
        verifiedAt: now(),
        replaces: cookies.session(request),
        now: now(),
      })
      cookies.setSession(reply, token)
      return { user: { name: account.name, displayName: account.displayName }, factors, advice }
    },
  )
}
