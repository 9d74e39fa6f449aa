/** What every border of this package refuses. */
import { SimdError } from './simd-error.ts'

/** The longest key, in bytes: as long as a credential ID may be. @see WebAuthn Level 3 §4, "Credential ID" */
const maxWidth = 1023

/** Bytes, of whatever realm: a class of another frame or context is not the class here. */
export function checkBytes(bytes: Uint8Array): void {
  if (bytes?.[Symbol.toStringTag] !== 'Uint8Array') throw new SimdError('wrong-type', 'expected a Uint8Array')
  if (bytes.length === 0) checkAttached(bytes)
}

/** A key of exactly `width` bytes. */
export function checkWidth(bytes: Uint8Array, width: number): void {
  if (bytes?.length === width && bytes[Symbol.toStringTag] === 'Uint8Array') return
  checkBytes(bytes)
  throw new SimdError('wrong-width', `expected ${width} bytes, got ${bytes.length}`)
}

/** A key of any length that one may have. */
export function checkAnyWidth(key: Uint8Array): void {
  checkBytes(key)
  if (key.length > 0 && key.length <= maxWidth) return
  throw new SimdError('wrong-width', `expected 1 to ${maxWidth} bytes, got ${key.length}`)
}

/** Records of `width` bytes one after another; returns how many. */
export function checkPacked(packed: Uint8Array, width: number): number {
  checkBytes(packed)
  if (packed.length % width === 0) return packed.length / width
  throw new SimdError('wrong-width', `${packed.length} bytes are not a whole number of records of ${width}`)
}

/** A width that keys may have. */
export function checkWidthItself(width: number): void {
  if (Number.isInteger(width) && width >= 1 && width <= maxWidth) return
  throw new SimdError('wrong-width', `expected a width from 1 to ${maxWidth} bytes, got ${width}`)
}

/** Exactly `count` lanes, in an array of the class that is named. */
export function checkLanes(lanes: BigUint64Array | Uint32Array, name: string, count: number): void {
  if (lanes?.[Symbol.toStringTag] !== name) throw new SimdError('wrong-type', `expected a ${name}`)
  if (lanes.length === 0) checkAttached(lanes)
  if (lanes.length !== count)
    throw new SimdError('wrong-width', `expected ${count} lanes, got ${lanes.length}`)
}

/** A transferred buffer leaves views of no length behind, which would pass for empty. */
export function checkAttached({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  try {
    new Uint8Array(buffer)
  } catch (cause) {
    throw new SimdError('detached-buffer', 'the bytes were transferred elsewhere', { cause })
  }
}
