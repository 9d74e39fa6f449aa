/** The stored key of a credential, parsed once for as long as it keeps coming. */
import { CoseError, type CoseKey, parseKey } from '@latchkey/cose-keys'
import { equalBytes } from '@latchkey/simd-compare'
import type { AuthenticationCeremony } from './authentication-ceremony.ts'
import { type Refusal, refuse } from './conduct.ts'

/** What was stored was judged when it was registered; here it may be damaged, or of an algorithm no longer known. */
export function storedKey({ credential, expected }: AuthenticationCeremony): CoseKey | Refusal {
  const { publicKey } = credential
  try {
    // What is let through for a conformance tool is never kept for others.
    return expected.conformance
      ? parseKey(publicKey, { dangerouslyAllowRs1: true, knownPoint: true })
      : keptKey(publicKey, credential.id)
  } catch (cause) {
    if (!CoseError.is(cause)) throw cause
    return refuse('stored-key-invalid', `the stored key is refused: ${cause.message}`, { cause })
  }
}

/**
 * Keys with the bytes that they were parsed from: one found by its credential's name would still be there after the
 * record has got another. A few of the bytes are the place where to look, all of them are compared.
 *
 * A key is kept from its second time on, so that those that never come again leave nothing behind; and where there are
 * many, one now and then takes the place of the oldest: what is given up is memory that the garbage collector does not
 * see.
 */
type Kept = { readonly bytes: Uint8Array; readonly key: CoseKey }
const kept = /* @__PURE__ */ new Map<number, Kept>()
const seen = /* @__PURE__ */ new Int32Array(8192)
const many = 1000
let knocks = 0

function keptKey(publicKey: Uint8Array, credentialId: Uint8Array): CoseKey {
  const place = placeOf(publicKey, credentialId)
  const known = kept.get(place)
  if (known && equalBytes(known.bytes, publicKey)) return known.key
  const key = parseKey(publicKey, { knownPoint: true })
  const slot = place & (seen.length - 1)
  if (seen[slot] === place) keep(place, { bytes: publicKey.slice(), key })
  seen[slot] = place
  return key
}

function keep(place: number, one: Kept): void {
  if (kept.size < many || ++knocks % 64 === 0) kept.set(place, one)
  if (kept.size > many) kept.delete(kept.keys().next().value!)
}

/**
 * Four bytes from within x, or the modulus, and the last of the credential ID: so that the one key of all made-up
 * credentials is kept, or not, as those of others are, and takes as long.
 */
function placeOf(publicKey: Uint8Array, id: Uint8Array): number {
  return wordAt(publicKey, 16) ^ wordAt(id, id.length - 4)
}

/** What there is of four bytes. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
