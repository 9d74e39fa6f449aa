/** Keys and signatures made by node:crypto, and COSE_Keys written label by label. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { decodeBase64url } from '@latchkey/octets'

export type Labels = Map<CborValue, CborValue>

export type TestKey = { labels: Labels; sign(data: Uint8Array): Uint8Array }

/** A COSE_Key in the order of its labels, whatever that is: tests write wrong ones, too. */
export function coseKey(labels: Labels): Uint8Array {
  return encode(labels, { profile: 'ctap2' })
}

/** The labels with some changed, or taken away by undefined. */
export function edited(labels: Labels, changes: [CborValue, CborValue][]): Labels {
  const copy = new Map(labels)
  for (const [label, value] of changes) {
    if (value === undefined) copy.delete(label)
    else copy.set(label, value)
  }
  return copy
}

export const makeKey = {
  ES256(): TestKey {
    const { publicKey, privateKey } = pair('ec', { namedCurve: 'P-256' })
    const { x, y } = publicKey.export({ format: 'jwk' })
    return {
      labels: new Map<CborValue, CborValue>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, decodeBase64url(x!)],
        [-3, decodeBase64url(y!)],
      ]),
      sign: (data) => new Uint8Array(sign('sha256', data, privateKey)),
    }
  },

  EdDSA(): TestKey {
    const { publicKey, privateKey } = pair('ed25519', {})
    const { x } = publicKey.export({ format: 'jwk' })
    return {
      labels: new Map<CborValue, CborValue>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, decodeBase64url(x!)],
      ]),
      sign: (data) => new Uint8Array(sign(null, data, privateKey)),
    }
  },

  RS256(modulusLength = 2048): TestKey {
    const { publicKey, privateKey } = pair('rsa', { modulusLength })
    const { n, e } = publicKey.export({ format: 'jwk' })
    return {
      labels: new Map<CborValue, CborValue>([
        [1, 3],
        [3, -257],
        [-1, decodeBase64url(n!)],
        [-2, decodeBase64url(e!)],
      ]),
      sign: (data) => new Uint8Array(sign('sha256', data, privateKey)),
    }
  },
}

function pair(
  type: 'ec' | 'ed25519' | 'rsa',
  options: object,
): { publicKey: KeyObject; privateKey: KeyObject } {
  return (generateKeyPairSync as (type: string, options: object) => ReturnType<typeof pair>)(type, options)
}
