/** AT13, AT14: keys, and signatures by them. */
import { generateKeyPairSync } from 'node:crypto'
import { concat, decodeBase64url, decodeHex, encodeHex } from '@latchkey/octets'
import { forger, keyed, type Legal, legal, type Row, refusals } from './ceremony.ts'
import { Forger, integer, integersOf, type Parts, tagged } from './forger.ts'

const { x, y } = forger

// AT13: keys

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
const n = decodeBase64url(rsa.n!)
/** RS256. */
const rsaKey = (modulus: Uint8Array, e = '43010001') => {
  const length = modulus.length.toString(16).padStart(4, '0')
  return decodeHex(`a4010303390100 2059${length}${encodeHex(modulus)}21${e}`.replace(' ', ''))
}
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
const [x384, y384] = [p384.x!, p384.y!].map((part) => encodeHex(decodeBase64url(part))) as [string, string]
const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
const xEd = encodeHex(decodeBase64url(ed25519.x!))
const flipped = (hex: string) => hex.slice(0, -1) + (Number.parseInt(hex.slice(-1), 16) ^ 1).toString(16)

const badKeys: readonly (readonly [what: string, key: string | Uint8Array])[] = [
  ['a point off the curve, by y', `a5 0102 0326 2001 215820${x} 225820${flipped(y)}`],
  ['a point off the curve, by x', `a5 0102 0326 2001 215820${flipped(x)} 225820${y}`],
  ['the point 0, 0', `a5 0102 0326 2001 215820${'00'.repeat(32)} 225820${'00'.repeat(32)}`],
  ['a coordinate that is not below the prime', `a5 0102 0326 2001 215820${'ff'.repeat(32)} 225820${y}`],
  ['a compressed y', `a5 0102 0326 2001 215820${x} 22f5`],
  ['no y', `a4 0102 0326 2001 215820${x}`],
  ['a curve unlike the algorithm', `a5 0102 0326 2002 215830${x384} 225830${y384}`],
  ['the name of another curve', `a5 0102 0326 2002 215820${x} 225820${y}`],
  ['no curve', `a4 0102 0326 215820${x} 225820${y}`],
  ['a curve of another type of key', `a5 0102 0326 2006 215820${x} 225820${y}`],
  ['a coordinate with a zero before it', `a5 0102 0326 2001 21582100${x} 225820${y}`],
  ['a coordinate without its first byte', `a5 0102 0326 2001 21581f${x.slice(2)} 225820${y}`],
  ['an empty coordinate', `a5 0102 0326 2001 2140 225820${y}`],
  ['the type twice', `a6 0102 0102 0326 2001 215820${x} 225820${y}`],
  ['the algorithm twice, another one first', `a6 0102 0327 0326 2001 215820${x} 225820${y}`],
  ['y twice', `a6 0102 0326 2001 215820${x} 225820${flipped(y)} 225820${y}`],
  ['a key ID', `a6 0102 024100 0326 2001 215820${x} 225820${y}`],
  ['key operations', `a6 0102 0326 048102 2001 215820${x} 225820${y}`],
  ['the private part', `a6 0102 0326 2001 215820${x} 225820${y} 235820${'01'.repeat(32)}`],
  ['a label in text', `a6 0102 0326 2001 215820${x} 225820${y} 636b6964f6`],
  ['a map of indefinite length', `bf 0102 0326 2001 215820${x} 225820${y} ff`],
  ['a coordinate of indefinite length', `a5 0102 0326 2001 215f5820${x}ff 225820${y}`],
  ['labels in another order', `a5 0326 0102 2001 215820${x} 225820${y}`],
  ['a number longer than need be', `a5 011802 0326 2001 215820${x} 225820${y}`],
  ['the type of symmetric keys', `a3 0104 0326 20 5820${x}`],
  ['a type that nobody knows', `a5 011863 0326 2001 215820${x} 225820${y}`],
  ['the type of RSA', `a5 0103 0326 2001 215820${x} 225820${y}`],
  ['no type', `a4 0326 2001 215820${x} 225820${y}`],
  ['no algorithm', `a4 0102 2001 215820${x} 225820${y}`],
  ['nothing in it', 'a0'],
  ['a modulus of 2,047 bits', rsaKey(n.with(0, n[0]! & 0x7f))],
  ['a modulus of 1,024 bits', rsaKey(n.slice(0, 128).with(127, 1))],
  ['a modulus of 10,240 bits', rsaKey(concat(n, n, n, n, n))],
  ['an even modulus', rsaKey(n.with(255, n[255]! & 0xfe))],
  ['a modulus with a zero before it', rsaKey(concat(Uint8Array.of(0), n))],
  ['an exponent of 1', rsaKey(n, '4101')],
  ['an exponent of 0', rsaKey(n, '4100')],
  ['an even exponent', rsaKey(n, '43010000')],
  ['an empty exponent', rsaKey(n, '40')],
  ['an exponent of 65 bits', rsaKey(n, '49010000000000000001')],
  ['a point of Ed25519 of small order', `a4 0101 0327 2006 215820${'00'.repeat(32)}`],
  ['a point of Ed25519 that is none', `a4 0101 0327 2006 215820 07${'00'.repeat(31)}`],
]
const goodKeys: readonly (readonly [what: string, key: string | Uint8Array])[] = [
  ['a key of ES256', `a5 0102 0326 2001 215820${x} 225820${y}`],
  ['a key of ES384', `a5 0102 033822 2002 215830${x384} 225830${y384}`],
  ['a key of EdDSA', `a4 0101 0327 2006 215820${xEd}`],
  ['a key of RS256', rsaKey(n)],
  ['a key of RS256 with the exponent 3', rsaKey(n, '4103')],
]

const keys: readonly Row[] = [
  ...refusals(
    'AT13',
    'R13',
    'credential-key-refused',
    badKeys.map(([what, key]) => [what, keyed(key)]),
  ),
  ...refusals('AT13', 'R20', 'algorithm-not-offered', [
    ['an algorithm that nobody knows', keyed(`a5 0102 033903e7 2001 215820${x} 225820${y}`)],
    [
      'the key of RS1, though it was offered',
      {
        parts: { key: decodeHex(`a401030339fffe20590100${encodeHex(n)}2143010001`) },
        expected: { algorithms: [-65535] },
      },
    ],
  ]),
]
const keysLegal = legal(
  'AT13',
  'R',
  goodKeys.map(([what, key]) => [what, keyed(key)]),
)

// AT14: signatures

const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'
const ofOrder = (change: (value: bigint, order: bigint) => bigint) => (value: string) =>
  change(BigInt(`0x${value}`), BigInt(`0x${order}`))
    .toString(16)
    .padStart(66, '0')
const above = ofOrder((value, order) => value + order)
const opposite = ofOrder((value, order) => order - value)
const ecdsa = (...integers: readonly string[]) => tagged('30', integers.join(''))
const half = (edit: (r: string, s: string) => string): Parts => ({
  signature: (der) => decodeHex(edit(...integersOf(der))),
})
const whole = (edit: (der: Uint8Array) => Uint8Array): Parts => ({ signature: edit })
const zero = '00'

const badSignatures: readonly (readonly [what: string, parts: Parts])[] = [
  ['an r of 0', half((_, s) => ecdsa(integer(zero), integer(s)))],
  ['an s of 0', half((r) => ecdsa(integer(r), integer(zero)))],
  ['an r and an s of 0', half(() => ecdsa(integer(zero), integer(zero)))],
  ['an r of n', half((_, s) => ecdsa(integer(order), integer(s)))],
  ['an s of n', half((r) => ecdsa(integer(r), integer(order)))],
  ['an s that is n too high', half((r, s) => ecdsa(integer(r), integer(above(s))))],
  ['an r that is n too high', half((r, s) => ecdsa(integer(above(r)), integer(s)))],
  ['a negative r', half((r, s) => ecdsa(tagged('02', `ff${r}`), integer(s)))],
  ['a negative s', half((r, s) => ecdsa(integer(r), tagged('02', `ff${s}`)))],
  ['needless zeros before r', half((r, s) => ecdsa(tagged('02', `0000${r}`), integer(s)))],
  ['an r of no bytes', half((_, s) => ecdsa('0200', integer(s)))],
  ['no s', half((r) => ecdsa(integer(r)))],
  ['a third integer', half((r, s) => ecdsa(integer(r), integer(s), integer('01')))],
  ['a byte after s, within the sequence', half((r, s) => ecdsa(integer(r), integer(s), '00'))],
  ['a byte after the sequence', whole((der) => concat(der, Uint8Array.of(0)))],
  ['a length in the long form', whole((der) => concat(Uint8Array.of(0x30, 0x81), der.subarray(1)))],
  ['an indefinite length', half((r, s) => `3080${integer(r)}${integer(s)}0000`)],
  ['the length of r in the long form', half((r, s) => ecdsa(`0281${integer(r).slice(2)}`, integer(s)))],
  ['a set for the sequence', whole((der) => der.with(0, 0x31))],
  ['r ‖ s and no DER', half((r, s) => r + s)],
  ['s before r', half((r, s) => ecdsa(integer(s), integer(r)))],
  ['an s that is cut off', whole((der) => der.slice(0, -1))],
  ['no bytes', whole(() => new Uint8Array())],
]
const rs1 = decodeHex(`a401030339fffe20590100${encodeHex(n)}2143010001`)

const signatures: readonly Row[] = [
  ...badSignatures.flatMap(([what, parts]) => [
    ...refusals('AT14', 'A21', 'signature-invalid', [[what, { parts }]]),
    ...refusals('AT14', 'R22', 'attestation-statement-invalid', [
      [`${what}, of a statement`, { parts: { ...parts, self: -7 } }],
    ]),
  ]),
  ...refusals('AT14', 'A21', 'stored-key-invalid', [['a stored key of RS1', { record: { publicKey: rs1 } }]]),
  ...refusals('AT14', 'A21', 'signature-invalid', [
    ['a signature by another key', { parts: { signer: new Forger().privateKey } }],
    ['the key of another algorithm in the record', { record: { publicKey: rsaKey(n) } }],
  ]),
]
const signaturesLegal: readonly Legal[] = [
  ...legal('AT14', 'A', [
    // Both of s and n − s are right, and authenticators make either.
    ['an s, high or low', { parts: half((r, s) => ecdsa(integer(r), integer(s))) }],
    ['its opposite', { parts: half((r, s) => ecdsa(integer(r), integer(opposite(s)))) }],
  ]),
  ...legal('AT14', 'R', [
    [
      'a statement whose s is the opposite',
      { parts: { self: -7, ...half((r, s) => ecdsa(integer(r), integer(opposite(s)))) } },
    ],
  ]),
]

export const refused: readonly Row[] = [...keys, ...signatures]
export const accepted: readonly Legal[] = [...keysLegal, ...signaturesLegal]
