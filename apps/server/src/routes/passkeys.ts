import { decodeBase64url, OctetsError } from '@latchkey/octets'
import type { FastifyInstance } from 'fastify'
import { readLabel } from '../account-name.ts'
import { deletePasskey, listPasskeys, renamePasskey } from '../database/passkeys.ts'
import { Problem } from '../problem.ts'
import { requireRecentSignIn, requireSession } from '../sessions.ts'
import { passkeyJSON } from './passkey-json.ts'
import type { RouteSettings } from './route-settings.ts'
import { nameSchema, nothingSchema, passkeySchema, refusals } from './schemas.ts'

type PasskeyParams = { id: string }

const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', description: 'Credential ID, base64url' } },
} as const

const listSchema = {
  summary: 'The passkeys of who is signed in, oldest first',
  tags: ['passkeys'],
  response: { 200: { type: 'array', items: passkeySchema }, ...refusals },
} as const

const renameSchema = {
  summary: 'Give a passkey another name',
  tags: ['passkeys'],
  params,
  body: {
    type: 'object',
    required: ['name'],
    properties: { name: nameSchema },
    additionalProperties: false,
  },
  response: { 204: nothingSchema, ...refusals },
} as const

const deleteSchema = {
  summary: 'Delete a passkey, unless it is the only one; needs a sign-in of the last five minutes',
  tags: ['passkeys'],
  params,
  response: { 204: nothingSchema, ...refusals },
} as const

export function registerPasskeyRoutes(app: FastifyInstance, settings: RouteSettings): void {
  const { database, now, cookies } = settings

  app.get('/api/passkeys', { schema: listSchema }, async (request) => {
    const { account } = await requireSession(database, cookies.session(request), now())
    return (await listPasskeys(database, account)).map(passkeyJSON)
  })

  app.patch<{ Params: PasskeyParams; Body: { name: string } }>(
    '/api/passkeys/:id',
    { schema: renameSchema },
    async (request, reply) => {
      const { account } = await requireSession(database, cookies.session(request), now())
      const name = readLabel(request.body.name)
      const outcome = await renamePasskey(database, account, readId(request.params.id), name)
      if (outcome === 'unknown') throw new Problem('not-found')
      return reply.code(204).send()
    },
  )

  app.delete<{ Params: PasskeyParams }>(
    '/api/passkeys/:id',
    { schema: deleteSchema },
    async (request, reply) => {
      const session = await requireSession(database, cookies.session(request), now())
      requireRecentSignIn(session, now())
      const outcome = await deletePasskey(database, session.account, readId(request.params.id))
      // Another account's passkey is unknown, too: an answer must not say that it exists.
      if (outcome === 'unknown') throw new Problem('not-found')
      if (outcome === 'last') throw new Problem('last-passkey')
      return reply.code(204).send()
    },
  )
}

function readId(text: string): Uint8Array {
  try {
    return decodeBase64url(text)
  } catch (error) {
    if (OctetsError.is(error)) throw new Problem('not-found')
    throw error
  }
}
