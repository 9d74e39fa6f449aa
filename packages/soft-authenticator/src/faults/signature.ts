/** Assertions whose signature is none over what was sent. @see WebAuthn Level 3 §7.2 steps 21 and 22 */
import { concat } from '@latchkey/octets'
import { readDer } from '@latchkey/x509-path/der'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { bytesToNumberLE, numberToBytesBE, numberToBytesLE } from '@noble/curves/utils.js'
import { integer, sequence } from '../der-values.ts'
import { authentication } from './row.ts'

const invalid = 'A21 signature-invalid'
const ofP256 = { algorithms: [-7, -9] }
const orderOfP256 = numberToBytesBE(p256.Point.Fn.ORDER, 32)
const ecdsa = { algorithms: [-7, -9, -35, -51, -36, -52, -47] }

export const signatureFaults = [
  authentication('signature-empty', 'The signature has no bytes.', invalid, {
    signature: () => new Uint8Array(),
  }),
  authentication('signature-bit-flipped', 'A bit of the signature is flipped.', invalid, {
    signature: (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1),
  }),
  authentication('signature-cut-off', 'The signature has lost its last byte.', invalid, {
    signature: (bytes) => bytes.slice(0, -1),
  }),
  authentication('signature-left-over', 'A byte comes after the signature.', invalid, {
    signature: (bytes) => concat(bytes, Uint8Array.of(0)),
  }),
  authentication(
    'signature-over-other-client-data',
    'The signature is over the hash of other client data.',
    invalid,
    {
      attested: (attested) => ({ ...attested, clientDataHash: new Uint8Array(32) }),
    },
  ),
  authentication(
    'signature-over-client-data-itself',
    'The signature is over the authenticator data alone.',
    invalid,
    {
      attested: (attested) => ({ ...attested, clientDataHash: new Uint8Array() }),
    },
  ),
  authentication(
    'ecdsa-raw',
    'The signature is r and s side by side, and not DER.',
    invalid,
    { signature: sideBySide },
    ecdsa,
  ),
  authentication(
    'ecdsa-r-zero',
    'The r of the signature is 0.',
    invalid,
    { signature: (bytes) => withNumber(bytes, 0, Uint8Array.of(0)) },
    ecdsa,
  ),
  authentication(
    'ecdsa-s-zero',
    'The s of the signature is 0.',
    invalid,
    { signature: (bytes) => withNumber(bytes, 1, Uint8Array.of(0)) },
    ecdsa,
  ),
  authentication(
    'ecdsa-r-order',
    'The r of the signature is the order of the curve.',
    invalid,
    { signature: (bytes) => withNumber(bytes, 0, orderOfP256) },
    ofP256,
  ),
  authentication(
    'ecdsa-s-order',
    'The s of the signature is the order of the curve.',
    invalid,
    { signature: (bytes) => withNumber(bytes, 1, orderOfP256) },
    ofP256,
  ),
  authentication(
    'ed25519-s-above-order',
    'The order of the curve has been added to S.',
    invalid,
    {
      signature: (bytes) => {
        const s = numberToBytesLE(bytesToNumberLE(bytes.subarray(32)) + ed25519.Point.Fn.ORDER, 32)
        return concat(bytes.subarray(0, 32), s)
      },
    },
    { algorithms: [-8, -19] },
  ),
  authentication(
    'ecdsa-ber-length',
    'The length of the signature is written with a byte too many.',
    invalid,
    { signature: (bytes) => concat(Uint8Array.of(0x30, 0x81, bytes.at(1)!), bytes.subarray(2)) },
    ofP256,
  ),
  authentication(
    'ml-dsa-signature-short',
    'The signature is of another length than the algorithm has.',
    invalid,
    { signature: (bytes) => bytes.slice(0, 2420 - 1) },
    { algorithms: [-48, -49, -50] },
  ),
  authentication('sign-count-same', 'The counter has not moved.', 'A22 sign-count-not-increased', {
    parts: (parts) => ({ ...parts, signCount: Math.max(0, parts.signCount - 1) }),
  }),
  authentication('sign-count-zero', 'The counter has gone back to 0.', 'A22 sign-count-not-increased', {
    parts: (parts) => ({ ...parts, signCount: 0 }),
  }),
] as const

/** r and s, big-endian, with the zero before them that DER wants. */
const numbersOf = (signature: Uint8Array) => readDer(signature).children!.map(({ value }) => value)

/** DER of r and s, one of them replaced. */
function withNumber(signature: Uint8Array, which: 0 | 1, value: Uint8Array): Uint8Array {
  return sequence(...numbersOf(signature).with(which, value).map(integer))
}

/** r and s side by side, each as long as a coordinate of the longer of them is. */
function sideBySide(signature: Uint8Array): Uint8Array {
  const numbers = numbersOf(signature).map((number) => (number[0] === 0 ? number.subarray(1) : number))
  // P-256, P-384 and P-521 have 32, 48 and 66 bytes.
  const length = [32, 48, 66].find((one) => numbers.every((number) => number.length <= one))!
  return concat(...numbers.flatMap((number) => [new Uint8Array(length - number.length), number]))
}
