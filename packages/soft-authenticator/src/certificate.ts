/**
 * Certificates, written byte by byte, so that each rule can be kept or broken.
 *
 * @see RFC 5280 §4.1
 */
import { concat, encodeHex, hash } from '@latchkey/octets'
import { readDer } from '@latchkey/x509-path/der'
import {
  bitNames,
  bitString,
  boolean,
  context,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  set,
  time,
  utf8String,
} from './der-values.ts'
import type { SigningKey } from './signing-key.ts'

export type Extension = { readonly oid: string; readonly critical?: boolean; readonly value: Uint8Array }

export type CertificateFields = {
  /** 3 is v3 */
  readonly version?: number
  readonly serialNumber: Uint8Array
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** SubjectPublicKeyInfo */
  readonly publicKey: Uint8Array
  readonly extensions: readonly Extension[]
  /** AlgorithmIdentifier inside, where it is not that outside */
  readonly innerAlgorithm?: Uint8Array
}

/** What a certificate is written of. */
export type UnwrittenCertificate = { readonly fields: CertificateFields; readonly issuer: SigningKey }

/** DER, signed by the issuer's key. */
export function writeCertificate(fields: CertificateFields, issuer: SigningKey): Uint8Array {
  const { version = 3, serialNumber, notBefore, notAfter, publicKey, extensions } = fields
  const signature = signatureAlgorithm(issuer.algorithm)
  const toBeSigned = sequence(
    ...(version === 1 ? [] : [context(0, integer(version - 1))]),
    integer(serialNumber),
    fields.innerAlgorithm ?? signature,
    fields.issuer,
    sequence(time(notBefore), time(notAfter)),
    fields.subject,
    publicKey,
    ...(version === 3 ? [context(3, sequence(...extensions.map(writeExtension)))] : []),
  )
  return sequence(toBeSigned, signature, bitString(issuer.sign(toBeSigned)))
}

/** A name of one attribute each: `CN`, `O`, `OU`, `C`, or an object identifier. */
export function writeName(attributes: readonly (readonly [type: string, value: string])[]): Uint8Array {
  return sequence(...attributes.map((attribute) => set(writeAttribute(attribute))))
}

/** One relative name of several attributes, in the order that DER gives them: that of their bytes. */
export function writeRelativeName(
  attributes: readonly (readonly [type: string, value: string])[],
): Uint8Array {
  const inOrder = attributes.map(writeAttribute).sort((a, b) => (encodeHex(a) < encodeHex(b) ? -1 : 1))
  return sequence(set(...inOrder))
}

/** @param pathLength - how many authorities there may be below */
export const basicConstraints = (isCa: boolean, pathLength?: number): Extension => ({
  oid: '2.5.29.19',
  critical: true,
  value: sequence(
    ...(isCa ? [boolean(true)] : []),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  ),
})

/** Bits of RFC 5280 §4.2.1.3: 0 digitalSignature, 5 keyCertSign, 6 cRLSign. */
export const keyUsage = (...bits: readonly number[]): Extension => ({
  oid: '2.5.29.15',
  critical: true,
  value: bitNames(...bits),
})

export const subjectKeyIdentifier = (publicKey: Uint8Array): Extension => ({
  oid: '2.5.29.14',
  value: octetString(keyIdentifier(publicKey)),
})

export const authorityKeyIdentifier = (publicKey: Uint8Array): Extension => ({
  oid: '2.5.29.35',
  value: sequence(concat(Uint8Array.of(0x80, 20), keyIdentifier(publicKey))),
})

/** SHA-1 of the bits of the public key. @see RFC 5280 §4.2.1.2 (1) */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return hash('sha-1', readDer(publicKey).children![1]!.value.subarray(1))
}

function writeExtension({ oid: id, critical = false, value }: Extension): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value))
}

const attributeTypes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
}

function writeAttribute([type, value]: readonly [string, string]): Uint8Array {
  return sequence(
    oid(attributeTypes[type] ?? type),
    type === 'C' ? printableString(value) : utf8String(value),
  )
}

/** By COSE algorithm identifier: what issuers here sign with. @see RFC 5758 §3.2, RFC 4055 §5, RFC 8410 §3 */
function signatureAlgorithm(algorithm: number): Uint8Array {
  const rsa = Uint8Array.of(5, 0)
  switch (algorithm) {
    case -7:
      return sequence(oid('1.2.840.10045.4.3.2'))
    case -35:
      return sequence(oid('1.2.840.10045.4.3.3'))
    case -257:
      return sequence(oid('1.2.840.113549.1.1.11'), rsa)
    default:
      return sequence(oid('1.3.101.112'))
  }
}
