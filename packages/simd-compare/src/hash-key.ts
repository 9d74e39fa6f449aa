import { SimdError } from './simd-error.ts'

/** 16 bytes; HalfSipHash takes the first eight. */
export type HashKey = { readonly bytes: Uint8Array; readonly k0: number; readonly k1: number }

/** The key that was given, for tests, or a random one. Workers give no random bytes while a module is loaded. */
export function hashKey(given: Uint8Array | undefined): HashKey {
  const bytes = given ?? randomBytes()
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { bytes, k0: view.getInt32(0, true), k1: view.getInt32(4, true) }
}

/** Refuses a key that was given and is not 16 bytes; returns a copy. */
export function checkHashKey(key: Uint8Array | undefined): Uint8Array | undefined {
  if (key === undefined) return undefined
  if (key?.[Symbol.toStringTag] === 'Uint8Array' && key.length === 16) return Uint8Array.from(key)
  throw new SimdError('bad-key', 'a hash key is 16 bytes')
}

function randomBytes(): Uint8Array {
  try {
    return crypto.getRandomValues(new Uint8Array(16))
  } catch (cause) {
    throw new SimdError('no-randomness', 'this runtime gives no random bytes now', { cause })
  }
}
