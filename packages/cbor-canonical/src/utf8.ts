/**
 * Text from UTF-8, strictly.
 *
 * @see RFC 3629
 */
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** The text, or `undefined` where these bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return utf8.decode(bytes.subarray(start, end))
  } catch {
    return undefined
  }
}
