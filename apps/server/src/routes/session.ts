import type { FastifyInstance } from 'fastify'
import { closeSession, findSession } from '../sessions.ts'
import type { RouteSettings } from './route-settings.ts'
import { nothingSchema, refusals, userSchema } from './schemas.ts'

const sessionSchema = {
  summary: 'Who is signed in',
  tags: ['session'],
  response: {
    200: {
      type: 'object',
      required: ['user'],
      properties: {
        user: { anyOf: [userSchema, { type: 'null' }] },
        verifiedAt: { type: 'string', description: 'RFC 3339: when a passkey was last shown' },
      },
    },
    ...refusals,
  },
} as const

const signOutSchema = {
  summary: 'End the session',
  tags: ['session'],
  response: { 204: nothingSchema, ...refusals },
} as const

export function registerSessionRoutes(app: FastifyInstance, settings: RouteSettings): void {
  const { database, now, cookies } = settings

  app.get('/api/session', { schema: sessionSchema }, async (request) => {
    const session = await findSession(database, cookies.session(request), now())
    if (session === undefined) return { user: null }
    const { name, displayName } = session.account
    return { user: { name, displayName }, verifiedAt: session.verifiedAt.toISOString() }
  })

  app.post('/api/sign-out', { schema: signOutSchema }, async (request, reply) => {
    await closeSession(database, cookies.session(request))
    cookies.clearSession(reply)
    return reply.code(204).send()
  })
}
