/**
 * A COSE public key that has been checked: a value of this type is a usable key of its algorithm.
 *
 * EC2: `x` and `y` have the length of the curve's field (32, 48, 66 or 32 bytes). OKP: `x` has 32 bytes for Ed25519, 57
 * for Ed448. RSA: `n` has 256 to 1,024 bytes; `n` and `e` are big-endian without leading zeros. AKP (ML-DSA): `pub` has
 * 1,312, 1,952 or 2,592 bytes.
 *
 * @see RFC 9053 §7, RFC 8230 §4, RFC 8812 §3, RFC 9864
 */
export type CoseKey =
  | {
      readonly kty: 'EC2'
      readonly alg: number
      readonly crv: 'P-256' | 'P-384' | 'P-521' | 'secp256k1'
      readonly x: Uint8Array
      readonly y: Uint8Array
    }
  | { readonly kty: 'OKP'; readonly alg: number; readonly crv: 'Ed25519' | 'Ed448'; readonly x: Uint8Array }
  | { readonly kty: 'RSA'; readonly alg: number; readonly n: Uint8Array; readonly e: Uint8Array }
  | { readonly kty: 'AKP'; readonly alg: number; readonly pub: Uint8Array }
