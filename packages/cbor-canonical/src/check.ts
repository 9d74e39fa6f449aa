import { examine } from './examine.ts'
import type { DecodeOptions } from './options.ts'
import type { Violation } from './violation.ts'
import { walk } from './walk.ts'

/** `bytesRead` counts up to the end of the item, or to where it ceases to be well-formed. */
export type CheckResult = {
  readonly ok: boolean
  readonly bytesRead: number
  readonly violations: readonly Violation[]
}

/**
 * Judges bytes by a profile, without decoding them: all violations in one call.
 *
 * @param bytes - one item and nothing after it
 * @param options - `profile`, `maxDepth`, `maxItems`, `maxBytes` and `tags` count here
 * @returns the violations in order of the bytes
 * @throws {@link CborError} `unsupported-type` for what is not a `Uint8Array`, or a profile that does not exist
 * @example
 * ```ts
 * import { check } from '@latchkey/cbor-canonical'
 *
 * check(new Uint8Array([0xa2, 0x02, 0x00, 0x18, 0x01, 0x00])).violations.map(({ code, offset }) => [code, offset])
 * // [['non-shortest-int', 3]]
 * ```
 * @see RFC 8949 §4.2
 */
export function check(bytes: Uint8Array, options: DecodeOptions = {}): CheckResult {
  const violations: Violation[] = []
  let end = walk(bytes, options, 0)
  if (end !== bytes.length) {
    end = examine(bytes, options, 0, true, (violation) => violations.push(violation))
    if (end < 0) end = violations.at(-1)!.offset
    // A key is found to be out of order after what is wrong inside of it.
    violations.sort((a, b) => a.offset - b.offset)
  }
  return { ok: violations.length === 0, bytesRead: end, violations }
}
