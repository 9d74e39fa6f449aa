/**
 * The backend of browsers, workers, Bun and Deno: WebCrypto.
 *
 * @see W3C Web Cryptography API
 */
import { CoseError } from './cose-error.ts'
import type { SignatureBackend, SignatureScheme } from './signature-scheme.ts'

const hashNames = {
  'sha-1': 'SHA-1',
  'sha-256': 'SHA-256',
  'sha-384': 'SHA-384',
  'sha-512': 'SHA-512',
} as const

export const webCrypto: SignatureBackend = {
  name: 'WebCrypto',

  supports({ scheme }) {
    return scheme !== 'ml-dsa'
  },

  async verify(input) {
    const [importing, verifying] = parameters(input)
    try {
      const key = await crypto.subtle.importKey('jwk', { ...input.publicKey }, importing, false, ['verify'])
      return await crypto.subtle.verify(verifying, key, input.signature.slice(), input.data.slice())
    } catch (cause) {
      const unsupported = cause instanceof Error && cause.name === 'NotSupportedError'
      if (unsupported) {
        throw new CoseError('unsupported-on-this-runtime', 'WebCrypto here lacks this algorithm', { cause })
      }
      throw new CoseError('malformed', 'WebCrypto does not take this key', { cause })
    }
  },
}

function parameters({ scheme, hash, saltLength = 0, publicKey }: SignatureScheme) {
  const hashName = hashNames[hash ?? 'sha-256']
  switch (scheme) {
    case 'ecdsa':
      return [
        { name: 'ECDSA', namedCurve: publicKey.crv ?? '' },
        { name: 'ECDSA', hash: hashName },
      ] as const
    case 'rsassa-pkcs1-v1_5':
      return [{ name: 'RSASSA-PKCS1-v1_5', hash: hashName }, { name: 'RSASSA-PKCS1-v1_5' }] as const
    case 'rsa-pss':
      return [
        { name: 'RSA-PSS', hash: hashName },
        { name: 'RSA-PSS', saltLength },
      ] as const
    default:
      return [{ name: publicKey.crv ?? '' }, { name: publicKey.crv ?? '' }] as const
  }
}
