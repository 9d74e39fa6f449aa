/** 32 bytes of key and 12 of nonce that are used once. */
export type CipherKey = { readonly key: Uint8Array; readonly nonce: Uint8Array }

/**
 * AES-256-GCM.
 *
 * @see NIST SP 800-38D
 */
export interface Cipher {
  /** ciphertext ‖ tag of 16 bytes */
  encrypt(key: CipherKey, plaintext: Uint8Array, associatedData: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** the plaintext, or nothing where key, nonce, associated data or a bit of the ciphertext is another */
  decrypt(
    key: CipherKey,
    sealed: Uint8Array,
    associatedData: Uint8Array,
  ): Uint8Array | undefined | Promise<Uint8Array | undefined>
}

export const webCipher: Cipher = {
  encrypt: (key, plaintext, associatedData) => operate('encrypt', key, plaintext, associatedData),
  // WebCrypto says no by an exception, and why by nothing.
  decrypt: (key, sealed, associatedData) =>
    operate('decrypt', key, sealed, associatedData).catch(() => undefined),
}

async function operate(
  operation: 'encrypt' | 'decrypt',
  { key, nonce }: CipherKey,
  data: Uint8Array,
  associatedData: Uint8Array,
): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, [operation])
  const algorithm = {
    name: 'AES-GCM',
    iv: Uint8Array.from(nonce),
    additionalData: Uint8Array.from(associatedData),
  }
  return new Uint8Array(await crypto.subtle[operation](algorithm, imported, Uint8Array.from(data)))
}
