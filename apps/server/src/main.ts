#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { CeremonyError } from '@latchkey/rp-core'
import closeWithGrace from 'close-with-grace'
import { createApplication } from './application.ts'
import { ConfigurationError, readConfiguration } from './configuration.ts'
import { openSqlite } from './database/sqlite.ts'
import { faultOf } from './logging.ts'

/** Enough for every answer that is under way, and short enough for who waits at a terminal. */
const closeMilliseconds = 1500

try {
  await start()
} catch (error) {
  const sentence = sentenceFor(error)
  if (sentence === undefined) throw error
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

async function start(): Promise<void> {
  const configuration = readConfiguration(process.env)
  const database = await openSqlite(configuration.data)
  const app = await createApplication({
    configuration,
    database,
    page: fileURLToPath(new URL('./web', import.meta.url)),
  })
  try {
    await app.listen({
      host: configuration.host,
      port: configuration.port,
      listenTextResolver: () => 'listening',
    })
  } catch (error) {
    await app.close()
    await database.destroy()
    throw error
  }
  // Only now: until here, an error has the last word on how the process ends.
  closeWithGrace({ delay: closeMilliseconds, logger: false }, async ({ err }) => {
    if (err) app.log.fatal({ err: faultOf(err) }, 'unexpected')
    await app.close()
    await database.destroy()
  })
  process.stdout.write(`Latchkey runs at ${configuration.origin}, data in ${configuration.data}\n`)
}

/** What a person can act on is said in a sentence; a stack trace is for faults of this program. */
function sentenceFor(error: unknown): string | undefined {
  if (ConfigurationError.is(error)) return error.message
  if (CeremonyError.is(error)) return `The configuration is refused: ${error.message}`
  if (!(error instanceof Error) || !('code' in error)) return undefined
  if (/^SQLITE_/.test(String(error.code)))
    return `Cannot open the database in LATCHKEY_DATA: ${error.message}`
  switch (error.code) {
    case 'EADDRINUSE':
      return 'The port is in use already: stop what uses it, or name another in PORT'
    case 'EACCES':
    case 'EPERM':
    case 'ENOTDIR':
    case 'EROFS':
    case 'ENOENT':
    case 'EEXIST':
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `Cannot start: ${error.message}`
    default:
      return undefined
  }
}
