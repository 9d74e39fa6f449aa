import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { decodeBase64url, encodeHex } from '@latchkey/octets'
import fc from 'fast-check'
import { expect, it, describe as suite } from 'vitest'
import { parse, serialize } from '../src/parse.ts'
import { fromKeyParts, fromSpki, toKeyParts, toSpki } from '../src/spki.ts'
import type { TpmTypes } from '../src/structures.ts'
import { fromHex, refusal } from './bytes.ts'
import { samples } from './samples.ts'

type Area = TpmTypes['TPMT_PUBLIC']

const template = { nameAlg: 0x0b, objectAttributes: 0x00050072, authPolicy: fromHex('0102') }
const [rsaArea, eccArea] = samples.TPMT_PUBLIC as [Area & { type: 0x01 }, Area & { type: 0x23 }]
const curveIDs = { 'P-256': 3, 'P-384': 4, 'P-521': 5 }

const spkiOf = (key: KeyObject) => new Uint8Array(key.export({ type: 'spki', format: 'der' }))

const rsa = (modulusLength: number, publicExponent?: number) =>
  generateKeyPairSync('rsa', { modulusLength, ...(publicExponent && { publicExponent }) }).publicKey
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey

/** The public area of an RSA key, with the exponent as it is handed in. */
function rsaAreaOf(key: KeyObject, exponent: number): Uint8Array {
  const n = decodeBase64url(key.export({ format: 'jwk' }).n!)
  const parameters = { ...rsaArea.parameters, keyBits: n.length * 8, exponent }
  return serialize('TPMT_PUBLIC', { ...rsaArea, parameters, unique: n })
}

/** The public area of an ECC key; `edit` changes its coordinates. */
function eccAreaOf(key: KeyObject, edit = (coordinate: Uint8Array) => coordinate): Uint8Array {
  const { crv, x, y } = key.export({ format: 'jwk' })
  const curveID = curveIDs[crv as 'P-256']
  const unique = { x: edit(decodeBase64url(x!)), y: edit(decodeBase64url(y!)) }
  return serialize('TPMT_PUBLIC', { ...eccArea, parameters: { ...eccArea.parameters, curveID }, unique })
}

const withoutZeros = (bytes: Uint8Array) => bytes.subarray(bytes.findIndex((byte) => byte > 0))

suite('a public area', () => {
  it.each([
    ['1024 bits', 1024, 65537],
    ['2048 bits', 2048, 65537],
    ['3072 bits', 3072, 65537],
    ['2048 bits and exponent 3', 2048, 3],
    ['2048 bits and exponent 17', 2048, 17],
    ['2048 bits and an exponent of 32', 2048, 0xffffffef],
  ])('of an RSA key is the key that OpenSSL writes: %s', (_, bits, exponent) => {
    const key = rsa(bits, exponent)
    const spki = encodeHex(spkiOf(key))
    expect(encodeHex(toSpki(rsaAreaOf(key, exponent)))).toBe(spki)
    // 0 is another way to say 65,537, and of no other exponent.
    expect(encodeHex(toSpki(rsaAreaOf(key, 0))) === spki).toBe(exponent === 65537)
  })

  it.each(['P-256', 'P-384', 'P-521'])('of a key on %s is the key that OpenSSL writes', (curve) => {
    const key = ec(curve)
    expect(encodeHex(toSpki(eccAreaOf(key)))).toBe(encodeHex(spkiOf(key)))
  })

  it.each([
    ['P-256', 32],
    ['P-384', 48],
    ['P-521', 66],
  ] as const)('of a key on %s may have dropped leading zeros', (curve, length) => {
    // One key in 128 has a coordinate that begins with a zero byte; on P-521 it is every second.
    for (let attempt = 0; attempt < 4000; attempt++) {
      const key = ec(curve)
      const { x, y } = toKeyParts(eccAreaOf(key)) as { x: Uint8Array; y: Uint8Array }
      if (x[0] !== 0 && y[0] !== 0) continue
      const short = eccAreaOf(key, withoutZeros)
      expect(short.length).toBeLessThan(eccAreaOf(key).length)
      expect(encodeHex(toSpki(short))).toBe(encodeHex(spkiOf(key)))
      expect(toKeyParts(short)).toEqual({ kty: 'EC2', crv: curve, x, y })
      expect([x.length, y.length]).toEqual([length, length])
      return
    }
    expect.unreachable('no key of 4000 has a coordinate that begins with a zero')
  })

  it('pads a coordinate of any length', () => {
    const coordinates = fc.uint8Array({ maxLength: 48 })
    fc.assert(
      fc.property(coordinates, coordinates, (x, y) => {
        const parameters = { ...eccArea.parameters, curveID: 4 }
        const key = toKeyParts(serialize('TPMT_PUBLIC', { ...eccArea, parameters, unique: { x, y } }))
        const padded = (bytes: Uint8Array) => encodeHex(bytes).padStart(96, '0')
        expect(key).toEqual({ kty: 'EC2', crv: 'P-384', x: fromHex(padded(x)), y: fromHex(padded(y)) })
      }),
    )
  })
})

suite('key parts', () => {
  const n = new Uint8Array(256).fill(0xff)
  const rsaBy = (...e: number[]) => ({ kty: 'RSA', n, e: Uint8Array.from(e) }) as const
  const point = { kty: 'EC2', crv: 'P-256', x: new Uint8Array(32), y: new Uint8Array(32) } as const

  it.each([
    ['no exponent', rsaBy(3), rsaBy(), 'parameters.exponent'],
    // In a public area it would be 65,537.
    ['an exponent of 0', rsaBy(3), rsaBy(0), 'parameters.exponent'],
    ['an exponent of 33 bits', rsaBy(0xff, 0xff, 0xff, 0xff), rsaBy(1, 0, 0, 0, 1), 'parameters.exponent'],
    ['a curve that there is not', point, { ...point, crv: 'P-255' as 'P-256' }, 'parameters.curveID'],
    ['a curve of SPKI alone', point, { ...point, crv: 'P-224' as 'P-256' }, 'parameters.curveID'],
  ])('with %s are refused', (_, accepted, refused, path) => {
    expect(refusal(() => fromKeyParts(accepted, template))).toBeUndefined()
    expect(refusal(() => fromKeyParts(refused, template))).toEqual(['unsupported-key', 0, path])
  })
})

suite('SubjectPublicKeyInfo', () => {
  it.each<readonly [string, () => KeyObject, exponent: number | undefined]>([
    ['RSA, 1024 bits', () => rsa(1024), 0],
    ['RSA, 2048 bits', () => rsa(2048), 0],
    ['RSA, 3072 bits', () => rsa(3072), 0],
    ['RSA, 4096 bits', () => rsa(4096), 0],
    ['RSA, exponent 3', () => rsa(2048, 3), 3],
    ['RSA, an exponent with its highest bit set', () => rsa(2048, 0xffffffef), 0xffffffef],
    ['P-256', () => ec('P-256'), undefined],
    ['P-384', () => ec('P-384'), undefined],
    ['P-521', () => ec('P-521'), undefined],
  ])('goes there and back: %s', (_, make, exponent) => {
    const spki = spkiOf(make())
    const bytes = fromSpki(spki, template)
    expect(encodeHex(toSpki(bytes))).toBe(encodeHex(spki))
    expect(encodeHex(fromKeyParts(toKeyParts(bytes), template))).toBe(encodeHex(bytes))
    const area = parse('TPMT_PUBLIC', bytes)
    expect([area.nameAlg, area.objectAttributes.value]).toEqual([template.nameAlg, template.objectAttributes])
    expect(encodeHex(area.authPolicy)).toBe('0102')
    const bare = { symmetric: { algorithm: 0x10 }, scheme: { scheme: 0x10 } }
    if (exponent === undefined) expect(area).toMatchObject({ parameters: { ...bare, kdf: { scheme: 0x10 } } })
    else expect(area).toMatchObject({ parameters: { ...bare, exponent } })
  })

  it.each([
    ['P-192', 'prime192v1', 1],
    ['P-224', 'secp224r1', 2],
  ])('goes there and back on %s, which COSE does not know', (_, named, curveID) => {
    const spki = spkiOf(ec(named))
    const bytes = fromSpki(spki, template)
    expect(parse('TPMT_PUBLIC', bytes)).toMatchObject({ parameters: { curveID } })
    expect(encodeHex(toSpki(bytes))).toBe(encodeHex(spki))
    expect(refusal(() => toKeyParts(bytes))).toEqual(['unsupported-key', 0, 'parameters.curveID'])
  })

  it.each<readonly [string, () => Uint8Array]>([
    ['Ed25519', () => spkiOf(generateKeyPairSync('ed25519').publicKey)],
    ['X25519', () => spkiOf(generateKeyPairSync('x25519').publicKey)],
    ['brainpoolP256r1', () => spkiOf(ec('brainpoolP256r1'))],
    ['secp256k1, which is as long as P-256', () => spkiOf(ec('secp256k1'))],
    ['RSA-PSS', () => spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey)],
    ['no bytes', () => new Uint8Array()],
    ['zeros', () => new Uint8Array(294)],
  ])('of another key is refused: %s', (_, make) => {
    expect(refusal(() => fromSpki(spkiOf(ec('P-256')), template))).toBeUndefined()
    expect(refusal(() => fromSpki(make(), template))).toEqual(['unsupported-key', 0, ''])
  })

  it('is refused with a compressed point', () => {
    const key = ec('P-256')
    const { x, y } = key.export({ format: 'jwk' })
    const sign = 2 + (decodeBase64url(y!).at(-1)! & 1)
    const point = encodeHex(Uint8Array.of(sign, ...decodeBase64url(x!)))
    const compressed = fromHex(`3039301306072a8648ce3d020106082a8648ce3d030107032200${point}`)
    // It is a key, to others: that it is compressed is why it is refused.
    const same = createPublicKey({ key: Buffer.from(compressed), format: 'der', type: 'spki' })
    expect(same.export({ format: 'jwk' })).toMatchObject({ x, y })
    expect(refusal(() => fromSpki(compressed, template))).toEqual(['unsupported-key', 0, ''])
    expect(refusal(() => fromSpki(spkiOf(key), template))).toBeUndefined()
  })

  it.each<readonly [string, () => KeyObject, isOfKey: (at: number, length: number) => boolean]>([
    ['RSA', () => rsa(2048), (at, length) => (at >= 33 && at < length - 5) || at >= length - 3],
    ['P-256', () => ec('P-256'), (at) => at >= 27],
  ])('of %s is refused where its frame is damaged, cut or longer', (_, make, isOfKey) => {
    const spki = spkiOf(make())
    expect(refusal(() => fromSpki(spki, template))).toBeUndefined()
    for (let at = 0; at < spki.length; at++) {
      if (isOfKey(at, spki.length)) continue
      for (const mask of [0x01, 0x80, 0xff]) {
        const changed = spki.with(at, spki[at]! ^ mask)
        expect(
          refusal(() => fromSpki(changed, template)),
          `byte ${at}`,
        ).toEqual(['unsupported-key', 0, ''])
      }
    }
    for (let length = 0; length < spki.length; length++)
      expect(refusal(() => fromSpki(spki.subarray(0, length), template))).toEqual(['unsupported-key', 0, ''])
    for (const more of [0, 1, 0x30])
      expect(refusal(() => fromSpki(Uint8Array.of(...spki, more), template))).toEqual([
        'unsupported-key',
        0,
        '',
      ])
  })

  it('is refused with a modulus in other bytes than DER', () => {
    const spki = encodeHex(spkiOf(rsa(2048)))
    const before = '30820122300d06092a864886f70d01010105000382010f003082010a0282010100'
    expect(spki.slice(0, before.length + 2)).toMatch(new RegExp(`^${before}[89a-f]`))
    expect(refusal(() => fromSpki(fromHex(spki), template))).toBeUndefined()
    // Without its zero the modulus is below zero; and with a first byte below 0x80 the zero is one too many.
    const negative = `30820121300d06092a864886f70d01010105000382010e00308201090282010${'0'}${spki.slice(before.length)}`
    const padded = `${before}7f${spki.slice(before.length + 2)}`
    for (const hex of [negative, padded])
      expect(refusal(() => fromSpki(fromHex(hex), template))).toEqual(['unsupported-key', 0, ''])
  })
})

suite('a key is refused', () => {
  const [x, y] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const n = new Uint8Array(256).fill(0xc1)
  const p256 = { kty: 'EC2', crv: 'P-256', x, y } as const
  const rsa = { kty: 'RSA', n, e: Uint8Array.of(1, 0, 1) } as const
  const areaOf = (value: TpmTypes['TPMT_PUBLIC']) => () => toKeyParts(serialize('TPMT_PUBLIC', value))

  it.each<
    readonly [string, accepted: () => unknown, refused: () => unknown, readonly [string, number, string]]
  >([
    ['a keyed hash', areaOf(eccArea), areaOf(samples.TPMT_PUBLIC[2]!), ['unsupported-key', 0, 'type']],
    ['a symmetric key', areaOf(eccArea), areaOf(samples.TPMT_PUBLIC[3]!), ['unsupported-key', 0, 'type']],
    [
      'a curve without a name outside',
      areaOf(eccArea),
      areaOf({ ...eccArea, parameters: { ...eccArea.parameters, curveID: 0x20 } } as typeof eccArea),
      ['unsupported-key', 0, 'parameters.curveID'],
    ],
    [
      'x beyond the field',
      areaOf({ ...eccArea, unique: { x, y } } as typeof eccArea),
      areaOf({ ...eccArea, unique: { x: new Uint8Array(33), y } } as typeof eccArea),
      ['unsupported-key', 0, 'unique.x'],
    ],
    [
      'y beyond the field',
      areaOf({ ...eccArea, unique: { x, y } } as typeof eccArea),
      areaOf({ ...eccArea, unique: { x, y: new Uint8Array(33) } } as typeof eccArea),
      ['unsupported-key', 0, 'unique.y'],
    ],
    [
      'a modulus of zero',
      areaOf(rsaArea),
      areaOf({ ...rsaArea, unique: new Uint8Array(4) } as typeof rsaArea),
      ['unsupported-key', 0, 'unique'],
    ],
    [
      'no public area',
      areaOf(rsaArea),
      () => toKeyParts(serialize('TPM2B_PUBLIC', rsaArea)),
      ['unknown-value', 2, 'nameAlg'],
    ],
    [
      'an exponent of 33 bits',
      () => fromKeyParts({ ...rsa, e: new Uint8Array(4).fill(255) }, template),
      () => fromKeyParts({ ...rsa, e: Uint8Array.of(1, 0, 0, 0, 1) }, template),
      ['unsupported-key', 0, 'parameters.exponent'],
    ],
    [
      'a modulus of 4104 bits',
      () => fromKeyParts({ ...rsa, n: new Uint8Array(512).fill(0xc1) }, template),
      () => fromKeyParts({ ...rsa, n: new Uint8Array(513).fill(0xc1) }, template),
      ['too-large', 22, 'unique'],
    ],
    [
      'a name by no hash',
      () => fromKeyParts(p256, template),
      () => fromKeyParts(p256, { ...template, nameAlg: 5 }),
      ['unknown-value', 2, 'nameAlg'],
    ],
    [
      'what is no SubjectPublicKeyInfo',
      () => fromKeyParts(p256, template),
      () => fromSpki(new Uint8Array(91), template),
      ['unsupported-key', 0, ''],
    ],
  ])('%s', (_, accepted, refused, expected) => {
    expect(refusal(accepted)).toBeUndefined()
    expect(refusal(refused)).toEqual(expected)
  })
})
