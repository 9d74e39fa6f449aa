/** What every runtime must do alike, against the published package; see CONTRIBUTING.md, "Portable cases". */
import { encodeBase64url } from '@latchkey/octets'
import {
  CeremonyError,
  type CeremonyStateConfig,
  type CredentialRecord,
  type CredentialStore,
  createRelyingParty,
  type RelyingParty,
} from '@latchkey/rp-core'
import { createHandlers } from '@latchkey/rp-core/fetch'
import { storeContract } from '@latchkey/rp-core/testing'
import { createSoftAuthenticator, type Preset } from '@latchkey/soft-authenticator'

const session = 'a pre-login cookie'
const client = { origin: 'https://example.org' }
const user = { name: 'ada', displayName: 'Ada' }

function credentialsInMemory(): CredentialStore {
  const records = new Map<string, CredentialRecord>()
  return {
    findById: async (id) => structuredClone(records.get(encodeBase64url(id))),
    listByUserHandle: async (userHandle) =>
      structuredClone(
        [...records.values()].filter(
          (record) => encodeBase64url(record.userHandle) === encodeBase64url(userHandle),
        ),
      ),
    async insert(record) {
      const name = encodeBase64url(record.id)
      if (records.has(name)) return 'exists'
      records.set(name, structuredClone(record))
      return 'inserted'
    },
    async update(id, expectedVersion, next) {
      const name = encodeBase64url(id)
      if (records.get(name)?.version !== expectedVersion) return 'conflict'
      records.set(name, structuredClone(next))
      return 'updated'
    },
  }
}

function statesOf(kind: CeremonyStateConfig['kind']): CeremonyStateConfig {
  const states = new Map<string, Uint8Array>()
  const claimed = new Set<string>()
  if (kind === 'sealed') {
    return {
      kind,
      keys: [{ id: 'one', key: new Uint8Array(32).fill(7) }],
      replayGuard: { claim: async (id) => claimed.size < claimed.add(id).size },
    }
  }
  return {
    kind,
    store: {
      async put(id, state) {
        states.set(id, state)
      },
      async take(id) {
        const state = states.get(id)
        states.delete(id)
        return state
      },
    },
  }
}

const partyWith = (kind: CeremonyStateConfig['kind']) =>
  createRelyingParty({
    rp: { id: 'example.org', name: 'Example' },
    origins: [client.origin],
    ceremonyState: statesOf(kind),
    credentials: credentialsInMemory(),
    secrets: { decoys: new Uint8Array(32).fill(1) },
  })

async function signIn(kind: CeremonyStateConfig['kind'], preset: Preset) {
  const rp = partyWith(kind)
  const authenticator = createSoftAuthenticator({ preset, seed: new Uint8Array(32).fill(5) })
  const created = await rp.startRegistration({ user, session })
  const registration = await authenticator.create(created.options, client)
  await rp.finishRegistration({ state: created.state, session, response: registration })
  const { options, state } = await rp.startAuthentication({ session })
  const finish = { state, session, response: await authenticator.get(options, client) }
  const { factors, missing } = await rp.finishAuthentication(finish)
  if (factors !== 'multi-factor' || missing.length > 0) throw new Error(`it was ${factors}`)
  await refused('state-unknown', rp.finishAuthentication(finish))
}

async function refused(code: string, attempt: Promise<unknown>): Promise<void> {
  const got = await attempt.then(
    () => 'accepted',
    (error: unknown) => (CeremonyError.is(error) ? error.code : String(error)),
  )
  if (got !== code) throw new Error(`got ${got}, wanted ${code}`)
}

const post = (path: string, body: object) =>
  new Request(`https://example.org/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...(['stored', 'sealed'] as const).flatMap((kind) =>
    (['platform', 'synced-passkey'] as const).map((preset) => ({
      name: `a ${preset} registers and signs in, with a state that is ${kind}`,
      run: () => signIn(kind, preset),
    })),
  ),
  {
    name: 'a sealed state does not open with a bit flipped',
    async run() {
      const rp = partyWith('sealed')
      const { state } = await rp.startAuthentication({ session })
      const at = state.length >> 1
      const other = state[at] === 'A' ? 'B' : 'A'
      const changed = (state.slice(0, at) + other + state.slice(at + 1)) as typeof state
      await refused('state-unknown', rp.finishAuthentication({ state: changed, session, response: {} }))
      await refused('response-malformed', rp.finishAuthentication({ state, session, response: {} }))
    },
  },
  {
    name: 'a name that nobody has is the same in every runtime',
    async run() {
      const { options } = await partyWith('stored').startAuthentication({ session, decoyFor: 'Nobody' })
      const ids = options.allowCredentials.map(({ id }) => id).join()
      if (ids !== 'pxrj7pNTQMv4ZHRlrEQ4npLcQEKLGmrCafHd9gIatGE') throw new Error(`got ${ids}`)
    },
  },
  {
    name: 'handlers answer requests',
    async run() {
      const handle = createHandlers(partyWith('sealed'), {
        session: () => session,
        registrant: () => user,
        userHandleOf: () => undefined,
        registered: ({ credential }) =>
          Response.json({ id: encodeBase64url(credential.id) }, { status: 201 }),
        authenticated: ({ factors }) => Response.json({ factors }),
      })
      const authenticator = createSoftAuthenticator({ preset: 'platform', seed: new Uint8Array(32).fill(6) })
      const start = (await (await handle(post('registration/start', {}))).json()) as Awaited<
        ReturnType<RelyingParty['startRegistration']>
      >
      const response = await authenticator.create(start.options, client)
      const finished = await handle(post('registration/finish', { state: start.state, response }))
      if (finished.status !== 201) throw new Error(`got ${finished.status} ${await finished.text()}`)
      const again = await handle(post('registration/finish', { state: start.state, response }))
      if (again.status !== 410) throw new Error(`got ${again.status} for a state that was used`)
    },
  },
  {
    name: 'the contract of stores is kept by these',
    async run() {
      for (const { run } of storeContract(async () => ({ credentials: credentialsInMemory() }))) await run()
    },
  },
]
