import { vi } from 'vitest'

/** What a call to the fake `navigator.credentials` was given, and how to answer it. */
export type Asked = {
  readonly kind: 'create' | 'get'
  readonly options: CredentialCreationOptions & CredentialRequestOptions
  resolve(credential: unknown): void
  reject(error: unknown): void
}

/** Puts a browser's WebAuthn on the global object; `vi.unstubAllGlobals()` takes it away. */
export function installBrowser(statics: object = {}): Asked[] {
  const asked: Asked[] = []
  const ask = (kind: Asked['kind']) => (options: Asked['options']) =>
    new Promise((resolve, reject) => {
      asked.push({ kind, options, resolve, reject })
      const { signal } = options
      if (signal?.aborted) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
  vi.stubGlobal('navigator', { credentials: { create: ask('create'), get: ask('get') } })
  vi.stubGlobal(
    'PublicKeyCredential',
    Object.assign(class {}, { isConditionalMediationAvailable: async () => true, ...statics }),
  )
  return asked
}

/** Lets everything run that waits for nothing but promises. */
export const settled = () => new Promise((resolve) => setImmediate(resolve))

/** The code of the error that a promise fails with; what it resolves to where it does not fail. */
export const codeOf = (promise: Promise<unknown>) => promise.catch((error: { code?: unknown }) => error.code)

export const creationOptions = {
  rp: { id: 'example.com', name: 'Example' },
  user: { id: 'AQID', name: 'ada', displayName: 'Ada' },
  challenge: 'AAECAwQFBgcICQoLDA0ODw',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 60_000,
}

export const requestOptions = { challenge: 'AAECAwQFBgcICQoLDA0ODw', rpId: 'example.com', timeout: 60_000 }

const bytes = (...values: number[]) => Uint8Array.from(values).buffer

/** A credential as old browsers give it: no toJSON. */
export const created = {
  id: '-_8',
  rawId: bytes(0xfb, 0xff),
  type: 'public-key',
  authenticatorAttachment: 'platform',
  getClientExtensionResults: () => ({ credProps: { rk: true }, prf: { results: { first: bytes(1, 2, 3) } } }),
  response: {
    clientDataJSON: bytes(1),
    attestationObject: bytes(2),
    getAuthenticatorData: () => bytes(3),
    getTransports: () => ['internal', 'hybrid'],
    getPublicKey: () => null,
    getPublicKeyAlgorithm: () => -7,
  },
}

export const createdJson = {
  id: '-_8',
  rawId: '-_8',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true }, prf: { results: { first: 'AQID' } } },
  response: {
    clientDataJSON: 'AQ',
    attestationObject: 'Ag',
    authenticatorData: 'Aw',
    transports: ['internal', 'hybrid'],
    publicKeyAlgorithm: -7,
  },
}

export const used = {
  id: '-_8',
  rawId: bytes(0xfb, 0xff),
  type: 'public-key',
  authenticatorAttachment: null,
  getClientExtensionResults: () => ({}),
  response: { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(3), userHandle: null },
}

export const usedJson = {
  id: '-_8',
  rawId: '-_8',
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: 'Aw' },
}
