import { concat, decodeUtf8, encodeBase64url } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import {
  type CeremonyStates,
  hashSession,
  randomBytes,
  readState,
  stateExpired,
  stateText,
  stateUnknown,
} from './ceremony-state.ts'
import { refuse } from './conduct.ts'
import type { CeremonyStore } from './stores.ts'

/** 32 random bytes name a state, so that nobody guesses one. */
const nameLength = 32
const names = /^[A-Za-z0-9_-]{43}$/

/** States in a store, under random names: hash of the session ‖ text of the state. */
export function storedStates(store: CeremonyStore, rpId: string): CeremonyStates {
  return {
    async keep(state, session) {
      const name = encodeBase64url(randomBytes(nameLength))
      const text = new TextEncoder().encode(stateText(state))
      await store.put(name, concat(hashSession(rpId, session), text), state.expires)
      return name
    },

    async take(name, kind, session, now) {
      const bytes = typeof name === 'string' && names.test(name) ? await store.take(name) : undefined
      if (bytes === undefined) return stateUnknown
      if (!equalBytes(bytes.subarray(0, 32), hashSession(rpId, session))) {
        return refuse('state-of-another-session', 'the ceremony was begun in another session')
      }
      const state = readState(decodeUtf8(bytes.subarray(32)))
      if (state.kind !== kind) {
        return refuse('state-of-another-ceremony', 'the state is of the other kind of ceremony')
      }
      return state.expires.getTime() > now.getTime() ? state : stateExpired
    },
  }
}
