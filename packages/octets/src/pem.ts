/**
 * PEM armour around DER, strict on reading: what is let through is what RFC 7468 lets a generator write
 * (lines of at most 64 characters, LF or CRLF, padded base64 with zero spare bits), and text between blocks.
 *
 * @see RFC 7468 §2, §3
 */
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { OctetsError } from './octets-error.ts'

const begin = '-----BEGIN '
const label = /^(?:[!-,.-~](?:[- ]?[!-,.-~])*)?$/

/** One block of PEM: `label` is what stands between BEGIN and the dashes, `der` what the block holds. */
export type PemBlock = { readonly label: string; readonly der: Uint8Array }

/**
 * Wraps DER in PEM armour: lines of 64 characters, LF at each line's end.
 *
 * @param label - as in `CERTIFICATE` or `PUBLIC KEY`: printable characters, words parted by single blanks
 * @param der - the bytes to wrap
 * @returns the block, with a line feed at its end
 * @throws {@link OctetsError} `bad-pem` for a label that cannot be written
 * @example
 * ```ts
 * import { encodePem } from '@latchkey/octets'
 *
 * encodePem('PUBLIC KEY', new Uint8Array([0x30, 0x00]))
 * // '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n'
 * ```
 * @see RFC 7468 §3
 */
export function encodePem(label: string, der: Uint8Array): string {
  checkLabel(label, 0)
  const text = encodeBase64url(der).replaceAll('-', '+').replaceAll('_', '/')
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  const lines = padded.match(/.{1,64}/g) ?? []
  return [`${begin}${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/**
 * Reads all PEM blocks of a text. What stands before, between and after blocks is passed over.
 *
 * @param pem - text with any number of blocks
 * @returns the blocks in order; none where the text holds none
 * @throws {@link OctetsError} `bad-pem` for a block without its end or with another label there, a line of more than
 * 64 characters or a shorter one before the last, characters outside base64, wrong padding or non-zero spare bits,
 * or headers inside; `wrong-type`. `offset` is the block's own.
 * @example
 * ```ts
 * import { decodePem } from '@latchkey/octets'
 *
 * decodePem('-----BEGIN X-----\nMAA=\n-----END X-----\n') // [{ label: 'X', der: Uint8Array [0x30, 0x00] }]
 * ```
 * @see RFC 7468 §2, §3
 */
export function decodePem(pem: string): readonly PemBlock[] {
  if (typeof pem !== 'string') throw new OctetsError('wrong-type', `expected PEM text, got ${typeof pem}`)
  const blocks: PemBlock[] = []
  for (let at = startOfBlock(pem, 0); at !== -1; ) {
    const [block, end] = readBlock(pem, at)
    blocks.push(block)
    at = startOfBlock(pem, end)
  }
  return blocks
}

function startOfBlock(pem: string, from: number): number {
  for (let at = pem.indexOf(begin, from); at !== -1; at = pem.indexOf(begin, at + 1)) {
    if (at === 0 || pem[at - 1] === '\n') return at
  }
  return -1
}

function readBlock(pem: string, at: number): [PemBlock, number] {
  const [first, afterFirst] = lineAt(pem, at)
  if (!first.endsWith('-----') || first.length < begin.length + 5)
    throw bad('a BEGIN line without its dashes', at)
  const label = first.slice(begin.length, -5)
  checkLabel(label, at)
  const end = `-----END ${label}-----`
  let base64 = ''
  let shortLine = false
  for (let from = afterFirst; ; ) {
    if (from >= pem.length) throw bad(`a block without the line "${end}"`, at)
    const [line, next] = lineAt(pem, from)
    if (line === end) return [{ label, der: decodeBase64(base64, at) }, next]
    if (shortLine || line.length === 0 || line.length > 64) throw bad('lines of other than 64 characters', at)
    shortLine = line.length < 64
    base64 += line
    from = next
  }
}

/** The line that begins at `from`, without its LF or CRLF, and where the next one begins. */
function lineAt(pem: string, from: number): [string, number] {
  const feed = pem.indexOf('\n', from)
  if (feed === -1) return [pem.slice(from), pem.length]
  return [pem.slice(from, pem[feed - 1] === '\r' ? feed - 1 : feed), feed + 1]
}

function decodeBase64(base64: string, at: number): Uint8Array {
  const bare = base64.replace(/={1,2}$/, '')
  if (base64.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(bare))
    throw bad('content that is not padded base64', at)
  try {
    return decodeBase64url(bare.replaceAll('+', '-').replaceAll('/', '_'))
  } catch (cause) {
    const error = bad('content that is not canonical base64', at)
    error.cause = cause
    throw error
  }
}

function checkLabel(text: string, at: number): void {
  if (!label.test(text)) throw bad('a label of other than printable words', at)
}

function bad(what: string, offset: number): OctetsError {
  return new OctetsError('bad-pem', `PEM has ${what}`, offset)
}
