import type { FastifyInstance } from 'fastify'
import { deleteAccount } from '../database/accounts.ts'
import { requireRecentSignIn, requireSession } from '../sessions.ts'
import type { RouteSettings } from './route-settings.ts'
import { nothingSchema, refusals } from './schemas.ts'

const deleteSchema = {
  summary:
    'Delete the account that is signed in, and all that belongs to it; needs a sign-in of the last five minutes',
  tags: ['account'],
  response: { 204: nothingSchema, ...refusals },
} as const

export function registerAccountRoutes(app: FastifyInstance, settings: RouteSettings): void {
  const { database, now, cookies } = settings

  app.delete('/api/account', { schema: deleteSchema }, async (request, reply) => {
    const session = await requireSession(database, cookies.session(request), now())
    requireRecentSignIn(session, now())
    await deleteAccount(database, session.account)
    cookies.clearSession(reply)
    return reply.code(204).send()
  })
}
