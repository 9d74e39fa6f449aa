/**
 * Somebody at a browser: keeps cookies, and knows how to register and to sign in with a software authenticator.
 */
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { PasskeyJSON } from '../src/routes/passkey-json.ts'
import type { CreationOptions, RequestOptions, SoftwareAuthenticator } from './software-authenticator.ts'

export type Reply = {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  text: string
  /** Undefined where the body is no JSON. */
  json: unknown
}

export type Transport = (request: {
  method: string
  url: string
  headers: Record<string, string>
  body: string | undefined
}) => Promise<Reply>

export class Visitor {
  readonly cookies: Map<string, string>
  readonly #transport: Transport
  readonly origin: string

  constructor(transport: Transport, origin: string, cookies = new Map<string, string>()) {
    this.#transport = transport
    this.origin = origin
    this.cookies = cookies
  }

  /** The same person at the same moment, for requests that go out at once. */
  clone(): Visitor {
    return new Visitor(this.#transport, this.origin, new Map(this.cookies))
  }

  async call(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await this.#transport({
      method,
      url,
      headers: {
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(cookie !== '' && { cookie }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    })
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) this.#keep(line)
    return reply
  }

  startRegistration(name: string, displayName?: string): Promise<Reply> {
    return this.call('POST', '/api/registration/start', {
      name,
      ...(displayName !== undefined && { displayName }),
    })
  }

  async prepareRegistration(authenticator: SoftwareAuthenticator, name: string): Promise<FinishBody> {
    const { options, state } = started<CreationOptions>(await this.startRegistration(name))
    return { state, response: authenticator.create(options, this.origin) }
  }

  finishRegistration(body: FinishBody): Promise<Reply> {
    return this.call('POST', '/api/registration/finish', body)
  }

  async register(authenticator: SoftwareAuthenticator, name: string): Promise<Reply> {
    return this.finishRegistration(await this.prepareRegistration(authenticator, name))
  }

  async prepareSignIn(authenticator: SoftwareAuthenticator, name?: string): Promise<FinishBody> {
    const reply = await this.call('POST', '/api/authentication/start', name === undefined ? {} : { name })
    const { options, state } = started<RequestOptions>(reply)
    return { state, response: authenticator.get(options, this.origin) }
  }

  finishSignIn(body: FinishBody): Promise<Reply> {
    return this.call('POST', '/api/authentication/finish', body)
  }

  async signIn(authenticator: SoftwareAuthenticator, name?: string): Promise<Reply> {
    return this.finishSignIn(await this.prepareSignIn(authenticator, name))
  }

  async user(): Promise<{ name: string; displayName: string } | null> {
    const { json } = await this.call('GET', '/api/session')
    return (json as { user: { name: string; displayName: string } | null }).user
  }

  async passkeys(): Promise<PasskeyJSON[]> {
    return (await this.call('GET', '/api/passkeys')).json as PasskeyJSON[]
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    const gone = value === '' || attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))
    if (gone) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

export type FinishBody = { state: string; response: ReturnType<SoftwareAuthenticator['get']> }

/** A refused start of a ceremony, with what the server answered. */
class StartRefused extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(`the ceremony did not start: ${reply.status} ${reply.text}`)
    this.reply = reply
  }
}

function started<Options>(reply: Reply): { options: Options; state: string } {
  if (reply.status !== 200) throw new StartRefused(reply)
  return reply.json as { options: Options; state: string }
}

/** Requests that never leave the process. */
export function injecting(app: FastifyInstance): Transport {
  return async ({ method, url, headers, body }) => {
    const options: InjectOptions = {
      method: method as 'GET',
      url,
      headers,
      ...(body !== undefined && { payload: body }),
    }
    const reply = await app.inject(options)
    return {
      status: reply.statusCode,
      headers: reply.headers as Reply['headers'],
      text: reply.body,
      json: parsed(reply.body),
    }
  }
}

/** Requests over real HTTP. */
export function fetching(base: string): Transport {
  return async ({ method, url, headers, body }) => {
    const reply = await fetch(base + url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      ...(body !== undefined && { body }),
    })
    const text = await reply.text()
    const named = Object.fromEntries([...reply.headers].filter(([name]) => name !== 'set-cookie'))
    return {
      status: reply.status,
      headers: { ...named, 'set-cookie': reply.headers.getSetCookie() },
      text,
      json: parsed(text),
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
