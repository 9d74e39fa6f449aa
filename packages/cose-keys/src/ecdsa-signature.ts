/**
 * ECDSA signatures as DER `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }`, one spelling each.
 *
 * @see RFC 3279 §2.2.3; X.690 §8.3, §10.1
 */
import { CoseError } from './cose-error.ts'
import { type EllipticCurve, isBelow } from './elliptic-curves.ts'

/** DER into r ‖ s: definite and minimal lengths, positive integers, nothing after them. */
export function derToRaw(der: Uint8Array, { fieldLength }: EllipticCurve): Uint8Array {
  const raw = new Uint8Array(2 * fieldLength)
  // Two P-521 integers make up to 139 bytes: from 128 on, and no earlier, a length has the long form.
  let at = der[1] === 0x81 && der[2]! > 0x7f ? 3 : 2
  if (der[0] !== 0x30 || der[at - 1] !== der.length - at) throw malformed('is not one DER sequence')
  for (const end of [fieldLength, raw.length]) {
    let from = at + 2
    const next = from + (der[at + 1] ?? 0)
    if (der[at] !== 0x02 || next > der.length || next === from) throw malformed('lacks an integer')
    const padded = der[from] === 0 && next - from > 1
    if (der[from]! & 0x80) throw malformed('has a negative integer')
    if (padded && !(der[++from]! & 0x80)) throw malformed('has an integer with needless zeros')
    if (next - from > fieldLength) throw malformed('has an integer that is too long')
    raw.set(der.subarray(from, next), end - (next - from))
    at = next
  }
  if (at !== der.length) throw malformed('has more than two integers')
  return raw
}

/** r ‖ s of the curve's length, both in 1 … n − 1. */
export function checkRaw(raw: Uint8Array, { fieldLength, n }: EllipticCurve): Uint8Array {
  if (raw.length !== 2 * fieldLength) throw malformed('is not as long as r and s')
  for (const half of [raw.subarray(0, fieldLength), raw.subarray(fieldLength)]) {
    const isZero = half.every((byte) => byte === 0)
    if (isZero || !isBelow(half, n)) throw malformed('has an r or s outside 1 … n − 1')
  }
  return raw
}

function malformed(what: string): CoseError {
  return new CoseError('signature-malformed', `the ECDSA signature ${what}`)
}
