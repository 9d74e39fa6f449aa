import { describe, expect, it } from 'vitest'
import { CoseError } from '../src/cose-error.ts'
import { ellipticCurve, toInteger } from '../src/elliptic-curves.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature as verifyByNode } from '../src/verify-signature.node.ts'
import { verifySignature as verifyByWeb } from '../src/verify-signature.ts'
import { coseKey, makeKey } from './keys.ts'

/** Each bit; fewer under mutation testing. */
const everyBit = Number(process.env.LATCHKEY_FLIP_STEP ?? 1)
const p256 = ellipticCurve('P-256')!
const data = new TextEncoder().encode('what the authenticator signs')

describe.each([
  ['node:crypto', verifyByNode],
  ['WebCrypto', verifyByWeb],
] as const)('verifySignature by %s', (_, verifySignature) => {
  const refuses = async (promise: Promise<void>, code: string) => {
    const error = await promise.then(
      () => 'accepted',
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({
      name: 'CoseError',
      code,
      message: expect.stringMatching(/^\S+( \S+){3,}$/),
    })
  }

  describe.each(['ES256', 'EdDSA', 'RS256'] as const)('%s', (name) => {
    const made = makeKey[name]()
    const other = parseKey(coseKey(makeKey[name]().labels))
    const key = parseKey(coseKey(made.labels))
    const signature = made.sign(data)

    it('resolves for a signature that matches', async () => {
      expect(await verifySignature(key, signature, data)).toBeUndefined()
    })

    it('refuses other data, another key, and every flipped bit', async () => {
      await refuses(verifySignature(key, signature, data.slice(1)), 'signature-mismatch')
      await refuses(verifySignature(other, signature, data), 'signature-mismatch')
      for (let bit = 0; bit < signature.length * 8; bit += everyBit) {
        const flipped = signature.slice()
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        const error = await verifySignature(key, flipped, data).then(
          () => 'accepted',
          (reason) => reason,
        )
        expect(CoseError.is(error) && error.code).toMatch(/^signature-(malformed|mismatch)$/)
      }
    })

    it('refuses a signature that is too short, too long or empty', async () => {
      await refuses(verifySignature(key, signature.slice(0, -1), data), 'signature-malformed')
      await refuses(verifySignature(key, Uint8Array.of(...signature, 0), data), 'signature-malformed')
      await refuses(verifySignature(key, new Uint8Array(), data), 'signature-malformed')
    })
  })

  describe('an ECDSA signature', () => {
    const made = makeKey.ES256()
    const key = parseKey(coseKey(made.labels))
    const [r, s] = numbersOf(made.sign(data))

    it('may have a short r or s, which honest ones have once in 128', async () => {
      let short = 0
      for (let tries = 0; tries < 20_000 && short < 3; tries++) {
        const signature = made.sign(data)
        if (numbersOf(signature).every((number) => number >> 248n)) continue
        short++
        await verifySignature(key, signature, data)
      }
      expect(short).toBe(3)
    })

    it('may have an s above n / 2', async () => {
      await verifySignature(key, der(integer(r), integer(s)), data)
      await verifySignature(key, der(integer(r), integer(p256.n - s)), data)
    })

    it('may be raw where the caller says so', async () => {
      const raw = Uint8Array.of(...fixed(r), ...fixed(s))
      await verifySignature(key, raw, data, { signatureFormat: 'raw' })
      await refuses(verifySignature(key, raw, data), 'signature-malformed')
      const longer = Uint8Array.of(...raw, 0)
      await refuses(verifySignature(key, longer, data, { signatureFormat: 'raw' }), 'signature-malformed')
      const dered = der(integer(r), integer(s))
      await refuses(verifySignature(key, dered, data, { signatureFormat: 'raw' }), 'signature-malformed')
    })

    const positive = integer(r)
    it.each([
      ['r = 0', der([2, 1, 0], integer(s))],
      ['s = 0', der(integer(r), [2, 1, 0])],
      ['s = n', der(integer(r), integer(p256.n))],
      ['r without its end', Uint8Array.of(0x30, 2, 2, 5)],
      ['an integer of no bytes', der([2, 0], integer(s))],
      ['a superfluous zero', der([2, positive[1]! + 2, 0, 0, ...positive.slice(2)], integer(s))],
      ['a negative integer', der([2, 1, 0x80], integer(s))],
      ['a long length', Uint8Array.of(0x30, 0x81, ...der(integer(r), integer(s)).slice(1))],
      ['an indefinite length', Uint8Array.of(0x30, 0x80, ...integer(r), ...integer(s), 0, 0)],
      ['a third integer', der(integer(r), integer(s), [2, 1, 1])],
      ['an octet string for r', der([4, ...integer(r).slice(1)], integer(s))],
      ['a set for the sequence', Uint8Array.of(0x31, ...der(integer(r), integer(s)).slice(1))],
    ])('with %s is malformed', async (_, signature) => {
      await refuses(verifySignature(key, signature, data), 'signature-malformed')
    })
  })

  it('refuses an Ed25519 S that is not below the group order', async () => {
    const made = makeKey.EdDSA()
    const key = parseKey(coseKey(made.labels))
    const signature = made.sign(data)
    await verifySignature(key, signature, data)
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const scalar = toInteger(signature.slice(32).reverse()) + order
    signature.set(fixed(scalar).reverse(), 32)
    await refuses(verifySignature(key, signature, data), 'signature-malformed')
  })

  it('says which algorithm no backend has, and takes one that is handed in', async () => {
    const made = makeKey.ES256()
    const key = { ...parseKey(coseKey(made.labels)), alg: -8 } as ReturnType<typeof parseKey>
    await refuses(verifySignature(key, made.sign(data), data), 'algorithm-mismatch')
  })
})

function numbersOf(signature: Uint8Array): [bigint, bigint] {
  const length = signature[3]!
  return [toInteger(signature.slice(4, 4 + length)), toInteger(signature.slice(6 + length))]
}

function fixed(value: bigint): number[] {
  return (value.toString(16).padStart(64, '0').match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
}

function integer(value: bigint): number[] {
  const bytes = fixed(value)
  while (bytes[0] === 0 && !(bytes[1]! & 0x80)) bytes.shift()
  if (bytes[0]! & 0x80) bytes.unshift(0)
  return [2, bytes.length, ...bytes]
}

function der(...items: number[][]): Uint8Array {
  const content = items.flat()
  return Uint8Array.of(0x30, content.length, ...content)
}
