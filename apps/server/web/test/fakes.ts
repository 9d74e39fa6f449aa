import { vi } from 'vitest'

type Answer = { readonly status: number; readonly json?: unknown }

/** A server that answers by method and path; what it was asked is in `calls`. `vi.unstubAllGlobals()` ends it. */
export function fakeServer(answers: Record<string, (body: unknown) => Answer>) {
  const calls: string[] = []
  const fetch = async (path: string, { method, body }: { method: string; body?: string }) => {
    const call = `${method} ${path}`
    calls.push(call)
    const answer = answers[call]?.(body && JSON.parse(body))
    if (!answer) throw new TypeError('fetch failed')
    return new Response(answer.json === undefined ? null : JSON.stringify(answer.json), {
      status: answer.status,
    })
  }
  vi.stubGlobal('fetch', fetch)
  return { answers, calls }
}

export const problem = (status: number, code: string) => () => ({
  status,
  json: { title: code, status, code },
})

type Asked = {
  readonly kind: 'create' | 'get'
  readonly mediation: unknown
  answer(): void
  refuse(name: string): void
}

/** A browser with passkeys; each question to it waits in the list that is given back. */
export function fakeBrowser(): Asked[] {
  const asked: Asked[] = []
  const ask = (kind: Asked['kind']) => (options: { signal?: AbortSignal; mediation?: unknown }) =>
    new Promise((resolve, reject) => {
      asked.push({
        kind,
        mediation: options.mediation,
        answer: () => resolve({ toJSON: () => ({ id: 'AQ', response: {} }) }),
        refuse: (name) => reject(new DOMException('', name)),
      })
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason))
    })
  vi.stubGlobal('navigator', { credentials: { create: ask('create'), get: ask('get') } })
  vi.stubGlobal(
    'PublicKeyCredential',
    Object.assign(class {}, {
      getClientCapabilities: async () => ({ conditionalGet: true }),
      isConditionalMediationAvailable: async () => true,
    }),
  )
  return asked
}

export const ada = { name: 'ada', displayName: 'Ada' }

export const passkey = {
  id: 'AQ',
  name: 'Passkey',
  createdAt: '2026-01-02T12:00:00.000Z',
  lastUsedAt: null,
  backedUp: false,
}

export const registrationStarted = {
  state: 'r1',
  options: {
    rp: { name: 'Latchkey' },
    user: { id: 'AQ', name: 'ada', displayName: 'Ada' },
    challenge: 'AAECAw',
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  },
}

/** Lets everything run that waits for nothing but promises. */
export const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
