import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { decodeBase64url, decodePem, encodeHex, hash } from '@latchkey/octets'
import { parseCertificate } from '@latchkey/x509-path'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsFolder, vectorsNote } from '../../../test/vectors.ts'
import { instantOf, optionsFor } from '../../../test/webauthn-cases.ts'
import { androidKey } from '../src/formats/android-key.ts'
import { androidSafetyNet } from '../src/formats/android-safetynet.ts'
import { apple } from '../src/formats/apple.ts'
import { tpm } from '../src/formats/tpm.ts'
import {
  type AttestationRoot,
  androidKeyRoots,
  androidSafetyNetRoots,
  appleRoots,
  certificatesOf,
  microsoftTpmRoots,
  rootsVersion,
  tpmVendorRoots,
} from '../src/roots.ts'
import { createTrustPolicy } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'
import { type Case, refusal, registrations } from './cases.ts'
import { judgeMade, make } from './made.ts'

const tpmRoots = [...microsoftTpmRoots, ...tpmVendorRoots]
const rootsOf: Readonly<Record<string, readonly AttestationRoot[]>> = {
  apple: appleRoots,
  'android-key': androidKeyRoots,
  'android-safetynet': androidSafetyNetRoots,
  tpm: tpmRoots,
}
const formats = [apple, androidKey, androidSafetyNet, tpm]
const all = Object.values(rootsOf).flat()

const verify = (one: Pick<Case, 'fmt' | 'response' | 'needs' | 'time'>) => {
  const { attestationObject, clientDataJSON } = one.response.response
  return verifyAttestation({
    attestationObject: decodeBase64url(attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(clientDataJSON)),
    formats,
    trust: createTrustPolicy({
      require: 'attested',
      anchors: { [one.fmt]: certificatesOf(rootsOf[one.fmt]!) },
      options: optionsFor(one),
    }),
    now: instantOf(one),
  })
}

describe.each(Object.entries(rootsOf))('the roots of %s', (_, roots) => {
  const certificates = certificatesOf(roots)

  it('have the hash that they are said to have', () => {
    for (const { name, sha256, der } of roots) {
      expect(encodeHex(hash('sha-256', decodeBase64url(der))), name).toBe(sha256)
    }
  })

  it('are authorities of version 3 that may sign certificates', () => {
    for (const { version, isCa, keyUsage } of certificates) {
      expect({ version, isCa, keyUsage }).toMatchObject({ version: 3, isCa: true })
      expect(keyUsage).toContain('keyCertSign')
    }
  })

  it('are signed by themselves, or by another one of them', () => {
    const nodes = roots.map(({ der }) => new X509Certificate(decodeBase64url(der)))
    for (const node of nodes) {
      const isSigned = nodes.some((other) => node.checkIssued(other) && node.verify(other.publicKey))
      expect(isSigned, node.subject).toBe(true)
    }
  })

  it('are each there once', () => {
    for (const member of ['name', 'sha256', 'der'] as const) {
      expect(new Set(roots.map((root) => root[member])).size).toBe(roots.length)
    }
  })

  it('are not for tests, and say where they are published', () => {
    for (const [index, { name, source }] of roots.entries()) {
      const { subject, issuer } = certificates[index]!
      expect(`${name} ${subject} ${issuer}`).not.toMatch(/FAKE|FIDO|W3C|\btest/i)
      expect(source).toMatch(/^(Apple|Google|Google Trust Services|GlobalSign|Microsoft), /)
    }
  })
})

describe('roots', () => {
  it('have a date', () => {
    expect(new Date(rootsVersion).toISOString().slice(0, 10)).toBe(rootsVersion)
  })

  it('are these', () => {
    const counts = Object.entries(rootsOf).map(([fmt, { length }]) => [fmt, length])
    expect(Object.fromEntries(counts)).toEqual({
      apple: 1,
      'android-key': 5,
      'android-safetynet': 3,
      tpm: 47,
    })
    expect(tpmRoots[0]!.name).toBe('Microsoft TPM Root Certificate Authority 2014')
  })

  it('have for Android one RSA key in four issues, and the P-384 key of what is provisioned remotely', () => {
    const certificates = certificatesOf(androidKeyRoots)
    const ofRsa = certificates.filter(({ subject }) => subject.toString().includes('f92009e853b6b045'))
    expect(ofRsa).toHaveLength(4)
    expect(new Set(ofRsa.map(({ spki }) => encodeHex(spki))).size).toBe(1)
    const remote = certificates.find(({ subject }) =>
      subject.attribute('2.5.4.3').includes('Key Attestation CA1'),
    )
    expect(remote?.publicKey).toMatchObject({ kty: 'EC', crv: 'P-384' })
  })

  it('need two exceptions, and only those of TPM makers do', () => {
    const strict = all.filter(({ der }) => parsesStrictly(decodeBase64url(der)))
    expect(all.filter((root) => !strict.includes(root)).every((root) => tpmRoots.includes(root))).toBe(true)
    const met = certificatesOf(all).map(({ exceptions }) => exceptions.join())
    expect(met.filter((one) => one === 'named-bits')).toHaveLength(6)
    expect(met.filter((one) => one === 'unsorted-name')).toHaveLength(13)
    expect(met.filter((one) => one === '')).toHaveLength(strict.length)
  })

  it.each([
    ['no base64url', '+', 'OctetsError'],
    ['no certificate', 'AAAA', 'X509Error'],
  ])('that are %s are refused by their names', (_, der, cause) => {
    expect(() => certificatesOf([{ ...appleRoots[0]!, der }])).toThrow(
      expect.objectContaining({
        name: 'AttestationError',
        code: 'certificate-malformed',
        message: expect.stringMatching(/^the root Apple WebAuthn Root CA is refused: ./),
        cause: expect.objectContaining({ name: cause }),
      }),
    )
  })

  it.each(Object.entries(rootsOf))(
    'are not what a software authenticator leads to: %s',
    async (format, roots) => {
      const made = await make(format as 'tpm')
      expect(await refusal(judgeMade(made))).toBe('accepted')
      const anchors = { [format]: certificatesOf(roots) }
      expect(await refusal(judgeMade(made, { anchors }))).toBe('not-trusted @ trust')
    },
  )
})

const isOurs = ({ fmt }: Case) => Object.hasOwn(rootsOf, fmt)
const real = registrations('registration-positive').filter(isOurs)
const leadsToRoot = ({ fmt, trustAnchors = [] }: Case) =>
  trustAnchors.some((anchor) => rootsOf[fmt]!.some(({ sha256 }) => sha256 === anchor.sha256))
const rows = (cases: readonly Case[]) => cases.map((one) => [one.name, one] as const)

describe.skipIf(real.length === 0)(`roots and registrations${vectorsNote}`, () => {
  const trusted = real.filter(leadsToRoot)
  const others = [...real.filter((one) => !leadsToRoot(one)), ...registrations('w3c/cases').filter(isOurs)]

  it('are of every format', () => {
    expect(new Set(trusted.map(({ fmt }) => fmt))).toEqual(new Set(Object.keys(rootsOf)))
    // W3C has no vector of SafetyNet.
    expect(new Set(others.map(({ fmt }) => fmt))).toEqual(new Set(['apple', 'android-key', 'tpm']))
  })

  it.each(rows(trusted))('%s is trusted', async (_, one) => {
    expect(await verify(one)).toMatchObject({ fmt: one.fmt, trusted: true })
  })

  it.each(rows(others))('%s is not trusted', async (_, one) => {
    expect(await refusal(verify(one))).toBe('not-trusted @ trust')
  })

  it('are among those known there', () => {
    const index = readVectors<{ file: string; sha256: string }[]>('webauthn/roots/index.json')!
    const makers = readVectors<{ der: string; sha256: string }[]>('webauthn/roots/tpm-vendor-roots.json')!
    const known = new Map([
      ...index.map(({ file, sha256 }) => {
        const pem = readFileSync(`${vectorsFolder}/webauthn/${file}`, 'latin1')
        return [sha256, decodePem(pem)[0]!.der] as const
      }),
      ...makers.map(({ der, sha256 }) => [sha256, new Uint8Array(Buffer.from(der, 'base64'))] as const),
    ])
    for (const { name, sha256, der } of all) expect(decodeBase64url(der), name).toEqual(known.get(sha256))
    expect(new Set(tpmRoots.map(({ sha256 }) => sha256))).toEqual(new Set(makers.map(({ sha256 }) => sha256)))
  })
})

function parsesStrictly(der: Uint8Array): boolean {
  try {
    parseCertificate(der)
    return true
  } catch {
    return false
  }
}
