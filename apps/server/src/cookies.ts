/**
 * The two cookies: `…latchkey` holds the session; `…latchkey-ceremony` ties a ceremony to the browser that began
 * it, so that nobody can finish in another's browser what they began in their own (login CSRF).
 *
 * @see RFC 6265bis §4.1.3.2 (the `__Host-` prefix)
 */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Configuration, isHttps } from './configuration.ts'
import { Problem } from './problem.ts'
import { isToken, newToken, sessionMilliseconds } from './sessions.ts'

export type Cookies = {
  readonly session: (request: FastifyRequest) => string | undefined
  readonly setSession: (reply: FastifyReply, token: string) => void
  readonly clearSession: (reply: FastifyReply) => void
  /** The browser's ceremony token; a browser without one gets one. For the start of a ceremony. */
  readonly ceremony: (request: FastifyRequest, reply: FastifyReply) => string
  /**
   * The browser's ceremony token, for the finish.
   *
   * @throws Problem `ceremony-over` where there is none: this browser has started nothing
   */
  readonly startedCeremony: (request: FastifyRequest) => string
}

export function cookiesFor(configuration: Configuration): Cookies {
  const secure = isHttps(configuration)
  // Browsers take a __Host- cookie over https alone; there it cannot be planted by a sibling domain.
  const prefix = secure ? '__Host-' : ''
  const session = `${prefix}latchkey`
  const ceremony = `${prefix}latchkey-ceremony`
  const options: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'lax', secure }
  return {
    session: (request) => request.cookies[session],
    setSession: (reply, token) => {
      reply.setCookie(session, token, { ...options, maxAge: sessionMilliseconds / 1000 })
    },
    clearSession: (reply) => {
      reply.clearCookie(session, options)
    },
    ceremony: (request, reply) => {
      const present = request.cookies[ceremony]
      if (isToken(present)) return present
      const token = newToken()
      reply.setCookie(ceremony, token, options)
      return token
    },
    startedCeremony: (request) => {
      const present = request.cookies[ceremony]
      if (!isToken(present)) throw new Problem('ceremony-over')
      return present
    },
  }
}
