/** The server's HTTP API, as far as the page needs it. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@latchkey/rp-browser'

export type User = { readonly name: string; readonly displayName: string }

export type Passkey = {
  /** base64url */
  readonly id: string
  readonly name: string
  /** RFC 3339 */
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly backedUp: boolean
}

type Started<Options> = { readonly options: Options; readonly state: string }

export function startRegistration(name: string): Promise<Started<PublicKeyCredentialCreationOptionsJSON>> {
  return call('POST', '/api/registration/start', { name })
}

export function finishRegistration(
  state: string,
  response: RegistrationResponseJSON,
): Promise<{ passkey: Passkey }> {
  return call('POST', '/api/registration/finish', { state, response })
}

/** No name: a passkey knows whose it is. */
export function startAuthentication(): Promise<Started<PublicKeyCredentialRequestOptionsJSON>> {
  return call('POST', '/api/authentication/start', {})
}

export function finishAuthentication(
  state: string,
  response: AuthenticationResponseJSON,
): Promise<{ user: User }> {
  return call('POST', '/api/authentication/finish', { state, response })
}

export async function whoIsSignedIn(): Promise<User | null> {
  return (await call<{ user: User | null }>('GET', '/api/session')).user
}

export function signOut(): Promise<void> {
  return call('POST', '/api/sign-out')
}

export function listPasskeys(): Promise<readonly Passkey[]> {
  return call('GET', '/api/passkeys')
}

export function renamePasskey(id: string, name: string): Promise<void> {
  return call('PATCH', `/api/passkeys/${encodeURIComponent(id)}`, { name })
}

export function deletePasskey(id: string): Promise<void> {
  return call('DELETE', `/api/passkeys/${encodeURIComponent(id)}`)
}

export function deleteAccount(): Promise<void> {
  return call('DELETE', '/api/account')
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(path, { method, ...sent }).catch((cause: unknown) => {
    throw new ApiProblem('unreachable', cause)
  })
  if (answer.status === 204) return undefined as T
  const json: unknown = await answer.json().catch(() => undefined)
  if (answer.ok && json !== undefined) return json as T
  throw new ApiProblem(codeIn(json) ?? 'internal')
}

function codeIn(problem: unknown): string | undefined {
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** The server's refusal, by its code; `unreachable` when there was no answer at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: string

  constructor(code: string, cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}
