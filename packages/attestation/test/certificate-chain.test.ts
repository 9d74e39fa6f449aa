import { encodeBase64url } from '@latchkey/octets'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { certificateChain, isForKey, keyOf, readCertificates } from '../src/certificate-chain.ts'
import { certificatesOf } from '../src/roots/certificates-of.ts'
import { tpmVendorRoots } from '../src/roots/tpm-vendors.ts'
import { refusal } from './cases.ts'
import { withX5c } from './edit.ts'
import { judgeMade, make, now } from './made.ts'
import { procedureOf } from './statement-input.ts'

const strangers = certificatesOf(tpmVendorRoots)
const flipped = (der: Uint8Array) => der.with(der.length - 1, der.at(-1)! ^ 1)

describe('certificates beside the path', () => {
  it('may be the root, in any place but the first', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    for (const edited of [
      withX5c(made, ([leaf, above]) => [leaf!, above!, root]),
      withX5c(made, ([leaf, above]) => [leaf!, root, above!]),
      withX5c(made, ([leaf, above]) => [leaf!, above!, above!, leaf!, root, root]),
    ]) {
      expect((await judgeMade(edited)).notes).toEqual(['x5c-with-root'])
      expect(await refusal(judgeMade(edited, { options: ['conformance'] }))).toBe(
        'certificate-refused @ x5c is a list of certificates',
      )
    }
    expect((await judgeMade(made)).notes).toEqual([])
    expect(await refusal(judgeMade(made, { options: ['conformance'] }))).toBe('accepted')
  })

  it('are damaged copies of nothing', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    const edited = withX5c(made, ([leaf, above]) => [leaf!, above!, flipped(root)])
    expect(await refusal(judgeMade(edited))).toBe('not-trusted @ trust')
    const twice = withX5c(made, ([leaf, above]) => [leaf!, above!, flipped(above!)])
    expect(await refusal(judgeMade(twice))).toBe('not-trusted @ trust')
  })

  it('may stand above an anchor that is no root', async () => {
    const made = await make('packed')
    const root = made.roots[0]!.der
    const edited = withX5c(made, ([leaf, above]) => [leaf!, above!, root])
    let above: Certificate | undefined
    withX5c(made, (x5c) => {
      above = parseCertificate(x5c[1]!)
      return x5c
    })
    const anchors = { packed: [above!] }
    expect(await judgeMade(edited, { anchors })).toMatchObject({ trusted: true })
    const stranger = withX5c(made, ([leaf, middle]) => [leaf!, middle!, strangers[0]!.der])
    expect(await refusal(judgeMade(stranger, { anchors }))).toBe('not-trusted @ trust')
  })

  it('are not strangers, however many', async () => {
    const made = await make('packed')
    const edited = withX5c(made, (x5c) => [...x5c, ...strangers.slice(0, 14).map(({ der }) => der)])
    expect(await refusal(judgeMade(edited))).toBe('not-trusted @ trust')
    const more = withX5c(edited, (x5c) => [...x5c, x5c[0]!])
    await expect(judgeMade(more)).rejects.toMatchObject({
      code: 'statement-malformed',
      message: 'there are too many certificates',
      step: 'x5c is a list of certificates',
    })
    const sixteen = withX5c(made, (x5c) => [...x5c, ...new Array<Uint8Array>(14).fill(x5c[1]!)])
    expect(await judgeMade(sixteen)).toMatchObject({ trusted: true })
  })
})

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
      expect.objectContaining({ code, cause: expect.objectContaining({ name: 'CoseError' }) }),
    )
  })
})

describe('isForKey', () => {
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
    const isRsa = publicKey.kty === 'RSA'
    const changed = isRsa ? { ...publicKey, e: 'Aw' } : undefined
    if (changed) expect(isForKey(procedureOf(made), { ...leaf!, publicKey: changed })).toBe(false)
    // By the same seed the same key.
    expect(isForKey(procedureOf(other), leaf!)).toBe(true)
  })
})

describe('certificateChain', () => {
  it('leads to the anchor, or is not trusted', async () => {
    const made = await make('packed')
    const certificates: Certificate[] = []
    withX5c(made, (x5c) => {
      certificates.push(...x5c.map((der) => parseCertificate(der)))
      return x5c
    })
    const chain = certificateChain(certificates)
    expect(await chain.leadsTo(made.roots, { now })).toBe(made.roots[0])
    await expect(chain.leadsTo(strangers, { now })).rejects.toMatchObject({
      name: 'AttestationError',
      code: 'not-trusted',
      cause: { code: 'no-anchor' },
    })
    const late = new Date('2130-01-01T00:00:00Z')
    await expect(chain.leadsTo(made.roots, { now: late })).rejects.toMatchObject({
      cause: { code: 'expired' },
    })
    const undated = certificateChain(certificates, { dangerouslyIgnoreDates: true })
    expect(await undated.leadsTo(made.roots, { now: late })).toBe(made.roots[0])
    await expect(chain.leadsTo(undefined as never, { now })).rejects.toMatchObject({
      cause: { code: 'wrong-type' },
    })
  })
})
