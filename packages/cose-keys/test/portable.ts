/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import { CoseError, encodeKey, parseKey, toJwk, verifySignature } from '@latchkey/cose-keys'
import { verify } from '@latchkey/cose-keys/signature'
import { decodeHex, encodeHex } from '@latchkey/octets'

const data = new TextEncoder().encode('signed in every runtime')

/** Throw-away keys as COSE_Key, and a signature of `data` by each; the ECDSA one has a short r. */
const signed = {
  ES256: {
    key: 'a5010203262001215820433c04701cb07a602af3888d6942af96f8eb1af66015425a82616416acfa9c062258207d4770201ac66e6c77cd51e15dddd352afd0e5c40da4c28cf598e5f85470da04',
    signature:
      '3043021f2e4c87a400cb3da5f60ec4a63dbb8099a6d8ef08a902b9a5f41ddedd0615e00220683b3f8b39dd35620d07da117c76c75b22f3a0896a7419358e1ce51dac39f5aa',
  },
  EdDSA: {
    key: 'a4010103272006215820cbb67d9cb661191b7af224a1e014128fd43e2d52b8d22d419d97767af39225fd',
    signature:
      '59c781ebeae8d476cf7239e51885e3f1c536bfe3ef17e7fcb61ea6dae22897dd5d95950466bf53f0e0a5666a72b86f5d8259f89337607113f94b685a432f9b01',
  },
  RS256: {
    key: 'a401030339010020590100952a5f7072f5bebedfefee38f1a6f1ea7fae75200e24e4c43633881b97dba9463c21c0a557567f065fb9d1a1482c6594c3c513e891b1b044efd4f335fbf79e9a2e7087a47213d8412b566569a9fe1680b53859604cb706e62238e3ce169c5701c6dfecb97bcfe9b31b1f9cc53dffe92a5772d5bd7467db3b366de6474f63f08228c402bef36fe0e5875c65bdae008ab62db17eb3b433cc44a2336e07019b2dec292162684f963918ca2dfe3e82234f3b375eed52b68ed42a796edc4ae553cb35a30505d9dcdeeab391aac79b1de01dcc1b72dca1be2e8f3753170abe6eeea95a8cd7b8b21ae9c985363fb354804d08614aff952cc41cfc6df1302c7c58a474392143010001',
    signature:
      '7c2a4f557158c12330d70827f7f9ca7c9968d1aefe3a578e4151fb8b8976dab42d5f9cfc03a69ea02de03d8cf0db7e141da4cabdcc2f73d4ea26e5f1ee726e9948b08eae578302ba2ca17efcdd42bd7ff974c2292570a7b5329355cf6960d82ba800df1b8d67c6fe9732b729936917fb1835876c4275a0c32736f8085545441757bdc33a952bfb01f496fa97833d44cbb63e8896f59f8dbc93c93e44dc866aa06e4945b14b19dde9119fa6d34b29d7f7183941eb8bff51f3dffa103de656ecc7c21f41e54d61be72ded0c96f01e67bdd75457a69e35e166611253e2019895f94e9a181ada619f63c8c682716b61256302d9a704e7b8460626ae8aeed9db80a8a',
  },
}

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...Object.entries(signed).flatMap(([name, { key, signature }]) => [
    {
      name: `${name} accepts what was signed`,
      run: () => verifySignature(parseKey(decodeHex(key)), decodeHex(signature), data),
    },
    {
      name: `${name} refuses other data`,
      run: () =>
        refuses(
          () => verifySignature(parseKey(decodeHex(key)), decodeHex(signature), data.slice(1)),
          'signature-mismatch',
        ),
    },
    {
      name: `${name} refuses a signature cut short`,
      run: () =>
        refuses(
          () => verifySignature(parseKey(decodeHex(key)), decodeHex(signature).slice(1), data),
          'signature-malformed',
        ),
    },
    {
      name: `${name} keys go there and back`,
      run: () => {
        if (encodeHex(encodeKey(parseKey(decodeHex(key)))) !== key) throw new Error('other bytes came back')
      },
    },
  ]),
  {
    name: 'a point off its curve is refused',
    run: () => refuses(async () => parseKey(decodeHex(signed.ES256.key).fill(1, 76)), 'off-curve'),
  },
  {
    name: 'the Ed25519 identity is refused',
    run: () =>
      refuses(async () => parseKey(decodeHex(`a4010103272006215820${'01'.padEnd(64, '0')}`)), 'small-order'),
  },
  {
    name: 'RSASSA-PKCS1-v1_5 verifies without COSE, and not under another hash',
    run: async () => {
      const publicKey = toJwk(parseKey(decodeHex(signed.RS256.key)))
      const signature = decodeHex(signed.RS256.signature)
      const input = { scheme: 'rsassa-pkcs1-v1_5', hash: 'sha-256', publicKey, signature, data } as const
      await verify(input)
      await refuses(() => verify({ ...input, hash: 'sha-512' }), 'signature-mismatch')
    },
  },
  {
    name: 'an algorithm that no backend has is named',
    run: () => {
      const publicKey = { kty: 'AKP' }
      const input = { scheme: 'ml-dsa', publicKey, signature: new Uint8Array(2420), data } as const
      return refuses(() => verify(input), 'unsupported-on-this-runtime')
    },
  },
]

async function refuses(call: () => Promise<unknown>, code: string): Promise<void> {
  let outcome: unknown
  try {
    outcome = await call()
  } catch (error) {
    if (CoseError.is(error) && error.code === code) return
    outcome = error
  }
  throw new Error(`expected ${code}, got ${String(outcome)}`)
}
