import { concat } from '@latchkey/octets'
import { rawPointOf, type SigningKey } from '../signing-key.ts'
import type { Attested, Statement } from './statement.ts'

/** @see WebAuthn Level 3 §8.6 */
export function fidoU2f(
  { rpIdHash, clientDataHash, credentialId, credentialKey }: Attested,
  key: SigningKey,
  x5c: readonly Uint8Array[],
): Statement {
  const signed = concat(Uint8Array.of(0), rpIdHash, clientDataHash, credentialId, rawPointOf(credentialKey))
  return new Map<string, unknown>([
    ['sig', key.sign(signed)],
    ['x5c', x5c],
  ])
}
