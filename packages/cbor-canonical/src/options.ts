import { CborError } from './cbor-error.ts'
import type { Profile } from './profile.ts'
import type { Violation } from './violation.ts'

/** How to read. Every function that reads takes all of these, and passes over what means nothing to it. */
export type DecodeOptions = {
  /** The rules to judge by: `ctap2` by default. `basic` asks for well-formed, valid UTF-8 and unique keys alone. */
  profile?: Profile | 'basic'
  /** `report` accepts what is well-formed, has valid UTF-8 and unique keys, and hands over what else is wrong. */
  mode?: 'reject' | 'report'
  /** Called in `report` mode with each violation, in order of the bytes, once the input is accepted. */
  onViolation?: (violation: Violation) => void
  /** Levels of maps and arrays: 4 under `ctap2`, else 128, which is also the most there can be. */
  maxDepth?: number
  /** Items in all: each key, value, element, chunk, tag, map and array is one. */
  maxItems?: number
  /** Bytes handed in, from the offset on. */
  maxBytes?: number
  /** Byte strings as arrays of their own (`copy`, the default), or as windows on the input. */
  bytes?: 'copy' | 'view'
  /** `none` refuses every tag: the default under `ctap2`. */
  tags?: 'none' | 'keep'
}

const profiles: readonly unknown[] = ['ctap2', 'rfc8949', 'rfc7049', 'dcbor']

/** What a caller in JavaScript may get wrong. */
export function checkArguments(bytes: unknown, profile: unknown): void {
  if (!(bytes instanceof Uint8Array)) throw new CborError('unsupported-type', 'expected a Uint8Array')
  if (profile !== 'basic') checkProfile(profile)
}

export function checkProfile(profile: unknown): void {
  if (!profiles.includes(profile)) throw new CborError('unsupported-type', 'expected a known profile')
}
