/** Certificates of real devices, and of those who make and judge them. */
import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type CborValue, decode } from '@latchkey/cbor-canonical'
import { decodeBase64url, decodePem, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsFolder, vectorsNote } from '../../../test/vectors.ts'
import { parseCertificate } from '../src/certificate.ts'
import { certificateExceptions } from '../src/exceptions.ts'
import { subjectAlternativeNames } from '../src/extensions/alternative-names.ts'
import { authorityInformationAccess } from '../src/extensions/authority-information-access.ts'
import { crlDistributionPoints } from '../src/extensions/distribution-points.ts'
import { authorityKeyIdentifier, subjectKeyIdentifier } from '../src/extensions/key-identifiers.ts'
import { nameConstraints } from '../src/extensions/name-constraints.ts'
import { certificatePolicies } from '../src/extensions/policies.ts'
import { X509Error } from '../src/x509-error.ts'

type Found = { readonly der: Uint8Array; readonly where: string }

const registrations = [
  ...['registration-positive', 'derived-registration-positive', 'policy', 'derived-policy', 'decode-only'],
  ...['w3c/cases', 'negative', 'derived-negative'],
]
const found =
  vectorsFolder === undefined ? [] : [...new Map(all().map((one) => [encodeHex(one.der), one])).values()]
/** What node's own parser, which is OpenSSL's, takes. */
const certificates = found.filter(({ der }) => nodeTakes(der))
const exceptions = certificateExceptions

describe.skipIf(found.length === 0)(`certificates${vectorsNote}`, () => {
  it('are many', () => {
    expect(certificates.length).toBeGreaterThan(250)
    expect(found.length).toBeGreaterThan(certificates.length)
  })

  it('that are none are refused with every exception, too', () => {
    for (const { der, where } of found.filter((one) => !certificates.includes(one))) {
      expect(() => parseCertificate(der, { exceptions }), where).toThrow(
        expect.objectContaining({ name: 'X509Error' }),
      )
    }
  })

  it('parse, and say what node says', () => {
    for (const { der, where } of certificates) {
      const node = new X509Certificate(der)
      // One case has a byte after its certificate, which OpenSSL passes over.
      if (node.raw.length !== der.length) {
        expect(() => parseCertificate(der)).toThrow(expect.objectContaining({ code: 'trailing-bytes' }))
        continue
      }
      const certificate = parseCertificate(der, { exceptions })
      const isShifted = certificate.exceptions.includes('nonexistent-day')
      expect(certificate.notBefore.getTime() === Date.parse(node.validFrom), where).toBe(!isShifted)
      expect(certificate.notAfter.getTime(), where).toBe(Date.parse(node.validTo))
      if (node.ca) expect(certificate.isCa, where).toBe(true)
      const { serialNumber } = certificate
      const positive =
        serialNumber[0] === 0 && serialNumber.length > 1 ? serialNumber.subarray(1) : serialNumber
      if (serialNumber[0]! < 0x80) {
        expect(
          encodeHex(positive)
            .toUpperCase()
            .replace(/^0(?=.)/, ''),
          where,
        ).toBe(node.serialNumber.replace(/^0(?=.)/, ''))
      }
      if (certificate.publicKey.kty === 'AKP') continue
      expect(node.publicKey.export({ format: 'jwk' }), where).toMatchObject(certificate.publicKey)
    }
  })

  it('need no exception that is not named, and each exception is needed', () => {
    const needed = new Map<string, number>()
    for (const { der } of certificates) {
      if (new X509Certificate(der).raw.length !== der.length) continue
      const used = parseCertificate(der, { exceptions }).exceptions
      for (const one of used) {
        needed.set(one, (needed.get(one) ?? 0) + 1)
        const others = exceptions.filter((other) => other !== one)
        expect(() => parseCertificate(der, { exceptions: others })).toThrow(
          expect.objectContaining({ name: 'X509Error' }),
        )
      }
      if (used.length === 0) parseCertificate(der)
    }
    // The last one is for paths, see below.
    expect([...needed.keys(), 'authority-key-identifier'].sort()).toEqual([...exceptions].sort())
  })

  it('have extensions that can be read', () => {
    const seen = new Set<string>()
    const refused: string[] = []
    for (const { der, where } of certificates) {
      if (new X509Certificate(der).raw.length !== der.length) continue
      const certificate = parseCertificate(der, { exceptions })
      const readers = {
        subjectAltName: () => subjectAlternativeNames(certificate, { exceptions }),
        authorityInfoAccess: () => authorityInformationAccess(certificate),
        cRLDistributionPoints: () => crlDistributionPoints(certificate),
        authorityKeyIdentifier: () => {
          authorityKeyIdentifier(certificate, { exceptions })
          return authorityKeyIdentifier(certificate)
        },
        subjectKeyIdentifier: () => subjectKeyIdentifier(certificate),
        nameConstraints: () => nameConstraints(certificate),
        certificatePolicies: () => certificatePolicies(certificate),
      }
      for (const [name, read] of Object.entries(readers)) {
        try {
          const value: unknown = read()
          if (value !== undefined && (value as { length?: number }).length !== 0) seen.add(name)
        } catch (error) {
          if (!X509Error.is(error)) throw error
          refused.push(`${error.code}: ${name} of ${where}`)
        }
      }
    }
    expect(seen.size).toBeGreaterThan(5)
    // Authorities of tests, which wrap bare bytes once too often: what the exception is for.
    expect(refused.map((one) => one.replace(/ of .*/, ''))).toEqual(
      Array.from({ length: 3 }, () => 'bad-extension: authorityKeyIdentifier'),
    )
  })

  it('of TPMs name their maker', () => {
    const makers = certificates.flatMap(({ der }) => {
      if (new X509Certificate(der).raw.length !== der.length) return []
      return subjectAlternativeNames(parseCertificate(der, { exceptions }), { exceptions }).flatMap((name) =>
        name.form === 'directoryName' ? name.value.attribute('2.23.133.2.1') : [],
      )
    })
    expect(makers.length).toBeGreaterThan(5)
    for (const maker of makers) expect(maker).toMatch(/^id:[0-9A-F]{8}$/i)
  })
})

function nodeTakes(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length > 0
  } catch {
    return false
  }
}

function all(): Found[] {
  return [...registrations.flatMap(ofRegistrations), ...ofRoots(), ...ofMetadata(), ...ofTpms()]
}

function ofRegistrations(file: string): Found[] {
  type Case = {
    name?: string
    attestationObject?: string
    response?: { response?: { attestationObject?: string } }
    trustAnchors?: { pem?: string }[]
  }
  const { cases } = readVectors<{ cases: Case[] }>(`webauthn/${file}.json`)!
  return cases.flatMap(({ name = '', attestationObject, response, trustAnchors = [] }) => {
    const object = attestationObject ?? response?.response?.attestationObject
    const pems = trustAnchors.flatMap(({ pem }) => (pem ? decodePem(pem).map(({ der }) => der) : []))
    return [...pems, ...(object ? x5c(object) : [])].map((der) => ({ der, where: `${file} ${name}` }))
  })
}

function x5c(attestationObject: string): Uint8Array[] {
  let decoded: CborValue
  try {
    decoded = decode(decodeBase64url(attestationObject), { profile: 'basic' })
  } catch {
    return []
  }
  const byteStrings = (value: CborValue): Uint8Array[] => {
    if (Array.isArray(value)) return value.filter((one) => one instanceof Uint8Array)
    return []
  }
  const walk = (value: CborValue): Uint8Array[] => {
    if (Array.isArray(value)) return value.flatMap(walk)
    if (!(value instanceof Map)) return []
    return [...value].flatMap(([key, inner]) => (key === 'x5c' ? byteStrings(inner) : walk(inner)))
  }
  return walk(decoded)
}

function ofRoots(): Found[] {
  const folder = `${vectorsFolder}/webauthn/roots`
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8')
    const list = file.endsWith('.pem') ? decodePem(text).map(({ der }) => der) : base64In(JSON.parse(text))
    return list.map((der) => ({ der, where: file }))
  })
}

function ofMetadata(): Found[] {
  const folder = `${vectorsFolder}/webauthn/mds`
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jwt.gz'))
    .flatMap((file) => {
      const jwt = gunzipSync(readFileSync(`${folder}/${file}`)).toString()
      return jwt
        .split('.')
        .slice(0, 2)
        .flatMap((part) => base64In(JSON.parse(Buffer.from(part, 'base64url').toString())))
        .map((der) => ({ der, where: file }))
    })
}

function ofTpms(): Found[] {
  return ['tpm/ek-certificates.json', 'tpm/registrations.json'].flatMap((file) =>
    base64In(readVectors<unknown>(file)).map((der) => ({ der, where: file })),
  )
}

/** Texts that are base64 of a SEQUENCE long enough for a certificate. */
function base64In(value: unknown): Uint8Array[] {
  if (typeof value === 'string') {
    const text = value.replace(/\s/g, '')
    return /^MI[A-Za-z0-9+/]{300,}=*$/.test(text) ? [new Uint8Array(Buffer.from(text, 'base64'))] : []
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(base64In) : []
}
