/** Assertions whose signature is none over what was sent. @see WebAuthn Level 3 §7.2 steps 21 and 22 */
import { concat } from '@latchkey/octets'
import { authentication } from './row.ts'

const invalid = 'A21 signature-invalid'
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
    { signature: () => new Uint8Array(64).fill(1) },
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
    'ecdsa-ber-length',
    'The length of the signature is written with a byte too many.',
    invalid,
    { signature: (bytes) => concat(Uint8Array.of(0x30, 0x81, bytes.at(1)!), bytes.subarray(2)) },
    { algorithms: [-7, -9] },
  ),
  authentication(
    'ml-dsa-signature-short',
    'The signature is of another length than the algorithm has.',
    invalid,
    { signature: (bytes) => bytes.slice(0, 2420 - 1) },
    { algorithms: [-48, -49, -50] },
  ),
  authentication('sign-count-zero', 'The counter has gone back to 0.', 'A22 sign-count-not-increased', {
    parts: (parts) => ({ ...parts, signCount: 0 }),
  }),
] as const

/** DER of r and s, one of them replaced. */
function withNumber(signature: Uint8Array, which: 0 | 1, value: Uint8Array): Uint8Array {
  const lengthOfR = signature[3]!
  const numbers: Uint8Array[] = [signature.slice(4, 4 + lengthOfR), signature.slice(6 + lengthOfR)]
  numbers[which] = value
  const content = concat(...numbers.flatMap((number) => [Uint8Array.of(2, number.length), number]))
  return concat(Uint8Array.of(0x30, content.length), content)
}
