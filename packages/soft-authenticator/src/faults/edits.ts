/** Edits that faults of several kinds make. */
import { concat } from '@latchkey/octets'
import { p256 } from '@noble/curves/nist.js'
import type { CertificateFields, Extension } from '../certificate.ts'
import type { Hooks } from './hooks.ts'

/** Fields of the certificate of a statement's key. */
export const field = (edit: (fields: CertificateFields) => Partial<CertificateFields>): Partial<Hooks> => ({
  certificate: (fields) => ({ ...fields, ...edit(fields) }),
})

/** One of its extensions, replaced by any number of them. */
export const extension = (id: string, edit: (old: Extension) => readonly Extension[]): Partial<Hooks> =>
  field(({ extensions }) => ({
    extensions: extensions.flatMap((one) => (one.oid === id ? edit(one) : [one])),
  }))

/** An extension more. */
export const extended = (more: Extension): Partial<Hooks> =>
  field(({ extensions }) => ({ extensions: [...extensions, more] }))

/** Fields of the certificate between that and the root. */
export const intermediate = (
  edit: (fields: CertificateFields) => Partial<CertificateFields>,
): Partial<Hooks> => ({
  authorities: ([first, ...more]) => [
    { ...first!, fields: { ...first!.fields, ...edit(first!.fields) } },
    ...more,
  ],
})

/** Another key of the certificate: that on the other side of the curve. */
export const otherKey = field(({ publicKey }) => ({ publicKey: negated(publicKey) }))

/** The last 32 bytes are a y of P-256: of an uncompressed point, and of a COSE_Key of ES256. It becomes p − y. */
export function negated(bytes: Uint8Array): Uint8Array {
  const y = BigInt(`0x${[...bytes.slice(-32)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`)
  const other = (p256.Point.Fp.ORDER - y).toString(16).padStart(64, '0')
  return concat(
    bytes.slice(0, -32),
    Uint8Array.from(other.match(/../g)!, (digits) => Number.parseInt(digits, 16)),
  )
}

export const lastBit = (bytes: Uint8Array) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1)

/** The last character has a bit that no byte has; bytes that come in threes get one byte more. */
export function withSpareBit(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  if (text.length % 4 === 0) return `${text}AB`
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1)!) | 1]
}

export const oids = {
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  alternativeName: '2.5.29.17',
  aaguid: '1.3.6.1.4.1.45724.1.1.4',
  keyDescription: '1.3.6.1.4.1.11129.2.1.17',
  appleNonce: '1.2.840.113635.100.8.2',
} as const
