import { encodeBase64url } from '@latchkey/octets'
import type { SigningKey } from '../signing-key.ts'
import type { Statement } from './statement.ts'

export type SafetyNetClaims = {
  /** base64 with padding */
  readonly nonce: string
  readonly timestampMs: number
  readonly apkPackageName: string
  readonly ctsProfileMatch: boolean
  readonly basicIntegrity: boolean
}

/** What is signed: the header of a JWS, and its claims. */
export type SafetyNetParts = {
  readonly header: { readonly alg: string; readonly x5c: readonly string[]; readonly jwk?: object }
  readonly claims: SafetyNetClaims
}

const utf8 = /* @__PURE__ */ new TextEncoder()

/** @see WebAuthn Level 3 §8.5 */
export function androidSafetyNet(key: SigningKey, { header, claims }: SafetyNetParts): Statement {
  const signed = [header, claims].map((part) => encodeBase64url(utf8.encode(JSON.stringify(part)))).join('.')
  const jws = `${signed}.${encodeBase64url(key.sign(utf8.encode(signed)))}`
  return new Map<string, unknown>([
    ['ver', '230815000'],
    ['response', utf8.encode(jws)],
  ])
}

/** Certificates and nonces stand in base64, not base64url. @see RFC 7515 §4.1.6 */
export function toBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(4 * Math.ceil(text.length / 4), '=')
}
