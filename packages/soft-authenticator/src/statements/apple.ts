import { concat, hash } from '@latchkey/octets'
import type { Extension } from '../certificate.ts'
import { context, octetString, sequence } from '../der-values.ts'
import type { Attested, Statement } from './statement.ts'

/** The nonce that an Apple certificate holds: a hash of what is attested. @see WebAuthn Level 3 §8.8 */
export function appleNonce({ authenticatorData, clientDataHash }: Attested): Extension {
  const nonce = hash('sha-256', concat(authenticatorData, clientDataHash))
  return { oid: '1.2.840.113635.100.8.2', value: sequence(context(1, octetString(nonce))) }
}

/** @see WebAuthn Level 3 §8.8 */
export function apple(x5c: readonly Uint8Array[]): Statement {
  return new Map<string, unknown>([['x5c', x5c]])
}
