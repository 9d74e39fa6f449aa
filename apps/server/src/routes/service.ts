import type { FastifyInstance } from 'fastify'

const healthSchema = {
  summary: 'Whether the server answers',
  tags: ['service'],
  response: { 200: { type: 'object', properties: { status: { type: 'string' } } } },
} as const

/** What machines ask for. */
export function registerServiceRoutes(app: FastifyInstance): void {
  app.get('/healthz', { schema: healthSchema }, async () => ({ status: 'ok' }))
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}
