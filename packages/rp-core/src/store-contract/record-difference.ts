/** How what a store gives differs from what it was given. */
import { encodeHex } from '@latchkey/octets'
import type { CredentialRecord } from '../specification/credential-record.ts'
import { record } from './sample-records.ts'

/**
 * What is wrong with `came`, or undefined. Lists of records have no order, other lists do. Members that no record has
 * are the store's own.
 */
export function difference(came: unknown, wanted: unknown): string | undefined {
  if (isBytes(wanted)) return differenceOfBytes(came, wanted)
  if (isRecord(wanted)) {
    if (typeof came !== 'object' || came === null) return `expected a record, came ${shown(came)}`
    return differenceWithin(came, wanted, Object.keys(record()))
  }
  if (Array.isArray(wanted) && Array.isArray(came)) {
    if (came.length !== wanted.length) return `expected ${wanted.length} items, came ${came.length}`
    const [these, those] = wanted.every(isRecord) ? [byId(came), byId(wanted)] : [came, wanted]
    return differenceWithin(these, those, Object.keys(those), 'item ')
  }
  if (shown(came) !== shown(wanted)) return `expected ${shown(wanted)}, came ${shown(came)}`
  return undefined
}

/** Different values look different, but for objects that are expected nowhere. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (isBytes(value)) return `${value.length} bytes ${encodeHex(value)}`
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
  return String(value)
}

/** Not by `instanceof`: some test frameworks run each file with globals of its own. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}

/** The first of the members that is wrong. */
function differenceWithin(
  came: object,
  wanted: object,
  names: readonly string[],
  kind = '',
): string | undefined {
  for (const name of names) {
    const wrong = difference(Reflect.get(came, name), Reflect.get(wanted, name))
    if (wrong !== undefined) return `${kind}${name}: ${wrong}`
  }
  return undefined
}

function differenceOfBytes(came: unknown, wanted: Uint8Array): string | undefined {
  if (!isBytes(came)) return `expected a Uint8Array of ${wanted.length} bytes, came ${shown(came)}`
  if (came.length !== wanted.length) return `expected ${wanted.length} bytes, came ${came.length}`
  const at = wanted.findIndex((byte, index) => byte !== came[index])
  return at === -1 ? undefined : `expected ${wanted[at]} in byte ${at}, came ${came[at]}`
}

function byId(list: readonly unknown[]): unknown[] {
  const idOf = (one: unknown) => shown(Reflect.get(Object(one), 'id'))
  return [...list].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1))
}

function isRecord(value: unknown): value is CredentialRecord {
  return typeof value === 'object' && value !== null && 'publicKey' in value
}
