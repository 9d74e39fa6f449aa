/**
 * A log without persons: no address, name, credential, cookie, challenge, path or query; the path of a passkey is its
 * credential ID, so the route's pattern stands for it.
 */
import type { FastifyInstance, FastifyServerOptions } from 'fastify'

/** Where lines go; standard output where absent. */
export type LogStream = { write(line: string): void }

export function loggerOptions(stream: LogStream | undefined): NonNullable<FastifyServerOptions['logger']> {
  return {
    level: 'info',
    base: null,
    ...(stream && { stream }),
    serializers: {
      err: faultOf,
      req: ({ method }) => ({ method }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  }
}

/** One line a request, when it is answered. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'answered',
    )
  })
}

/**
 * What a log may say of an unexpected error: its kind and where it happened. The message is left out, since it may
 * quote what a client sent.
 */
export function faultOf(error: unknown): { type: string; message: string; stack: string; code?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: error.name, message: '', stack: frames.join('\n'), ...(code !== undefined && { code }) }
}
