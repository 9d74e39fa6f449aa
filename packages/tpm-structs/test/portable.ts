/** What every runtime must do alike, checked against the published package; see CONTRIBUTING.md, "Portable cases". */
import { concat, decodeHex, encodeHex } from '@latchkey/octets'
import {
  computeName,
  computeNvName,
  computeQualifiedName,
  describe,
  findVendor,
  fromSpki,
  parse,
  parsePrefix,
  serialize,
  TpmError,
  type TpmTypes,
  toSpki,
} from '@latchkey/tpm-structs'
import {
  activateCredential,
  makeCredential,
  verifyQuote,
  wrapForImport,
} from '@latchkey/tpm-structs/protocol'
import { makeStorageKey, type StorageKeyKind } from './storage-keys.ts'

const fromHex = (hex: string) => decodeHex(hex.replaceAll(/\s/g, ''))

/** An ECDSA key on P-256 whose point is the curve's generator. */
const area = fromHex(`0023 000b 00050072 0000 0010 0018000b 0003 0010
  0020 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
  0020 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`)

// magic, type, qualifiedSigner, extraData, clock, resetCount, restartCount, safe, firmwareVersion, and of the quote: one bank
// of SHA-256 with PCRs 0 and 23, and the digest
const quote =
  'ff544347 8018 0006000ba1a2a3a4 00020102 0020000000000001 00000002 00000003 33 fedcba9876543210 00000001 000b 03010080 0002d1d2'

const roundTrips: readonly (readonly [type: keyof TpmTypes, hex: string])[] = [
  ['TPMS_ATTEST', quote],
  ['TPMT_PUBLIC', encodeHex(area)],
  ['TPM2B_PUBLIC', '0018 0008 000b 00040072 0000 0005000b 0008 0102030405060708'],
  ['TPMT_SENSITIVE', '0025 0001aa 0000 0004 01020304'],
  ['TPMT_SIGNATURE', '0018 000b 000101 000102'],
  ['TPMS_NV_PUBLIC', '01500110 000b 22060006 0000 0008'],
  ['TPML_DIGEST_VALUES', `00000002 0004 ${'11'.repeat(20)} 000b ${'22'.repeat(32)}`],
  ['TPMA_NV', '80000010'],
]

const secret = fromHex('000102030405060708090a0b0c0d0e0f')
const kinds: readonly StorageKeyKind[] = [
  { kty: 'RSA', nameAlg: 'SHA-256', aesBits: 128 },
  { kty: 'P-256', nameAlg: 'SHA-256', aesBits: 128 },
  { kty: 'P-384', nameAlg: 'SHA-384', aesBits: 256 },
  { kty: 'P-521', nameAlg: 'SHA-512', aesBits: 256 },
]

export const cases: readonly { name: string; run(): void | Promise<void> }[] = [
  ...roundTrips.map(([type, hex]) => ({
    name: `${type} is parsed and written back`,
    run: () => {
      const bytes = fromHex(hex)
      same(encodeHex(serialize(type, parse(type, bytes) as never)), encodeHex(bytes))
      same(parsePrefix(type, concat(bytes, Uint8Array.of(0))).bytesRead, bytes.length)
    },
  })),
  {
    name: 'a quote is parsed to its fields',
    run: () => {
      const attest = parse('TPMS_ATTEST', fromHex(quote))
      same(attest.clockInfo.clock, 0x0020000000000001n)
      same(attest.firmwareVersion, 0xfedcba9876543210n)
      same(attest.clockInfo.safe, 0x33)
      if (attest.type !== 0x8018) throw new Error('not a quote')
      same(encodeHex(attest.attested.pcrSelect[0]!.pcrSelect), '010080')
      same(encodeHex(attest.attested.pcrDigest), 'd1d2')
    },
  },
  {
    name: 'attributes are flags',
    run: () => {
      const { objectAttributes } = parse('TPMT_PUBLIC', area)
      same(objectAttributes.value, 0x00050072)
      same(objectAttributes.fixedTPM, true)
      same(objectAttributes.decrypt, false)
      same(parse('TPMA_NV', fromHex('80000000')).READ_STCLEAR, true)
    },
  },
  {
    name: 'an error says where',
    run: async () => {
      const cut = fromHex(quote).subarray(0, 48)
      same(await codeOf(() => parse('TPMS_ATTEST', cut)), 'truncated 47 attested.pcrSelect[0].hash')
      const last = concat(fromHex(quote), Uint8Array.of(0))
      same(await codeOf(() => parse('TPMS_ATTEST', last)), `trailing-bytes ${last.length - 1} `)
      const long = new Uint8Array(65)
      same(await codeOf(() => serialize('TPM2B_DIGEST', long)), 'too-large 0 ')
    },
  },
  {
    name: 'a structure is shown as a tree',
    run: () =>
      same(
        describe('TPMT_SIGNATURE', fromHex('0018 000b 000101 00020203'), { offsets: true }),
        [
          '0000  TPMT_SIGNATURE',
          '0000    sigAlg: 0x0018 ECDSA',
          '0002    signature: TPMS_SIGNATURE_ECC',
          '0002      hash: 0x000b SHA256',
          '0004      signatureR: 1 byte 01',
          '0007      signatureS: 2 bytes 0203',
        ].join('\n'),
      ),
  },
  {
    name: 'objects and NV indexes have names',
    run: () => {
      const name = computeName(area)
      same(encodeHex(name), '000b62854727bebcef250a3a01b5aab872a2da174687ffeab8ee08fdbc80c86d6c04')
      same(
        encodeHex(computeQualifiedName(name, fromHex('40000001'))),
        '000b6d8ec75af916c1284230fa031c60a7aa8952d4e801feaba67c517b97333cf9bb',
      )
      same(
        encodeHex(computeName(area.with(3, 0x0c))),
        '000c65bcabba09268fe64cd600a96625d83551a3ecc5a9172a514640edf066438c0f62f613d0a137f6cf62e5c7feac01cc3c',
      )
      same(
        encodeHex(computeNvName(fromHex('01500110 000b 22060006 0000 0008'))),
        '000b270eff2969072cdbe9c6f36d5605159e60337cf7b045b47cf1204ec9aa128917',
      )
    },
  },
  {
    name: 'a public area becomes SubjectPublicKeyInfo, and is made of it',
    run: () => {
      const spki = toSpki(area)
      same(
        encodeHex(spki),
        `3059301306072a8648ce3d020106082a8648ce3d03010703420004${
          '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
          '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
        }`,
      )
      const made = fromSpki(spki, { nameAlg: 0x0b, objectAttributes: 0x00050072 })
      same(encodeHex(toSpki(made)), encodeHex(spki))
    },
  },
  {
    name: 'makers are found',
    run: () => same(findVendor('id:494e5443')?.name, 'Intel'),
  },
  ...kinds.map((kind) => ({
    name: `a credential goes there and back: ${kind.kty}`,
    run: async () => {
      const { area, privateKey: ekPrivate } = await makeStorageKey(kind)
      const ekPublic = serialize('TPMT_PUBLIC', area)
      const objectName = computeName(ekPublic)
      const credential = await makeCredential({ ekPublic, objectName, secret })
      const whole = { ekPrivate, ekPublic, objectName, ...credential }
      same(encodeHex(await activateCredential(whole)), encodeHex(secret))
      const other = objectName.with(5, objectName[5]! ^ 1)
      same(await codeOf(() => activateCredential({ ...whole, objectName: other })), 'integrity 2 ')
    },
  })),
  {
    name: 'a credential for another RSA key is refused',
    run: async () => {
      const [one, other] = [await makeStorageKey(kinds[0]!), await makeStorageKey(kinds[0]!)]
      const ekPublic = serialize('TPMT_PUBLIC', one.area)
      const objectName = computeName(ekPublic)
      const credential = await makeCredential({ ekPublic, objectName, secret })
      const whole = { ekPublic, objectName, ...credential }
      same(encodeHex(await activateCredential({ ...whole, ekPrivate: one.privateKey })), encodeHex(secret))
      const attempt = () => activateCredential({ ...whole, ekPrivate: other.privateKey })
      same(await codeOf(attempt), 'integrity 0 ')
    },
  },
  {
    name: 'a point beside the curve is refused',
    run: async () => {
      const { area, privateKey: ekPrivate } = await makeStorageKey(kinds[1]!)
      const ekPublic = serialize('TPMT_PUBLIC', area)
      const objectName = computeName(ekPublic)
      const credential = await makeCredential({ ekPublic, objectName, secret })
      const whole = { ekPrivate, ekPublic, objectName, ...credential }
      same(encodeHex(await activateCredential(whole)), encodeHex(secret))
      const point = credential.encryptedSecret
      const encryptedSecret = point.with(67, point[67]! ^ 1)
      same(await codeOf(() => activateCredential({ ...whole, encryptedSecret })), 'integrity 0 ')
    },
  },
  {
    name: 'a key is wrapped for import',
    run: async () => {
      const { area } = await makeStorageKey(kinds[1]!)
      const parentPublic = serialize('TPMT_PUBLIC', area)
      const sensitive = fromHex('0025 0001aa 0000 0004 01020304')
      const objectName = computeName(parentPublic)
      const { duplicate, inSymSeed } = await wrapForImport({ parentPublic, objectName, sensitive })
      // An HMAC in its TPM2B, and TPM2B_SENSITIVE.
      same(duplicate.length, 34 + 2 + sensitive.length)
      same(parse('TPMS_ECC_POINT', inSymSeed).x.length, 32)
    },
  },
  {
    name: 'a quote is verified',
    run: async () => {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
      const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
      const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
      const publicKey = fromSpki(spki, { nameAlg: 0x0b, objectAttributes: 0x00050072 })
      const attest = fromHex(quote)
      const raw = new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, attest))
      const [signatureR, signatureS] = [raw.subarray(0, 32), raw.subarray(32)]
      const value = { sigAlg: 0x18, signature: { hash: 0x0b, signatureR, signatureS } } as const
      const signature = serialize('TPMT_SIGNATURE', value)
      const input = { attest, signature, publicKey, nonce: fromHex('0102') }
      same((await verifyQuote(input)).clockInfo.resetCount, 2)
      same(
        await codeOf(() => verifyQuote({ ...input, nonce: fromHex('0103') })),
        'nonce-mismatch 0 extraData',
      )
      const changed = attest.with(20, attest[20]! ^ 1)
      same(await codeOf(() => verifyQuote({ ...input, attest: changed })), 'signature-mismatch 0 ')
    },
  },
]

/** Code, offset and path of the error that a call ends with. */
async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'accepted'
  } catch (error) {
    if (TpmError.is(error)) return `${error.code} ${error.offset} ${error.path}`
    throw error
  }
}

function same(value: unknown, expected: unknown): void {
  if (value !== expected) throw new Error(`expected ${String(expected)}, got ${String(value)}`)
}
