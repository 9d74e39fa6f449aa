/**
 * A guard for applications that already decode with the npm package cbor-x.
 */
import { Decoder } from 'cbor-x'
import { admit } from './admit.ts'
import { CborError } from './cbor-error.ts'
import type { DecodeOptions } from './options.ts'

/** Decodes with cbor-x what has passed the check. */
export type GuardedDecoder = {
  decode(bytes: Uint8Array): unknown
}

/**
 * Makes a decoder that lets cbor-x see nothing but what this package accepts.
 *
 * cbor-x alone takes repeated keys, any order of keys, any width and length, text that is no UTF-8, and runs code for
 * about twenty families of tags. Here the bytes are judged first, then decoded by cbor-x, and then integers that it gives
 * as `bigint` become numbers where they are safe.
 *
 * @param options - as for `decode`; by default `ctap2`, which has no tags. Where another profile or `tags: 'keep'` lets tags
 * pass, cbor-x does with them what it does.
 * @returns maps as `Map`, byte strings as `Uint8Array`
 * @throws {@link CborError} from `decode`, with the code, offset and path of the violation that comes first; with the error
 * of cbor-x as `cause` where it fails on what was accepted
 * @example
 * ```ts
 * import { createGuardedDecoder } from '@latchkey/cbor-canonical/cbor-x'
 *
 * const decoder = createGuardedDecoder()
 * decoder.decode(new Uint8Array([0xa1, 0x01, 0x26])) // Map { 1 => -7 }
 * ```
 */
export function createGuardedDecoder(options: DecodeOptions = {}): GuardedDecoder {
  const decoder = new Decoder({ mapsAsObjects: false, useRecords: false })
  return {
    decode(bytes) {
      admit(bytes, options, 0, true)
      let value: unknown
      try {
        value = decoder.decode(bytes)
      } catch (cause) {
        const error = new CborError('unsupported-type', 'cbor-x does not decode this', 0)
        error.cause = cause
        throw error
      }
      return fold(value, options.bytes === 'view')
    },
  }
}

function fold(value: unknown, views: boolean): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  }
  if (value instanceof Uint8Array) {
    const view = new Uint8Array(value.buffer, value.byteOffset, value.length)
    return views ? view : view.slice()
  }
  if (Array.isArray(value)) return value.map((item) => fold(item, views))
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, item]) => [fold(key, views), fold(item, views)]))
  return value
}
