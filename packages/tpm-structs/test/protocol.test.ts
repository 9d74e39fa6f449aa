/** Credentials and import: there and back, against node:crypto, and what is refused. */
import { concat, encodeHex } from '@latchkey/octets'
import fc from 'fast-check'
import { expect, it, describe as suite } from 'vitest'
import { parse, serialize } from '../src/parse.ts'
import { activateCredential, makeCredential } from '../src/protocol/credential.ts'
import { wrapForImport } from '../src/protocol/import.ts'
import type { TpmTypes } from '../src/structures.ts'
import { fromHex, refusedAs } from './bytes.ts'
import { openWithNode } from './node-storage.ts'
import { makeStorageKey, type StorageKey, type StorageKeyKind } from './storage-keys.ts'

const kinds: readonly StorageKeyKind[] = [
  { kty: 'RSA', nameAlg: 'SHA-256', aesBits: 128 },
  { kty: 'RSA', nameAlg: 'SHA-384', aesBits: 256 },
  { kty: 'RSA', nameAlg: 'SHA-1', aesBits: 192 },
  { kty: 'P-256', nameAlg: 'SHA-256', aesBits: 128 },
  // A key of AES that takes two rounds of KDFa.
  { kty: 'P-256', nameAlg: 'SHA-1', aesBits: 256 },
  { kty: 'P-384', nameAlg: 'SHA-384', aesBits: 256 },
  { kty: 'P-384', nameAlg: 'SHA-256', aesBits: 128 },
  { kty: 'P-521', nameAlg: 'SHA-512', aesBits: 256 },
]
const rows = kinds.map((kind) => [`${kind.kty}, ${kind.nameAlg}, AES-${kind.aesBits}`, kind] as const)
const [rsa, p256, p384] = [kinds[0]!, kinds[3]!, kinds[5]!]

const objectName = concat(Uint8Array.of(0, 0x0b), new Uint8Array(32).fill(0x5a))
const secret = fromHex('000102030405060708090a0b0c0d0e0f10111213')

/** Making keys of RSA takes long: one of each kind, when it is first asked for. */
const made = new Map<StorageKeyKind, Promise<StorageKey>>()
function keyOf(kind: StorageKeyKind): Promise<StorageKey> {
  const key = made.get(kind) ?? makeStorageKey(kind)
  made.set(kind, key)
  return key
}

/** A credential, and all that opens it. */
async function credentialFor(kind: StorageKeyKind) {
  const { area, privateKey } = await keyOf(kind)
  const ekPublic = serialize('TPMT_PUBLIC', area)
  const credential = await makeCredential({ ekPublic, objectName, secret })
  return { ekPrivate: privateKey, ekPublic, objectName, ...credential }
}

const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at]! ^ 1)

suite('a credential', () => {
  it.each(rows)('goes there and back: %s', async (_, kind) => {
    const credential = await credentialFor(kind)
    expect(encodeHex(await activateCredential(credential))).toBe(encodeHex(secret))
    expect(() => serialize('TPM2B_ID_OBJECT', credential.credentialBlob)).not.toThrow()
    expect(() => serialize('TPM2B_ENCRYPTED_SECRET', credential.encryptedSecret)).not.toThrow()
  })

  it.each(rows)('is what node:crypto makes of the specification: %s', async (_, kind) => {
    const { ekPrivate, credentialBlob, encryptedSecret } = await credentialFor(kind)
    const opened = openWithNode(kind, ekPrivate, 'IDENTITY', objectName, credentialBlob, encryptedSecret)
    expect(opened.integrity[0]).toBe(opened.integrity[1])
    // The secret is a TPM2B_DIGEST inside of the encryption.
    expect(encodeHex(opened.content)).toBe(`0014${encodeHex(secret)}`)
  })

  it('is another one each time', async () => {
    const [one, other] = [await credentialFor(p256), await credentialFor(p256)]
    expect(encodeHex(one.credentialBlob)).not.toBe(encodeHex(other.credentialBlob))
    expect(encodeHex(one.encryptedSecret)).not.toBe(encodeHex(other.encryptedSecret))
    const { encryptedSecret } = other
    expect(await refusedAs(activateCredential({ ...one, encryptedSecret }))).toBe('integrity')
  })

  it('holds any secret up to the digest, for any name', async () => {
    const { area, privateKey: ekPrivate } = await keyOf(p256)
    const ekPublic = serialize('TPMT_PUBLIC', area)
    const secrets = fc.uint8Array({ maxLength: 32 })
    const names = fc.uint8Array({ maxLength: 66 })
    await fc.assert(
      fc.asyncProperty(secrets, names, names, async (secret, objectName, otherName) => {
        const credential = await makeCredential({ ekPublic, objectName, secret })
        const whole = { ekPrivate, ekPublic, objectName, ...credential }
        expect(encodeHex(await activateCredential(whole))).toBe(encodeHex(secret))
        fc.pre(encodeHex(objectName) !== encodeHex(otherName))
        expect(await refusedAs(activateCredential({ ...whole, objectName: otherName }))).toBe('integrity')
      }),
      { numRuns: 60 },
    )
  })

  it('may come with a point whose leading zeros were dropped', async () => {
    const { area, privateKey: ekPrivate } = await keyOf(p256)
    const ekPublic = serialize('TPMT_PUBLIC', area)
    // One key in 128 has a coordinate that begins with a zero.
    for (let attempt = 0; attempt < 4000; attempt++) {
      const { credentialBlob, encryptedSecret } = await makeCredential({ ekPublic, objectName, secret })
      const { x, y } = parse('TPMS_ECC_POINT', encryptedSecret)
      if (x[0] !== 0 && y[0] !== 0) continue
      const short = [x, y].map((one) => one.subarray(one.findIndex((byte) => byte > 0)))
      const point = serialize('TPMS_ECC_POINT', { x: short[0]!, y: short[1]! })
      expect(point.length).toBeLessThan(encryptedSecret.length)
      const whole = { ekPrivate, ekPublic, objectName, credentialBlob, encryptedSecret: point }
      expect(encodeHex(await activateCredential(whole))).toBe(encodeHex(secret))
      return
    }
    expect.unreachable('no key of 4000 has a coordinate that begins with a zero')
  })
})

suite('a credential is refused', () => {
  it.each([rsa, p256, p384].map((kind) => [kind.kty, kind] as const))('of an %s key', async (_, kind) => {
    const whole = await credentialFor(kind)
    const verdict = (change: Partial<typeof whole>) => refusedAs(activateCredential({ ...whole, ...change }))
    expect(await verdict({})).toBe('accepted')

    expect(await verdict({ objectName: flipped(objectName, 33) })).toBe('integrity')
    expect(await verdict({ objectName: objectName.subarray(1) })).toBe('integrity')
    expect(await verdict({ objectName: new Uint8Array() })).toBe('integrity')
    expect(await verdict({ ekPrivate: (await makeStorageKey(kind)).privateKey })).toBe('integrity')
    const { encryptedSecret, credentialBlob } = await credentialFor(kind)
    expect(await verdict({ encryptedSecret })).toBe('integrity')
    expect(await verdict({ credentialBlob })).toBe('integrity')
    expect(await verdict({ encryptedSecret, credentialBlob })).toBe('accepted')
  })

  it('where any byte of it was changed', async () => {
    const whole = await credentialFor(p256)
    const { credentialBlob } = whole
    expect(credentialBlob).toHaveLength(2 + 32 + 2 + secret.length)
    for (let at = 0; at < credentialBlob.length; at++) {
      const changed = { ...whole, credentialBlob: flipped(credentialBlob, at) }
      // An HMAC of 288 bytes is none.
      expect(await refusedAs(activateCredential(changed)), `byte ${at}`).toBe(
        at === 0 ? 'too-large' : 'integrity',
      )
    }
    for (let length = 0; length < credentialBlob.length; length++) {
      const cut = { ...whole, credentialBlob: credentialBlob.subarray(0, length) }
      expect(await refusedAs(activateCredential(cut)), `${length} bytes`).toBe(
        length < 34 ? 'truncated' : 'integrity',
      )
    }
    const longer = { ...whole, credentialBlob: concat(credentialBlob, Uint8Array.of(0)) }
    expect(await refusedAs(activateCredential(longer))).toBe('integrity')
  })

  it('where any byte of its point was changed', async () => {
    const whole = await credentialFor(p256)
    const { encryptedSecret } = whole
    expect(encryptedSecret).toHaveLength(68)
    // The sizes stand at 0 and 34, and behind one of 33 bytes comes another wrong one.
    const sizes: Readonly<Record<number, string>> = {
      0: 'too-large',
      1: 'too-large',
      34: 'too-large',
      35: 'truncated',
    }
    for (let at = 0; at < encryptedSecret.length; at++) {
      const changed = { ...whole, encryptedSecret: flipped(encryptedSecret, at) }
      expect(await refusedAs(activateCredential(changed)), `byte ${at}`).toBe(sizes[at] ?? 'integrity')
    }
    const { x, y } = parse('TPMS_ECC_POINT', encryptedSecret)
    const long = serialize('TPMS_ECC_POINT', { x: concat(Uint8Array.of(0), x), y })
    expect(await refusedAs(activateCredential({ ...whole, encryptedSecret: long }))).toBe('integrity')
    const infinity = serialize('TPMS_ECC_POINT', { x: new Uint8Array(), y: new Uint8Array() })
    expect(await refusedAs(activateCredential({ ...whole, encryptedSecret: infinity }))).toBe('integrity')
  })

  it('where a byte of its RSA ciphertext was changed, or left out', async () => {
    const whole = await credentialFor(rsa)
    const { encryptedSecret } = whole
    expect(encryptedSecret).toHaveLength(256)
    for (let at = 0; at < encryptedSecret.length; at += 15) {
      const changed = { ...whole, encryptedSecret: flipped(encryptedSecret, at) }
      expect(await refusedAs(activateCredential(changed)), `byte ${at}`).toBe('integrity')
    }
    for (const length of [0, 1, 255]) {
      const cut = { ...whole, encryptedSecret: encryptedSecret.subarray(0, length) }
      expect(await refusedAs(activateCredential(cut)), `${length} bytes`).toBe('integrity')
    }
  })

  it.each([
    ['RSA, SHA-256', rsa, 32],
    ['P-256, SHA-256', p256, 32],
    ['P-384, SHA-384', p384, 48],
  ] as const)('before it is made, with a secret longer than the digest: %s', async (_, kind, most) => {
    const ekPublic = serialize('TPMT_PUBLIC', (await keyOf(kind)).area)
    const verdict = (length: number) =>
      refusedAs(makeCredential({ ekPublic, objectName, secret: new Uint8Array(length) }))
    expect(await verdict(most)).toBe('accepted')
    expect(await verdict(most + 1)).toBe('bad-value')
  })
})

type Area = TpmTypes['TPMT_PUBLIC']
type EccArea = Extract<Area, { type: 0x23 }>
type RsaArea = Extract<Area, { type: 0x01 }>

const ecc = (area: Area, change: Partial<EccArea['parameters']>): Area => {
  const { parameters, ...rest } = area as EccArea
  return { ...rest, parameters: { ...parameters, ...change } }
}
const rsaWith = (area: Area, change: Partial<RsaArea['parameters']>): Area => {
  const { parameters, ...rest } = area as RsaArea
  return { ...rest, parameters: { ...parameters, ...change } }
}
const common = { nameAlg: 0x0b, objectAttributes: { value: 0x00030072 }, authPolicy: new Uint8Array() }

suite('what is no storage key', () => {
  it.each<readonly [string, StorageKeyKind, (area: Area) => Area]>([
    ['an ECC key without symmetric cipher', p256, (area) => ecc(area, { symmetric: { algorithm: 0x10 } })],
    ['an RSA key without symmetric cipher', rsa, (area) => rsaWith(area, { symmetric: { algorithm: 0x10 } })],
    [
      'a key with Camellia',
      p256,
      (area) => ecc(area, { symmetric: { algorithm: 0x26, keyBits: 128, mode: 0x43 } }),
    ],
    [
      'a key with AES in CTR mode',
      p256,
      (area) => ecc(area, { symmetric: { algorithm: 0x06, keyBits: 128, mode: 0x40 } }),
    ],
    [
      'a key with AES of 100 bits',
      p256,
      (area) => ecc(area, { symmetric: { algorithm: 0x06, keyBits: 100, mode: 0x43 } }),
    ],
    [
      'a key with AES of 512 bits',
      rsa,
      (area) => rsaWith(area, { symmetric: { algorithm: 0x06, keyBits: 512, mode: 0x43 } }),
    ],
    ['a key on P-224', p256, (area) => ecc(area, { curveID: 2 })],
    ['a key that signs', p256, (area) => ({ ...area, objectAttributes: { value: 0x00050072 } })],
    ['a key that is not restricted', rsa, (area) => ({ ...area, objectAttributes: { value: 0x00020072 } })],
    ['a key without a name', p256, (area) => ({ ...area, nameAlg: 0x10 })],
    ['a key named by SM3', p256, (area) => ({ ...area, nameAlg: 0x12 })],
    [
      'an HMAC key',
      p256,
      () => ({ ...common, type: 0x08, parameters: { scheme: { scheme: 0x10 } }, unique: new Uint8Array(32) }),
    ],
    [
      'a symmetric key',
      p256,
      () => ({
        ...common,
        type: 0x25,
        parameters: { sym: { algorithm: 0x06, keyBits: 128, mode: 0x43 } },
        unique: new Uint8Array(32),
      }),
    ],
  ])('is %s', async (_, kind, change) => {
    const { area } = await keyOf(kind)
    const verdicts = async (ekPublic: Uint8Array) => [
      await refusedAs(makeCredential({ ekPublic, objectName, secret })),
      await refusedAs(wrapForImport({ parentPublic: ekPublic, objectName, sensitive })),
    ]
    expect(await verdicts(serialize('TPMT_PUBLIC', area))).toEqual(['accepted', 'accepted'])
    const other = serialize('TPMT_PUBLIC', change(area))
    expect(await verdicts(other)).toEqual(['unsupported-key', 'unsupported-key'])
    const whole = await credentialFor(kind)
    expect(await refusedAs(activateCredential({ ...whole, ekPublic: other }))).toBe('unsupported-key')
  })
})

suite('what nothing can be encrypted to', () => {
  it.each<readonly [string, StorageKeyKind, (area: Area) => Area]>([
    [
      'a point beside the curve',
      p256,
      (area) => {
        const { unique, ...rest } = area as EccArea
        return { ...rest, unique: { ...unique, y: flipped(unique.y, 31) } }
      },
    ],
    [
      'the point at infinity',
      p256,
      (area) => ({ ...(area as EccArea), unique: { x: new Uint8Array(), y: new Uint8Array() } }),
    ],
    [
      'an RSA modulus of 128 bits',
      rsa,
      (area) => ({ ...(area as RsaArea), unique: new Uint8Array(16).fill(0xff) }),
    ],
  ])('is %s', async (_, kind, change) => {
    const { area } = await keyOf(kind)
    const verdict = (ekPublic: Uint8Array) => refusedAs(makeCredential({ ekPublic, objectName, secret }))
    expect(await verdict(serialize('TPMT_PUBLIC', area))).toBe('accepted')
    expect(await verdict(serialize('TPMT_PUBLIC', change(area)))).toBe('unsupported-key')
  })
})

const sensitive = serialize('TPMT_SENSITIVE', {
  sensitiveType: 0x23,
  authValue: fromHex('aabb'),
  seedValue: new Uint8Array(),
  sensitive: new Uint8Array(32).fill(0x77),
})

suite('a key wrapped for import', () => {
  it.each(rows)('is what node:crypto makes of the specification: %s', async (_, kind) => {
    const { area, privateKey } = await keyOf(kind)
    const parentPublic = serialize('TPMT_PUBLIC', area)
    const { duplicate, inSymSeed } = await wrapForImport({ parentPublic, objectName, sensitive })
    const opened = openWithNode(kind, privateKey, 'DUPLICATE', objectName, duplicate, inSymSeed)
    expect(opened.integrity[0]).toBe(opened.integrity[1])
    // TPM2B_SENSITIVE: its size stands inside of the encryption.
    expect(encodeHex(opened.content)).toBe(encodeHex(concat(Uint8Array.of(0, sensitive.length), sensitive)))
    const other = openWithNode(kind, privateKey, 'DUPLICATE', flipped(objectName, 3), duplicate, inSymSeed)
    expect(other.integrity[0]).not.toBe(other.integrity[1])
  })

  it('has a sensitive area, and no more', async () => {
    const parentPublic = serialize('TPMT_PUBLIC', (await keyOf(p256)).area)
    const verdict = (sensitive: Uint8Array) =>
      refusedAs(wrapForImport({ parentPublic, objectName, sensitive }))
    expect(await verdict(sensitive)).toBe('accepted')
    expect(await verdict(sensitive.subarray(1))).not.toBe('accepted')
    expect(await verdict(sensitive.subarray(0, -1))).toBe('truncated')
    expect(await verdict(concat(sensitive, Uint8Array.of(0)))).toBe('trailing-bytes')
    expect(await verdict(sensitive.with(1, 0x06))).toBe('unknown-selector')
  })
})
