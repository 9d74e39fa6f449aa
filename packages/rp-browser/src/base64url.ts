/**
 * base64url without padding, strict: one spelling for each value.
 *
 * @see RFC 4648 §5, §3.5
 */

export function encodeBase64url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

/** The bytes, or undefined for everything else than their one spelling: what is decoded has to encode to the same. */
export function decodeBase64url(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(String(text).replace(/-/g, '+').replace(/_/g, '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return encodeBase64url(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}
