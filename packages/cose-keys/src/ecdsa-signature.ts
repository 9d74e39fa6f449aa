/**
 * ECDSA signatures as DER `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }`, one spelling each.
 *
 * @see RFC 3279 §2.2.3; X.690 §8.3, §10.1
 */
import { CoseError } from './cose-error.ts'
import { type EllipticCurve, toInteger } from './elliptic-curves.ts'

/** DER into r ‖ s. Definite, minimal, positive, nothing after it. */
export function derToRaw(der: Uint8Array, { fieldLength }: EllipticCurve): Uint8Array<ArrayBuffer> {
  const raw = new Uint8Array(2 * fieldLength)
  // A sequence of two integers of at most 33 bytes is at most 70 bytes long, so its length fits one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw malformed('is not one DER sequence')
  let at = 2
  for (const end of [fieldLength, 2 * fieldLength]) {
    const length = der[at + 1] ?? 0
    const from = at + 2
    at = from + length
    if (der[from - 2] !== 0x02 || length === 0 || at > der.length) throw malformed('lacks an integer')
    const first = der[from]!
    if (first & 0x80) throw malformed('has a negative integer')
    const padded = first === 0 && length > 1
    if (padded && !(der[from + 1]! & 0x80)) throw malformed('has an integer that is not minimal')
    const digits = der.subarray(padded ? from + 1 : from, at)
    if (digits.length > fieldLength) throw malformed('has an integer that is too long')
    raw.set(digits, end - digits.length)
  }
  if (at !== der.length) throw malformed('has bytes after its two integers')
  return raw
}

/** r and s are in 1 … n − 1. */
export function checkRaw(raw: Uint8Array, { fieldLength, n }: EllipticCurve): void {
  if (raw.length !== 2 * fieldLength) throw malformed(`has ${raw.length} bytes instead of ${2 * fieldLength}`)
  for (const half of [raw.subarray(0, fieldLength), raw.subarray(fieldLength)]) {
    const value = toInteger(half)
    if (value === 0n || value >= n) throw malformed('has r or s outside 1 … n − 1')
  }
}

function malformed(what: string): CoseError {
  return new CoseError('signature-malformed', `the ECDSA signature ${what}`)
}
