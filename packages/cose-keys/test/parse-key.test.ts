import type { CborValue } from '@latchkey/cbor-canonical'
import { decodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { encodeKey } from '../src/encode-key.ts'
import { parseKey } from '../src/parse-key.ts'
import { coseKey, edited, makeKey } from './keys.ts'

const keys = { ES256: makeKey.ES256(), EdDSA: makeKey.EdDSA(), RS256: makeKey.RS256() }
type Name = keyof typeof keys

const parse =
  (name: Name, ...changes: [CborValue, CborValue][]) =>
  () =>
    parseKey(coseKey(edited(keys[name].labels, changes)))

describe('parseKey', () => {
  it.each(Object.keys(keys) as Name[])('takes %s, and encodeKey gives the same bytes back', (name) => {
    const bytes = coseKey(keys[name].labels)
    expect(encodeKey(parseKey(bytes))).toEqual(bytes)
  })

  it('does not ask again whether a point known before is one', () => {
    const bytes = coseKey(edited(keys.EdDSA.labels, [[-2, Uint8Array.of(7, ...new Uint8Array(31))]]))
    expect(() => parseKey(bytes)).toThrow('no point of Ed25519')
    expect(parseKey(bytes, { knownPoint: true })).toMatchObject({ kty: 'OKP', crv: 'Ed25519' })
    const zero = coseKey(edited(keys.EdDSA.labels, [[-2, new Uint8Array(32)]]))
    expect(() => parseKey(zero, { knownPoint: true })).toThrow('anybody can sign')
  })

  it('gives a frozen key with its own copies', () => {
    const bytes = coseKey(keys.ES256.labels)
    const key = parseKey(bytes)
    const before = encodeKey(key)
    bytes.fill(0)
    expect(Object.isFrozen(key)).toBe(true)
    expect(encodeKey(key)).toEqual(before)
  })

  const bytes = (hex: string) => decodeHex(hex)
  const refusals: [string, () => unknown, string, string | undefined][] = [
    ['no CBOR', () => parseKey(bytes('a5')), 'malformed', undefined],
    ['no map', () => parseKey(bytes('80')), 'malformed', undefined],
    ['an unknown key type', parse('ES256', [1, 9]), 'malformed', 'kty'],
    ['a key type as text', parse('ES256', [1, 'EC2']), 'malformed', 'kty'],
    ['no algorithm', parse('ES256', [3, undefined]), 'malformed', 'alg'],
    ['an algorithm as text', parse('ES256', [3, 'ES256']), 'malformed', 'alg'],
    ['an unknown algorithm', parse('ES256', [3, -999]), 'unsupported-algorithm', 'alg'],
    ['RS256 with an elliptic curve', parse('ES256', [3, -257]), 'algorithm-mismatch', 'kty'],
    ['ES256 with P-384', parse('ES256', [-1, 2]), 'algorithm-mismatch', 'crv'],
    ['EdDSA with Ed448', parse('EdDSA', [-1, 7]), 'algorithm-mismatch', 'crv'],
    ['a private label', parse('ES256', [-4, new Uint8Array(32)]), 'not-canonical', undefined],
    ['a label that does not belong', parse('ES256', [4, [2]]), 'not-canonical', undefined],
    ['a short x', parse('ES256', [-2, new Uint8Array(31)]), 'wrong-length', 'x'],
    ['a compressed y', parse('ES256', [-3, true]), 'malformed', 'y'],
    ['a point off the curve', parse('ES256', [-3, new Uint8Array(32).fill(1)]), 'off-curve', 'x'],
    [
      'the point (0, 0)',
      parse('ES256', [-2, new Uint8Array(32)], [-3, new Uint8Array(32)]),
      'off-curve',
      'x',
    ],
    ['Ed25519 with 33 bytes', parse('EdDSA', [-2, new Uint8Array(33)]), 'wrong-length', 'x'],
    ['an Ed25519 y above the prime', parse('EdDSA', [-2, new Uint8Array(32).fill(255)]), 'off-curve', 'x'],
    [
      'the Ed25519 identity',
      parse('EdDSA', [-2, Uint8Array.of(1, ...new Uint8Array(31))]),
      'small-order',
      'x',
    ],
    [
      'an Ed25519 y without an x',
      parse('EdDSA', [-2, Uint8Array.of(7, ...new Uint8Array(31))]),
      'off-curve',
      'x',
    ],
    ['the Ed25519 zero point', parse('EdDSA', [-2, new Uint8Array(32)]), 'small-order', 'x'],
    [
      'an Ed25519 point of order 8',
      parse('EdDSA', [-2, bytes('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')]),
      'small-order',
      'x',
    ],
    [
      'the same with its sign bit set',
      parse('EdDSA', [-2, bytes('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85')]),
      'small-order',
      'x',
    ],
    [
      'the other Ed25519 point of order 8',
      parse('EdDSA', [-2, bytes('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')]),
      'small-order',
      'x',
    ],
    [
      'the Ed25519 point of order 2',
      parse('EdDSA', [-2, bytes(`ec${'ff'.repeat(30)}7f`)]),
      'small-order',
      'x',
    ],
    ['RSA of 2,040 bits', parse('RS256', [-1, new Uint8Array(255).fill(255)]), 'weak-rsa', 'n'],
    ['RSA of 8,200 bits', parse('RS256', [-1, new Uint8Array(1025).fill(255)]), 'weak-rsa', 'n'],
    ['an even modulus', parse('RS256', [-1, new Uint8Array(256).fill(254)]), 'weak-rsa', 'n'],
    [
      'a modulus with a leading zero',
      parse('RS256', [-1, new Uint8Array(257).fill(255, 1)]),
      'wrong-length',
      'n',
    ],
    ['the exponent 1', parse('RS256', [-2, Uint8Array.of(1)]), 'weak-rsa', 'e'],
    ['an even exponent', parse('RS256', [-2, Uint8Array.of(1, 0, 0)]), 'weak-rsa', 'e'],
    ['a huge exponent', parse('RS256', [-2, new Uint8Array(256).fill(255)]), 'weak-rsa', 'e'],
    ['an exponent with a leading zero', parse('RS256', [-2, Uint8Array.of(0, 1, 0, 1)]), 'wrong-length', 'e'],
  ]
  it.each(refusals)('refuses %s, and says why', (_, call, code, path) => {
    expect(call).toThrow(expect.objectContaining({ name: 'CoseError', code, ...(path && { path }) }))
    expect(call).toThrow(/^\S+( \S+){3,}$/)
  })

  it('takes the exponent 3', () => {
    expect(parse('RS256', [-2, Uint8Array.of(3)])()).toMatchObject({ kty: 'RSA', e: Uint8Array.of(3) })
  })

  it('refuses another order of labels, and takes it when asked to be lenient', () => {
    const [kty, ...rest] = [...coseKey(keys.EdDSA.labels)]
    // a4 | 01 01 | 03 27 | … with its first two entries exchanged
    const swapped = Uint8Array.of(kty!, rest[2]!, rest[3]!, rest[0]!, rest[1]!, ...rest.slice(4))
    expect(() => parseKey(swapped)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
    expect(parseKey(swapped, { encoding: 'lenient' })).toEqual(parseKey(coseKey(keys.EdDSA.labels)))
  })

  it.each([-4, -5, -70_000])('refuses the private label %i also when lenient', (label) => {
    const bytes = coseKey(edited(keys.ES256.labels, [[label, new Uint8Array(32)]]))
    expect(() => parseKey(bytes, { encoding: 'lenient' })).toThrow(
      expect.objectContaining({ code: 'not-canonical' }),
    )
  })

  it.each([0, 2, 4, 'note'])('passes over the public label %j when lenient, and only then', (label) => {
    const bytes = coseKey(edited(keys.ES256.labels, [[label, 1]]))
    expect(parseKey(bytes, { encoding: 'lenient' })).toEqual(parseKey(coseKey(keys.ES256.labels)))
    expect(() => parseKey(bytes)).toThrow(expect.objectContaining({ code: 'not-canonical' }))
  })

  it('says what it expected', () => {
    expect(parse('ES256', [-2, new Uint8Array(31)])).toThrow('x must have 32 bytes, and has 31')
    expect(parse('RS256', [-2, Uint8Array.of(0, 3)])).toThrow('no leading zero')
    expect(parse('EdDSA', [-2, new Uint8Array(32).fill(255)])).toThrow('no point of Ed25519')
    expect(parse('EdDSA', [-2, new Uint8Array(32)])).toThrow('anybody can sign')
    expect(parse('ES256', [-1, 99])).toThrow('ES256 does not go with an unknown curve')
    expect(() => parseKey(bytes('a20326'))).toThrow(/is not CBOR: truncated/)
    expect(() => parseKey(bytes('a203260102'))).toThrow(/is not canonical CBOR: key-order/)
  })

  it('takes RSA up to 8,192 bits and exponents up to 64 bits', () => {
    const long = parse('RS256', [-1, new Uint8Array(1024).fill(255)])
    expect(long()).toMatchObject({ kty: 'RSA' })
    expect(parse('RS256', [-2, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1)])()).toMatchObject({ kty: 'RSA' })
    expect(parse('RS256', [-2, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1)])).toThrow(
      expect.objectContaining({ code: 'weak-rsa', path: 'e' }),
    )
    expect(parse('ES256', [3, null])).toThrow(expect.objectContaining({ code: 'malformed', path: 'alg' }))
  })

  it('takes the exponents that a call names, and no others', () => {
    const key = coseKey(keys.RS256.labels)
    expect(parseKey(key, { rsaExponents: [3, 65537] })).toMatchObject({ kty: 'RSA' })
    expect(() => parseKey(key, { rsaExponents: [3] })).toThrow(
      expect.objectContaining({ code: 'weak-rsa', path: 'e' }),
    )
  })
})
