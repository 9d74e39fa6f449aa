import { OctetsError } from './octets-error.ts'

/** The hash functions of this package; digests have 20, 32, 48 and 64 bytes. */
export type HashName = 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512'

export function unknownHash(name: unknown): OctetsError {
  return new OctetsError('unknown-hash', `there is no hash ${JSON.stringify(name)} here`)
}
