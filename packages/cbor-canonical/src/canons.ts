import { check } from './check.ts'
import type { Profile } from './profile.ts'

/**
 * Tells in which canonical forms bytes are.
 *
 * @param bytes - one item and nothing after it; not well-formed input is in no canonical form
 * @throws {@link CborError} `unsupported-type` for what is not a `Uint8Array`
 * @example
 * ```ts
 * import { canons } from '@latchkey/cbor-canonical'
 *
 * canons(new Uint8Array([0xa2, 0x18, 0x64, 0x00, 0x20, 0x00])) // { 100: 0, -1: 0 }
 * // { ctap2: true, rfc8949: true, rfc7049: false, dcbor: true }
 * ```
 * @see RFC 8949 §4.2
 */
export function canons(bytes: Uint8Array): Readonly<Record<Profile, boolean>> {
  const holds = (profile: Profile) => check(bytes, { profile }).ok
  return {
    ctap2: holds('ctap2'),
    rfc8949: holds('rfc8949'),
    rfc7049: holds('rfc7049'),
    dcbor: holds('dcbor'),
  }
}
