/** cbor2 and cbor-x, asked for what this package gives, as far as they have it. */
import { Decoder } from 'cbor-x'
import { cdeEncodeOptions, decode as decode2, encode as encode2, Simple as Simple2, Tag as Tag2 } from 'cbor2'
import { sortCoreDeterministic, sortLengthFirstDeterministic } from 'cbor2/sorts'
import { type CborValue, Float, Simple, Tagged } from '../src/data-model.ts'

const decoderX = new Decoder({ mapsAsObjects: false, useRecords: false })

export type Outcome = { readonly value: unknown } | { readonly refused: string }

export function outcome(call: () => unknown): Outcome {
  try {
    return { value: call() }
  } catch (error) {
    return { refused: (error as Error).message }
  }
}

export function decodeByCbor2(bytes: Uint8Array): unknown {
  return decode2(bytes, {
    preferMap: true,
    rejectDuplicateKeys: true,
    ignoreGlobalTags: true,
    maxDepth: 1000,
  })
}

export function decodeByCborX(bytes: Uint8Array): unknown {
  return decoderX.decode(bytes)
}

/** Canonical bytes by cbor2; throws where it has no such value. */
export function encodeByCbor2(value: CborValue, order: 'bytewise' | 'lengthFirst'): Uint8Array {
  const sortKeys = order === 'bytewise' ? sortCoreDeterministic : sortLengthFirstDeterministic
  return encode2(toCbor2(value), { ...cdeEncodeOptions, sortKeys, ignoreOriginalEncoding: true })
}

function toCbor2(value: CborValue): unknown {
  if (value instanceof Simple) return new Simple2(value.value)
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return value.map(toCbor2)
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [toCbor2(key), toCbor2(item)]))
  return value
}

/** One text for values that are the same, whichever of the three made them: to all of them but us 1.0 is 1. */
export function alike(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return Object.is(value, -0) ? '-0' : `${value}`
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Float) return alike(value.value)
  if (value instanceof Simple || value instanceof Simple2) return `simple(${value.value})`
  if (value instanceof Tagged) return `${value.tag}(${alike(value.value)})`
  if (value instanceof Tag2) return alikeTag(value)
  if (value instanceof Uint8Array) return `h'${value.join()}'`
  if (Array.isArray(value)) return `[${value.map(alike)}]`
  if (value instanceof Map)
    return `{${Array.from(value, ([key, item]) => `${alike(key)}:${alike(item)}`).sort()}}`
  return `${value}`
}

/** The tags of cbor2 are switched off, since some run code; so its bignums are still byte strings. */
function alikeTag({ tag, contents }: Tag2): string {
  const isBignum = (Number(tag) === 2 || Number(tag) === 3) && contents instanceof Uint8Array
  if (!isBignum) return `${tag}(${alike(contents)})`
  let magnitude = 0n
  for (const byte of contents) magnitude = magnitude * 256n + BigInt(byte)
  return alike(Number(tag) === 2 ? magnitude : -1n - magnitude)
}
