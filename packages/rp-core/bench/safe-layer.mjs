/**
 * What the safe layer costs over the specification layer: a sign-in from start to finish, less one verification of the
 * same response. Stores answer at once and out of memory.
 */
import { availableParallelism } from 'node:os'
import { createRelyingParty, verifyAuthentication } from '@latchkey/rp-core'
import { algorithms, assertion } from './assertion.mjs'

const session = 'a pre-login cookie'
const bars = { stored: 15, sealed: 60 }
const perRound = 100

const one = assertion(algorithms.ES256)
let record = one.ours.credential
const { userHandle } = record
const credentials = {
  findById: async () => record,
  listByUserHandle: async () => [record],
  insert: async () => 'inserted',
  async update(_id, _version, next) {
    record = next
    return 'updated'
  },
}

const states = new Map()
const store = {
  async put(id, state) {
    states.set(id, state)
  },
  async take(id) {
    const state = states.get(id)
    states.delete(id)
    return state
  },
}
const replayGuard = { claim: async () => true }
const ceremonyStates = {
  stored: { kind: 'stored', store },
  sealed: { kind: 'sealed', keys: [{ id: 'one', key: new Uint8Array(32).fill(7) }], replayGuard },
}

const head = '| what | overhead, µs [middle half] | bar | rounds |\n| --- | --- | --- | --- |'
console.log(`Node ${process.version}, ${process.arch}, ${availableParallelism()} cores\n\n${head}`)
for (const [kind, ceremonyState] of Object.entries(ceremonyStates)) {
  const rp = createRelyingParty({
    rp: { id: 'example.org', name: 'Example' },
    origins: ['https://example.org'],
    ceremonyState,
    credentials,
    secrets: { decoys: new Uint8Array(32).fill(1) },
  })
  await print(`${kind}, anybody may sign in`, bars[kind], rp, { session })
  await print(`${kind}, of a named account`, bars[kind], rp, { session, userHandle })
}

async function print(what, bar, rp, start) {
  const figures = []
  for (let round = 0; round < 60; round++) figures.push(await overhead(rp, start))
  const sorted = figures.slice(10).sort((a, b) => a - b)
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1)
  const missed = Number(at(0.5)) > bar ? ' (missed)' : ''
  console.log(`| ${what} | ${at(0.5)} [${at(0.25)} … ${at(0.75)}] | ${bar}${missed} | ${sorted.length} |`)
}

/** Microseconds a ceremony. */
async function overhead(rp, start) {
  const begun = []
  const inputs = []
  const starting = await timed(async () => {
    for (let at = 0; at < perRound; at++) begun.push(await rp.startAuthentication(start))
  })
  for (const { options, state } of begun) inputs.push(answered(options, state))
  const finishing = await timed(async () => {
    for (const { finish } of inputs) await rp.finishAuthentication(finish)
  })
  const verifying = await timed(async () => {
    for (const { verify } of inputs) await verifyAuthentication(verify)
  })
  return ((starting + finishing - verifying) * 1000) / perRound
}

function answered({ challenge }, state) {
  const bytes = Buffer.from(challenge, 'base64url')
  const { response } = assertion(algorithms.ES256, one.key, bytes, record.id)
  const expected = { ...one.ours.expected, challenge: new Uint8Array(bytes) }
  return {
    finish: { state, session, response },
    verify: { response, credential: record, expected },
  }
}

async function timed(work) {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
