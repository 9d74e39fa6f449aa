/** Values as the shared vectors write them, and one text for each value of the data model. */
import { type CborValue, Float, Simple, Tagged } from '../src/data-model.ts'

export type Notation =
  | { readonly t: 'int' | 'bytes' | 'text'; readonly v: string }
  | { readonly t: 'array'; readonly v: readonly Notation[] }
  | { readonly t: 'map'; readonly v: readonly (readonly [Notation, Notation])[] }
  | { readonly t: 'tag'; readonly n: string; readonly v: Notation }
  | { readonly t: 'simple'; readonly v: number }
  | { readonly t: 'float'; readonly bits: string }

const simples = [false, true, null, undefined]

/** What this package takes for it. */
export function toValue(notation: Notation): CborValue {
  switch (notation.t) {
    case 'int':
      return safe(BigInt(notation.v)) as number
    case 'bytes':
      return Uint8Array.from(notation.v.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
    case 'text':
      return notation.v
    case 'array':
      return notation.v.map(toValue)
    case 'map':
      return new Map(notation.v.map(([key, value]) => [toValue(key), toValue(value)]))
    case 'tag':
      return new Tagged(safe(BigInt(notation.n)), toValue(notation.v))
    case 'simple':
      return notation.v > 19 && notation.v < 24 ? simples[notation.v - 20] : new Simple(notation.v)
    case 'float':
      return new Float(fromBits(notation.bits))
  }
}

/** A text that two values share where they are the same; the order of entries does not count, and NaN is one value. */
export function describe(value: unknown): string {
  if (typeof value === 'bigint') return `${value}`
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? `${value}` : float(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return `${value}`
  if (value instanceof Uint8Array)
    return `h'${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}'`
  if (Array.isArray(value)) return `[${value.map(describe)}]`
  if (value instanceof Map)
    return `{${Array.from(value, ([key, item]) => `${describe(key)}:${describe(item)}`).sort()}}`
  if (value instanceof Float) return float(value.value)
  if (value instanceof Simple) return `simple(${value.value})`
  if (value instanceof Tagged) return describeTag(value)
  throw new TypeError(`${value} is no CBOR value`)
}

function describeTag({ tag, value }: Tagged): string {
  if ((Number(tag) !== 2 && Number(tag) !== 3) || !(value instanceof Uint8Array))
    return `${tag}(${describe(value)})`
  const magnitude = BigInt(`0x0${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
  return `${Number(tag) === 2 ? magnitude : -1n - magnitude}`
}

function float(value: number): string {
  return Object.is(value, -0) ? 'f-0' : `f${value}`
}

function safe(integer: bigint): number | bigint {
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
}

function fromBits(bits: string): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}
