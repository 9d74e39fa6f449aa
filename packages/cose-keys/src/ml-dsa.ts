/**
 * Sizes of ML-DSA by parameter set: bytes of a public key, bytes of a signature.
 *
 * @see FIPS 204 §4, table 2
 */
export const mlDsaSizes: Readonly<Record<string, readonly [publicKey: number, signature: number]>> = {
  'ML-DSA-44': [1312, 2420],
  'ML-DSA-65': [1952, 3309],
  'ML-DSA-87': [2592, 4627],
}
