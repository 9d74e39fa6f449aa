/**
 * A process that runs calls on a SQLite file beside others: it lets each call come as far as one function of a store, says
 * that it is ready, and lets all go on at the moment that its parent names. So each call has done before the race all that
 * it does before that function, in every process.
 */
import { once } from 'node:events'
import { CeremonyError, createRelyingParty } from '@latchkey/rp-core'
import { openStores, partyOn } from './sqlite-stores.mjs'

const [{ path, kind, call, inputs, gate }] = await once(process, 'message')
const { close, ...stores } = openStores(path)
const start = once(process, 'message')
let waiting = 0
let isOpen = false

const gated = Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, withGate(store)]))
const party = createRelyingParty(partyOn(gated, kind))
const calls = { ...party, deleteCredential: (id) => gated.credentials.delete(id) }
const outcomes = await Promise.all(inputs.map(async (input) => outcomeOf(calls[call](input))))
close()
process.send(outcomes, () => process.disconnect())

function withGate(store) {
  if (!(gate in store)) return store
  return {
    ...store,
    async [gate](...input) {
      if (!isOpen) {
        waiting += 1
        if (waiting === inputs.length) process.send('ready')
        const [moment] = await start
        while (Date.now() < moment);
        isOpen = true
      }
      return store[gate](...input)
    },
  }
}

/** What is no refusal of a ceremony ends this process, and fails the test. */
async function outcomeOf(promise) {
  try {
    const { credential, cloneSignal } = (await promise) ?? {}
    return { outcome: 'accepted', credential, cloneSignal }
  } catch (error) {
    if (!CeremonyError.is(error)) throw error
    if (!isOpen) throw new Error(`refused before it came to ${gate}`, { cause: error })
    return { outcome: `${error.step} ${error.code}` }
  }
}
