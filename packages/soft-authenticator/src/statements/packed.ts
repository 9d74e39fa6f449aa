import { concat } from '@latchkey/octets'
import type { SigningKey } from '../signing-key.ts'
import type { Attested, Statement } from './statement.ts'

/** Signed by the credential key itself. @see WebAuthn Level 3 §8.2 */
export function packedSelf({ authenticatorData, clientDataHash, credentialKey }: Attested): Statement {
  return new Map<string, unknown>([
    ['alg', credentialKey.algorithm],
    ['sig', credentialKey.sign(concat(authenticatorData, clientDataHash))],
  ])
}

/** Signed by a key that certificates vouch for. @see WebAuthn Level 3 §8.2 */
export function packed(
  { authenticatorData, clientDataHash }: Attested,
  key: SigningKey,
  x5c: readonly Uint8Array[],
): Statement {
  return new Map<string, unknown>([
    ['alg', key.algorithm],
    ['sig', key.sign(concat(authenticatorData, clientDataHash))],
    ['x5c', x5c],
  ])
}
