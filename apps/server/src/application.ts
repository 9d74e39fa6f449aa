/**
 * The HTTP application: what every request passes through, and the routes.
 */
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { registerBrowserProtection } from './browser-protection.ts'
import type { Configuration } from './configuration.ts'
import { cookiesFor } from './cookies.ts'
import { deleteExpired } from './database/expiry.ts'
import type { Database } from './database/schema.ts'
import { installationSecret } from './database/secrets.ts'
import { registerDraining } from './draining.ts'
import { type LogStream, loggerOptions, registerRequestLog } from './logging.ts'
import { registerPage } from './page.ts'
import { Problem } from './problem.ts'
import { registerProblemReplies, replyToNoRequest, replyWithProblem } from './problem-replies.ts'
import { relyingPartyOf } from './relying-party.ts'
import { registerAccountRoutes } from './routes/account.ts'
import { registerAuthenticationRoutes } from './routes/authentication.ts'
import { registerPasskeyRoutes } from './routes/passkeys.ts'
import { registerRegistrationRoutes } from './routes/registration.ts'
import type { RouteSettings } from './routes/route-settings.ts'
import { registerServiceRoutes } from './routes/service.ts'
import { registerSessionRoutes } from './routes/session.ts'

/** A ceremony's response with a large attestation has a few KiB. */
const bodyLimit = 64 * 1024
/** Credential IDs have up to 1023 bytes: 1364 characters of base64url. */
const maxParamLength = 1364
/** For a whole request to arrive, however slow the line. */
const requestMilliseconds = 30_000
const sweepMilliseconds = 60 * 1000

/**
 * Builds the application, ready to listen. Closing it leaves the database open: it belongs to the caller.
 *
 * @param input.page - folder of the built page
 * @param input.log - where log lines go; standard output where absent
 * @throws CeremonyError `configuration-…`
 */
export async function createApplication(input: {
  configuration: Configuration
  database: Database
  page: string
  now?: () => Date
  log?: LogStream
}): Promise<FastifyInstance> {
  const { configuration, database, now = () => new Date() } = input
  const relyingParty = relyingPartyOf({
    configuration,
    database,
    decoys: await installationSecret(database, 'decoys'),
    now,
  })
  // A configuration that rp-core refuses is found at the start, not at the first registration.
  relyingParty()

  const app = Fastify({
    logger: loggerOptions(input.log),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    // A proxy on the same machine may say whose request it is; nobody else.
    trustProxy: 'loopback',
    // Not before draining.ts has let the answers through.
    forceCloseConnections: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    frameworkErrors: replyWithProblem,
    clientErrorHandler: replyToNoRequest,
    requestTimeout: requestMilliseconds,
  })
  // JSON alone: a form or a plain text is what another site's page can send unasked.
  app.removeContentTypeParser('text/plain')
  registerDraining(app)
  registerProblemReplies(app)
  registerRequestLog(app)
  await registerBrowserProtection(app, configuration)
  await app.register(cookie)
  if (configuration.rateLimit) {
    await app.register(rateLimit, {
      global: false,
      errorResponseBuilder: () => new Problem('rate-limited'),
    })
  }
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Latchkey', description: 'A WebAuthn relying party', version: '1' },
    },
  })

  const settings: RouteSettings = { database, now, cookies: cookiesFor(configuration), relyingParty }
  registerRegistrationRoutes(app, settings)
  registerAuthenticationRoutes(app, settings)
  registerSessionRoutes(app, settings)
  registerPasskeyRoutes(app, settings)
  registerAccountRoutes(app, settings)
  registerServiceRoutes(app)
  await registerPage(app, input.page)

  const sweep = setInterval(() => {
    deleteExpired(database, now()).catch((error: unknown) => app.log.error({ err: error }, 'sweep failed'))
  }, sweepMilliseconds)
  sweep.unref()
  app.addHook('onClose', async () => clearInterval(sweep))

  await app.ready()
  return app
}
