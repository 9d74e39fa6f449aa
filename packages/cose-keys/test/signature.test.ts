import { describe, expect, it } from 'vitest'
import { toJwk } from '../src/jwk.ts'
import { parseKey } from '../src/parse-key.ts'
import { SchemeKeys } from '../src/scheme-keys.ts'
import { verify as verifyByNode } from '../src/signature.node.ts'
import { type SignatureBackend, verify as verifyByWeb } from '../src/signature.ts'
import { isOptional, type KeyedScheme, type SignatureScheme } from '../src/signature-scheme.ts'
import { coseKey, makeKey } from './keys.ts'

const data = new TextEncoder().encode('signed')

describe('a JWK that has verified before', () => {
  const asked = () => {
    const schemes: KeyedScheme[] = []
    const keys = new SchemeKeys((scheme) => schemes.push(scheme))
    return { schemes, keys }
  }
  const jwk = { kty: 'RSA', n: 'AQAB', e: 'AQAB' }
  const input = { scheme: 'rsa-pss', hash: 'sha-256', saltLength: 32, signatureFormat: 'raw' } as const

  it('is imported once for each scheme, and nothing of the call is kept', () => {
    const { schemes, keys } = asked()
    const publicKey = Object.freeze({ ...jwk })
    const call: SignatureScheme = { ...input, publicKey, signature: new Uint8Array(), data }
    const other: SignatureScheme = { ...call, data: new Uint8Array(1) }
    expect(keys.get(call)).toBe(keys.get(other))
    expect(schemes).toEqual([{ ...input, publicKey }])
    for (const other of [
      { hash: 'sha-384' },
      { saltLength: 48 },
      { scheme: 'ecdsa' },
      { signatureFormat: 'der' },
    ] as const)
      keys.get({ ...call, ...other })
    expect(schemes).toHaveLength(5)
    keys.get({ ...call, publicKey: Object.freeze({ ...jwk }) })
    expect(schemes).toHaveLength(6)
  })

  it('is imported each time where it may change', () => {
    const { schemes, keys } = asked()
    const publicKey = { ...jwk }
    keys.get({ scheme: 'eddsa', publicKey })
    keys.get({ scheme: 'eddsa', publicKey })
    expect(schemes).toEqual([
      { scheme: 'eddsa', publicKey },
      { scheme: 'eddsa', publicKey },
    ])
  })
})

it.each([
  ['ml-dsa', {}, true],
  ['ecdsa', { crv: 'secp256k1' }, true],
  ['eddsa', { crv: 'Ed448' }, true],
  ['eddsa', { crv: 'Ed25519' }, false],
  ['ecdsa', { crv: 'P-521' }, false],
  ['rsa-pss', {}, false],
] as const)('%s by %j may be lacking: %s', (scheme, publicKey, expected) => {
  expect(isOptional({ scheme, publicKey: { ...publicKey } })).toBe(expected)
})

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

  it.each([
    ['ecdsa', { kty: 'EC', crv: 'P-224' }, 'crv'],
    ['ecdsa', { kty: 'EC', crv: 'Ed25519' }, 'crv'],
    ['eddsa', { kty: 'OKP', crv: 'P-256' }, 'crv'],
    ['ml-dsa', { kty: 'AKP', alg: 'ML-DSA-1' }, 'alg'],
  ] as const)('knows no %s by %j', async (scheme, publicKey, path) => {
    const attempt = verify({ scheme, publicKey: { ...publicKey }, signature: new Uint8Array(64), data })
    const message = expect.stringContaining(`unknown ${path}`)
    await expect(attempt).rejects.toMatchObject({ code: 'malformed', path, message })
  })

  it('says what nothing here verifies', async () => {
    const publicKey = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }
    const attempt = verify({ scheme: 'ml-dsa', publicKey, signature: new Uint8Array(2420), data })
    await expect(attempt).rejects.toThrow('nothing here verifies ml-dsa by AKP')
  })

  it('does not take what is no key', async () => {
    const publicKey = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }
    const attempt = verify({ scheme: 'eddsa', publicKey, signature: new Uint8Array(64), data })
    const message = expect.stringMatching(/^(node:crypto|WebCrypto) does not take this key$/)
    await expect(attempt).rejects.toMatchObject({ name: 'CoseError', code: 'malformed', message })
  })
})
