import { describe, expect, it } from 'vitest'
import { ImportedKeys, schemeOf } from '../src/cose-scheme.ts'
import { createKeyCache } from '../src/key-cache.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature as verifyByNode, verifySignatureSync } from '../src/verify-signature.node.ts'
import { verifySignature as verifyByWeb } from '../src/verify-signature.ts'
import { coseKey, makeKey } from './keys.ts'

const data = new TextEncoder().encode('signed')

describe('a key cache', () => {
  it('is off unless given, and finds keys by their bytes', async () => {
    const cache = createKeyCache()
    const made = makeKey.ES256()
    const signature = made.sign(data)
    const fresh = () => parseKey(coseKey(made.labels))
    await verifyByNode(fresh(), signature, data)
    expect(cache.size).toBe(0)
    for (let times = 0; times < 3; times++) await verifyByNode(fresh(), signature, data, { cache })
    expect(cache.size).toBe(1)
    verifySignatureSync(fresh(), signature, data, { cache })
    expect(cache.size).toBe(1)
    await verifyByWeb(fresh(), signature, data, { cache })
    expect(cache.size).toBe(2)
    cache.clear()
    expect(cache.size).toBe(0)
  })

  it('keeps keys of one coordinate and another algorithm, or another form of signature, apart', async () => {
    const cache = createKeyCache()
    const made = makeKey.ES256()
    const key = parseKey(coseKey(made.labels))
    const signature = made.sign(data)
    await verifyByNode({ ...key }, signature, data, { cache })
    const raw = { cache, signatureFormat: 'raw' } as const
    await expect(verifyByNode({ ...key }, signature, data, raw)).rejects.toMatchObject({
      code: 'signature-malformed',
    })
    await verifyByNode({ ...key, alg: -9 } as typeof key, signature, data, { cache })
    expect(cache.size).toBe(3)
  })

  it('drops what was used least recently', async () => {
    const cache = createKeyCache({ max: 2 })
    const keys = [makeKey.EdDSA(), makeKey.EdDSA(), makeKey.EdDSA()]
    const use = (at: number) => {
      const { labels, sign } = keys[at]!
      verifySignatureSync(parseKey(coseKey(labels)), sign(data), data, { cache })
    }
    for (const at of [0, 1, 0, 2, 0]) use(at)
    expect(cache.size).toBe(2)
    const imports: number[] = []
    const ask = (at: number) =>
      cache.imported(parseKey(coseKey(keys[at]!.labels)), 'made up', () => imports.push(at))
    for (const at of [0, 1, 0, 2, 0, 1]) ask(at)
    expect(imports).toEqual([0, 1, 2, 1])
  })

  it('entered under the option for RS1 does not serve a call without it', async () => {
    const cache = createKeyCache()
    const made = makeKey.RS1()
    const options = { dangerouslyAllowRs1: true }
    const key = () => parseKey(coseKey(made.labels), options)
    const signature = made.sign(data)
    await verifyByNode(key(), signature, data, { ...options, cache })
    expect(cache.size).toBe(1)
    await expect(verifyByNode(key(), signature, data, { cache })).rejects.toMatchObject({
      code: 'unsupported-algorithm',
    })
  })

  it('does not make a strict parse lenient', async () => {
    const cache = createKeyCache()
    const made = makeKey.EdDSA()
    const strict = coseKey(made.labels)
    const swapped = Uint8Array.of(
      strict[0]!,
      strict[3]!,
      strict[4]!,
      strict[1]!,
      strict[2]!,
      ...strict.slice(5),
    )
    const signature = made.sign(data)
    await verifyByNode(parseKey(swapped, { encoding: 'lenient' }), signature, data, { cache })
    expect(() => parseKey(swapped)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
    await verifyByNode(parseKey(strict), signature, data, { cache })
  })
})

describe('a key object that has verified before', () => {
  const asked = () => {
    const forms: (string | undefined)[] = []
    const keys = new ImportedKeys('made up', ({ signatureFormat }) => forms.push(signatureFormat))
    return { forms, keys }
  }

  it('is imported once, and for raw signatures apart', () => {
    const { forms, keys } = asked()
    const key = parseKey(coseKey(makeKey.ES256().labels))
    for (const options of [{}, { signatureFormat: 'der' }, {}] as const) keys.get(key, options)
    expect(forms).toEqual(['der'])
    keys.get(key, { signatureFormat: 'raw' })
    keys.get(key, {})
    expect(forms).toEqual(['der', 'raw'])
  })

  it('by RS1 is found again under the option alone', () => {
    const { forms, keys } = asked()
    const options = { dangerouslyAllowRs1: true }
    const key = parseKey(coseKey(makeKey.RS1().labels), options)
    keys.get(key, options)
    keys.get(key, options)
    expect(forms).toHaveLength(1)
    expect(() => keys.get(key, {})).toThrow(expect.objectContaining({ code: 'unsupported-algorithm' }))
  })

  it('says the salt of RSA-PSS and of nothing else', () => {
    const scheme = (name: 'PS384' | 'RS384' | 'ES256') => schemeOf(parseKey(coseKey(makeKey[name]().labels)))
    expect(scheme('PS384')).toMatchObject({ saltLength: 48, signatureFormat: 'der' })
    expect(scheme('RS384')).not.toHaveProperty('saltLength')
    expect(scheme('ES256')).not.toHaveProperty('saltLength')
  })

  it('keeps its imported form only where it cannot change', async () => {
    const made = makeKey.ES256()
    const other = makeKey.ES256()
    const key = { ...parseKey(coseKey(made.labels)) }
    await verifyByNode(key, made.sign(data), data)
    Object.assign(key, parseKey(coseKey(other.labels)))
    await verifyByNode(key, other.sign(data), data)
    await expect(verifyByNode(key, made.sign(data), data)).rejects.toMatchObject({
      code: 'signature-mismatch',
    })
  })
})
