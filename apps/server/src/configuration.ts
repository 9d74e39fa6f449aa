import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the server was told by its environment, checked once. */
export type Configuration = {
  readonly host: string
  readonly port: number
  /** The folder that holds the database; made at first start. */
  readonly data: string
  /** Exactly as browsers send it: no path, no trailing slash. */
  readonly origin: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly rateLimit: boolean
}

/**
 * Reads the environment.
 *
 * @throws {@link ConfigurationError} with a sentence for the person who starts the server
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  if (given(environment, 'DATABASE_URL') !== undefined) {
    throw new ConfigurationError(
      'DATABASE_URL is set, but this version keeps its data in SQLite alone: unset it, and name a folder in LATCHKEY_DATA',
    )
  }
  const port = readPort(given(environment, 'PORT') ?? '3000')
  const origin = readOrigin(given(environment, 'LATCHKEY_ORIGIN') ?? `http://localhost:${port}`)
  return {
    host: given(environment, 'HOST') ?? 'localhost',
    port,
    data: path.resolve(
      given(environment, 'LATCHKEY_DATA') ?? fileURLToPath(new URL('../data', import.meta.url)),
    ),
    origin,
    rp: {
      id: readRpId(given(environment, 'LATCHKEY_RP_ID'), new URL(origin).hostname),
      name: given(environment, 'LATCHKEY_RP_NAME') ?? 'Latchkey',
    },
    rateLimit: readSwitch('LATCHKEY_RATE_LIMIT', given(environment, 'LATCHKEY_RATE_LIMIT')),
  }
}

/** Cookies and headers are stricter where the transport is. */
export function isHttps(configuration: Configuration): boolean {
  return configuration.origin.startsWith('https:')
}

/** An empty variable is an unset one: compose files and shells make no difference there. */
function given(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

function readPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) {
    throw new ConfigurationError(`PORT must be a number from 1 to 65535, not ${JSON.stringify(text)}`)
  }
  return port
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.origin !== text) {
    throw new ConfigurationError(
      `LATCHKEY_ORIGIN must be an origin like https://example.org, without a path or a slash at its end, not ${JSON.stringify(text)}`,
    )
  }
  const local = url.hostname === 'localhost' || url.hostname.endsWith('.localhost')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new ConfigurationError(
      `LATCHKEY_ORIGIN must begin with https:// (browsers offer passkeys over http on localhost alone), not ${JSON.stringify(text)}`,
    )
  }
  if (/^[0-9.]+$|^\[/.test(url.hostname)) {
    throw new ConfigurationError(
      `LATCHKEY_ORIGIN must have a domain name: browsers refuse passkeys for addresses like ${url.hostname}`,
    )
  }
  return text
}

/** §4: an RP ID is the host of the origin or a registrable suffix of it. */
function readRpId(text: string | undefined, host: string): string {
  if (text === undefined) return host
  if (text !== host && !host.endsWith(`.${text}`)) {
    throw new ConfigurationError(
      `LATCHKEY_RP_ID must be ${host}, the host of LATCHKEY_ORIGIN, or a domain above it, not ${JSON.stringify(text)}`,
    )
  }
  return text
}

function readSwitch(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'on') return true
  if (text === 'off') return false
  throw new ConfigurationError(`${name} must be on or off, not ${JSON.stringify(text)}`)
}

const brand = Symbol.for('@latchkey/server/ConfigurationError')

/** The server cannot start like this; the message is a sentence for the person who starts it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly [brand] = true

  static is(value: unknown): value is ConfigurationError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
