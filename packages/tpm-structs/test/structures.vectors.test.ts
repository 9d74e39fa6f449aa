/** Structures that a TPM made, and how libtss2-mu decodes them. */
import { concat, decodeHex, decodePem, encodeHex, type HashName, hash } from '@latchkey/octets'
import { expect, it, describe as suite } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { describe } from '../src/describe.ts'
import { computeName, computeNvName, computeQualifiedName, hashNames } from '../src/names.ts'
import { parse, parsePrefix, serialize } from '../src/parse.ts'
import { checkSignature } from '../src/protocol/attest-signature.ts'
import { verifyCreation } from '../src/protocol/creation.ts'
import { type PcrValue, type Quote, verifyQuote } from '../src/protocol/quote.ts'
import { fromSpki, toSpki } from '../src/spki.ts'
import type { TpmTypes } from '../src/structures.ts'
import { refusal, refusedAs } from './bytes.ts'

type Type = keyof TpmTypes
type Entry = {
  id: string
  type: Type
  hex: string
  expected: unknown
  name?: string
  qualifiedName?: string
  parentHandle?: number | string
  parentQualifiedName?: string
  spkiPem?: string
  nvName?: string
  creationHash?: string
  hashAlg?: string
  signature?: string
  signedBy?: string
  signerSpkiPem?: string
  pcrSelection?: string
  pcrValuesHex?: string
  quoteHash?: string
  messageHex?: string
  secret?: string
  akName?: string
  ekPublic?: string
}

const entries = readVectors<Entry[]>('tpm/structures.json') ?? []
const mutations =
  readVectors<{ id: string; type: Type; hex: string; mustReject: boolean | null }[]>('tpm/mutations.json')
const publicOf = (id: string) => {
  const entry = entries.find((one) => one.id === id && /PUBLIC$/.test(one.type))!
  const bytes = decodeHex(entry.hex)
  return entry.type === 'TPM2B_PUBLIC' ? bytes.subarray(2) : bytes
}

const attests = entries.filter((one) => one.type === 'TPMS_ATTEST' && one.signature)

/** Of the signatures that a TPM makes, RSASSA, RSAPSS and ECDSA are verified; not HMAC, ECDAA, SM2 and ECSCHNORR. */
const isVerified = (signature: string) => ['0014', '0016', '0018'].includes(signature.slice(0, 4))

const areaOf = (spkiPem: string) =>
  fromSpki(decodePem(spkiPem)[0]!.der, { nameAlg: 0x0b, objectAttributes: 0x50072 })

/** The signer's public area; where others cannot write its key down, that of a key of its kind. */
const signerOf = ({ signedBy, signerSpkiPem }: Entry) =>
  signerSpkiPem
    ? areaOf(signerSpkiPem)
    : publicOf(signedBy === 'ak-hmac-sha256' ? signedBy : 'key-sm2-sha256')

suite.skipIf(entries.length === 0)(`structures of a TPM${vectorsNote}`, () => {
  it.each(entries.map((one) => [one.id, one.type, one] as const))('%s %s', (_id, type, entry) => {
    const bytes = decodeHex(entry.hex)
    const value = parse(type, bytes)
    if (entry.expected !== null) expect(plain(value)).toEqual(entry.expected)
    expect(encodeHex(serialize(type, value))).toBe(entry.hex)
    const longer = Uint8Array.of(...bytes, 7)
    expect(parsePrefix(type, longer).bytesRead).toBe(bytes.length)
    expect(refusal(() => parse(type, longer))?.slice(0, 2)).toEqual(['trailing-bytes', bytes.length])
    for (let length = 0; length < bytes.length; length++) {
      const [code, offset, path] = refusal(() => parse(type, bytes.subarray(0, length)))!
      expect(code).toBe('truncated')
      expect(offset).toBeLessThanOrEqual(length)
      expect(typeof path).toBe('string')
    }
    expect(describe(type, bytes)).toMatch(/^\w/)
  })

  it('have names', () => {
    const areas = entries.filter(({ type }) => type === 'TPMT_PUBLIC' || type === 'TPM2B_PUBLIC')
    let qualified = 0
    for (const { id, name, qualifiedName, parentHandle, parentQualifiedName } of areas) {
      if (name === undefined) continue
      expect(encodeHex(computeName(publicOf(id))), id).toBe(name)
      const parent = parentQualifiedName ?? handleHex(parentHandle)
      if (qualifiedName === undefined || parent === undefined) continue
      expect(encodeHex(computeQualifiedName(decodeHex(name), decodeHex(parent))), id).toBe(qualifiedName)
      qualified++
    }
    expect(qualified).toBeGreaterThan(30)
    for (const { id, hex, nvName } of entries.filter((one) => one.nvName))
      expect(encodeHex(computeNvName(decodeHex(hex).subarray(2))), id).toBe(nvName)
  })

  it('are the keys that the TPM says', () => {
    const keys = entries.filter((one) => one.spkiPem)
    for (const { id, spkiPem } of keys)
      expect(encodeHex(toSpki(publicOf(id))), id).toBe(encodeHex(decodePem(spkiPem!)[0]!.der))
    expect(keys).toHaveLength(26)
  })

  it('carry the hashes of creation data', () => {
    const creations = entries.filter((one) => one.creationHash)
    expect(creations.length).toBeGreaterThan(5)
    for (const { id, hex, creationHash, hashAlg } of creations) {
      const name = hashAlg!.replace('sha', 'sha-') as 'sha-256'
      expect(encodeHex(hash(name, decodeHex(hex).subarray(2))), id).toBe(creationHash)
    }
  })

  it('are signed by the keys they say, and by no other', async () => {
    const counts = { verified: 0, refused: 0 }
    for (const entry of attests) {
      const { id, hex, signature } = entry
      const attest = decodeHex(hex)
      const input = [decodeHex(signature!), signerOf(entry)] as const
      if (!isVerified(signature!)) {
        expect(await refusedAs(checkSignature(attest, ...input)), id).toBe('unsupported-key')
        counts.refused++
        continue
      }
      expect(await checkSignature(attest, ...input), id).toBe(
        hashNames[Number.parseInt(signature!.slice(4, 8), 16)],
      )
      const changed = attest.with(attest.length - 1, attest.at(-1)! ^ 1)
      expect(await refusedAs(checkSignature(changed, ...input)), id).toBe('signature-mismatch')
      counts.verified++
    }
    expect(counts).toEqual({ verified: 85, refused: 20 })
  })

  it('are signatures of messages', async () => {
    const counts = { verified: 0, refused: 0 }
    for (const { id, hex, messageHex, signerSpkiPem } of entries.filter((one) => one.messageHex)) {
      // An HMAC and a signature by SM2 come without a key that others know; here any does.
      const spki = signerSpkiPem || entries.find((one) => one.spkiPem)!.spkiPem!
      const [message, signature, key] = [decodeHex(messageHex!), decodeHex(hex), areaOf(spki)]
      const verdict = await refusedAs(checkSignature(message, signature, key))
      expect(verdict, id).toBe(isVerified(hex) ? 'accepted' : 'unsupported-key')
      counts[verdict === 'accepted' ? 'verified' : 'refused']++
      if (verdict !== 'accepted') continue
      const changed = message.with(0, message[0]! ^ 1)
      expect(await refusedAs(checkSignature(changed, signature, key)), id).toBe('signature-mismatch')
    }
    expect(counts).toEqual({ verified: 5, refused: 2 })
  })

  it('quote the PCR values that were read', async () => {
    const counts = { verified: 0, refused: 0 }
    for (const entry of attests.filter((one) => one.pcrSelection)) {
      const { id, hex, signature, quoteHash, pcrSelection, pcrValuesHex } = entry
      const attest = decodeHex(hex)
      const { attested, extraData: nonce } = parse('TPMS_ATTEST', attest) as Quote
      const pcrs = pcrsOf(pcrSelection!, pcrValuesHex!)
      const digest = hash(
        quoteHash!.replace('sha', 'sha-') as HashName,
        concat(...pcrs.map((one) => one.value)),
      )
      expect(encodeHex(attested.pcrDigest), id).toBe(encodeHex(digest))
      const input = { attest, signature: decodeHex(signature!), publicKey: signerOf(entry), nonce, pcrs }
      if (!isVerified(signature!)) {
        expect(await refusedAs(verifyQuote(input)), id).toBe('unsupported-key')
        counts.refused++
        continue
      }
      expect((await verifyQuote({ ...input, pcrs: pcrs.toReversed() })).type, id).toBe(0x8018)
      const others = pcrs.map((pcr, at) =>
        at > 0 ? pcr : { ...pcr, value: pcr.value.map((byte) => byte ^ 1) },
      )
      expect(await refusedAs(verifyQuote({ ...input, pcrs: others }))).toBe('digest-mismatch')
      expect(await refusedAs(verifyQuote({ ...input, pcrs: pcrs.slice(1) }))).toBe('digest-mismatch')
      expect(await refusedAs(verifyQuote({ ...input, nonce: concat(nonce, nonce) }))).toBe('nonce-mismatch')
      expect(await refusedAs(verifyQuote({ ...input, nonce: new Uint8Array() }))).toBe('nonce-mismatch')
      counts.verified++
    }
    expect(counts).toEqual({ verified: 7, refused: 2 })
  })

  it('hold credentials that tpm2_makecredential made', () => {
    const [blob, secret] = ['idobject', 'encsecret'].map((part) => {
      const { type, hex } = entries.find((one) => one.id === `makecredential-rsa-${part}`)!
      return parse(type as 'TPM2B_ID_OBJECT', decodeHex(hex))
    })
    // An HMAC in SHA-256, and behind it, encrypted, a TPM2B_DIGEST of the secret.
    const { value: hmac, bytesRead } = parsePrefix('TPM2B_DIGEST', blob!)
    const { secret: known, akName, ekPublic } = entries.find((one) => one.ekPublic)!
    expect([hmac.length, blob!.length - bytesRead]).toEqual([32, 2 + known!.length / 2])
    const area = parse('TPM2B_PUBLIC', decodeHex(ekPublic!))
    expect(area).toMatchObject({
      type: 1,
      parameters: { symmetric: { algorithm: 6, keyBits: 128, mode: 0x43 } },
    })
    expect(secret!.length * 8).toBe(area.type === 1 && area.parameters.keyBits)
    expect(decodeHex(akName!)).toHaveLength(34)
  })

  it('attest how objects were created', async () => {
    let verified = 0
    for (const { hex, signature, signerSpkiPem, type } of entries) {
      if (type !== 'TPMS_ATTEST' || !signature || !signerSpkiPem) continue
      const attest = parse('TPMS_ATTEST', decodeHex(hex))
      const input = {
        attest: decodeHex(hex),
        signature: decodeHex(signature),
        publicKey: areaOf(signerSpkiPem),
      }
      if (attest.type !== 0x801a) {
        const other = { ...input, creationData: new Uint8Array(), name: new Uint8Array() }
        expect(await refusedAs(verifyCreation(other))).toBe('not-a-creation')
        continue
      }
      const { objectName: name, creationHash } = attest.attested
      const hashName = hashNames[(name[0]! << 8) | name[1]!]!
      const data = entries
        .filter((one) => one.type === 'TPM2B_CREATION_DATA')
        .map((one) => decodeHex(one.hex).subarray(2))
        .find((one) => encodeHex(hash(hashName, one)) === encodeHex(creationHash))
      if (data === undefined) continue
      const whole = { ...input, creationData: data, name }
      expect((await verifyCreation(whole)).creationData.outsideInfo).toBeInstanceOf(Uint8Array)
      expect(await refusedAs(verifyCreation({ ...whole, name: name.with(5, name[5]! ^ 1) }))).toBe(
        'digest-mismatch',
      )
      const changed = data.with(data.length - 1, data.at(-1)! ^ 1)
      expect(await refusedAs(verifyCreation({ ...whole, creationData: changed }))).toBe('digest-mismatch')
      expect(await refusedAs(verifyQuote({ ...input, nonce: attest.extraData }))).toBe('not-a-quote')
      verified++
    }
    expect(verified).toBeGreaterThan(0)
  })
})

suite.skipIf(!mutations)(`damaged structures${vectorsNote}`, () => {
  it.each((mutations ?? []).map((one) => [one.id, one] as const))('%s', (_, { type, hex, mustReject }) => {
    const bytes = decodeHex(hex)
    const refused = refusal(() => parse(type, bytes))
    if (mustReject) expect(refused).toBeDefined()
    if (!refused) expect(encodeHex(serialize(type, parse(type, bytes)))).toBe(hex)
  })
})

/** A value in libtss2-mu's words: hexadecimal, words of attributes as numbers, a scheme's details beside its scheme. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return encodeHex(value)
  if (typeof value === 'bigint') return value.toString(16).padStart(16, '0')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
  if (fields.length === 1 && fields[0]![0] === 'value') return fields[0]![1]
  const whole = Object.fromEntries(fields.map(([name, inner]) => [name, plain(inner)]))
  const { details, signature, ...rest } = whole
  return { ...rest, ...(details as object), ...(signature as object) }
}

function handleHex(handle: number | string | undefined): string | undefined {
  if (handle === undefined) return undefined
  const number = typeof handle === 'string' ? Number.parseInt(handle, 16) : handle
  return number.toString(16).padStart(8, '0')
}

/** `sha1:0,1+sha256:all` and the values in that order. All are the 24 of a TPM for PCs. */
function pcrsOf(selection: string, values: string): PcrValue[] {
  const list = selection.split('+').flatMap((part) => {
    const [bank, indices] = part.split(':') as [string, string]
    const numbers = indices === 'all' ? [...Array(24).keys()] : indices.split(',').map(Number)
    return numbers.map((index) => ({ bank, index }))
  })
  const lengths: Record<string, number> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }
  const bytes = decodeHex(values)
  let at = 0
  const pcrs = list.map(({ bank, index }) => {
    const value = bytes.subarray(at, at + lengths[bank]!)
    at += lengths[bank]!
    return { bank, index, value }
  })
  expect(at).toBe(bytes.length)
  return pcrs
}
