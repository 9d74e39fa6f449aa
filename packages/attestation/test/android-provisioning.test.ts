import type { Certificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { provisioningOf } from '../src/formats/android-provisioning.ts'

const certificate = (names: readonly string[], organizations: readonly string[], ...oids: string[]) =>
  ({
    subject: {
      attribute: (oid: string) => (oid === '2.5.4.3' ? names : oid === '2.5.4.10' ? organizations : []),
    },
    extensions: new Map(oids.map((oid) => [oid, {}])),
  }) as unknown as Certificate
const plain = certificate(['Android Keystore Key'], [])

describe('provisioningOf', () => {
  it.each([
    ['an authority of the servers', certificate(['Droid CA3'], ['Google LLC'])],
    ['one among other names', certificate(['x', 'Droid CA2'], ['y', 'Google LLC'])],
    ['what the servers say of the device', certificate(['x'], ['TEE'], '1.3.6.1.4.1.11129.2.1.30')],
  ])('is remote with %s', (_, one) => {
    expect(provisioningOf([plain, one])).toBe('remote')
    expect(provisioningOf([plain, one, plain])).toBe('remote')
  })

  it.each([
    ['nothing of it', plain],
    ['an authority of somebody else', certificate(['Droid CA3'], ['Google'])],
    ['something else of Google', certificate(['Root'], ['Google LLC'])],
    ['a name that ends like it', certificate(['My Droid CA'], ['Google LLC'])],
    ['a key description', certificate(['x'], [], '1.3.6.1.4.1.11129.2.1.17')],
  ])('is of the factory with %s', (_, one) => {
    expect(provisioningOf([plain, one])).toBe('factory')
  })
})
