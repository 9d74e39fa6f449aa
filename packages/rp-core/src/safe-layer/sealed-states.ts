import { concat, decodeBase64url, encodeBase64url, OctetsError, sha256 } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import {
  type CeremonyKind,
  type CeremonyStates,
  decodeState,
  encodeState,
  hashSession,
  stateExpired,
  stateUnknown,
} from './ceremony-state.ts'
import type { Cipher, CipherKey } from './cipher.ts'
import { expandKey, hmac } from './keyed-hash.ts'
import type { ReplayGuard } from './stores.ts'

/** A key that seals ceremony states. */
export type SealingKey = {
  /** any text; a state names the key that sealed it by the hash of this */
  id: string
  /** 32 bytes */
  key: Uint8Array
}

/** Ceremonies that are sealed and with the client. */
export type SealedStateConfig = {
  kind: 'sealed'
  /** the first seals, all open; what one sealed that is gone is `state-unknown` */
  keys: readonly [SealingKey, ...SealingKey[]]
  /** remembers what was used */
  replayGuard: ReplayGuard
}

/** Of the bytes below, whose meaning changes with it. */
const version = 1
const idLength = 8
const saltLength = 16
const headLength = 1 + idLength + saltLength
/** A state is filled up with zeros to a multiple of this, so that its length tells nothing. */
const blockLength = 512
/** For clocks that differ from process to process: a guard must not forget what one of them would still open. */
const clockDifference = 60_000
/** In characters: a list of a hundred credentials takes a tenth. */
const longest = 131_072
const kinds = { registration: 1, authentication: 2 } as const

/**
 * States that the client keeps: version ‖ key identifier ‖ salt ‖ AES-256-GCM of the state.
 *
 * Key and nonce are derived from the sealing key and the salt (HKDF-SHA-256), so that neither is ever used twice. Version,
 * RP ID, kind of ceremony and session are authenticated with it: under others it does not open. Nothing in a sealed
 * state says that it was used before: the guard does, and is asked before anything is judged.
 */
export function sealedStates(
  { keys, replayGuard }: SealedStateConfig,
  rpId: string,
  cipher: Cipher,
): CeremonyStates {
  const known = keys.map(({ id, key }) => ({ id: identifierOf(id), key: key.slice() }))

  return {
    async keep(state, session, random) {
      const salt = random.subarray(0, saltLength)
      const { id, key } = known[0]!
      const sealed = await cipher.encrypt(
        cipherKey(key, salt),
        padded(encodeState(state)),
        associatedData(rpId, state.kind, session),
      )
      return encodeBase64url(concat(Uint8Array.of(version), id, salt, sealed))
    },

    async take(name, kind, session, now) {
      const bytes = bytesOf(name)
      if (bytes === undefined || bytes.length < headLength || bytes[0] !== version) return stateUnknown
      const id = bytes.subarray(1, 1 + idLength)
      const salt = bytes.subarray(1 + idLength, headLength)
      const key = known.find((one) => equalBytes(one.id, id))?.key
      if (key === undefined) return stateUnknown
      const opened = await cipher.decrypt(
        cipherKey(key, salt),
        bytes.subarray(headLength),
        associatedData(rpId, kind, session),
      )
      if (opened === undefined) return stateUnknown
      const state = decodeState(opened)
      // What has expired is refused by every process alike, and a guard need not remember it.
      if (state.expires.getTime() <= now.getTime()) return stateExpired
      const forgettable = new Date(state.expires.getTime() + clockDifference)
      return (await replayGuard.claim(encodeBase64url(salt), forgettable)) === true ? state : stateUnknown
    },
  }
}

function padded(state: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(blockLength * Math.ceil(state.length / blockLength))
  blocks.set(state)
  return blocks
}

export function identifierOf(id: string): Uint8Array {
  return sha256(new TextEncoder().encode(id)).subarray(0, idLength)
}

function cipherKey(key: Uint8Array, salt: Uint8Array): CipherKey {
  const bytes = expandKey(hmac(salt, key), 'latchkey ceremony state', 44)
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32) }
}

/** Each part has one length but the RP ID, which says its own. */
function associatedData(rpId: string, kind: CeremonyKind, session: unknown): Uint8Array {
  const name = new TextEncoder().encode(rpId)
  return concat(
    Uint8Array.of(version, name.length),
    name,
    Uint8Array.of(kinds[kind]),
    hashSession(rpId, session),
  )
}

function bytesOf(name: unknown): Uint8Array | undefined {
  if (typeof name !== 'string' || name.length > longest) return undefined
  try {
    return decodeBase64url(name)
  } catch (cause) {
    if (OctetsError.is(cause)) return undefined
    throw cause
  }
}
