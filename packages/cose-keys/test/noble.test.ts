import { describe, expect, it } from 'vitest'
import { schemeOf } from '../src/cose-scheme.ts'
import { nobleBackend } from '../src/noble.ts'
import { parseKey } from '../src/parse-key.ts'
import { signatureForm } from '../src/signature-form.ts'
import type { SignatureScheme } from '../src/signature-scheme.ts'
import { type AlgorithmName, coseKey, makeKey } from './keys.ts'

const data = new TextEncoder().encode('signed')
const names: AlgorithmName[] = [
  ...(['ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'Ed448'] as const),
  ...(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const),
]

describe('the noble backend', () => {
  it.each(names)('does %s', async (name) => {
    const made = makeKey[name]()
    const scheme = schemeOf(parseKey(coseKey(made.labels)))
    const input = { ...scheme, signature: signatureForm(scheme)(made.sign(data)), data }
    expect(nobleBackend.supports(input)).toBe(true)
    expect(await nobleBackend.verify(input)).toBe(true)
    expect(await nobleBackend.verify({ ...input, data: data.slice(1) })).toBe(false)
    expect(await nobleBackend.verify({ ...input, signature: input.signature.slice(1) })).toBe(false)
  })

  it('takes an s above n / 2, which WebAuthn allows', async () => {
    const made = makeKey.ES256K()
    const scheme = schemeOf(parseKey(coseKey(made.labels)))
    const raw = signatureForm(scheme)(made.sign(data))
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const other = (n - BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`))
      .toString(16)
      .padStart(64, '0')
    const flipped = Uint8Array.of(...raw.subarray(0, 32), ...Buffer.from(other, 'hex'))
    for (const signature of [raw, flipped]) {
      expect(await nobleBackend.verify({ ...scheme, signature, data })).toBe(true)
    }
  })

  it('has a name, and says no to a key that is none', async () => {
    expect(nobleBackend.name).toMatch(/noble/)
    for (const [scheme, publicKey] of [
      ['ecdsa', { kty: 'EC', crv: 'P-256' }],
      ['eddsa', { kty: 'OKP', crv: 'Ed25519' }],
      ['ml-dsa', { kty: 'AKP', alg: 'ML-DSA-44' }],
    ] as const) {
      const input = { scheme, publicKey: { ...publicKey }, signature: new Uint8Array(64).fill(1), data }
      expect(await nobleBackend.verify(input)).toBe(false)
    }
  })

  it.each([
    ['rsassa-pkcs1-v1_5', { kty: 'RSA', crv: 'P-256' }],
    ['ecdsa', { kty: 'EC', crv: 'P-224' }],
    ['ecdsa', { kty: 'EC', crv: 'Ed25519' }],
    ['ecdsa', { kty: 'EC' }],
    ['ecdsa', { kty: 'EC', crv: 'toString' }],
    ['eddsa', { kty: 'OKP', crv: 'P-256' }],
    ['eddsa', { kty: 'OKP' }],
    ['ml-dsa', { kty: 'AKP', alg: 'ML-DSA-512' }],
    ['ml-dsa', { kty: 'AKP', crv: 'P-256' }],
  ] as const)('does not claim %s with %j', (scheme, publicKey) => {
    const input: SignatureScheme = {
      scheme,
      publicKey: { ...publicKey },
      signature: new Uint8Array(64),
      data,
    }
    expect(nobleBackend.supports(input)).toBe(false)
  })
})
