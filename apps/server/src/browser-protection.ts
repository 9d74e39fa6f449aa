/**
 * Headers that tell a browser what this page may do, and the refusal of requests that another site's page made.
 *
 * @see Content Security Policy Level 3, Fetch Metadata Request Headers
 */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { type Configuration, isHttps } from './configuration.ts'
import { Problem } from './problem.ts'

export async function registerBrowserProtection(
  app: FastifyInstance,
  configuration: Configuration,
): Promise<void> {
  const https = isHttps(configuration)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // On http://localhost both would lead the browser to an https that is not there.
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: https,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onSend', async (request, reply) => {
    reply.header(
      'permissions-policy',
      'publickey-credentials-create=(self), publickey-credentials-get=(self), camera=(), geolocation=(), microphone=()',
    )
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    const site = request.headers['sec-fetch-site']
    const origin = request.headers.origin
    // Clients that are no browsers send neither; a browser cannot be made to leave both out of a POST.
    if (site !== undefined && site !== 'same-origin') throw new Problem('cross-site')
    if (origin !== undefined && origin !== configuration.origin) throw new Problem('cross-site')
  })
}
