import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { parseAttestationObject } from '../src/attestation-object.ts'

const key = decodeHex('a4010103272006215820d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
const authData = concat(
  new Uint8Array(32),
  Uint8Array.of(0x41, 0, 0, 0, 0),
  new Uint8Array(16),
  Uint8Array.of(0, 1, 5),
  key,
)
const members: [CborValue, CborValue][] = [
  ['fmt', 'none'],
  ['attStmt', new Map()],
  ['authData', authData],
]
const object = (...changes: [CborValue, CborValue][]) =>
  encode(new Map([...members, ...changes]), { profile: 'ctap2' })
const head = (bytes: Uint8Array, first: number) => Uint8Array.of(first, ...bytes.slice(1))
/** The object as CBOR in an order of its own: three entries, each encoded alone. */
const inOrder = (...order: number[]) =>
  concat(
    Uint8Array.of(0xa3),
    ...order.map((at) => encode(new Map([members[at]!]), { profile: 'ctap2' }).slice(1)),
  )

describe('parseAttestationObject', () => {
  it('reads the three members', () => {
    const parsed = parseAttestationObject(object())
    expect(parsed).toMatchObject({ fmt: 'none', authData, notes: [] })
    expect(parsed.authenticatorData.attestedCredentialData?.credentialId).toEqual(Uint8Array.of(5))
  })

  it('takes another order of keys with a note, and refuses it where asked to', () => {
    const swapped = inOrder(2, 0, 1)
    expect(parseAttestationObject(swapped).notes).toEqual(['cbor-key-order'])
    expect(() => parseAttestationObject(swapped, ['cbor-canonical-only'])).toThrow(
      expect.objectContaining({ code: 'object-not-canonical' }),
    )
    expect(parseAttestationObject(object(), ['cbor-canonical-only']).notes).toEqual([])
  })

  it('refuses indefinite lengths, and takes them where asked to', () => {
    const indefinite = concat(head(object(), 0xbf), Uint8Array.of(0xff))
    expect(() => parseAttestationObject(indefinite)).toThrow(
      expect.objectContaining({ code: 'object-not-canonical' }),
    )
    expect(parseAttestationObject(indefinite, ['cbor-indefinite-lengths']).fmt).toBe('none')
  })

  it.each([
    ['no CBOR', new Uint8Array(), 'object-malformed'],
    ['bytes after it', concat(object(), new Uint8Array(1)), 'object-malformed'],
    ['no map', encode(['fmt'], { profile: 'ctap2' }), 'object-malformed'],
    ['fmt as bytes', object(['fmt', new Uint8Array(4)]), 'object-malformed'],
    ['attStmt as a list', object(['attStmt', []]), 'object-malformed'],
    ['authData as text', object(['authData', 'x']), 'object-malformed'],
    [
      'no credential',
      object(['authData', concat(new Uint8Array(32), Uint8Array.of(1, 0, 0, 0, 0))]),
      'no-attested-credential',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => parseAttestationObject(bytes)).toThrow(
      expect.objectContaining({ name: 'AttestationError', code }),
    )
  })
})

describe('what is wrong', () => {
  const error = (bytes: Uint8Array) => {
    try {
      parseAttestationObject(bytes)
      return 'accepted'
    } catch (reason) {
      const { code, message, fmt, cause } = reason as Error & { code: string; fmt: string }
      return [code, fmt, message, (cause as Error | undefined)?.name]
    }
  }
  const malformed = (what: string) => ['object-malformed', '', `the attestation object ${what}`, undefined]

  it('is told', () => {
    expect(error(encode(['fmt'], { profile: 'ctap2' }))).toEqual(malformed('is not a map'))
    expect(error(object(['fmt', 1]))).toEqual(malformed('has no text under fmt'))
    expect(error(object(['attStmt', 'x']))).toEqual(malformed('has no map under attStmt'))
    expect(error(object(['authData', 'x']))).toEqual(malformed('has no bytes under authData'))
    expect(error(new Uint8Array())).toEqual([
      'object-malformed',
      '',
      expect.stringMatching(/^the attestation object is not CBOR: ./),
      'CborError',
    ])
    expect(error(inOrder(2, 0, 1).with(0, 0xbf))).toEqual(expect.arrayContaining(['object-malformed']))
    expect(error(concat(head(object(), 0xbf), Uint8Array.of(0xff)))).toEqual([
      'object-not-canonical',
      '',
      'the attestation object has indefinite-length at byte 0',
      undefined,
    ])
    expect(error(object(['authData', concat(new Uint8Array(32), Uint8Array.of(1, 0, 0, 0, 0))]))).toEqual([
      'no-attested-credential',
      'none',
      'the authenticator data holds no credential',
      undefined,
    ])
  })
})
