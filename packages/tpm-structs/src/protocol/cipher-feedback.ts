/**
 * AES in CFB mode with an initial vector of zeros, which is how a TPM protects what leaves it. WebCrypto has no CFB: each
 * block is one block of CBC.
 *
 * @see TPM 2.0 Library Part 1, §11.4.7; SP 800-38A §6.3
 */
import { TpmError } from '../tpm-error.ts'
import { webBytes } from './web-bytes.ts'

export const encryptCfb = (key: Uint8Array, plain: Uint8Array) => cipherFeedback(key, plain, false)
export const decryptCfb = (key: Uint8Array, cipher: Uint8Array) => cipherFeedback(key, cipher, true)

async function cipherFeedback(
  key: Uint8Array,
  input: Uint8Array,
  isDecryption: boolean,
): Promise<Uint8Array> {
  const aes = await importAes(key)
  const output = new Uint8Array(input.length)
  let feedback = new Uint8Array(16)
  for (let from = 0; from < input.length; from += 16) {
    // With a vector of zeros the first block of CBC is AES itself; the second is padding.
    const encrypted = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, aes, feedback)
    const mask = new Uint8Array(encrypted, 0, 16)
    const block = input.subarray(from, from + 16)
    output.set(
      block.map((byte, at) => byte ^ mask[at]!),
      from,
    )
    feedback = new Uint8Array(16)
    feedback.set((isDecryption ? input : output).subarray(from, from + 16))
  }
  return output
}

/** Chromium has no AES of 192 bits. */
async function importAes(key: Uint8Array) {
  try {
    return await crypto.subtle.importKey('raw', webBytes(key), 'AES-CBC', false, ['encrypt'])
  } catch (cause) {
    throw new TpmError('unsupported-key', `no AES of ${key.length * 8} bits here`, 0, '', cause)
  }
}
