/**
 * JavaScript values of all that CBOR has.
 *
 * @see RFC 8949 §3
 */
import { type CborValue, Float, Simple, Tagged } from './data-model.ts'
import { readFloat, usualNaN } from './floats.ts'
import { toHex } from './hex.ts'
import type { DecodeOptions } from './options.ts'
import { decodeUtf8 } from './utf8.ts'
import { isBignum, type Maker } from './walk.ts'

/** Longer bignums stay byte strings in a tag: engines differ in how long a bigint may be. */
const longestBignum = 1024
const simples = [false, true, null, undefined]

export function values({ profile = 'ctap2', bytes = 'copy' }: DecodeOptions): Maker<CborValue> {
  const copies = bytes === 'copy'
  /** Whether the width of a float is part of its value. */
  const keepsWidth = profile === 'ctap2'
  return {
    leaf(bytes, start, end, argument, isKey) {
      switch (bytes[start]! >> 5) {
        case 0:
          return toInteger(bytes, end, argument)
        case 1:
          return argument < Number.MAX_SAFE_INTEGER
            ? -1 - argument
            : -1n - BigInt(toInteger(bytes, end, argument))
        case 2: {
          const view = new Uint8Array(bytes.buffer, bytes.byteOffset + end - argument, argument)
          return copies ? view.slice() : view
        }
        case 3:
          return decodeUtf8(bytes, end - argument, end)
      }
      const size = end - start - 1
      if (size < 2) return argument > 19 && argument < 24 ? simples[argument - 20] : new Simple(argument)
      return toFloat(bytes, start + 1, size, isKey)
    },
    close(frame, bytes) {
      const { major, argument, items } = frame
      const [first] = items as CborValue[]
      if (major === 2) return joinBytes(items as Uint8Array[])
      if (major === 3) return (items as string[]).join('')
      if (major < 6) return items as CborValue
      if (isBignum(bytes, frame) && (first as Uint8Array).length <= longestBignum) {
        const magnitude = BigInt(`0x0${toHex(first as Uint8Array, 0, Infinity)}`)
        return argument === 2 ? magnitude : -1n - magnitude
      }
      return new Tagged(toInteger(bytes, frame.content, argument), first)
    },
  }

  function toFloat(bytes: Uint8Array, at: number, size: number, isKey: boolean): number | Float {
    const number = readFloat(bytes, at, size)
    const width = (size * 8) as 16 | 32 | 64
    if (Number.isNaN(number)) {
      const bits = BigInt(`0x${toHex(bytes, at, at + size)}`)
      if (bits !== usualNaN[width]) return new Float(number, width, bits)
    }
    // What a plain number would lose: the width, that it is no integer, the sign of a zero that is a key.
    const isLost = Number.isSafeInteger(number) && (isKey || !Object.is(number, -0))
    return (keepsWidth && size < 8) || isLost ? new Float(number, keepsWidth ? width : undefined) : number
  }
}

function toInteger(bytes: Uint8Array, end: number, argument: number): number | bigint {
  return argument <= Number.MAX_SAFE_INTEGER ? argument : BigInt(`0x${toHex(bytes, end - 8, end)}`)
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}
