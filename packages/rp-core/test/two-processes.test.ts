/** Races between two processes on one database: each is decided once, whoever of them decides it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { CredentialRecord } from '../src/credential-record.ts'
import { createRelyingParty, type RelyingParty } from '../src/relying-party.ts'
import type { CeremonyStateConfig, RelyingPartyConfig } from '../src/relying-party-config.ts'
import type { CeremonyStore, CredentialStore, ReplayGuard } from '../src/stores.ts'
import { storeContract } from '../src/testing.ts'
import { type Client, Passkey } from './authenticator.ts'
import { registerAt, session, signInAt, user } from './parties.ts'

type Stores = {
  credentials: CredentialStore & { delete(id: Uint8Array): Promise<void>; all(): Promise<CredentialRecord[]> }
  ceremonies: CeremonyStore
  replayGuard: ReplayGuard
  close(): void
}
type Kind = CeremonyStateConfig['kind']
type Task = { call: string; inputs: unknown[]; gate: string }
type Outcome = { outcome: string; credential?: CredentialRecord; cloneSignal?: boolean }

const { openStores, partyOn } = (await import(
  /* @vite-ignore */ new URL('sqlite-stores.mjs', import.meta.url).href
)) as { openStores(path: string): Stores; partyOn(stores: Stores, kind: Kind): RelyingPartyConfig }

const program = fileURLToPath(new URL('finishing-process.mjs', import.meta.url))
const kinds = ['stored', 'sealed'] as const

/** What a test leaves: processes, open files, folders. */
const ends: (() => void)[] = []

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

describe.each(kinds)('of two processes, with states that are %s,', (kind) => {
  /** The call that spends a state. */
  const spend = kind === 'stored' ? 'take' : 'claim'
  const signIns = (inputs: unknown[], gate: string) => ({ call: 'finishAuthentication', inputs, gate })
  const registrations = (inputs: unknown[], gate: string) => ({ call: 'finishRegistration', inputs, gate })

  it('one of 64 finishes signs in with one state', async () => {
    const { path, stores, rp } = database(kind)
    const { passkey, credential } = await registerAt(rp)
    const input = await signInAtOnce(rp, passkey)
    const task = signIns(Array(32).fill(input), spend)
    const outcomes = await race(path, kind, [task, task])
    expect(tally(outcomes)).toEqual({ accepted: 1, 'A11 state-unknown': 63 })
    expect((await stores.credentials.findById(passkey.id))?.version).toBe(credential.version + 1)
  })

  it('one of 64 finishes registers with one state', async () => {
    const { path, stores, rp } = database(kind)
    const { options, state } = await rp.startRegistration({ user, session })
    const input = { state, session, response: new Passkey().create(options) }
    const task = registrations(Array(32).fill(input), spend)
    const outcomes = await race(path, kind, [task, task])
    expect(tally(outcomes)).toEqual({ accepted: 1, 'R8 state-unknown': 63 })
    expect(await stores.credentials.all()).toEqual([winnerOf(outcomes).credential])
  })

  it('one of 64 accounts gets a credential ID that all of them register', async () => {
    const { path, stores, rp } = database(kind)
    const passkey = new Passkey()
    const inputs = []
    for (let account = 0; account < 64; account++) {
      const { options, state } = await rp.startRegistration({ user, session })
      inputs.push({ state, session, response: passkey.create(options) })
    }
    const outcomes = await race(path, kind, [
      registrations(inputs.slice(0, 32), 'insert'),
      registrations(inputs.slice(32), 'insert'),
    ])
    expect(tally(outcomes)).toEqual({ accepted: 1, 'R26 credential-already-registered': 63 })
    expect(await stores.credentials.all()).toEqual([winnerOf(outcomes).credential])
  })

  it('a credential that is deleted during its sign-ins does not come back', async () => {
    const { path, stores, rp } = database(kind)
    const { passkey } = await registerAt(rp)
    const inputs = []
    for (let n = 0; n < 32; n++) inputs.push(await signInAtOnce(rp, passkey))
    const outcomes = await race(path, kind, [
      signIns(inputs, process.env.G ? spend : 'update'),
      { call: 'deleteCredential', inputs: [passkey.id], gate: 'delete' },
    ])
    console.log(kind, 4, tally(outcomes))
    expect(await stores.credentials.all()).toEqual([])
  })

  it('honest', async () => {
    const { path, stores, rp } = database(kind)
    const { passkey } = await registerAt(rp, new Passkey(), { signCount: 1 })
    const inputs = []
    for (let n = 0; n < 64; n++) inputs.push(await signInAtOnce(rp, passkey, { signCount: 2 }))
    const g = process.env.G ? spend : 'update'
    const outcomes = await race(path, kind, [signIns(inputs.slice(0, 32), g), signIns(inputs.slice(32), g)])
    console.log(kind, 5, tally(outcomes), outcomes.filter((o) => o.cloneSignal).length)
    console.log((await signInAt(rp, passkey, { signCount: 2 })).cloneSignal, stores.credentials)
  })
})

it.each(storeContract(async () => database('stored').stores))('$name', ({ run }) => run())

function database(kind: Kind) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-two-processes-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'latchkey.db')
  const stores = openStores(path)
  ends.push(() => stores.close())
  return { path, stores, rp: createRelyingParty(partyOn(stores, kind)) }
}

async function signInAtOnce(rp: RelyingParty, passkey: Passkey, client: Client = {}) {
  const { options, state } = await rp.startAuthentication({ session })
  return { state, session, response: passkey.get(options, client) }
}

/** Runs each task in a process of its own; all go on at one moment. */
async function race(path: string, kind: Kind, tasks: readonly Task[]): Promise<Outcome[]> {
  const processes = tasks.map((task) => start({ path, kind, ...task }))
  await Promise.all(processes.map(({ message }) => message()))
  const moment = Date.now() + 50
  for (const { send } of processes) send(moment)
  return (await Promise.all(processes.map(({ message }) => message()))).flat() as Outcome[]
}

function start(task: object) {
  const child = fork(program, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  ends.push(() => child.kill('SIGKILL'))
  let errors = ''
  child.stderr!.on('data', (data) => {
    errors += data
  })
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`the process ended with ${code}: ${errors}`)
  })
  ended.catch(() => {})
  child.send(task)
  return {
    send: (message: number) => child.send(message),
    message: () => Promise.race([once(child, 'message').then(([message]) => message), ended]),
  }
}

function tally(outcomes: readonly Outcome[]) {
  const counts: Record<string, number> = {}
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

function winnerOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find(({ outcome }) => outcome === 'accepted')!
}
