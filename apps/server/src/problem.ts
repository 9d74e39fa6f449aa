/**
 * Every refusal of this server, as one JSON shape with a code that a client can switch on.
 *
 * @see RFC 9457 (application/problem+json)
 */

/** What can be wrong, the status it is sent with, and the sentence for a person. */
const problems = {
  'malformed-json': [400, 'The body is not valid JSON'],
  'invalid-request': [400, 'The request does not have the expected form'],
  'malformed-response': [400, 'The answer of the passkey cannot be read'],
  'ceremony-over': [400, 'This attempt is over: it has expired, or was used already. Start again'],
  'not-accepted': [400, 'This passkey is not accepted'],
  'not-signed-in': [401, 'Nobody is signed in'],
  'cross-site': [403, 'This request comes from another site'],
  'sign-in-again': [403, 'For this, sign in again first: the last sign-in is too long ago'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'This address does not understand the method'],
  'name-taken': [409, 'This name is taken. If it is yours, sign in and add a passkey there'],
  'last-passkey': [409, 'This is the only passkey of the account. Delete the account instead'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be JSON, sent as application/json'],
  'rate-limited': [429, 'Too many attempts. Wait a moment and try again'],
  internal: [500, 'Something went wrong on the server'],
  'page-not-built': [503, 'The page of this server was not built'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof problems

/** What goes over the wire. */
export type ProblemDocument = {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly code: string
  readonly errors?: readonly ProblemDetail[]
}

/** One place in the request that is not as expected: a JSON pointer below `body`, `params` or `querystring`. */
export type ProblemDetail = { readonly at: string; readonly expected: string }

export const problemMediaType = 'application/problem+json'

const brand = Symbol.for('@latchkey/server/Problem')

/** A refusal with a code. Neither message nor fields hold anything that a client sent. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly [brand] = true
  readonly code: ProblemCode
  readonly status: number
  readonly errors: readonly ProblemDetail[] | undefined

  constructor(code: ProblemCode, errors?: readonly ProblemDetail[]) {
    super(problems[code][1])
    this.code = code
    this.status = problems[code][0]
    this.errors = errors
  }

  toJSON(): ProblemDocument {
    return {
      type: 'about:blank',
      title: this.message,
      status: this.status,
      code: this.code,
      ...(this.errors && { errors: this.errors }),
    }
  }

  static is(value: unknown): value is Problem {
    return typeof value === 'object' && value !== null && brand in value
  }
}
