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
/** Above the 24 bits of a group. */
const outside = 1 << 24
const codes = /* @__PURE__ */ Uint8Array.from(alphabet, (character) => character.charCodeAt(0))

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
  if (text.length > characters.length) characters = new Uint8Array(text.length)
  // What is outside ASCII becomes bytes that are outside the alphabet, or does not fit.
  if (encoder.encodeInto(text, characters).written !== text.length) throw badCharacter(text)
  const whole = text.length - rest
  const out = new Uint8Array((text.length * 3) >> 2)
  let seen = 0
  let to = 0
  for (let from = 0; from < whole; from += 4) {
    const group =
      first[characters[from]!]! |
      second[characters[from + 1]!]! |
      third[characters[from + 2]!]! |
      fourth[characters[from + 3]!]!
    seen |= group
    out[to++] = group >> 16
    out[to++] = group >> 8
    out[to++] = group
  }
  if (rest > 0) {
    const group =
      first[characters[whole]!]! |
      second[characters[whole + 1]!]! |
      (rest === 3 ? third[characters[whole + 2]!]! : 0)
    seen |= group
    out[to++] = group >> 16
    if (rest === 3) out[to] = group >> 8
    if (seen < outside && (group & (rest === 3 ? 0xff : 0xffff)) !== 0) {
      throw new OctetsError(
        'spare-bits',
        'the unused bits of the last base64url character are not zero',
        text.length - 1,
      )
    }
  }
  if (seen >= outside) throw badCharacter(text)
  return out
}

function badCharacter(text: string): OctetsError {
  const at = [...text].findIndex((character) => !alphabet.includes(character))
  return new OctetsError('bad-character', `not a base64url character at ${at}`, at)
}

const encoder = /* @__PURE__ */ new TextEncoder()
/** The text at hand in bytes, which are read twice as fast as a string. */
let characters = /* @__PURE__ */ new Uint8Array(1024)

/** Six bits by their character, where they lie in a group of four. */
const first = /* @__PURE__ */ valuesAt(18)
const second = /* @__PURE__ */ valuesAt(12)
const third = /* @__PURE__ */ valuesAt(6)
const fourth = /* @__PURE__ */ valuesAt(0)

function valuesAt(shift: number): Int32Array {
  const table = new Int32Array(256).fill(outside)
  for (let value = 0; value < alphabet.length; value++) table[alphabet.charCodeAt(value)] = value << shift
  return table
}
