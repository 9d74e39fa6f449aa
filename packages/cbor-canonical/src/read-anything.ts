/** Makes values of all that CBOR has, or says what is wrong with it. */
import { admit } from './admit.ts'
import { CborError } from './cbor-error.ts'
import type { CborValue } from './data-model.ts'
import type { DecodeOptions } from './options.ts'
import { values } from './values.ts'
import type { Violation } from './violation.ts'
import { walk } from './walk.ts'

/** `bytesRead` counts from the offset; `violations` holds what `report` mode let pass. */
export type DecodeResult = {
  readonly value: CborValue
  readonly bytesRead: number
  readonly violations: readonly Violation[]
}

export function checkOffset(offset: number): void {
  if (Number.isInteger(offset) && offset >= 0) return
  throw new CborError('unsupported-type', 'expected an offset that is a whole number, not below zero')
}

/** @param whole - whether bytes after the item are wrong */
export function readAnything(
  bytes: Uint8Array,
  options: DecodeOptions,
  start: number,
  whole: boolean,
): DecodeResult {
  const { end, violations } = admit(bytes, options, start, whole)
  const out: CborValue[] = []
  walk(bytes, options, start, values(options), out)
  return { value: out[0], bytesRead: end - start, violations }
}
