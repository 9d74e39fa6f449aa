/**
 * Hexadecimal text.
 *
 * @see RFC 4648 §8
 */
import { OctetsError } from './octets-error.ts'

/**
 * Encodes bytes as lower-case hexadecimal.
 *
 * @param bytes - any number of bytes
 * @returns two characters a byte
 * @example
 * ```ts
 * import { encodeHex } from '@latchkey/octets'
 *
 * encodeHex(new Uint8Array([0x0a, 0xff])) // '0aff'
 * ```
 * @see RFC 4648 §8
 */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16)
  return text
}

/**
 * Decodes hexadecimal text of either letter case.
 *
 * @param text - an even number of `0–9 a–f A–F`, nothing else
 * @returns the bytes, half as many as characters
 * @throws {@link OctetsError} `bad-length` (an odd number of characters), `bad-character`, `wrong-type`
 * @example
 * ```ts
 * import { decodeHex } from '@latchkey/octets'
 *
 * decodeHex('0aFF') // Uint8Array [0x0a, 0xff]
 * ```
 * @see RFC 4648 §8
 */
export function decodeHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string')
    throw new OctetsError('wrong-type', `expected hexadecimal text, got ${typeof text}`)
  if (text.length & 1) {
    throw new OctetsError(
      'bad-length',
      `${text.length} hexadecimal digits are half a byte too many`,
      text.length,
    )
  }
  const out = new Uint8Array(text.length >> 1)
  for (let at = 0; at < out.length; at++) out[at] = (digit(text, at * 2) << 4) | digit(text, at * 2 + 1)
  return out
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x57
  throw new OctetsError('bad-character', `not a hexadecimal digit at ${at}`, at)
}
