import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeHex, hash } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { parseAuthenticatorData } from '../src/authenticator-data.ts'

const rpIdHash = hash('sha-256', new TextEncoder().encode('example.org'))
const key = decodeHex(
  'a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61' +
    '225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220',
)
const aaguid = new Uint8Array(16).fill(7)
const id = new Uint8Array(32).fill(9)
const credential = (length = id.length, credentialKey = key) =>
  concat(aaguid, Uint8Array.of(length >> 8, length & 255), id, credentialKey)
const data = (flags: number, ...rest: Uint8Array[]) =>
  concat(rpIdHash, Uint8Array.of(flags, 0, 0, 1, 2), ...rest)
const extensions = (value: CborValue) => encode(value, { profile: 'ctap2' })

describe('parseAuthenticatorData', () => {
  it('reads the 37 bytes of an assertion', () => {
    const parsed = parseAuthenticatorData(data(0x1d))
    expect(parsed).toMatchObject({
      rpIdHash,
      flags: { up: true, uv: true, be: true, bs: true, at: false, ed: false },
      signCount: 258,
    })
    expect(parsed.attestedCredentialData).toBeUndefined()
    expect(parsed.extensions).toBeUndefined()
  })

  it('reads a credential and extensions, each to its exact end', () => {
    const outputs = new Map<CborValue, CborValue>([['credProtect', 2]])
    const parsed = parseAuthenticatorData(data(0xc1, credential(), extensions(outputs)))
    expect(parsed.attestedCredentialData).toMatchObject({
      aaguid,
      credentialId: id,
      credentialPublicKey: key,
      key: { kty: 'EC2', alg: -7 },
    })
    expect(parsed.extensions).toEqual(outputs)
  })

  it('keeps copies', () => {
    const bytes = data(0x41, credential())
    const parsed = parseAuthenticatorData(bytes)
    bytes.fill(0)
    expect(parsed.rpIdHash).toEqual(rpIdHash)
    expect(parsed.attestedCredentialData?.credentialId).toEqual(id)
  })

  it.each([
    ['36 bytes', data(0x01).slice(0, 36), 'authenticator-data-malformed'],
    ['a byte too many', data(0x01, new Uint8Array(1)), 'authenticator-data-malformed'],
    ['a flag that promises a credential', data(0x41), 'authenticator-data-malformed'],
    ['a flag that promises extensions', data(0x81), 'extensions-malformed'],
    ['a credential no flag promises', data(0x01, credential()), 'authenticator-data-malformed'],
    [
      'extensions no flag promises',
      data(0x41, credential(), extensions(new Map())),
      'authenticator-data-malformed',
    ],
    ['a credential ID of 65,535 bytes', data(0x41, credential(65535)), 'authenticator-data-malformed'],
    [
      'a credential without key',
      data(0x41, credential(id.length, new Uint8Array())),
      'authenticator-data-malformed',
    ],
    [
      'a key that is cut off',
      data(0x41, credential(id.length, key.slice(0, -1))),
      'credential-key-malformed',
    ],
    [
      'a key that is none',
      data(0x41, credential(id.length, Uint8Array.of(0xa0))),
      'credential-key-malformed',
    ],
    ['extensions that are no map', data(0x81, extensions(1)), 'extensions-malformed'],
    ['extensions with a key twice', data(0x81, decodeHex('a2616101616102')), 'extensions-malformed'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => parseAuthenticatorData(bytes)).toThrow(
      expect.objectContaining({ name: 'AttestationError', code }),
    )
  })

  it('tells a key of an unknown algorithm from one that is broken', () => {
    const unknown = key.slice()
    unknown[4] = 0x37 // -24
    expect(() => parseAuthenticatorData(data(0x41, credential(id.length, unknown)))).toThrow(
      expect.objectContaining({ code: 'credential-key-unsupported' }),
    )
  })
})

describe('what is wrong', () => {
  const error = (bytes: Uint8Array) => {
    try {
      parseAuthenticatorData(bytes)
      return 'accepted'
    } catch (reason) {
      const { code, message, cause } = reason as Error & { code: string }
      return [code, message, (cause as Error | undefined)?.name]
    }
  }
  const malformed = (what: string) => [
    'authenticator-data-malformed',
    `the authenticator data ${what}`,
    undefined,
  ]

  it('is told', () => {
    expect(error(data(1).slice(1))).toEqual(malformed('has 36 bytes, and needs 37'))
    expect(error(data(1, Uint8Array.of(1, 2, 3)))).toEqual(malformed('has 3 bytes after its last part'))
    const ends = malformed('ends inside its attested credential data')
    expect(error(data(0x41))).toEqual(ends)
    expect(error(data(0x41, aaguid, Uint8Array.of(0)))).toEqual(ends)
    expect(error(data(0x41, aaguid, Uint8Array.of(0, 0)))).toEqual(ends)
    expect(error(data(0x41, aaguid, Uint8Array.of(0, 1, 5)))).toEqual(ends)
    expect(error(data(0x41, credential(id.length, Uint8Array.of(0x1c))))).toEqual([
      'credential-key-malformed',
      expect.stringMatching(/^the credential key is not canonical CBOR: ./),
      'CborError',
    ])
    expect(error(data(0x41, credential(id.length, Uint8Array.of(0xa0))))).toEqual([
      'credential-key-malformed',
      expect.stringMatching(/^the credential key is refused: ./),
      'CoseError',
    ])
    expect(error(data(0x81, Uint8Array.of(0x1c)))).toEqual([
      'extensions-malformed',
      expect.stringMatching(/^extension data is not canonical CBOR: ./),
      'CborError',
    ])
    expect(error(data(0x81, Uint8Array.of(0x80)))).toEqual([
      'extensions-malformed',
      'extension data is not a map',
      undefined,
    ])
  })

  it('is told of an empty credential ID, which has its place', () => {
    const parsed = parseAuthenticatorData(data(0x41, concat(aaguid, Uint8Array.of(0, 0)), key))
    expect(parsed.attestedCredentialData?.credentialId).toEqual(new Uint8Array())
  })

  it('does not change with what was handed in', () => {
    const bytes = data(0x1c)
    const parsed = parseAuthenticatorData(bytes)
    bytes.fill(0xff)
    expect(parsed.bytes).toEqual(data(0x1c))
    expect(parsed.flags.up).toBe(false)
    expect(parsed.rpIdHash).toEqual(rpIdHash)
  })
})
