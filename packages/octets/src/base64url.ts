/**
 * base64url without padding, strict in both directions.
 *
 * Two spellings of one value are two database keys, so a decoder that forgives padding, `+`, blanks or spare bits
 * lets one credential be registered twice, or be looked up in vain. This one has exactly one spelling for each value.
 *
 * @see RFC 4648 §5, §3.5
 */
import { OctetsError } from './octets-error.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const outside = 0x80
const codes = /* @__PURE__ */ Uint8Array.from(alphabet, (character) => character.charCodeAt(0))
const values = /* @__PURE__ */ invert()

/**
 * Encodes bytes as base64url without padding.
 *
 * @param bytes - any number of bytes
 * @returns `ceil(bytes.length * 4 / 3)` characters of `A–Z a–z 0–9 - _`
 * @example
 * ```ts
 * import { encodeBase64url } from '@latchkey/octets'
 *
 * encodeBase64url(new Uint8Array([0xfb, 0xff])) // '-_8'
 * ```
 * @see RFC 4648 §5
 */
export function encodeBase64url(bytes: Uint8Array): string {
  const { fromCharCode } = String
  const whole = bytes.length - (bytes.length % 3)
  let text = ''
  // Four codes a call: more at once, as elements of an array, take ten times as long.
  for (let from = 0; from < whole; from += 3) {
    const group = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!
    text += fromCharCode(
      codes[group >> 18]!,
      codes[(group >> 12) & 63]!,
      codes[(group >> 6) & 63]!,
      codes[group & 63]!,
    )
  }
  if (whole === bytes.length) return text
  const group = (bytes[whole]! << 16) | ((bytes[whole + 1] ?? 0) << 8)
  text += fromCharCode(codes[group >> 18]!, codes[(group >> 12) & 63]!)
  return whole + 1 === bytes.length ? text : text + fromCharCode(codes[(group >> 6) & 63]!)
}

/**
 * Decodes base64url without padding, and refuses every other spelling of the same bytes.
 *
 * @param text - characters of `A–Z a–z 0–9 - _`; no padding, no white space
 * @returns the bytes, in an array of their own
 * @throws {@link OctetsError} `bad-character`, `bad-length` (one character more than a multiple of four),
 * `spare-bits` (unused bits of the last character are set), `wrong-type`
 * @example
 * ```ts
 * import { decodeBase64url } from '@latchkey/octets'
 *
 * decodeBase64url('-_8') // Uint8Array [0xfb, 0xff]
 * ```
 * @see RFC 4648 §5, §3.5
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string')
    throw new OctetsError('wrong-type', `expected base64url text, got ${typeof text}`)
  const rest = text.length & 3
  if (rest === 1) {
    throw new OctetsError('bad-length', `${text.length} characters cannot be base64url`, text.length)
  }
  const whole = text.length - rest
  const out = new Uint8Array((whole >> 2) * 3 + (rest > 0 ? rest - 1 : 0))
  let to = 0
  for (let from = 0; from < whole; from += 4) {
    const group =
      (sixBits(text, from) << 18) |
      (sixBits(text, from + 1) << 12) |
      (sixBits(text, from + 2) << 6) |
      sixBits(text, from + 3)
    out[to++] = group >> 16
    out[to++] = group >> 8
    out[to++] = group
  }
  if (rest > 0) {
    const group =
      (sixBits(text, whole) << 18) |
      (sixBits(text, whole + 1) << 12) |
      (rest === 3 ? sixBits(text, whole + 2) << 6 : 0)
    out[to++] = group >> 16
    if (rest === 3) out[to] = group >> 8
    if ((group & (rest === 3 ? 0xff : 0xffff)) !== 0) {
      throw new OctetsError(
        'spare-bits',
        'the unused bits of the last base64url character are not zero',
        text.length - 1,
      )
    }
  }
  return out
}

function sixBits(text: string, at: number): number {
  const value = values[text.charCodeAt(at)] ?? outside
  if (value === outside) throw new OctetsError('bad-character', `not a base64url character at ${at}`, at)
  return value
}

function invert(): Uint8Array {
  const table = new Uint8Array(128).fill(outside)
  for (let value = 0; value < alphabet.length; value++) table[alphabet.charCodeAt(value)] = value
  return table
}
