import { CborError } from './cbor-error.ts'
import { examine } from './examine.ts'
import type { DecodeOptions } from './options.ts'
import type { Violation } from './violation.ts'

/**
 * Lets an item pass or throws, as `mode` asks for.
 *
 * @param whole - whether bytes after the item are wrong
 * @returns its end, and what was tolerated, in order of the bytes
 */
export function admit(
  bytes: Uint8Array,
  options: DecodeOptions,
  from: number,
  whole: boolean,
): { end: number; violations: Violation[] } {
  const { mode, onViolation } = options
  const violations: Violation[] = []
  let first: Violation | undefined
  // Not all that hostile bytes may hold is kept: only what comes first is thrown.
  const end = examine(bytes, options, from, whole, (violation, tolerable) => {
    if (tolerable && mode === 'report') violations.push(violation)
    else if (first === undefined || violation.offset < first.offset) first = violation
  })
  if (first) throw toError(first)
  violations.sort((a, b) => a.offset - b.offset)
  if (onViolation) for (const violation of violations) onViolation(violation)
  return { end, violations }
}

export function toError({ code, offset, path }: Violation): CborError {
  return new CborError(code, `${code} at byte ${offset}`, offset, path)
}
