/**
 * Public areas as keys of the rest of the world.
 *
 * @see TPM 2.0 Library Part 2, §11.2.4, §11.2.5, §12.2.3.5; RFC 3279 §2.3.1, RFC 5480 §2
 */
import { concat, decodeHex } from '@latchkey/octets'
import { parseAs, serializeAs } from './parse.ts'
import { TPMT_PUBLIC } from './tables/objects.ts'
import { TpmError } from './tpm-error.ts'

/** What a COSE_Key or a JWK is made of; coordinates are as long as the field, an RSA exponent of 0 is 65,537. */
export type KeyParts =
  | { readonly kty: 'RSA'; readonly n: Uint8Array; readonly e: Uint8Array }
  | {
      readonly kty: 'EC2'
      readonly crv: 'P-256' | 'P-384' | 'P-521'
      readonly x: Uint8Array
      readonly y: Uint8Array
    }

/** Any key that has a SubjectPublicKeyInfo here. */
type AnyKey =
  | KeyParts
  | (Omit<Extract<KeyParts, { kty: 'EC2' }>, 'crv'> & { readonly crv: 'P-192' | 'P-224' })

type Curve = readonly [name: Extract<AnyKey, { kty: 'EC2' }>['crv'], length: number, oid: string]

/** By TPM_ECC_CURVE. */
const curves: Readonly<Record<number, Curve>> = {
  1: ['P-192', 24, '06082a8648ce3d030101'],
  2: ['P-224', 28, '06052b81040021'],
  3: ['P-256', 32, '06082a8648ce3d030107'],
  4: ['P-384', 48, '06052b81040022'],
  5: ['P-521', 66, '06052b81040023'],
}

/**
 * Takes the public key out of a public area.
 *
 * @param publicArea - marshalled TPMT_PUBLIC of an RSA key, or of an ECC key on P-256, P-384 or P-521
 * @throws {@link TpmError} as `parse` does; `unsupported-key` for other objects and curves, and coordinates too long
 * @example
 * ```ts no-run
 * import { toKeyParts } from '@latchkey/tpm-structs'
 *
 * declare const publicArea: Uint8Array
 * const key = toKeyParts(publicArea)
 * if (key.kty === 'RSA') console.log(key.n.length * 8)
 * ```
 * @see TPM 2.0 Library Part 2, §12.2.3
 */
export function toKeyParts(publicArea: Uint8Array): KeyParts {
  const key = keyIn(publicArea)
  if (isOfCose(key)) return key
  throw unsupported('COSE has no such curve', 0, 'parameters.curveID')
}

function isOfCose(key: AnyKey): key is KeyParts {
  return key.kty === 'RSA' || (key.crv !== 'P-192' && key.crv !== 'P-224')
}

function keyIn(publicArea: Uint8Array): AnyKey {
  const area = parseAs(TPMT_PUBLIC, publicArea)
  if (area.type === 0x01) {
    const exponent = area.parameters.exponent || 65537
    return { kty: 'RSA', n: withoutZeros(area.unique), e: withoutZeros(uint32(exponent)) }
  }
  if (area.type !== 0x23) throw unsupported('the object is no public key', 0, 'type')
  const curve = curves[area.parameters.curveID]
  if (curve === undefined) throw unsupported('the curve has no name outside of TPMs', 0, 'parameters.curveID')
  const [crv, length] = curve
  const { x, y } = area.unique
  return { kty: 'EC2', crv, x: padded(x, length, 'unique.x'), y: padded(y, length, 'unique.y') }
}

/**
 * Gives the public key of a public area as SubjectPublicKeyInfo.
 *
 * @param publicArea - as for {@link toKeyParts}, and also of a key on P-192 or P-224, which COSE does not know
 * @returns DER
 * @throws {@link TpmError} as `toKeyParts`
 * @example
 * ```ts no-run
 * import { toSpki } from '@latchkey/tpm-structs'
 *
 * declare const publicArea: Uint8Array
 * toSpki(publicArea)
 * ```
 * @see RFC 5280 §4.1.2.7
 */
export function toSpki(publicArea: Uint8Array): Uint8Array {
  return spkiOf(keyIn(publicArea))
}

/** What a public area says beside its key. */
export type PublicTemplate = {
  /** TPM_ALG_ID of the name's hash, as in 0x000b */
  readonly nameAlg: number
  /** TPMA_OBJECT as a number */
  readonly objectAttributes: number
  readonly authPolicy?: Uint8Array
}

/**
 * Makes the public area of a key that comes from elsewhere, without symmetric cipher or scheme of its own.
 *
 * @param key - as {@link toKeyParts} gives it
 * @param template - what the area says beside
 * @returns marshalled TPMT_PUBLIC; an RSA exponent of 65,537 is written as 0, as TPMs do
 * @throws {@link TpmError} `unsupported-key` for another curve, an exponent of 0 or beyond 32 bits; `too-large`
 * @example
 * ```ts
 * import { computeName, fromKeyParts } from '@latchkey/tpm-structs'
 *
 * const key = { kty: 'EC2', crv: 'P-256', x: new Uint8Array(32), y: new Uint8Array(32) } as const
 * computeName(fromKeyParts(key, { nameAlg: 0x000b, objectAttributes: 0x00040040 }))
 * ```
 * @see TPM 2.0 Library Part 2, §12.2.4
 */
export function fromKeyParts(key: KeyParts, template: PublicTemplate): Uint8Array {
  if (isOfCose(key)) return publicAreaOf(key, template)
  throw unsupported('COSE has no such curve', 0, 'parameters.curveID')
}

function publicAreaOf(key: AnyKey, template: PublicTemplate): Uint8Array {
  const { nameAlg, objectAttributes, authPolicy = new Uint8Array() } = template
  const none = { algorithm: 0x10 } as const
  const common = { nameAlg, objectAttributes: { value: objectAttributes }, authPolicy }
  if (key.kty === 'RSA') {
    if (key.e.length > 4) throw unsupported('an exponent has 32 bits at most', 0, 'parameters.exponent')
    const exponent = key.e.reduce((sum, byte) => sum * 256 + byte, 0)
    // In a public area it would mean 65,537.
    if (exponent === 0) throw unsupported('the exponent is zero', 0, 'parameters.exponent')
    const parameters = {
      symmetric: none,
      scheme: { scheme: 0x10 },
      keyBits: key.n.length * 8,
      exponent: exponent === 65537 ? 0 : exponent,
    } as const
    return serializeAs(TPMT_PUBLIC, { ...common, type: 0x01, parameters, unique: key.n })
  }
  const curveID = Object.keys(curves).find((id) => curves[Number(id)]![0] === key.crv)
  if (curveID === undefined) throw unsupported('there is no such curve here', 0, 'parameters.curveID')
  const scheme = { scheme: 0x10 } as const
  const parameters = { symmetric: none, scheme, curveID: Number(curveID), kdf: scheme }
  return serializeAs(TPMT_PUBLIC, { ...common, type: 0x23, parameters, unique: { x: key.x, y: key.y } })
}

/**
 * Makes the public area of a key that comes as SubjectPublicKeyInfo: what {@link toSpki} gives, and nothing else.
 *
 * @param spki - DER of an RSA key of 1,024, 2,048, 3,072 or 4,096 bits, or of one on P-192, P-224, P-256, P-384 or
 * P-521
 * @param template - as for {@link fromKeyParts}
 * @throws {@link TpmError} `unsupported-key` for other keys, and for other DER
 * @example
 * ```ts no-run
 * import { fromSpki } from '@latchkey/tpm-structs'
 *
 * declare const spki: Uint8Array
 * fromSpki(spki, { nameAlg: 0x000b, objectAttributes: 0x00040040 })
 * ```
 * @see RFC 5280 §4.1.2.7
 */
export function fromSpki(spki: Uint8Array, template: PublicTemplate): Uint8Array {
  const key = keyAmid(spki)
  // One key, one DER: what is written from it must be what was read.
  const written = key && spkiOf(key)
  if (!written || written.length !== spki.length || !written.every((byte, at) => byte === spki[at])) {
    throw unsupported('this is not the SubjectPublicKeyInfo of an RSA key or one on a NIST curve', 0, '')
  }
  return publicAreaOf(key, template)
}

/** The key, wherever it stands; the comparison judges the rest. */
function keyAmid(spki: Uint8Array): AnyKey | undefined {
  for (const [crv, length] of Object.values(curves)) {
    const point = spki.subarray(-2 * length)
    const ec = { kty: 'EC2', crv, x: point.subarray(0, length), y: point.subarray(length) } as const
    if (spkiOf(ec).length === spki.length) return ec
  }
  // The exponent is the last element: e is 02 LL …, and n stands before it.
  for (let eLength = 1; eLength < 6; eLength++) {
    const at = spki.length - eLength
    if (spki[at - 2] !== 0x02 || spki[at - 1] !== eLength) continue
    const e = spki.subarray(spki[at] === 0 ? at + 1 : at)
    for (const nLength of [128, 256, 384, 512]) {
      const n = spki.subarray(at - 2 - nLength, at - 2)
      if (n.length === nLength && spkiOf({ kty: 'RSA', n, e }).length === spki.length)
        return { kty: 'RSA', n, e }
    }
  }
  return undefined
}

function spkiOf(key: AnyKey): Uint8Array {
  if (key.kty === 'RSA') {
    const numbers = der(0x30, unsigned(key.n), unsigned(key.e))
    return info(decodeHex('06092a864886f70d0101010500'), numbers)
  }
  const oid = Object.values(curves).find(([crv]) => crv === key.crv)![2]
  return info(decodeHex(`06072a8648ce3d0201${oid}`), concat(Uint8Array.of(4), key.x, key.y))
}

function info(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  return der(0x30, der(0x30, algorithm), der(0x03, Uint8Array.of(0), key))
}

function unsigned(bytes: Uint8Array): Uint8Array {
  return bytes[0]! & 0x80 ? der(0x02, Uint8Array.of(0), bytes) : der(0x02, bytes)
}

function der(tag: number, ...content: Uint8Array[]): Uint8Array {
  const body = concat(...content)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return concat(Uint8Array.of(tag, ...size), body)
}

/** A TPM drops leading zeros of coordinates. */
function padded(bytes: Uint8Array, length: number, path: string): Uint8Array {
  if (bytes.length > length) throw unsupported('the coordinate is longer than its field', 0, path)
  const whole = new Uint8Array(length)
  whole.set(bytes, length - bytes.length)
  return whole
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 0)
  if (first < 0) throw unsupported('the modulus is zero', 0, 'unique')
  return bytes.subarray(first)
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function unsupported(message: string, offset: number, path: string): TpmError {
  return new TpmError('unsupported-key', message, offset, path)
}
