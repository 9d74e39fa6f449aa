import { keyedHash } from './keyed-hash.ts'

/**
 * Made-up credentials for a name that nobody has: the same for the same name, so that asking twice tells nothing.
 * The key is one of its own, because changing it would unmask them.
 *
 * @see WebAuthn Level 3 §14.6.2 "Username Enumeration"
 */
export function decoysFor(
  key: Uint8Array,
  name: string,
): { id: Uint8Array; transports: readonly string[] }[] {
  return [{ id: keyedHash(key, name), transports: ['internal', 'hybrid'] }]
}
