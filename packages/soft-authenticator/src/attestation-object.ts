import { encode } from '@latchkey/cbor-canonical'

/** Deeper than the four that CTAP2 allows: the certificates of a statement in a compound one lie at five. */
const maxDepth = 8

/** `fmt`, `attStmt` and `authData` in CTAP2's canonical form. @see WebAuthn Level 3 §6.5.4 */
export function writeAttestationObject(members: ReadonlyMap<string, unknown>): Uint8Array {
  return encode(members as never, { profile: 'ctap2', maxDepth })
}
