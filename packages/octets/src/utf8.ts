import { OctetsError } from './octets-error.ts'

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decodes UTF-8 and refuses what is not well-formed, instead of replacing it.
 *
 * A byte order mark is part of the text and stays: who wants it gone (WebAuthn's client data, for one) removes it.
 *
 * @param bytes - well-formed UTF-8
 * @returns the text
 * @throws {@link OctetsError} `bad-utf8`
 * @example
 * ```ts
 * import { decodeUtf8 } from '@latchkey/octets'
 *
 * decodeUtf8(new Uint8Array([0xc3, 0xbc])) // 'ü'
 * ```
 * @see RFC 3629 §3
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    if (!(bytes instanceof Uint8Array)) throw new OctetsError('wrong-type', 'expected bytes in a Uint8Array')
    const error = new OctetsError('bad-utf8', 'these bytes are not well-formed UTF-8')
    error.cause = cause
    throw error
  }
}
