import type { CborErrorCode } from '../src/cbor-error.ts'
import type { DecodeOptions } from '../src/options.ts'

/** The vectors' names of the profiles. */
export type VectorProfile = 'core' | 'lengthFirst' | 'ctap2' | 'dcbor' | 'basic'

export const profiles = {
  core: 'rfc8949',
  lengthFirst: 'rfc7049',
  ctap2: 'ctap2',
  dcbor: 'dcbor',
  basic: 'basic',
} as const
export const canonicalProfiles = ['core', 'lengthFirst', 'ctap2', 'dcbor'] as const

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly class: string
      readonly offset: number
      readonly codes: readonly CborErrorCode[]
      readonly all?: readonly (readonly [number, CborErrorCode])[]
    }

/** Options of one profile, by the vectors' name for it. */
export function optionsOf(profile: string): DecodeOptions {
  return { profile: profiles[profile as VectorProfile] }
}

/** Heads of the chunks in strings of indefinite length: no item of their own in the vectors. */
export function chunkOffsets(bytes: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>()
  let at = 0
  const walk = (): void => {
    const first = bytes[at++]!
    const major = first >> 5
    let argument = first & 31
    if (argument > 23 && argument < 28) {
      const end = at + (1 << (argument - 24))
      for (argument = 0; at < end; at++) argument = argument * 256 + bytes[at]!
    } else if (argument === 31) argument = Infinity
    if (major === 2 || major === 3) {
      if (argument < Infinity) at += argument
      else
        while (bytes[at] !== 0xff && at < bytes.length) {
          found.add(at)
          walk()
        }
      if (argument === Infinity) at++
    } else if (major === 4 || major === 5) {
      const count = major === 5 ? argument * 2 : argument
      for (let i = 0; i < count && at < bytes.length; i++) {
        if (argument === Infinity && bytes[at] === 0xff) {
          at++
          break
        }
        walk()
      }
    } else if (major === 6) walk()
  }
  walk()
  return found
}
