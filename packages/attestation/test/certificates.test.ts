import { encodeBase64url } from '@latchkey/octets'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { isForKey, keyOf, readCertificates } from '../src/certificates.ts'
import { certificatesOf } from '../src/roots/certificates-of.ts'
import { tpmVendorRoots } from '../src/roots/tpm-vendors.ts'
import { refusal } from './cases.ts'
import { withX5c } from './edit.ts'
import { judgeMade, make } from './made.ts'
import { procedureOf } from './statement-input.ts'

const strangers = certificatesOf(tpmVendorRoots)
describe('a certificate that is none', () => {
  it('is told by its place', async () => {
    const made = await make('packed')
    const edited = withX5c(made, ([leaf, above]) => [leaf!, above!.slice(1)])
    await expect(judgeMade(edited)).rejects.toMatchObject({
      code: 'certificate-malformed',
      fmt: 'packed',
      message: expect.stringMatching(/^certificate 1 is refused: /),
      cause: { name: 'X509Error' },
    })
  })

  it('is refused also where nobody asks for trust', async () => {
    const made = withX5c(await make('packed'), ([leaf]) => [leaf!, Uint8Array.of(0x30, 0)])
    expect(await refusal(judgeMade(made, { require: 'none', anchors: {} }))).toBe(
      'certificate-malformed @ x5c is a list of certificates',
    )
  })
})

describe('readCertificates', () => {
  it('notes each deviation once', async () => {
    const procedure = procedureOf(await make('none'))
    const [leaf, ...more] = strangers.filter(({ exceptions }) => exceptions.includes('unsorted-name'))
    expect(more.length).toBeGreaterThan(1)
    const read = readCertificates(procedure, [leaf, ...more].map((one) => one!.der).slice(0, 8))
    expect(read[0].der).toEqual(leaf!.der)
    expect(procedure.notes).toEqual(['certificate-unsorted-name', 'x5c-with-root'])
  })

  it('takes bytes', async () => {
    const procedure = procedureOf(await make('none'))
    expect(() => readCertificates(procedure, ['MII'])).toThrow(
      expect.objectContaining({ code: 'statement-malformed', message: 'certificate 0 is no byte string' }),
    )
    expect(() => readCertificates(procedure, [])).toThrow('there is no certificate')
  })
})

describe('keyOf', () => {
  const certificate = (publicKey: Record<string, string>) => ({ publicKey }) as unknown as Certificate
  const text = (length: number, fill: number) => encodeBase64url(new Uint8Array(length).fill(fill))

  it.each([
    [
      'an algorithm that is not known',
      -6,
      { kty: 'EC', crv: 'P-256', x: text(32, 1), y: text(32, 1) },
      'algorithm-refused',
    ],
    ['RS1', -65535, { kty: 'RSA', n: text(256, 0xff), e: 'AQAB' }, 'algorithm-refused'],
    [
      'an algorithm of another type',
      -257,
      { kty: 'EC', crv: 'P-256', x: text(32, 1), y: text(32, 1) },
      'algorithm-mismatch',
    ],
    [
      'an algorithm of another curve',
      -7,
      { kty: 'EC', crv: 'P-384', x: text(48, 1), y: text(48, 1) },
      'algorithm-mismatch',
    ],
    [
      'a point off the curve',
      -7,
      { kty: 'EC', crv: 'P-256', x: text(32, 1), y: text(32, 1) },
      'certificate-refused',
    ],
    ['a small modulus', -257, { kty: 'RSA', n: text(128, 0xff), e: 'AQAB' }, 'certificate-refused'],
    ['an even modulus', -257, { kty: 'RSA', n: text(256, 0xfe), e: 'AQAB' }, 'certificate-refused'],
  ])('refuses %s', async (_, alg, publicKey, code) => {
    const procedure = procedureOf(await make('none'))
    expect(() => keyOf(procedure, certificate(publicKey), alg)).toThrow(
      /^the key of the certificate is refused: ./,
    )
    expect(() => keyOf(procedure, certificate(publicKey), alg)).toThrow(
      expect.objectContaining({ code, cause: expect.objectContaining({ name: 'CoseError' }) }),
    )
  })
})

describe('isForKey', () => {
  const key = { alg: 0, x: new Uint8Array(32), y: new Uint8Array(32) }
  const otherKeys: Record<number, object> = {
    [-7]: { ...key, kty: 'EC2', alg: -7, crv: 'P-256' },
    [-8]: { ...key, kty: 'OKP', alg: -8, crv: 'Ed25519' },
    [-257]: { kty: 'RSA', alg: -257, n: new Uint8Array(256), e: Uint8Array.of(1, 0, 1) },
    [-48]: { kty: 'AKP', alg: -48, pub: new Uint8Array(1312) },
  }

  it.each([-7, -8, -257, -48])('compares keys of algorithm %d part by part', async (algorithm) => {
    const made = await make('android-key', { algorithm })
    const other = await make('packed', { algorithm })
    let leaf: Certificate | undefined
    withX5c(made, (x5c) => {
      leaf = parseCertificate(x5c[0]!)
      return x5c
    })
    expect(isForKey(procedureOf(made), leaf!)).toBe(true)
    const { publicKey } = leaf!
    if (publicKey.kty === 'RSA') {
      expect(isForKey(procedureOf(made), { ...leaf!, publicKey: { ...publicKey, e: 'Aw' } })).toBe(false)
    }
    // A key of another authenticator.
    const stranger = { ...procedureOf(made), credentialKey: otherKeys[algorithm] } as never
    expect(isForKey(stranger, leaf!)).toBe(false)
    // By the same seed the same key.
    expect(isForKey(procedureOf(other), leaf!)).toBe(true)
  })
})
