import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApplication } from '../src/application.ts'
import { readConfiguration } from '../src/configuration.ts'
import type { Database } from '../src/database/schema.ts'
import { openSqlite } from '../src/database/sqlite.ts'
import { fetching, injecting, Visitor } from './visitor.ts'

export const origin = 'http://localhost:3000'

/** The application on a database of its own, with a clock that the test turns. */
export type ServerUnderTest = {
  readonly app: FastifyInstance
  readonly database: Database
  readonly folder: string
  readonly log: string[]
  readonly clock: { now: Date; pass(milliseconds: number): void }
  visitor(): Visitor
  /** Listens on a free port; a visitor who comes over HTTP. */
  listen(): Promise<() => Visitor>
  close(): Promise<void>
}

export const minute = 60_000

export async function startServer(
  environment: Record<string, string> = { LATCHKEY_RATE_LIMIT: 'off' },
): Promise<ServerUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-server-'))
  const configuration = readConfiguration({ LATCHKEY_ORIGIN: origin, LATCHKEY_DATA: folder, ...environment })
  const database = await openSqlite(configuration.data)
  const clock = {
    now: new Date(),
    pass(milliseconds: number) {
      clock.now = new Date(clock.now.getTime() + milliseconds)
    },
  }
  const log: string[] = []
  const app = await createApplication({
    configuration,
    database,
    page: path.join(folder, 'no-page'),
    now: () => clock.now,
    log: { write: (line) => void log.push(line) },
  })
  return {
    app,
    database,
    folder,
    log,
    clock,
    visitor: () => new Visitor(injecting(app), configuration.origin),
    async listen() {
      const address = await app.listen({ host: '127.0.0.1', port: 0, listenTextResolver: () => 'listening' })
      return () => new Visitor(fetching(address), configuration.origin)
    },
    async close() {
      await app.close()
      await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
