/**
 * A process that runs calls beside another one, on the same file. Each call comes as far as the function of a store that
 * is the gate; when all have come there, the parent is told, and names the moment at which they go on. What a call looks
 * at before the gate, it has seen before anybody writes.
 */
import { once } from 'node:events'
import { CeremonyError, createRelyingParty } from '@latchkey/rp-core'
import { configOn, openStores } from './sqlite-stores.mjs'

const [{ path, kind, policy, call, inputs, inTurn, gate }] = await once(process, 'message')
const expected = inTurn ? 1 : inputs.length
const go = once(process, 'message')
let waiting = 0
let isOpen = false

const { close, ...stores } = openStores(path)
const gated = Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, withGate(store)]))
const calls = { ...createRelyingParty(configOn(gated, kind, policy)), deleteInUse }
const outcomes = inTurn ? await oneByOne() : await Promise.all(inputs.map(outcomeOf))
close()
process.send(outcomes, () => process.disconnect())

async function oneByOne() {
  const outcomes = []
  for (const input of inputs) outcomes.push(await outcomeOf(input))
  return outcomes
}

/** An error that is no refusal ends this process, and so does what never comes to the gate. */
async function outcomeOf(input) {
  try {
    const { credential, cloneSignal } = (await calls[call](input)) ?? {}
    return { name: 'accepted', credential, cloneSignal }
  } catch (error) {
    if (!isOpen || !CeremonyError.is(error)) throw error
    return { name: `${error.step} ${error.code}` }
  }
}

/** Deletes a credential as soon as its record has come to a version. */
async function deleteInUse({ id, version }) {
  let record
  do record = await gated.credentials.findById(id)
  while (record.version < version)
  await gated.credentials.delete(id)
}

function withGate(store) {
  if (!(gate in store)) return store
  return {
    ...store,
    async [gate](...input) {
      if (!isOpen) await opening()
      return store[gate](...input)
    },
  }
}

async function opening() {
  waiting += 1
  if (waiting === expected) process.send('ready')
  const [moment] = await go
  // Nobody is woken late who does not sleep.
  while (Date.now() < moment);
  isOpen = true
}
