/**
 * COSE_Key, as an authenticator sends it, into a key that can no longer be wrong.
 *
 * @see RFC 9052 §7, RFC 9053 §7, RFC 8230 §4; WebAuthn Level 3 §5.8.5, §6.5.1.1
 */
import { CborError, type CborValue, decode } from '@latchkey/cbor-canonical/ctap2'
import { CoseError } from './cose-error.ts'
import type { CoseKey } from './cose-key.ts'
import { edwardsCurves } from './edwards-curves.ts'
import { ellipticCurves } from './elliptic-curves.ts'
import { algorithmOf, checkPairing, type KeyCheckOptions, makeKey } from './key-checks.ts'

export type ParseOptions = KeyCheckOptions & {
  /**
   * `lenient` relaxes the encoding only (order of the map, long heads, public labels that do not belong), never
   * mathematics, and never labels of private parts.
   */
  encoding?: 'strict' | 'lenient'
  /** RSASSA-PKCS1-v1_5 with SHA-1 as a credential key's own algorithm: for FIDO's conformance tool, for nothing else */
  dangerouslyAllowRs1?: boolean
}

/** Key types, and how many of the labels below each has; of RSA and AKP −1 is no curve. */
const types = [
  { id: 1, kty: 'OKP', labels: 4 },
  { id: 2, kty: 'EC2', labels: 5 },
  { id: 3, kty: 'RSA', labels: 4 },
  { id: 7, kty: 'AKP', labels: 3 },
] as const
const publicLabels: readonly CborValue[] = [1, 3, -1, -2, -3]

/**
 * Parses a COSE_Key strictly: canonical CTAP2 CBOR, the labels of its type and no others, an algorithm that goes with
 * type and curve, and a key that is mathematically sound (a point on its curve, not of small order; an RSA modulus of
 * 2,048 to 8,192 bits, odd, with an odd exponent of 3 or more; an ML-DSA key of its length).
 *
 * @param coseKey - the bytes of one COSE_Key and nothing after it
 * @returns a frozen key with copies of its parts
 * @throws {@link CoseError} `malformed`, `not-canonical`, `wrong-length`, `off-curve`, `small-order`, `weak-rsa`,
 * `algorithm-mismatch`, `unsupported-algorithm`
 * @example
 * ```ts
 * import { parseKey } from '@latchkey/cose-keys'
 * import { decodeHex } from '@latchkey/octets'
 *
 * const key = parseKey(
 *   decodeHex(
 *     'a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61' +
 *       '225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220',
 *   ),
 * )
 * console.log(key.kty, key.alg) // EC2 -7
 * ```
 * @see RFC 9052 §7; WebAuthn Level 3 §5.8.5
 */
export function parseKey(coseKey: Uint8Array, options: ParseOptions = {}): CoseKey {
  const lenient = options.encoding === 'lenient'
  const map = decodeMap(coseKey, lenient)
  const algorithm = algorithmOf(map.get(3), options.dangerouslyAllowRs1)
  const id = map.get(1)
  const type = types.find((row) => row.id === id)
  if (type === undefined) throw new CoseError('malformed', 'the key type is missing or unknown', 'kty')
  const { kty } = type
  checkPairing(algorithm, {
    kty,
    crv: kty === 'EC2' || kty === 'OKP' ? curveName(kty, map.get(-1)) : undefined,
  })
  checkLabels(map, publicLabels.slice(0, type.labels), lenient)
  const parts =
    kty === 'RSA'
      ? { n: map.get(-1), e: map.get(-2) }
      : kty === 'AKP'
        ? { pub: map.get(-1) }
        : { x: map.get(-2), y: map.get(-3) }
  return makeKey(algorithm, parts, options)
}

type KeyMap = ReadonlyMap<CborValue, CborValue>

function decodeMap(coseKey: Uint8Array, lenient: boolean): KeyMap {
  let value: CborValue
  try {
    value = decode(coseKey, { mode: lenient ? 'report' : 'reject', bytes: 'view' })
  } catch (cause) {
    if (!CborError.is(cause)) throw cause
    const canonical = /^(key-order|non-shortest|indefinite-length|tag-not)/.test(cause.code)
    throw new CoseError(
      canonical ? 'not-canonical' : 'malformed',
      `the COSE_Key is not ${canonical ? 'canonical ' : ''}CBOR: ${cause.message}`,
      undefined,
      cause,
    )
  }
  if (value instanceof Map) return value
  throw new CoseError('malformed', 'a COSE_Key is a map')
}

function curveName(kty: 'EC2' | 'OKP', id: CborValue): string {
  const curves: readonly { id: number; name: string }[] = kty === 'EC2' ? ellipticCurves : edwardsCurves
  return curves.find((curve) => curve.id === id)?.name ?? 'an unknown curve'
}

function checkLabels(map: KeyMap, known: readonly CborValue[], lenient: boolean): void {
  for (const label of map.keys()) {
    if (known.includes(label)) continue
    // Below zero lie the labels of the key type, of which those that are not public are private.
    const isPrivate = typeof label === 'number' && label < 0
    if (!isPrivate && lenient) continue
    throw new CoseError('not-canonical', 'the key has a label that a public key of its type does not have')
  }
}
