/** Certificates that neither the vectors nor the software authenticator have, by keys on P-256. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { decodeHex } from '@latchkey/octets'
import { writeDer } from '@latchkey/x509-path/der'

export type Key = { readonly privateKey: KeyObject; readonly publicKey: KeyObject }

export type CertificateParts = {
  /** attribute types by their last arc below 2.5.4, as in `[3, 'name']` */
  readonly subject: readonly (readonly [arc: number, value: string])[]
  readonly issuer?: CertificateParts['subject']
  readonly key: Key
  /** who signs; the key itself unless said */
  readonly by?: Key
  readonly isCa?: boolean
  /** DER of whole Extensions */
  readonly extensions?: readonly Uint8Array[]
}

export const makeKey = (): Key => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const sequence = (...parts: Uint8Array[]) => writeDer(0x30, ...parts)
const text = (tag: number, value: string) => writeDer(tag, new TextEncoder().encode(value))
const octets = (...parts: Uint8Array[]) => writeDer(0x04, ...parts)
const ecdsaWithSha256 = decodeHex('300a06082a8648ce3d040302')

let serial = 1

export function makeCertificate({
  subject,
  issuer = subject,
  key,
  by = key,
  isCa = false,
  extensions = [],
}: CertificateParts): Uint8Array {
  const tbs = sequence(
    decodeHex('a003020102'), // v3
    writeDer(0x02, Uint8Array.of(0x10, serial++)),
    ecdsaWithSha256,
    name(issuer),
    sequence(text(0x17, '250101000000Z'), text(0x17, '450101000000Z')),
    name(subject),
    new Uint8Array(key.publicKey.export({ type: 'spki', format: 'der' })),
    writeDer(0xa3, sequence(basicConstraints(isCa), ...extensions)),
  )
  const signature = sign('sha256', tbs, by.privateKey)
  return sequence(tbs, ecdsaWithSha256, writeDer(0x03, Uint8Array.of(0), new Uint8Array(signature)))
}

/** An Extension that is not critical, by the DER of its identifier in hexadecimal. */
export function makeExtension(oid: string, value: Uint8Array): Uint8Array {
  return sequence(decodeHex(oid), octets(value))
}

/** subjectAltName with one dNSName. */
export function hostName(host: string): Uint8Array {
  return makeExtension('0603551d11', sequence(text(0x82, host)))
}

function name(attributes: CertificateParts['subject']): Uint8Array {
  return sequence(
    ...attributes.map(([arc, value]) =>
      writeDer(
        0x31,
        sequence(writeDer(0x06, Uint8Array.of(0x55, 4, arc)), text(arc === 6 ? 0x13 : 0x0c, value)),
      ),
    ),
  )
}

function basicConstraints(isCa: boolean): Uint8Array {
  const content = isCa ? decodeHex('0101ff') : new Uint8Array()
  return sequence(decodeHex('0603551d13'), decodeHex('0101ff'), octets(sequence(content)))
}
