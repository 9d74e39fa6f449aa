/**
 * Turns everything that can go wrong in a request into a {@link Problem}.
 */
import type { Socket } from 'node:net'
import { CeremonyError } from '@latchkey/rp-core'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem, type ProblemCode, type ProblemDocument, problemMediaType } from './problem.ts'

const ofFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}

/** Answers errors, unknown addresses and known addresses with another method. To be called before the routes. */
export function registerProblemReplies(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    for (const each of [method].flat()) known.add(each)
    methods.set(url, known)
  })
  app.setErrorHandler(replyWithProblem)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const allowed = [...methods].find(([pattern]) => matches(pattern, path))?.[1]
    if (allowed === undefined) throw new Problem('not-found')
    reply.header('allow', [...allowed].join(', '))
    throw new Problem('method-not-allowed')
  })
}

/** Fastify's error handler, and its handler for what fails before a route is found. */
export function replyWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemDocument(error)
  if (problem.code === 'internal') request.log.error({ err: error }, 'unexpected')
  else if (CeremonyError.is(error)) {
    // The reply does not tell why; the log may, since it does not tell whom.
    request.log.info({ ceremony: error.ceremony, step: error.step, code: error.code }, 'refused')
  } else request.log.info({ code: problem.code }, 'refused')
  // As bytes: no response schema of the route has a say in them, and the media type keeps its exact name.
  reply
    .code(problem.status)
    .type(problemMediaType)
    .send(Buffer.from(JSON.stringify(problem)))
}

/** Answers what is no HTTP, or comes too slowly: there is no request then, only a connection. */
export function replyToNoRequest(error: ConnectionError, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const body = JSON.stringify(new Problem('invalid-request'))
    socket.write(
      `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: ${problemMediaType}\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  }
  socket.destroy()
}

function problemDocument(error: unknown): ProblemDocument {
  if (Problem.is(error)) return error.toJSON()
  if (CeremonyError.is(error) && error.ceremony !== 'configuration') {
    return { type: 'about:blank', status: 400, ...error.toPublicError() }
  }
  if (isFastifyError(error)) {
    if (error.validation !== undefined) {
      const errors = error.validation.map(({ instancePath, message }) => ({
        at: `${error.validationContext ?? ''}${instancePath}`,
        expected: message ?? '',
      }))
      return new Problem('invalid-request', errors).toJSON()
    }
    const code = ofFastify[error.code]
    if (code !== undefined) return new Problem(code).toJSON()
    // A key like __proto__, which the parser refuses, is a plain SyntaxError.
    if (error.statusCode === 400) {
      return new Problem(error instanceof SyntaxError ? 'malformed-json' : 'invalid-request').toJSON()
    }
  }
  return new Problem('internal').toJSON()
}

/** What Fastify and its parts throw: an error with a code, a status or a list of violations. */
function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ('statusCode' in error || 'validation' in error)
}

/** Whether a path belongs to a route's pattern, whose parameters are written `:id`. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
  )
}
