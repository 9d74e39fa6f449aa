import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { encode } from '@latchkey/cbor-canonical'
import { concat, decodeBase64url, decodeHex, encodeBase64url, encodeHex, hash } from '@latchkey/octets'
import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, it } from 'vitest'
import type { CoseKey } from '../src/cose-key.ts'
import { toCryptoKey } from '../src/crypto-key.ts'
import { encodeKey } from '../src/encode-key.ts'
import { fromJwk, toJwk } from '../src/jwk.ts'
import { toKeyObject } from '../src/key-object.ts'
import { parseKey } from '../src/parse-key.ts'
import { fromRawPoint, toRawPoint } from '../src/raw-point.ts'
import { fromPem, fromSpki, toPem, toSpki } from '../src/spki.ts'
import { coseThumbprint, jwkThumbprint } from '../src/thumbprint.ts'
import { algorithmNames, coseKey, makeKey, once } from './keys.ts'

const rs1 = { dangerouslyAllowRs1: true }
const refuses = (call: () => unknown, code: string, path?: string) => {
  expect(call).toThrow(expect.objectContaining({ name: 'CoseError', code, ...(path && { path }) }))
  expect(call).toThrow(/^\S+( \S+){3,}$/)
}

const names = algorithmNames.filter((name) => name !== 'RS1')
const made = once(() =>
  names.map((name) => {
    const { labels, publicKey } = makeKey[name]()
    return { name, key: parseKey(coseKey(labels), rs1), publicKey }
  }),
)
const keyOf = (wanted: string) => made().find(({ name }) => name === wanted)!.key

describe.each(names)('%s', (name) => {
  it('goes to JWK, SPKI and PEM and back', () => {
    const key = keyOf(name)
    expect(fromJwk(toJwk(key), key.alg)).toEqual(key)
    expect(fromSpki(toSpki(key), key.alg)).toEqual(key)
    expect(fromPem(toPem(key), key)).toEqual(key)
    if (key.kty === 'EC2' || key.kty === 'OKP') expect(fromRawPoint(toRawPoint(key), key.alg)).toEqual(key)
    else refuses(() => toRawPoint(key), 'algorithm-mismatch', 'kty')
  })

  it('SPKI with any byte changed, cut or added is refused or another key', () => {
    const key = keyOf(name)
    const spki = toSpki(key)
    refuses(() => fromSpki(concat(spki, new Uint8Array(1)), key.alg), 'malformed')
    refuses(() => fromSpki(new Uint8Array(), key.alg), 'malformed')
    for (let at = 0; at < spki.length; at += spki.length > 300 ? 41 : 1) {
      const changed = spki.with(at, spki[at]! ^ 0x10)
      try {
        expect(encodeHex(toSpki(fromSpki(changed, key.alg)))).toBe(encodeHex(changed))
      } catch (error) {
        expect(error).toMatchObject({ name: 'CoseError' })
      }
    }
  })
})

describe('what node:crypto writes and reads', () => {
  it.each(names.filter((name) => !name.startsWith('ML-DSA')))('%s', (wanted) => {
    const { key, publicKey } = made().find(({ name }) => name === wanted)!
    expect(encodeHex(toSpki(key))).toBe(publicKey!.export({ format: 'der', type: 'spki' }).toString('hex'))
    expect(toPem(key)).toBe(publicKey!.export({ format: 'pem', type: 'spki' }))
    expect(toKeyObject(key).equals(publicKey!)).toBe(true)
    expect(createPublicKey({ key: toJwk(key) as JsonWebKey, format: 'jwk' }).equals(publicKey!)).toBe(true)
  })
})

describe('fromJwk', () => {
  const jwkOf = (name: string) => toJwk(keyOf(name))

  it('takes the algorithm from the call, from the JWK, or from the curve', () => {
    const jwk = jwkOf('ES256')
    expect(fromJwk(jwk).alg).toBe(-7)
    expect(fromJwk(jwk, -9).alg).toBe(-9)
    expect(fromJwk({ ...jwk, alg: 'ESP256' }).alg).toBe(-9)
    expect(fromJwk(jwkOf('PS256')).alg).toBe(-257)
    expect(fromJwk(jwkOf('ES512')).alg).toBe(-52)
    expect(fromJwk(jwkOf('Ed448')).alg).toBe(-53)
  })

  it.each([
    ['its private part', { d: 'AAAA' }, 'malformed', 'd'],
    ['an unknown type', { kty: 'oct' }, 'malformed', 'kty'],
    ['a type of every object', { kty: 'constructor' }, 'malformed', 'kty'],
    ['an unknown algorithm', { alg: 'none' }, 'malformed', 'alg'],
    ['the algorithm of another curve', { alg: 'ES384' }, 'algorithm-mismatch', 'crv'],
    ['the algorithm of another type', { alg: 'RS256' }, 'algorithm-mismatch', 'kty'],
    ['base64 with padding', { x: `${'A'.repeat(43)}=` }, 'malformed', 'x'],
    ['a short coordinate', { x: 'AAAA' }, 'wrong-length', 'x'],
    ['a point off its curve', { y: 'A'.repeat(43) }, 'off-curve', 'x'],
    ['a coordinate that is no text', { y: 5 as never }, 'malformed', 'y'],
  ])('refuses %s', (_, change, code, path) => {
    expect(fromJwk(jwkOf('ES256')).alg).toBe(-7)
    refuses(() => fromJwk({ ...jwkOf('ES256'), ...change }), code, path)
  })

  it.each([
    ['RS256', 'n'],
    ['RS256', 'e'],
    ['ML-DSA-44', 'pub'],
  ])('says of %s that %s is not base64url', (name, part) => {
    refuses(() => fromJwk({ ...jwkOf(name), [part]: '!' }), 'malformed', part)
  })

  it('refuses a JWK without a type', () => {
    const { kty: _, ...rest } = jwkOf('ES256')
    refuses(() => fromJwk(rest), 'malformed', 'kty')
  })

  it('refuses RS1, which only a COSE_Key under its option can be', () => {
    const key = keyOf('RS256')
    refuses(() => fromJwk(toJwk(key), -65535), 'unsupported-algorithm')
    refuses(() => fromSpki(toSpki(key), -65535), 'unsupported-algorithm')
  })
})

describe('fromRawPoint', () => {
  it('refuses compressed points, other lengths and other curves', () => {
    const point = toRawPoint(keyOf('ES256'))
    refuses(() => fromRawPoint(concat(Uint8Array.of(2), point.subarray(1, 33)), -7), 'malformed')
    refuses(() => fromRawPoint(point.subarray(0, 64), -7), 'wrong-length')
    refuses(() => fromRawPoint(point, -35), 'wrong-length')
    refuses(() => fromRawPoint(point, -257), 'algorithm-mismatch')
    refuses(() => fromRawPoint(point.with(64, point[64]! ^ 1), -7), 'off-curve')
    expect(() => fromRawPoint(point.subarray(0, 64), -7)).toThrow('64 bytes instead of 65')
    expect(() => fromRawPoint(Uint8Array.of(3, ...point.subarray(1)), -7)).toThrow(/uncompressed/)
  })

  it('gives a copy', () => {
    const key = keyOf('EdDSA')
    const before = toSpki(key)
    toRawPoint(key).fill(0)
    expect(toSpki(key)).toEqual(before)
  })

  it('refuses every small-order point of Ed25519', () => {
    const torsion = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
    for (let times = 1n; times <= 8n; times++) {
      const point = times === 8n ? ed25519.Point.ZERO : torsion.multiplyUnsafe(times)
      refuses(() => fromRawPoint(point.toBytes(), -8), 'small-order', 'x')
    }
    expect(fromRawPoint(ed25519.Point.BASE.toBytes(), -8)).toMatchObject({ crv: 'Ed25519' })
  })
})

describe('fromPem', () => {
  it('refuses other labels, several blocks, none, and broken armour', () => {
    const pem = toPem(keyOf('ES256'))
    refuses(() => fromPem(pem.replaceAll('PUBLIC KEY', 'CERTIFICATE'), -7), 'malformed')
    refuses(() => fromPem(pem + pem, -7), 'malformed')
    refuses(() => fromPem('', -7), 'malformed')
    refuses(() => fromPem(pem.replace('-----END', '----END'), -7), 'malformed')
  })
})

describe('toKeyObject', () => {
  it('names what this Node lacks', () => {
    const give = () => toKeyObject(keyOf('ML-DSA-44'))
    if (Number(process.versions.node.split('.')[0]) >= 24) expect(give().type).toBe('public')
    else refuses(give, 'unsupported-on-this-runtime')
  })
})

describe('SPKI', () => {
  it('with nothing before the key is malformed', () => {
    for (const name of ['ES256', 'EdDSA', 'ML-DSA-44']) {
      const key = keyOf(name)
      const spki = toSpki(key)
      expect(fromSpki(spki, key)).toEqual(key)
      refuses(() => fromSpki(spki.slice(-32), key), 'malformed')
    }
  })
})

describe('toCryptoKey', () => {
  it.each(['ES256', 'EdDSA', 'RS256', 'PS256', 'Ed448'])('gives %s to WebCrypto', async (name) => {
    const key = keyOf(name)
    const cryptoKey = await toCryptoKey(key)
    expect(cryptoKey).toMatchObject({ type: 'public', extractable: true, usages: ['verify'] })
    const jwk = await crypto.subtle.exportKey('jwk', cryptoKey)
    expect(fromJwk({ ...jwk, alg: name } as never, key.alg)).toEqual(key)
  })

  it('names what the runtime lacks', async () => {
    const key = keyOf('ES256K')
    await expect(toCryptoKey(key)).rejects.toMatchObject({ code: 'unsupported-on-this-runtime' })
  })
})

describe('thumbprints', () => {
  it('are those of RFC 7638 and RFC 8037', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    expect(jwkThumbprint(fromJwk({ kty: 'RSA', n, e: 'AQAB' }))).toBe(
      'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    )
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    expect(jwkThumbprint(fromJwk({ kty: 'OKP', crv: 'Ed25519', x }))).toBe(
      'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    )
  })

  it('are that of RFC 9679 §6', () => {
    const x = decodeHex('65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d')
    const y = decodeHex('1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c')
    const key = fromJwk({ kty: 'EC', crv: 'P-256', x: encodeBase64url(x), y: encodeBase64url(y) })
    expect(encodeHex(coseThumbprint(key))).toBe(
      '496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec',
    )
  })

  it('do not depend on the algorithm, but for ML-DSA', () => {
    const key = keyOf('ES256')
    const twin = { ...key, alg: -9 } as CoseKey
    expect(coseThumbprint(twin)).toEqual(coseThumbprint(key))
    expect(jwkThumbprint(twin)).toBe(jwkThumbprint(key))
    const postQuantum = keyOf('ML-DSA-65') as Extract<CoseKey, { kty: 'AKP' }>
    expect(decodeBase64url(jwkThumbprint(postQuantum))).toHaveLength(32)
    const labels = new Map<number, number | Uint8Array>([
      [1, 7],
      [3, -49],
      [-1, postQuantum.pub],
    ])
    expect(coseThumbprint(postQuantum)).toEqual(hash('sha-256', encode(labels)))
    expect(encodeKey(twin)).not.toEqual(encodeKey(key))
  })
})
