/**
 * The calls of a relying party over HTTP, as one function from `Request` to `Response`.
 *
 * @see Fetch Standard §2.2.2 (which content types a foreign page may send unasked), RFC 9457 (the shape of refusals)
 */
import { decodeUtf8 } from '@latchkey/octets'
import type { Authentication } from './safe-layer/authentication-calls.ts'
import type { AuthenticationState, RegistrationState } from './safe-layer/ceremony-state.ts'
import type { Registration, StartRegistration } from './safe-layer/registration-calls.ts'
import type { RelyingParty } from './safe-layer/relying-party-calls.ts'
import { configurationError } from './safe-layer/relying-party-config.ts'
import type { UserVerificationStrategy } from './safe-layer/user-verification.ts'
import { CeremonyError, type PublicError } from './specification/ceremony-error.ts'

/** What a server knows that a relying party does not. The requests that its functions are given have been read. */
export type HandlerSettings = {
  /** what the paths of the ceremonies begin with: `/api` unless said; '' is the root */
  basePath?: string
  /**
   * The strategy of every sign-in. `derived`, the default, refuses an account with mixed credentials at the start, and
   * that tells that the account exists; `separate` does so where none is registered with verification. `stepUp` and
   * `enforcePerCredential` refuse no account. With `stepUp`, `authenticated` must look at what is `missing`; what
   * `derived` and `enforcePerCredential` ask for tells accounts from decoys that `policy.decoys` does not make like them.
   */
  userVerification?: UserVerificationStrategy
  /**
   * The value of the pre-login cookie, or of the session, that this request belongs to. A Response where there is
   * none: it is sent as it is.
   */
  session(request: Request): string | Response | Promise<string | Response>
  /**
   * Who registers: a new account, or the signed-in one. `body` is the JSON object that came, and nobody has looked at
   * it yet. A Response where this person may not: it is sent as it is.
   */
  registrant(
    request: Request,
    body: Readonly<Record<string, unknown>>,
  ): StartRegistration['user'] | Response | Promise<StartRegistration['user'] | Response>
  /**
   * The user handle that a name, as it came, belongs to; undefined where nobody has it: decoys are listed then. Those
   * are the same for names that are equal in NFKC, lower case and without white space around them. No further spellings
   * should lead to one account: that two of them list the same would tell that it exists.
   */
  userHandleOf(name: string, request: Request): Uint8Array | undefined | Promise<Uint8Array | undefined>
  /** what is answered once the passkey is stored; sets the session's cookie */
  registered(registration: Registration, request: Request): Response | Promise<Response>
  /** what is answered once somebody has signed in; sets the session's cookie */
  authenticated(authentication: Authentication, request: Request): Response | Promise<Response>
  /** told of each refusal, for logs: message and fields of the error hold nothing that a client sent */
  refused?(error: CeremonyError, request: Request): void
}

/** In bytes, 256 KiB: many times what any browser sends. */
const longestBody = 262_144
/** In UTF-16 code units. */
const longestName = 256

/**
 * Makes the handler of both ceremonies and of the related origins, for any server with the Fetch API.
 *
 * | request | answer |
 * | --- | --- |
 * | `POST {basePath}/registration/start`, a body for `registrant` | 200 with `{ options, state }` |
 * | `POST {basePath}/registration/finish`, `{ state, response }` | what `registered` answers |
 * | `POST {basePath}/authentication/start`, `{ name? }` | 200 with `{ options, state }` |
 * | `POST {basePath}/authentication/finish`, `{ state, response }` | what `authenticated` answers |
 * | `GET` or `HEAD /.well-known/webauthn` on the RP ID’s host | 200 with `{ origins }`, for caches for an hour |
 *
 * Any other path is 404, also with a slash more: the handler may stand behind a route that catches all.
 *
 * Nothing of a body becomes an option of a ceremony. A body must be a JSON object of at most 256 KiB, sent as
 * `application/json`: a foreign page's form cannot send that, and its script has to ask first.
 *
 * What is refused is answered with `{ code, title }`: 400 `malformed-json`, `invalid-request` and `malformed-response`,
 * 403 `not-accepted`, 404 `not-found`, 405 `method-not-allowed`, 410 `ceremony-over`, 413 `body-too-large`, 415
 * `unsupported-media-type`. What a client is not at fault for is no answer: the handler rejects, for the server's own
 * error handling, with what a store or a function of `settings` threw or with a CeremonyError of the `configuration`.
 *
 * @param settings - what only the server knows: sessions, accounts, what is answered in the end
 * @returns a handler that needs no `this`; its answers are not for caches, but for the related origins’
 * @throws {@link CeremonyError} `configuration-policy` where a URL does not give `basePath` back as it is
 * @example
 * ```ts no-run
 * import type { RelyingParty } from '@latchkey/rp-core'
 * import { createHandlers } from '@latchkey/rp-core/fetch'
 *
 * declare const rp: RelyingParty
 * declare const accounts: {
 *   newUser(name: unknown): { name: string; displayName: string } | undefined
 *   find(name: string): Promise<{ userHandle: Uint8Array } | undefined>
 *   openSession(userHandle: Uint8Array): Promise<string>
 * }
 * const signedIn = async (userHandle: Uint8Array) => {
 *   const cookie = `__Host-session=${await accounts.openSession(userHandle)}; Path=/; Secure; HttpOnly; SameSite=Lax`
 *   return new Response(null, { status: 204, headers: { 'set-cookie': cookie } })
 * }
 *
 * export default {
 *   fetch: createHandlers(rp, {
 *     // The page that offers to sign in has set it.
 *     session: (request) =>
 *       request.headers.get('cookie')?.match(/(?:^|; )__Host-ceremony=([\w-]{43})(?:;|$)/)?.[1] ??
 *       new Response(null, { status: 403 }),
 *     registrant: (_, { name }) => accounts.newUser(name) ?? new Response(null, { status: 409 }),
 *     userHandleOf: async (name) => (await accounts.find(name))?.userHandle,
 *     registered: ({ credential }) => signedIn(credential.userHandle),
 *     authenticated: ({ userHandle }) => signedIn(userHandle),
 *   }),
 * }
 * ```
 * @see WebAuthn Level 3 §5.11 (related origins), §7.1, §7.2, §14.6.2 (username enumeration)
 */
export function createHandlers(
  rp: RelyingParty,
  settings: HandlerSettings,
): (request: Request) => Promise<Response> {
  const { basePath = '/api', userVerification } = settings
  checkBasePath(basePath)

  const calls: Readonly<Record<string, Call>> = {
    [`${basePath}/registration/start`]: async ({ request, session, body, refused }) => {
      const user = await settings.registrant(request, body)
      if ('headers' in user) return user
      return rp.startRegistration({ session, user }).then(started, refused)
    },

    [`${basePath}/registration/finish`]: async ({ request, session, body, refused }) => {
      const { state, response } = body
      if (typeof state !== 'string') return problem('invalid-request')
      return rp
        .finishRegistration({ state: state as RegistrationState, session, response })
        .then(async (result) => uncached(await settings.registered(result, request)), refused)
    },

    [`${basePath}/authentication/start`]: async ({ request, session, body, refused }) => {
      const { name } = body
      const asked = { session, ...(userVerification !== undefined && { userVerification }) }
      if (name === undefined) return rp.startAuthentication(asked).then(started, refused)
      if (typeof name !== 'string' || name.length > longestName) return problem('invalid-request')
      const userHandle = await settings.userHandleOf(name, request)
      // For a known name, too: an account without passkeys lists what it would if nobody had the name.
      return rp
        .startAuthentication({ ...asked, decoyFor: name, ...(userHandle && { userHandle }) })
        .then(started, refused)
    },

    [`${basePath}/authentication/finish`]: async ({ request, session, body, refused }) => {
      const { state, response } = body
      if (typeof state !== 'string') return problem('invalid-request')
      const mobile = request.headers.get('sec-ch-ua-mobile') === '?1'
      return rp
        .finishAuthentication({
          state: state as AuthenticationState,
          session,
          response,
          ...(mobile && { client: { mobile } }),
        })
        .then(async (result) => uncached(await settings.authenticated(result, request)), refused)
    },
  }

  return async (request) => {
    const { hostname, pathname } = new URL(request.url)
    const call = Object.hasOwn(calls, pathname) && calls[pathname]
    if (call) return posted(settings, request, call)
    const isHere = pathname === '/.well-known/webauthn' && hostname === rp.rpId
    const answer = isHere ? relatedOrigins(rp, request) : problem('not-found')
    return request.method === 'HEAD' ? new Response(null, answer) : answer
  }
}

type Posted = {
  request: Request
  session: string
  body: Readonly<Record<string, unknown>>
  refused(reason: unknown): Response
}
type Call = (posted: Posted) => Promise<Response>

/** A path in its one spelling: the one that a URL gives back. */
function checkBasePath(basePath: string): void {
  const isPath =
    /^(?:\/[^/]+)+$/.test(basePath) && new URL(`https://localhost${basePath}`).pathname === basePath
  if (isPath || basePath === '') return
  const message = 'basePath must be the path of a URL, with no slash at its end and no two in a row, or empty'
  throw configurationError('configuration-policy', message)
}

/** What is no POST of a JSON object in a known session never reaches `call`. */
async function posted(settings: HandlerSettings, request: Request, call: Call): Promise<Response> {
  if (request.method !== 'POST') return problem('method-not-allowed', { allow: 'POST' })
  const [type] = (request.headers.get('content-type') ?? '').split(';', 1)
  if (type?.trim().toLowerCase() !== 'application/json') return problem('unsupported-media-type')
  const bytes = await readBody(request)
  if (bytes === undefined) return problem('body-too-large')
  const body = parse(bytes)
  if (body === undefined) return problem('malformed-json')
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return problem('invalid-request')
  const session = await settings.session(request)
  if (typeof session !== 'string') return session
  return call({ request, session, body: body as Posted['body'], refused: refusalTo(settings, request) })
}

/** All bytes of a body, undefined where there are too many: counted as they come, `content-length` is only a claim. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  // Somebody has read it: the runtime's own error says so, where an empty body would blame the client.
  if (request.bodyUsed) await request.arrayBuffer()
  if (request.body === null) return new Uint8Array()
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > longestBody) {
      await reader.cancel()
      return undefined
    }
    chunks.push(part.value)
  }
  // Not concat(...chunks): a client chooses how many there are, and a call takes only so many arguments.
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** The value of a JSON text in UTF-8; undefined, which is no JSON value, where it is none. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    return undefined
  }
}

function relatedOrigins(rp: RelyingParty, request: Request): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem('method-not-allowed', { allow: 'GET, HEAD' })
  }
  return json(200, rp.relatedOriginsDocument(), { 'cache-control': 'max-age=3600' })
}

function started({ options, state }: { options: object; state: string }): Response {
  return json(200, { options, state })
}

/** The response with what it came with, but for no cache. Its headers may be immutable: those of a redirect are. */
function uncached(response: Response): Response {
  if (response.headers.has('cache-control')) return response
  const answer = new Response(response.body, response)
  answer.headers.set('cache-control', 'no-store')
  return answer
}

const statuses = {
  'malformed-response': 400,
  'not-accepted': 403,
  'ceremony-over': 410,
} as const satisfies Record<PublicError['code'], number>

/** Answers what the relying party refused; everything else that it threw is the server's own and goes on. */
function refusalTo(settings: HandlerSettings, request: Request): (reason: unknown) => Response {
  return (reason) => {
    if (!CeremonyError.is(reason) || reason.ceremony === 'configuration') throw reason
    settings.refused?.(reason, request)
    const { code, title } = reason.toPublicError()
    return json(statuses[code], { code, title })
  }
}

/** What is wrong with a request before the relying party has a say. */
const problems = {
  'malformed-json': [400, 'The body is not valid JSON.'],
  'invalid-request': [400, 'The request does not have the expected form.'],
  'not-found': [404, 'There is nothing here.'],
  'method-not-allowed': [405, 'This address does not understand the method.'],
  'body-too-large': [413, 'The body is too large.'],
  'unsupported-media-type': [415, 'The body must be JSON, sent as application/json.'],
} as const satisfies Record<string, readonly [status: number, title: string]>

function problem(code: keyof typeof problems, headers?: Readonly<Record<string, string>>): Response {
  const [status, title] = problems[code]
  return json(status, { code, title }, headers)
}

function json(status: number, body: object, headers?: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}
