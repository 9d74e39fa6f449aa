import { describe, expect, it } from 'vitest'
import { algorithms } from '../src/algorithms.ts'
import { CoseError } from '../src/cose-error.ts'
import { encodeKey } from '../src/encode-key.ts'
import { nobleBackend } from '../src/noble.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature as verifyByNode, verifySignatureSync } from '../src/verify-signature.node.ts'
import { verifySignature as verifyByWeb } from '../src/verify-signature.ts'
import { type AlgorithmName, algorithmNames, coseKey, edited, makeKey, once } from './keys.ts'

const data = new TextEncoder().encode('what the authenticator signs')
/** Each bit of short keys and signatures; fewer where each test runs a thousand times, under mutation testing. */
const everyBit = Number(process.env.LATCHKEY_FLIP_STEP ?? 1)
const rs1 = { dangerouslyAllowRs1: true }
const backends = [nobleBackend]
/** What Node 20 lacks altogether, and what its WebCrypto lacks. */
const postQuantum = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']

const outcome = (promise: Promise<void>) =>
  promise.then(
    () => 'accepted',
    (reason: unknown) => (CoseError.is(reason) ? reason.code : reason),
  )

describe('the registry', () => {
  it('has twenty rows, each with a key made here', () => {
    expect(algorithms.map((row) => row.name).sort()).toEqual([...algorithmNames].sort())
    for (const { id, name, kty } of algorithms) {
      expect(parseKey(coseKey(makeKey[name as AlgorithmName]().labels), rs1)).toMatchObject({ alg: id, kty })
    }
  })

  it('offers three by default, and calls one dangerous', () => {
    expect(algorithms.filter((row) => row.offeredByDefault).map((row) => row.id)).toEqual([-8, -7, -257])
    expect(algorithms.filter((row) => row.dangerous).map((row) => row.id)).toEqual([-65535])
    expect(Object.isFrozen(algorithms) && algorithms.every(Object.isFrozen)).toBe(true)
  })
})

describe.each(algorithmNames)('%s', (name) => {
  const subject = once(() => {
    const made = makeKey[name]()
    const bytes = coseKey(made.labels)
    const other = parseKey(coseKey(makeKey[name]().labels), rs1)
    return { bytes, key: parseKey(bytes, rs1), other, signature: made.sign(data) }
  })
  const verifiers = { 'node:crypto': verifyByNode, WebCrypto: verifyByWeb }

  it('keys go there and back', () => {
    const { key, bytes } = subject()
    expect(encodeKey(key)).toEqual(bytes)
  })

  it.each(Object.entries(verifiers))('is verified by %s, with noble for what it lacks', async (_, verify) => {
    const { key, other, signature } = subject()
    expect(await outcome(verify(key, signature, data, { ...rs1, backends }))).toBe('accepted')
    expect(await outcome(verify(key, signature, data.slice(1), { ...rs1, backends }))).toBe(
      'signature-mismatch',
    )
    expect(await outcome(verify(key, signature.slice(1), data, { ...rs1, backends }))).toBe(
      'signature-malformed',
    )
    expect(await outcome(verify(other, signature, data, { ...rs1, backends }))).toBe('signature-mismatch')
  })

  it('no bit of the signature may be another', async () => {
    const { key, signature } = subject()
    const step = signature.length > 300 ? 97 : everyBit
    for (let bit = 0; bit < signature.length * 8; bit += step) {
      const flipped = signature.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      const code = await outcome(verifyByNode(key, flipped, data, { ...rs1, backends }))
      expect(code).toMatch(/^signature-(malformed|mismatch)$/)
    }
  })

  it('no bit of the key may be another, but for the one that makes two names of one algorithm', async () => {
    const { bytes, key, signature } = subject()
    const twins = new Set(['-35 -51', '-51 -35', '-36 -52', '-52 -36'])
    const step = bytes.length > 300 ? 97 : everyBit
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const flipped = bytes.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      let changed: ReturnType<typeof parseKey>
      try {
        changed = parseKey(flipped, rs1)
      } catch (error) {
        expect(CoseError.is(error)).toBe(true)
        continue
      }
      const code = await outcome(verifyByNode(changed, signature, data, { ...rs1, backends }))
      if (twins.has(`${key.alg} ${changed.alg}`)) expect(code).toBe('accepted')
      else expect(code).toMatch(/^(signature-(malformed|mismatch)|malformed)$/)
    }
  })

  it('is verified on the calling thread, where this Node has it', () => {
    const { key, signature } = subject()
    const verify = (signed: Uint8Array) => () => verifySignatureSync(key, signature, signed, rs1)
    if (postQuantum.includes(name) && Number(process.versions.node.split('.')[0]) < 24) {
      expect(verify(data)).toThrow(expect.objectContaining({ code: 'unsupported-on-this-runtime' }))
      return
    }
    expect(verify(data)()).toBeUndefined()
    expect(verify(data.slice(1))).toThrow(expect.objectContaining({ code: 'signature-mismatch' }))
  })
})

describe('an algorithm that the runtime lacks', () => {
  it('is named, and the backend handed in is asked for nothing else', async () => {
    const made = makeKey['ML-DSA-44']()
    const key = parseKey(coseKey(made.labels))
    const asked: string[] = []
    const watched = {
      ...nobleBackend,
      verify: (input: Parameters<typeof nobleBackend.verify>[0]) => {
        asked.push(input.scheme)
        return nobleBackend.verify(input)
      },
    }
    const options = { backends: [watched] }
    const known = makeKey.ES256()
    await verifyByNode(parseKey(coseKey(known.labels)), known.sign(data), data, options)
    expect(asked).toEqual([])
    if (Number(process.versions.node.split('.')[0]) >= 24) return
    expect(await outcome(verifyByNode(key, made.sign(data), data))).toBe('unsupported-on-this-runtime')
    expect(await outcome(verifyByNode(key, made.sign(data), data, options))).toBe('accepted')
    expect(asked).toEqual(['ml-dsa'])
  })
})

describe('RS1', () => {
  const made = makeKey.RS1()
  const bytes = coseKey(made.labels)
  const signature = made.sign(data)

  it('is refused as a credential key, and taken where a call says so', () => {
    expect(() => parseKey(bytes)).toThrow(
      expect.objectContaining({ code: 'unsupported-algorithm', path: 'alg' }),
    )
    expect(parseKey(bytes, rs1).alg).toBe(-65535)
  })

  it('asks for the option at each call, also where the key has verified before', async () => {
    const key = parseKey(bytes, rs1)
    expect(await outcome(verifyByNode(key, signature, data, rs1))).toBe('accepted')
    expect(await outcome(verifyByNode(key, signature, data))).toBe('unsupported-algorithm')
    expect(await outcome(verifyByWeb(key, signature, data, rs1))).toBe('accepted')
    expect(await outcome(verifyByWeb(key, signature, data))).toBe('unsupported-algorithm')
    expect(() => verifySignatureSync(key, signature, data)).toThrow(
      expect.objectContaining({ code: 'unsupported-algorithm' }),
    )
  })
})

describe('an algorithm goes with one type and one curve', () => {
  it.each([
    ['ES256', [-1, 2], 'crv'],
    ['ES384', [-1, 1], 'crv'],
    ['ES512', [-1, 2], 'crv'],
    ['ES256K', [-1, 1], 'crv'],
    ['ES256', [-1, 8], 'crv'],
    ['ES256', [-1, 9], 'crv'],
    ['EdDSA', [-1, 7], 'crv'],
    ['Ed448', [-1, 6], 'crv'],
    ['ES256', [1, 3], 'kty'],
    ['RS256', [1, 2], 'kty'],
    ['ML-DSA-44', [1, 1], 'kty'],
  ] as const)('%s with %j is refused', (name, change, path) => {
    const key = coseKey(edited(makeKey[name]().labels, [[...change]]))
    expect(() => parseKey(key)).toThrow(expect.objectContaining({ code: 'algorithm-mismatch', path }))
  })

  it('ML-DSA keys have the length of their parameter set', () => {
    const { labels } = makeKey['ML-DSA-44']()
    expect(() => parseKey(coseKey(edited(labels, [[3, -49]])))).toThrow(
      expect.objectContaining({ code: 'wrong-length', path: 'pub' }),
    )
    expect(() => parseKey(coseKey(edited(labels, [[-2, new Uint8Array(32)]])))).toThrow(
      expect.objectContaining({ code: 'not-canonical' }),
    )
  })
})
