import { describe, expect, it } from 'vitest'
import { toJwk } from '../src/jwk.ts'
import { parseKey } from '../src/parse-key.ts'
import { verify as verifyByNode } from '../src/signature.node.ts'
import { type SignatureBackend, verify as verifyByWeb } from '../src/signature.ts'
import { coseKey, makeKey } from './keys.ts'

const data = new TextEncoder().encode('signed')

describe.each([
  ['node:crypto', verifyByNode],
  ['WebCrypto', verifyByWeb],
] as const)('verify by %s', (_, verify) => {
  const made = makeKey.RS256()
  const publicKey = toJwk(parseKey(coseKey(made.labels)))
  const input = { scheme: 'rsassa-pkcs1-v1_5', hash: 'sha-256', publicKey, data } as const

  it('knows no COSE', async () => {
    expect(await verify({ ...input, signature: made.sign(data) })).toBeUndefined()
  })

  it('refuses under another hash', async () => {
    const attempt = verify({ ...input, hash: 'sha-384', signature: made.sign(data) })
    await expect(attempt).rejects.toMatchObject({ code: 'signature-mismatch' })
  })

  it('names what no backend here does, and asks the one handed in', async () => {
    const scheme = {
      scheme: 'ml-dsa',
      publicKey: { kty: 'AKP', alg: 'ML-DSA-44' },
      signature: new Uint8Array(2420),
      data,
    } as const
    await expect(verify(scheme)).rejects.toMatchObject({ code: 'unsupported-on-this-runtime' })
    const asked: string[] = []
    const backend = (answer: boolean): SignatureBackend => ({
      name: 'made up',
      supports: ({ scheme }) => scheme === 'ml-dsa',
      verify: async (input) => {
        asked.push(input.scheme)
        return answer
      },
    })
    expect(await verify(scheme, { backends: [backend(true)] })).toBeUndefined()
    await expect(verify(scheme, { backends: [backend(false)] })).rejects.toMatchObject({
      code: 'signature-mismatch',
    })
    expect(asked).toEqual(['ml-dsa', 'ml-dsa'])
  })

  it('does not take what is no key', async () => {
    const publicKey = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }
    const attempt = verify({ scheme: 'eddsa', publicKey, signature: new Uint8Array(64), data })
    await expect(attempt).rejects.toMatchObject({ name: 'CoseError', code: 'malformed' })
  })
})
