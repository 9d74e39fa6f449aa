/** Credential keys that are none, or none that was asked for. @see WebAuthn Level 3 §5.8.5, §6.5.1.1; RFC 9053 §7, RFC 8230 §4 */
import { concat } from '@latchkey/octets'
import { ed25519 } from '@noble/curves/ed25519.js'
import { lastBit } from './edits.ts'
import type { Hooks } from './hooks.ts'
import { registration } from './row.ts'

const refused = 'R13 credential-key-refused'
const ec = { algorithms: [-7, -9, -35, -51, -36, -52] }
const rsa = { algorithms: [-257, -258, -259, -37, -38, -39] }
const ed = { algorithms: [-8, -19] }
const mlDsa = { algorithms: [-48, -49, -50] }

const label = (name: number, edit: (old: Uint8Array) => number | Uint8Array): Partial<Hooks> => ({
  keyMembers: (members) => new Map(members).set(name, edit(members.get(name) as Uint8Array)),
})

/** The points of an order that divides eight. @see RFC 8032 §5.1.7 */
const smallOrder = (order: 2 | 4 | 8) => () => {
  const torsion = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
  return (order === 8 ? torsion : torsion.multiplyUnsafe(order === 4 ? 2n : 4n)).toBytes()
}

export const credentialKeyFaults = [
  registration('key-point-off-curve', 'The point is not on the curve.', refused, label(-3, lastBit), ec),
  registration(
    'key-coordinate-short',
    'A coordinate has lost its first byte.',
    refused,
    label(-2, (old) => old.slice(1)),
    ec,
  ),
  registration(
    'key-coordinate-long',
    'A coordinate has a zero before it.',
    refused,
    label(-2, (old) => concat(Uint8Array.of(0), old)),
    ec,
  ),
  registration(
    'key-y-compressed',
    'Instead of y there is its sign.',
    refused,
    { keyMembers: (members) => new Map<number, never>(members as never).set(-3, true as never) },
    ec,
  ),
  registration(
    'key-curve-other',
    'The curve is not that of the algorithm.',
    refused,
    label(-1, () => 4),
    { algorithms: [-7, -35, -36] },
  ),
  registration(
    'key-type-other',
    'The type of the key is not that of the algorithm.',
    refused,
    label(1, () => 3),
    ec,
  ),
  registration(
    'key-algorithm-not-offered',
    'The algorithm of the key is another one than those that were offered.',
    'R20 algorithm-not-offered',
    label(3, () => -9),
    { algorithms: [-7] },
  ),
  registration('key-algorithm-missing', 'The key names no algorithm.', refused, {
    keyMembers: (members) => new Map([...members].filter(([name]) => name !== 3)),
  }),
  registration(
    'key-with-private-part',
    'The private part is in the key.',
    refused,
    { keyMembers: (members) => new Map(members).set(-4, new Uint8Array(32).fill(1)) },
    ec,
  ),
  registration('key-not-map', 'The key is an array.', refused, { keyBytes: () => Uint8Array.of(0x80) }),
  registration('key-label-as-text', 'A label of the key is text.', refused, {
    // 01 is the label of the type, which comes first.
    keyBytes: (bytes) => concat(bytes.subarray(0, 1), Uint8Array.of(0x61, 0x31), bytes.subarray(2)),
  }),
  registration('key-label-as-float', 'A label of the key is 1.0.', refused, {
    keyBytes: (bytes) => concat(bytes.subarray(0, 1), Uint8Array.of(0xf9, 0x3c, 0), bytes.subarray(2)),
  }),
  registration('key-label-twice', 'The key has its type twice.', refused, {
    keyBytes: (bytes) => concat(Uint8Array.of(bytes[0]! + 1), bytes.subarray(1), bytes.subarray(1, 3)),
  }),
  registration('key-indefinite-length', 'The map of the key says its end, and not its length.', refused, {
    keyBytes: (bytes) => concat(Uint8Array.of(0xbf), bytes.subarray(1), Uint8Array.of(0xff)),
  }),
  registration(
    'key-type-unknown',
    'The type of the key is one that no algorithm has.',
    refused,
    label(1, () => 99),
  ),
  registration('rsa-modulus-even', 'The modulus is even.', refused, label(-1, lastBit), rsa),
  registration(
    'rsa-modulus-short',
    'The modulus has 1,024 bits.',
    refused,
    label(-1, (old) => old.slice(0, 128)),
    rsa,
  ),
  registration(
    'rsa-modulus-huge',
    'The modulus has 16,384 bits.',
    refused,
    label(-1, () => new Uint8Array(2048).fill(0xff)),
    rsa,
  ),
  registration(
    'rsa-modulus-leading-zero',
    'The modulus has a zero before it.',
    refused,
    label(-1, (old) => concat(Uint8Array.of(0), old)),
    rsa,
  ),
  registration(
    'rsa-exponent-one',
    'The exponent is 1.',
    refused,
    label(-2, () => Uint8Array.of(1)),
    rsa,
  ),
  registration(
    'rsa-exponent-even',
    'The exponent is even.',
    refused,
    label(-2, () => Uint8Array.of(1, 0, 0)),
    rsa,
  ),
  registration('ed25519-order-2', 'The point is of order 2.', refused, label(-2, smallOrder(2)), ed),
  registration('ed25519-order-4', 'The point is of order 4.', refused, label(-2, smallOrder(4)), ed),
  registration('ed25519-order-8', 'The point is of order 8.', refused, label(-2, smallOrder(8)), ed),
  registration(
    'ed25519-not-canonical',
    'The coordinate is not below the prime.',
    refused,
    label(-2, () => concat(Uint8Array.of(0xee), new Uint8Array(30).fill(0xff), Uint8Array.of(0x7f))),
    ed,
  ),
  registration(
    'ml-dsa-key-short',
    'The key has lost its last byte.',
    refused,
    label(-1, (old) => old.slice(0, -1)),
    mlDsa,
  ),
  registration(
    'ml-dsa-key-long',
    'The key has a byte more.',
    refused,
    label(-1, (old) => concat(old, Uint8Array.of(0))),
    mlDsa,
  ),
] as const
