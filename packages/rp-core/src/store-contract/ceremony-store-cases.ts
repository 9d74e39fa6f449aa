/** What the stores of ceremonies promise: of states that they keep, and of sealed ones that they count once. */

import type { CeremonyStore, ReplayGuard } from '../safe-layer/stores.ts'
import { atOnce, demandOneWinner, type StorePromises } from './contract-case.ts'
import { allValues, filled } from './sample-records.ts'

/** What a {@link CeremonyStore} promises. */
export const ceremonyPromises: StorePromises<CeremonyStore> = {
  'a state comes back as it was put': async (store, demand) => {
    const states = [allValues(), filled(8192, 0), filled(1, 0), allValues().subarray(100, 200)]
    for (const [index, state] of states.entries()) {
      await store.put(names[index]!, state.slice(), expiry(later))
      demand(`a state of ${state.length} bytes`, await store.take(names[index]!), state)
    }
    await store.put(names[0], filled(64, 9).subarray(16, 32), expiry(later))
    demand('a state that was a part of a larger buffer', await store.take(names[0]), filled(16, 9))
  },

  'a state is taken once': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(later))
    demand('the first take', await store.take(names[0]), filled(64, 1))
    demand('the second take', await store.take(names[0]), undefined)
  },

  'a name that is not there is undefined': async (store, demand) => {
    demand('a name in an empty store', await store.take(names[0]), undefined)
    await store.put(names[0], filled(64, 1), expiry(later))
    demand('a part of a name', await store.take(names[0].slice(0, -1)), undefined)
    demand('a longer name', await store.take(`${names[0]}A`), undefined)
  },

  'names that are alike are apart': async (store, demand) => {
    const states = names.map((_, index) => filled(64, index))
    for (const [index, name] of names.entries()) await store.put(name, states[index]!.slice(), expiry(later))
    for (const [index, name] of names.entries()) {
      demand(`the state of ${name}`, await store.take(name), states[index])
    }
  },

  'of many takes at once, one gets the state': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(later))
    const taken = await Promise.all(Array.from({ length: atOnce }, () => store.take(names[0])))
    const states = taken.filter((state) => state !== undefined)
    demand(`how many of ${atOnce} takes got the state`, states.length, 1)
    demand('the state', states[0], filled(64, 1))
  },

  'a state is kept until it expires': async (store, demand) => {
    await store.put(names[0], filled(64, 1), expiry(soon))
    await store.put(names[1], filled(64, 2), expiry(later))
    await passed(pause)
    demand(`a state that expires in ${soon / 1000} s`, await store.take(names[0]), filled(64, 1))
    demand(`a state that expires in ${later / 1000} s`, await store.take(names[1]), filled(64, 2))
  },

  'what was handed in is copied': async (store, demand) => {
    const given = filled(64, 1)
    await store.put(names[0], given, expiry(later))
    given.fill(2)
    demand('the state', await store.take(names[0]), filled(64, 1))
  },
}

/** What a {@link ReplayGuard} promises. */
export const replayGuardPromises: StorePromises<ReplayGuard> = {
  'an id is claimed once': async (guard, demand) => {
    demand('the first claim', await guard.claim(names[0], expiry(later)), true)
    demand('the second claim', await guard.claim(names[0], expiry(later)), false)
    demand('a claim with another expiry', await guard.claim(names[0], expiry(later + 1000)), false)
  },

  'ids that are alike are apart': async (guard, demand) => {
    for (const name of [...names, names[0].slice(0, -1)]) {
      demand(`the first claim of ${name}`, await guard.claim(name, expiry(later)), true)
    }
  },

  'of many claims at once, one is true': async (guard, demand) => {
    const until = expiry(later)
    const claims = await Promise.all(Array.from({ length: atOnce }, () => guard.claim(names[0], until)))
    demandOneWinner(demand, claims, true, false)
  },

  'a claim is kept until it expires': async (guard, demand) => {
    demand('the first claim', await guard.claim(names[0], expiry(soon)), true)
    demand('the first claim of another id', await guard.claim(names[1], expiry(later)), true)
    await passed(pause)
    demand('the second claim', await guard.claim(names[0], expiry(soon)), false)
    demand('the second claim of the other id', await guard.claim(names[1], expiry(later)), false)
  },
}

/** As long as those of states. They differ in letter case alone, and where LIKE has a wildcard. */
const names = [
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop_AA',
  'qwertyUIOPqwertyUIOPqwertyUIOPqwertyUIOP_AA',
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop-AA',
  'QWERTYuiopQWERTYuiopQWERTYuiopQWERTYuiop0AA',
] as const

/** Far enough that no slow machine reaches it; taken for milliseconds it is over within {@link pause}. */
const soon = 20_000
const later = 600_000
const pause = 60

function expiry(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds)
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
