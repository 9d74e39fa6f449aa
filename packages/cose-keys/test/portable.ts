/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import {
  CoseError,
  coseThumbprint,
  encodeKey,
  fromJwk,
  fromPem,
  fromSpki,
  jwkThumbprint,
  parseKey,
  toCryptoKey,
  toJwk,
  toPem,
  toSpki,
  verifySignature,
} from '@latchkey/cose-keys'
import { verify } from '@latchkey/cose-keys/signature'
import { decodeBase64url, encodeBase64url, encodeHex } from '@latchkey/octets'
import { signatures, signedText } from './portable-signatures.ts'

const data = new TextEncoder().encode(signedText)
const options = { dangerouslyAllowRs1: true }

const optional = ['ES512', 'ESP512', 'ES256K', 'Ed448', 'ML-DSA-44']
const lacks = (...names: string[]) => names.flatMap((name) => [`${name} is verified`])

/** By runtime, the algorithms that it lacks: each must be refused by name there. */
export const unsupported = {
  'node-20': lacks('ML-DSA-44'),
  'node-22': lacks('ML-DSA-44'),
  bun: lacks('ES256K', 'Ed448'),
  deno: lacks('ES256K', 'Ed448'),
  workerd: lacks('ES256K', 'Ed448', 'ML-DSA-44'),
  chromium: lacks('ES256K', 'Ed448'),
}

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...Object.entries(signatures).flatMap(([name, [key, signature]]) => {
    const parse = () => parseKey(decodeBase64url(key), options)
    return [
      {
        name: `${name} is verified`,
        run: () => verifySignature(parse(), decodeBase64url(signature), data, options),
      },
      {
        name: `${name} refuses a signature cut short`,
        run: () => {
          const cut = decodeBase64url(signature).slice(1)
          return refuses(() => verifySignature(parse(), cut, data, options), 'signature-malformed')
        },
      },
      {
        name: `${name} keys go there and back`,
        run: () => {
          same(encodeBase64url(encodeKey(parse())), key)
          if (name === 'RS1') return
          for (const back of [
            fromJwk(toJwk(parse()), parse()),
            fromSpki(toSpki(parse()), parse()),
            fromPem(toPem(parse()), parse()),
          ]) {
            same(encodeBase64url(encodeKey(back)), key)
          }
        },
      },
      ...(optional.includes(name)
        ? []
        : [
            {
              name: `${name} refuses other data`,
              run: () => {
                const other = () =>
                  verifySignature(parse(), decodeBase64url(signature), data.slice(1), options)
                return refuses(other, 'signature-mismatch')
              },
            },
            {
              name: `${name} keys are imported`,
              run: async () => same((await toCryptoKey(parse())).type, 'public'),
            },
          ]),
    ]
  }),
  {
    name: 'a point off its curve is refused',
    run: () => refuses(async () => parseKey(decodeBase64url(signatures.ES256![0]).fill(1, 76)), 'off-curve'),
  },
  {
    name: 'the Ed25519 identity is refused',
    run: () => {
      const key = decodeBase64url(signatures.EdDSA![0]).fill(0, 10).fill(1, 10, 11)
      return refuses(async () => parseKey(key), 'small-order')
    },
  },
  {
    name: 'thumbprints are those of the standards',
    run: () => {
      const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
      const key = fromJwk({ kty: 'OKP', crv: 'Ed25519', x })
      same(jwkThumbprint(key), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
      same(encodeHex(coseThumbprint(key)).length, 64)
    },
  },
  {
    name: 'RSASSA-PKCS1-v1_5 verifies without COSE, and not under another hash',
    run: async () => {
      const [key, signature] = signatures.RS256!
      const publicKey = toJwk(parseKey(decodeBase64url(key)))
      const input = {
        scheme: 'rsassa-pkcs1-v1_5',
        publicKey,
        signature: decodeBase64url(signature),
        data,
      } as const
      await verify({ ...input, hash: 'sha-256' })
      await refuses(() => verify({ ...input, hash: 'sha-512' }), 'signature-mismatch')
    },
  },
  {
    name: 'ECDSA with P-384 and SHA-256 verifies without COSE, and has no name in it',
    run: async () => {
      const [key, signature] = signatures.ES384!
      const publicKey = toJwk(parseKey(decodeBase64url(key)))
      const input = { scheme: 'ecdsa', publicKey, signature: decodeBase64url(signature), data } as const
      await verify({ ...input, hash: 'sha-384' })
      await refuses(() => verify({ ...input, hash: 'sha-256' }), 'signature-mismatch')
      await refuses(async () => fromJwk(publicKey, -7), 'algorithm-mismatch')
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

function same(value: unknown, expected: unknown): void {
  if (value !== expected) throw new Error(`expected ${String(expected)}, got ${String(value)}`)
}
