import { concat, encodeBase64url } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import { refuse } from '../specification/conduct.ts'
import {
  type CeremonyStates,
  decodeState,
  encodeState,
  hashSession,
  stateExpired,
  stateUnknown,
} from './ceremony-state.ts'
import type { CeremonyStore } from './stores.ts'

/** Of 32 random bytes: nobody guesses one. */
const names = /^[A-Za-z0-9_-]{43}$/

/** States in a store, under random names: hash of the session ‖ state. */
export function storedStates(store: CeremonyStore, rpId: string): CeremonyStates {
  return {
    async keep(state, session, random) {
      const name = encodeBase64url(random)
      await store.put(name, concat(hashSession(rpId, session), encodeState(state)), state.expires)
      return name
    },

    async take(name, kind, session, now) {
      const bytes = typeof name === 'string' && names.test(name) ? await store.take(name) : undefined
      if (bytes === undefined) return stateUnknown
      if (!equalBytes(bytes.subarray(0, 32), hashSession(rpId, session))) {
        return refuse('state-of-another-session', 'the ceremony was begun in another session')
      }
      const state = decodeState(bytes.subarray(32))
      if (state.kind !== kind) {
        return refuse('state-of-another-ceremony', 'the state is of the other kind of ceremony')
      }
      return state.expires.getTime() > now.getTime() ? state : stateExpired
    },
  }
}
