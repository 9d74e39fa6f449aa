import { decodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { type Certificate, parseCertificate } from '../src/certificate.ts'
import { certificateExceptions } from '../src/exceptions.ts'
import { readDer } from '../src/read-der.ts'
import { writeDer } from '../src/write-der.ts'
import { fromHex, refusal } from './bytes.ts'
import { portableCertificates } from './portable-certificates.ts'

const der = (name: string) => decodeBase64url(portableCertificates[name]!)

/** The fields of a certificate's TBS by position, each as DER; `change` gives other ones. Nothing is signed anew. */
function edited(name: string, change: (fields: Uint8Array[]) => unknown): Uint8Array {
  const bytes = der(name)
  const [tbs, algorithm, signature] = readDer(bytes).children!
  const fields = tbs!.children!.map(({ tag, value }) => writeDer(tag, value))
  change(fields)
  const rest = [algorithm!, signature!].map(({ tag, value }) => writeDer(tag, value))
  return writeDer(0x30, writeDer(0x30, ...fields), ...rest)
}

/** The leaf with another field. */
const withField = (field: number, value: Uint8Array) =>
  edited('leaf', (fields) => {
    fields[field] = value
  })

/** The leaf with other extensions, each in hexadecimal DER. */
const withExtensions = (...extensions: string[]) =>
  edited('leaf', (fields) => {
    fields[7] = writeDer(0xa3, writeDer(0x30, ...extensions.map(fromHex)))
  })

const [version, serial, algorithm, issuer, validity, subject, key, extensions] = [0, 1, 2, 3, 4, 5, 6, 7]

describe('parseCertificate', () => {
  it('gives what is in a certificate', () => {
    const certificate = parseCertificate(der('inter-len1'))
    expect(certificate).toMatchObject({
      version: 3,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      isCa: true,
      pathLength: 1,
      keyUsage: ['keyCertSign', 'cRLSign'],
      publicKey: { kty: 'EC', crv: 'P-256' },
      notBefore: new Date('2025-01-01T00:00:00Z'),
      notAfter: new Date('2045-01-01T00:00:00Z'),
      exceptions: [],
    })
    expect(certificate.subject.toString()).toBe('CN=inter-len1,O=Latchkey')
    expect(certificate.issuer.attribute('2.5.4.3')).toEqual(['root'])
    expect(certificate.extensions.get('2.5.29.19')).toMatchObject({ critical: true })
    expect(certificate.extendedKeyUsage).toBeUndefined()
    expect(Object.isFrozen(certificate)).toBe(true)
  })

  it('copies: what becomes of the input does not matter', () => {
    const bytes = Buffer.from(der('leaf'))
    const certificate = parseCertificate(bytes)
    const before = encodeHex(certificate.tbs)
    bytes.fill(0)
    expect(encodeHex(certificate.tbs)).toBe(before)
    expect(certificate.der).toEqual(der('leaf'))
  })

  it('reads keys of every kind, and the names of their algorithms', () => {
    const keys = ['leaf', 'inter-p384', 'inter-rsa'].map((name) => parseCertificate(der(name)).publicKey)
    expect(keys.map(({ kty, crv, e }) => [kty, crv ?? e])).toEqual([
      ['EC', 'P-256'],
      ['EC', 'P-384'],
      ['RSA', 'AQAB'],
    ])
    expect(['leaf-md5', 'leaf-sha1'].map((name) => parseCertificate(der(name)).signatureAlgorithm)).toEqual([
      '1.2.840.113549.1.1.4',
      'ecdsa-with-SHA1',
    ])
  })

  it('knows Ed25519, Ed448 and ML-DSA by their lengths', () => {
    const withKey = (oid: string, length: number) => () =>
      parseCertificate(
        edited('leaf', (fields) => {
          const bits = writeDer(0x03, new Uint8Array(1 + length))
          fields[key] = writeDer(0x30, writeDer(0x30, fromHex(oid)), bits)
        }),
      )
    for (const [oid, length, publicKey] of [
      ['06032b6570', 32, { kty: 'OKP', crv: 'Ed25519' }],
      ['06032b6571', 57, { kty: 'OKP', crv: 'Ed448' }],
      ['0609608648016503040311', 1312, { kty: 'AKP', alg: 'ML-DSA-44' }],
      ['0609608648016503040313', 2592, { kty: 'AKP', alg: 'ML-DSA-87' }],
    ] as const) {
      expect(withKey(oid, length)().publicKey).toMatchObject(publicKey)
      expect(refusal(withKey(oid, length + 1))?.[0]).toBe('unsupported-key')
    }
    expect(refusal(withKey('06032b656f', 32))?.[0]).toBe('unsupported-key')
  })

  it('takes version 1 without extensions', () => {
    const bytes = edited('leaf', (fields) => {
      fields.splice(extensions, 1)
      fields.splice(version, 1)
    })
    expect(parseCertificate(bytes)).toMatchObject({ version: 1, isCa: false })
    expect(parseCertificate(bytes).extensions.size).toBe(0)
  })

  it('takes unique identifiers, which version 2 has', () => {
    const withIdentifier = (change: (fields: Uint8Array[]) => void) =>
      edited('leaf', (fields) => {
        fields.splice(extensions, 1, fromHex('81020080'), fromHex('82020001'))
        change(fields)
      })
    const two = withIdentifier((fields) => {
      fields[version] = fromHex('a003020101')
    })
    expect(parseCertificate(two).version).toBe(2)
    const one = withIdentifier((fields) => fields.splice(version, 1))
    expect(refusal(() => parseCertificate(one))?.[0]).toBe('bad-version')
  })

  it.each<[string, string, () => Uint8Array]>([
    ['what is no bytes', 'wrong-type', () => 'MII' as never],
    ['nothing', 'truncated', () => new Uint8Array()],
    ['a byte after it', 'trailing-bytes', () => Uint8Array.of(...der('leaf'), 0)],
    ['version 4', 'bad-version', () => withField(version, fromHex('a003020103'))],
    ['version 1, written down', 'bad-version', () => withField(version, fromHex('a003020100'))],
    ['extensions in version 2', 'bad-version', () => withField(version, fromHex('a003020101'))],
    [
      'a serial number of 21 bytes',
      'bad-serial-number',
      () => withField(serial, writeDer(2, new Uint8Array(21).fill(1))),
    ],
    ['a serial number of 0', 'bad-serial-number', () => withField(serial, fromHex('020100'))],
    ['a negative serial number', 'bad-serial-number', () => withField(serial, fromHex('0201ff'))],
    [
      'another algorithm inside',
      'algorithm-disagreement',
      () => withField(algorithm, fromHex('300a06082a8648ce3d040303')),
    ],
    ['a name that is no SEQUENCE', 'unexpected-element', () => withField(issuer, fromHex('3100'))],
    ['an empty component of a name', 'truncated', () => withField(subject, fromHex('30023100'))],
    [
      'an attribute with two values',
      'trailing-bytes',
      () => withField(subject, fromHex('300f 310d 300b 0603550403 0c0141 0c0142')),
    ],
    [
      'a name with a character that its string does not have',
      'bad-string',
      () => withField(subject, fromHex('300c 310a 3008 0603550403 13012a')),
    ],
    [
      'attributes in another order',
      'set-order',
      () => withField(subject, fromHex('3016 3114 3008 060355040b 0c0142 3008 060355040a 0c0141')),
    ],
    ['one date', 'truncated', () => withField(validity, fromHex('300f 170d3236303630313030303030305a'))],
    ['a date as text', 'unexpected-element', () => withField(validity, fromHex('3008 0c0131 0c0132'))],
    ['no element of the key', 'truncated', () => withField(key, fromHex('3000'))],
    [
      'an element after the extensions',
      'trailing-bytes',
      () => edited('leaf', (fields) => fields.push(fromHex('0500'))),
    ],
    ['no extension in the extensions', 'truncated', () => withExtensions()],
    [
      'an extension twice',
      'bad-extension',
      () => withExtensions('3009 0603551d0e 04020400', '3009 0603551d0e 04020400'),
    ],
    [
      'an extension that says FALSE',
      'explicit-default',
      () => withExtensions('300c 0603551d0e 010100 04020400'),
    ],
    [
      'basicConstraints with CA:false written down',
      'explicit-default',
      () => withExtensions('300c 0603551d13 0405 3003010100'),
    ],
    [
      'basicConstraints with a path length and no CA',
      'bad-extension',
      () => withExtensions('300c 0603551d13 0405 3003020100'),
    ],
    [
      'basicConstraints with a negative path length',
      'bad-extension',
      () => withExtensions('300f 0603551d13 0408 30060101ff0201ff'),
    ],
    [
      'basicConstraints with something after them',
      'bad-extension',
      () => withExtensions('300b 0603551d13 0404 30000500'),
    ],
    [
      'keyUsage with zeros at its end',
      'bad-extension',
      () => withExtensions('300b 0603551d0f 0404 03020080'),
    ],
    ['keyUsage that is no BIT STRING', 'bad-extension', () => withExtensions('300a 0603551d0f 0403 020101')],
    ['extKeyUsage without a purpose', 'bad-extension', () => withExtensions('3009 0603551d25 0402 3000')],
    ['a signature of no whole bytes', 'bad-value', () => withSignature(fromHex('03020180'))],
  ])('refuses %s as %s', (_, code, make) => {
    expect(refusal(() => parseCertificate(make()))?.[0]).toBe(code)
  })

  it('says where', () => {
    const bytes = withField(serial, fromHex('020100'))
    // 30 82 xx xx | 30 82 xx xx | a0 03 02 01 02 | 02 01 00
    expect(refusal(() => parseCertificate(bytes))).toEqual(['bad-serial-number', 13])
    const extension = withExtensions('300c 0603551d13 0405 3003020100')
    const [, offset] = refusal(() => parseCertificate(extension))!
    expect(encodeHex(extension.subarray(offset as number))).toMatch(/^3003020100/)
  })

  it('refuses every prefix, and whatever is not told apart in an unknown extension', () => {
    const bytes = der('leaf')
    expect(parseCertificate(bytes).version).toBe(3)
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(() => parseCertificate(bytes.subarray(0, length)))?.[0]).toBe('truncated')
    }
  })
})

describe('basic extensions', () => {
  const withExtension = (oid: string, value: string) => {
    const extension = writeDer(0x30, fromHex(oid), writeDer(0x04, fromHex(value)))
    return withField(extensions, writeDer(0xa3, writeDer(0x30, extension)))
  }

  it.each([
    ['3000', false, undefined],
    ['30030101ff', true, undefined],
    ['30060101ff020100', true, 0],
    ['30070101ff02020100', true, 256],
  ])('basicConstraints %s', (value, isCa, pathLength) => {
    const certificate = parseCertificate(withExtension('0603551d13', value))
    expect([certificate.isCa, certificate.pathLength]).toEqual([isCa, pathLength])
  })

  it.each([
    ['03020780', ['digitalSignature']],
    ['0303070080', ['decipherOnly']],
    ['03020106', ['keyCertSign', 'cRLSign']],
    ['030100', []],
  ])('keyUsage %s', (value, usages) => {
    expect(parseCertificate(withExtension('0603551d0f', value)).keyUsage).toEqual(usages)
  })

  it('extKeyUsage', () => {
    const certificate = parseCertificate(withExtension('0603551d25', '300c 06056781050803 0603551d25'))
    expect(certificate.extendedKeyUsage).toEqual(['2.23.133.8.3', '2.5.29.37'])
  })
})

describe('deviations are let pass by name alone', () => {
  const withValidity = (hex: string) => withField(validity, fromHex(hex))
  const cases: [string, Uint8Array, (certificate: Certificate) => unknown, unknown][] = [
    ['explicit-default', withExtensions('300c 0603551d13 0405 3003010100'), ({ isCa }) => isCa, false],
    [
      'explicit-default',
      withExtensions('300c 0603551d0e 010100 04020400'),
      ({ extensions }) => extensions.get('2.5.29.14')?.critical,
      false,
    ],
    ['boolean-value', withExtensions('300c 0603551d13 0405 3003010101'), ({ isCa }) => isCa, true],
    [
      'serial-number',
      withField(serial, fromHex('0201ff')),
      ({ serialNumber }) => encodeHex(serialNumber),
      'ff',
    ],
    [
      'unsorted-name',
      withField(subject, fromHex('3016 3114 3008 060355040b 0c0142 3008 060355040a 0c0141')),
      ({ subject }) => subject.toString(),
      'OU=B+O=A',
    ],
    [
      'named-bits',
      withExtensions('300b 0603551d0f 0404 03020080'),
      ({ keyUsage }) => keyUsage,
      ['digitalSignature'],
    ],
    [
      'signature-unused-bits',
      withSignature(fromHex('030202ff')),
      ({ signature }) => encodeHex(signature),
      'ff',
    ],
    [
      'nonexistent-day',
      withValidity('301e 170d3137303232393030303030305a 170d3435303130313030303030305a'),
      ({ notBefore }) => notBefore.toISOString(),
      '2017-03-01T00:00:00.000Z',
    ],
  ]

  it.each(cases)('%s', (exception, bytes, read, expected) => {
    const others = certificateExceptions.filter((one) => one !== exception)
    expect(refusal(() => parseCertificate(bytes, { exceptions: others }))).toBeDefined()
    const certificate = parseCertificate(bytes, { exceptions: [exception] })
    expect(certificate.exceptions).toEqual([exception])
    expect(read(certificate)).toEqual(expected)
  })

  it('all of them are tried here', () => {
    expect([...new Set(cases.map(([exception]) => exception))].sort()).toEqual(
      certificateExceptions.filter((one) => one !== 'authority-key-identifier').sort(),
    )
  })
})

function withSignature(signature: Uint8Array): Uint8Array {
  const [tbs, algorithm] = readDer(der('leaf')).children!
  return writeDer(0x30, ...[tbs!, algorithm!].map(({ tag, value }) => writeDer(tag, value)), signature)
}
