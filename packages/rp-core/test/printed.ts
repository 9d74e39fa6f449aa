import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { pino } from 'pino'

/** An error, or anything, as it stands in a log: by JSON, by Node, and by pino with and without its serializer. */
export function printed(value: unknown): string {
  let lines = ''
  const stream = new Writable({
    write(chunk, _, done) {
      lines += chunk
      done()
    },
  })
  const log = pino({ level: 'trace' }, stream)
  log.error(value)
  log.error({ err: value, error: value })
  return `${value}\n${JSON.stringify(value)}\n${inspect(value, { depth: 12, getters: false })}\n${lines}`
}
