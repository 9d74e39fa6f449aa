import { decodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { parseCertificate } from '../src/certificate.ts'
import { findRevoked, parseCrl } from '../src/crl.ts'
import { readDer } from '../src/read-der.ts'
import { writeDer } from '../src/write-der.ts'
import { fromHex, refusal } from './bytes.ts'
import { portableCertificates } from './portable-certificates.ts'

const der = (name: string) => decodeBase64url(portableCertificates[name]!)

function edited(change: (fields: Uint8Array[]) => unknown): Uint8Array {
  const [tbs, ...rest] = readDer(der('crl-revoked')).children!
  const fields = tbs!.children!.map(({ tag, value }) => writeDer(tag, value))
  change(fields)
  return writeDer(0x30, writeDer(0x30, ...fields), ...rest.map(({ tag, value }) => writeDer(tag, value)))
}

const withEntries = (...entries: string[]) =>
  edited((fields) => {
    fields[5] = writeDer(0x30, ...entries.map(fromHex))
  })

describe('parseCrl', () => {
  it('gives what is in a CRL', () => {
    const crl = parseCrl(der('crl-revoked'))
    expect(crl.issuer.toString()).toBe('CN=inter,O=Latchkey')
    expect(crl.thisUpdate).toEqual(new Date('2026-01-01T00:00:00Z'))
    expect(crl.nextUpdate).toEqual(new Date('2027-01-01T00:00:00Z'))
    expect(crl.signatureAlgorithm).toBe('ecdsa-with-SHA256')
    expect([...crl.extensions.keys()]).toEqual(['2.5.29.35', '2.5.29.20'])
  })

  it('does without a next update, entries and extensions', () => {
    const bare = parseCrl(edited((fields) => fields.splice(4)))
    expect(bare.nextUpdate).toBeUndefined()
    expect(bare.revokedCertificates).toHaveLength(0)
    expect(findRevoked(bare, fromHex('3001'))).toBeUndefined()
  })

  it.each<[string, string, () => Uint8Array]>([
    ['what is no bytes', 'wrong-type', () => 'x' as never],
    ['a certificate', 'unexpected-element', () => der('leaf')],
    ['a byte after it', 'trailing-bytes', () => Uint8Array.of(...der('crl'), 0)],
    ['version 3', 'bad-version', () => edited((fields) => fields.splice(0, 1, fromHex('020102')))],
    ['extensions in version 1', 'bad-version', () => edited((fields) => fields.splice(0, 1))],
    [
      'another algorithm inside',
      'algorithm-disagreement',
      () => edited((fields) => fields.splice(1, 1, fromHex('3000'))),
    ],
  ])('refuses %s as %s', (_, code, make) => {
    expect(refusal(() => parseCrl(make()))?.[0]).toBe(code)
  })
})

describe('findRevoked', () => {
  it('finds a certificate by its serial number', () => {
    const crl = parseCrl(der('crl-revoked'))
    const { serialNumber } = parseCertificate(der('leaf'))
    expect(encodeHex(serialNumber)).toBe('3001')
    expect(findRevoked(crl, serialNumber)?.revocationDate).toEqual(new Date('2025-12-01T00:00:00Z'))
    expect(findRevoked(crl, fromHex('3002'))).toBeUndefined()
    expect(findRevoked(parseCrl(der('crl')), serialNumber)).toBeUndefined()
  })

  const date = '170d3235313230313030303030305a'

  it('reads what an entry says beside', () => {
    const crl = parseCrl(withEntries(`3021 02023001 ${date} 300c 300a 0603551d15 0403 0a0101`))
    expect(findRevoked(crl, fromHex('3001'))?.extensions.get('2.5.29.21')?.critical).toBe(false)
  })

  it.each([
    [
      'an entry with a critical extension',
      `3024 02023001 ${date} 300f 300d 0603551d1d 0101ff 0403 0a0101`,
      'critical-extension',
    ],
    ['an entry without a date', '3004 02023001', 'truncated'],
    ['an entry that goes on', `3015 02023001 ${date} 0500`, 'unexpected-element'],
  ])('refuses %s, wherever it stands', (_, entry, code) => {
    const good = `3013 02023002 ${date}`
    expect(findRevoked(parseCrl(withEntries(good)), fromHex('3002'))).toBeDefined()
    expect(refusal(() => findRevoked(parseCrl(withEntries(good, entry)), fromHex('3002')))?.[0]).toBe(code)
  })
})
