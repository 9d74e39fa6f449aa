import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Answers take a few milliseconds; who sends a request more slowly than this is not waited for. */
const patienceMilliseconds = 700

/** Lets answers that are under way reach their client before the application closes its connections. */
export function registerDraining(app: FastifyInstance): void {
  const underWay = new Set<object>()
  app.addHook('onRequest', async (_, { raw }) => {
    underWay.add(raw)
    // Also for a client that goes away before it is answered.
    raw.once('close', () => underWay.delete(raw))
  })
  app.addHook('onResponse', async (_, { raw }) => {
    underWay.delete(raw)
  })
  app.addHook('preClose', async () => {
    const end = performance.now() + patienceMilliseconds
    while (underWay.size > 0 && performance.now() < end) await wait(10)
  })
}
