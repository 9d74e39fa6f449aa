/** Certificates made field by field and signed by node:crypto, right or wrong as a test wants them. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { concat } from '@latchkey/octets'
import { writeDer } from '../src/write-der.ts'
import { fromHex } from './bytes.ts'

export type KeyPair = {
  readonly spki: Uint8Array
  readonly privateKey: KeyObject
  readonly identifier: Uint8Array
}

export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const identifier = new Uint8Array(createHash('sha1').update(spki.subarray(26)).digest())
  return { spki, privateKey, identifier }
}

export type CertificateFields = {
  readonly serial: number
  readonly subject: Uint8Array
  readonly issuer: Uint8Array
  readonly from: string
  readonly to: string
  readonly key: KeyPair
  readonly signer: KeyPair
  readonly extensions: readonly Uint8Array[]
  /** changes what is signed, before it is signed */
  readonly change?: (tbs: Uint8Array) => Uint8Array
}

const sha256WithEcdsa = fromHex('300a 06082a8648ce3d040302')

export function makeCertificate(fields: CertificateFields): Uint8Array {
  const { serial, subject, issuer, from, to, key, signer, extensions, change = (tbs) => tbs } = fields
  const tbs = writeDer(
    0x30,
    fromHex('a003020102'),
    writeDer(0x02, Uint8Array.of(0x10, serial >> 16, serial >> 8, serial)),
    sha256WithEcdsa,
    issuer,
    writeDer(0x30, time(from), time(to)),
    subject,
    key.spki,
    writeDer(0xa3, writeDer(0x30, ...extensions)),
  )
  const signed = change(tbs)
  const signature = new Uint8Array(sign('sha256', signed, signer.privateKey))
  return writeDer(0x30, signed, sha256WithEcdsa, writeDer(0x03, Uint8Array.of(0), signature))
}

/** O and CN, or what else is named by the last arc of its type. */
export function makeName(...attributes: readonly (readonly [arc: number, value: string])[]): Uint8Array {
  return writeDer(
    0x30,
    ...attributes.map(([arc, value]) =>
      writeDer(
        0x31,
        writeDer(0x30, writeDer(0x06, Uint8Array.of(0x55, 4, arc)), writeDer(0x0c, text(value))),
      ),
    ),
  )
}

/** An extension of id-ce by its last arc, or by a whole identifier. */
export function makeExtension(type: number | Uint8Array, critical: boolean, value: Uint8Array): Uint8Array {
  const oid = typeof type === 'number' ? Uint8Array.of(0x55, 0x1d, type) : type
  const flag = critical ? fromHex('0101ff') : new Uint8Array()
  return writeDer(0x30, writeDer(0x06, oid), flag, writeDer(0x04, value))
}

export const basicConstraints = (isCa: boolean, pathLength?: number) =>
  makeExtension(
    19,
    true,
    writeDer(
      0x30,
      isCa ? fromHex('0101ff') : new Uint8Array(),
      pathLength === undefined ? new Uint8Array() : writeDer(0x02, Uint8Array.of(pathLength)),
    ),
  )

/** digitalSignature 0x80, keyCertSign 0x04, cRLSign 0x02 */
export const keyUsage = (bits: number) => {
  const unused = bits === 0 ? 0 : 31 - Math.clz32(bits & -bits)
  return makeExtension(15, true, writeDer(0x03, Uint8Array.of(unused, bits)))
}

export const keyIdentifiers = (own: KeyPair, issuer: KeyPair) => [
  makeExtension(14, false, writeDer(0x04, own.identifier)),
  makeExtension(35, false, writeDer(0x30, writeDer(0x80, issuer.identifier))),
]

export const generalName = {
  mail: (value: string) => writeDer(0x81, text(value)),
  dns: (value: string) => writeDer(0x82, text(value)),
  directory: (name: Uint8Array) => writeDer(0xa4, name),
  uri: (value: string) => writeDer(0x86, text(value)),
  ip: (...bytes: readonly number[]) => writeDer(0x87, Uint8Array.from(bytes)),
}

export const alternativeNames = (...names: readonly Uint8Array[]) =>
  makeExtension(17, false, writeDer(0x30, ...names))

export const nameConstraints = (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[]) => {
  const subtrees = (tag: number, names: readonly Uint8Array[]) =>
    names.length === 0 ? new Uint8Array() : writeDer(tag, ...names.map((name) => writeDer(0x30, name)))
  return makeExtension(30, true, writeDer(0x30, concat(subtrees(0xa0, permitted), subtrees(0xa1, excluded))))
}

function time(text14: string): Uint8Array {
  const utc = Number(text14.slice(0, 4)) < 2050
  return utc ? writeDer(0x17, text(text14.slice(2))) : writeDer(0x18, text(text14))
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}
