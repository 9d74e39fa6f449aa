/** Races between two processes on one database: whoever wins, each is decided once. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeBase64url } from '@latchkey/octets'
import { afterEach, describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingParty } from '../src/safe-layer/relying-party-calls.ts'
import type {
  CeremonyStateConfig,
  RelyingPartyConfig,
  RelyingPartyPolicy,
} from '../src/safe-layer/relying-party-config.ts'
import type { CeremonyStore, CredentialStore, ReplayGuard } from '../src/safe-layer/stores.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { storeContract } from '../src/testing.ts'
import { type Client, Passkey } from './authenticator.ts'
import { registerAt, session, signInAt, user } from './parties.ts'

type Kind = CeremonyStateConfig['kind']

type Stores = {
  credentials: CredentialStore & {
    delete(id: Uint8Array): Promise<void>
    listAll(): Promise<CredentialRecord[]>
  }
  ceremonies: CeremonyStore
  replayGuard: ReplayGuard
  close(): void
}

type SqliteStores = {
  openStores(path: string): Stores
  configOn(stores: Stores, kind: Kind): RelyingPartyConfig
}

/** What a process does: a call for each input, of which each waits at the gate until all processes are so far. */
type Task = {
  call: 'finishRegistration' | 'finishAuthentication' | 'deleteInUse'
  inputs: readonly unknown[]
  /** the function of a store */
  gate: string
  /** the next call begins when the one before has ended: only the first waits */
  inTurn?: boolean
  policy?: RelyingPartyPolicy
}

type Outcome = { name: string; credential?: CredentialRecord; cloneSignal?: boolean }

const { openStores, configOn } = (await import(
  /* @vite-ignore */ new URL('sqlite-stores.mjs', import.meta.url).href
)) as SqliteStores
const program = fileURLToPath(new URL('finishing-process.mjs', import.meta.url))

/** Ends what a test has begun, the last first. */
const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

const kinds = ['stored', 'sealed'] as const

describe.each(kinds)('two processes, with states that are %s', { timeout: 60_000 }, (kind) => {
  const spending = kind === 'stored' ? 'take' : 'claim'

  it('sign in once with one state', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const { passkey, credential } = await registerAt(rp)
    const [input] = await answers(rp, passkey, 1)
    const task: Task = { call: 'finishAuthentication', inputs: Array(32).fill(input), gate: spending }
    const outcomes = (await race(path, kind, [task, task])).flat()
    expect(tally(outcomes)).toEqual({ accepted: 1, 'A11 state-unknown': 63 })
    expect((await stores.credentials.findById(passkey.id))?.version).toBe(credential.version + 1)
  })

  it('register once with one state', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const { options, state } = await rp.startRegistration({ user, session })
    const input = { state, session, response: new Passkey().create(options) }
    const task: Task = { call: 'finishRegistration', inputs: Array(32).fill(input), gate: spending }
    const outcomes = (await race(path, kind, [task, task])).flat()
    expect(tally(outcomes)).toEqual({ accepted: 1, 'R8 state-unknown': 63 })
    expect(await stores.credentials.listAll()).toEqual([winnerOf(outcomes).credential])
  })

  it('register a credential ID for one of 64 accounts', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const passkey = new Passkey()
    const inputs: unknown[] = []
    const userHandles: string[] = []
    while (inputs.length < 64) {
      const { options, state } = await rp.startRegistration({ user, session })
      inputs.push({ state, session, response: passkey.create(options) })
      userHandles.push(options.user.id)
    }
    const tasks = halves({ call: 'finishRegistration', inputs, gate: 'insert' })
    const outcomes = (await race(path, kind, tasks)).flat()
    expect(tally(outcomes)).toEqual({ accepted: 1, 'R26 credential-already-registered': 63 })
    const winner = winnerOf(outcomes)
    const records = await stores.credentials.listAll()
    expect(records).toEqual([winner.credential])
    expect(encodeBase64url(records[0]!.userHandle)).toBe(userHandles[outcomes.indexOf(winner)])
  })

  it('bring back no credential that was deleted when its sign-ins had been judged', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const { passkey } = await registerAt(rp)
    const inputs = await answers(rp, passkey, 32)
    const task: Task = { call: 'finishAuthentication', inputs, gate: 'update' }
    const [outcomes] = await race(path, kind, [task], () => stores.credentials.delete(passkey.id))
    expect(tally(outcomes!)).toEqual({ 'A6 credential-unknown': 32 })
    expect(await stores.credentials.listAll()).toEqual([])
  })

  it('sign in until one of them deletes the credential, and not again', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const { passkey, credential } = await registerAt(rp)
    const inputs = await answers(rp, passkey, 32)
    const version = credential.version + 8
    const [signIns] = await race(path, kind, [
      { call: 'finishAuthentication', inputs, gate: spending, inTurn: true },
      { call: 'deleteInUse', inputs: [{ id: passkey.id, version }], gate: 'findById' },
    ])
    const { accepted = 0 } = tally(signIns!)
    expect(accepted).toBeGreaterThanOrEqual(8)
    expect(signIns!.map(({ name }) => name)).toEqual(
      Array(32).fill('accepted').fill('A6 credential-unknown', accepted),
    )
    expect(await stores.credentials.listAll()).toEqual([])
  })

  it('take honest sign-ins at once for no clone of each other', async () => {
    const { path, stores, rp } = partyOnFile(kind)
    const { passkey, credential } = await registerAt(rp, new Passkey(), { signCount: 1 })
    const inputs = await answers(rp, passkey, 64, { signCount: 2 })
    // Where a false alarm turns somebody away.
    const policy = { cloneSignal: 'refuse' } as const
    const tasks = halves({ call: 'finishAuthentication', inputs, gate: 'update', policy })
    const outcomes = (await race(path, kind, tasks)).flat()
    const accepted = outcomes.filter(({ name }) => name === 'accepted')
    // Who lost eight times, lost to eight that won.
    expect(accepted.length).toBeGreaterThanOrEqual(8)
    expect(tally(outcomes)).toEqual({
      accepted: accepted.length,
      'A24 credential-changed': 64 - accepted.length,
    })
    expect(new Set(accepted.map(({ cloneSignal }) => cloneSignal))).toEqual(new Set([false]))
    expect((await stores.credentials.findById(passkey.id))?.version).toBe(
      credential.version + accepted.length,
    )
    expect(await signInAt(rp, passkey, { signCount: 2 })).toMatchObject({ cloneSignal: true })
  })
})

describe('stores on SQLite', () => {
  const cases = storeContract(async () => storesOnFile().stores)
  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', (_, run) => run())
})

/** Stores on a new file. */
function storesOnFile() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-two-processes-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'stores.db')
  const stores = openStores(path)
  ends.push(() => stores.close())
  return { path, stores }
}

function partyOnFile(kind: Kind) {
  const { path, stores } = storesOnFile()
  return { path, stores, rp: createRelyingParty(configOn(stores, kind)) }
}

/** Finishes of as many sign-ins that have begun. */
async function answers(rp: RelyingParty, passkey: Passkey, count: number, client: Client = {}) {
  const inputs: unknown[] = []
  while (inputs.length < count) {
    const { options, state } = await rp.startAuthentication({ session })
    inputs.push({ state, session, response: passkey.get(options, client) })
  }
  return inputs
}

/** One task for two processes. */
function halves(task: Task): Task[] {
  const middle = task.inputs.length / 2
  return [
    { ...task, inputs: task.inputs.slice(0, middle) },
    { ...task, inputs: task.inputs.slice(middle) },
  ]
}

/**
 * Runs each task in a process of its own. When all calls are at their gates, `between` is done, and then they go on at
 * one moment.
 *
 * @returns the outcomes of each task
 */
async function race(
  path: string,
  kind: Kind,
  tasks: readonly Task[],
  between: () => Promise<void> = async () => {},
): Promise<Outcome[][]> {
  const processes = tasks.map((task) => begin({ path, kind, ...task }))
  await Promise.all(processes.map(({ nextMessage }) => nextMessage()))
  await between()
  const moment = Date.now() + 20
  for (const { send } of processes) send(moment)
  return Promise.all(processes.map(({ nextMessage }) => nextMessage() as Promise<Outcome[]>))
}

function begin(task: object) {
  const child = fork(program, { execArgv: [], serialization: 'advanced', silent: true })
  ends.push(() => child.kill('SIGKILL'))
  let errors = ''
  child.stderr?.on('data', (data) => {
    errors += data
  })
  const ended = once(child, 'close').then(([code]) => Promise.reject(new ProcessEnded(code, errors)))
  // Whoever waits for a message is told.
  ended.catch(() => {})
  child.send(task)
  return {
    send: (moment: number) => child.send(moment),
    nextMessage: () => Promise.race([once(child, 'message').then(([message]) => message), ended]),
  }
}

function tally(outcomes: readonly Outcome[]) {
  const counts: Record<string, number> = {}
  for (const { name } of outcomes) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function winnerOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ name }) => name === 'accepted')!
}

class ProcessEnded extends Error {
  constructor(code: number | null, errors: string) {
    super(`a process ended with ${code} before it had an outcome: ${errors}`)
  }
}
