/**
 * A COSE public key that has been checked: a value of this type is a usable key of its algorithm.
 *
 * `x` and `y` have the length of the curve's field (32 bytes for P-256), an Ed25519 `x` has 32 bytes; `n` has 256 to
 * 1,024 bytes, `n` and `e` are big-endian without leading zeros.
 *
 * @see RFC 9053 §7, RFC 8230 §4, RFC 9864
 */
export type CoseKey =
  | {
      readonly kty: 'EC2'
      readonly alg: number
      readonly crv: 'P-256'
      readonly x: Uint8Array
      readonly y: Uint8Array
    }
  | { readonly kty: 'OKP'; readonly alg: number; readonly crv: 'Ed25519'; readonly x: Uint8Array }
  | { readonly kty: 'RSA'; readonly alg: number; readonly n: Uint8Array; readonly e: Uint8Array }
