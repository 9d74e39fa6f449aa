/** Records and bytes for a store to keep. */
import type { CredentialRecord } from '../specification/credential-record.ts'

/** A record without the members that need not be. */
export function bare(changes: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    type: 'public-key',
    id: filled(16, 1),
    publicKey: filled(77, 2),
    signCount: 7,
    transports: ['internal', 'hybrid'],
    uvInitialized: true,
    backupEligible: true,
    backupState: false,
    rpId: 'example.org',
    userHandle: filled(64, 3),
    aaguid: filled(16, 4),
    registeredWithUserVerification: true,
    version: 0,
    ...changes,
  }
}

/** A record with every member. */
export function record(changes: Partial<CredentialRecord> = {}): Required<CredentialRecord> {
  const optional = { attestationObject: filled(300, 5), attestationClientDataJSON: filled(120, 0x7b) }
  return { ...bare(), ...optional, ...changes }
}

export function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value)
}

export function allValues(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => value)
}

/** Bytes that become one and the same in a column, or a language, that takes them for text. */
export function alikeAsText(): Uint8Array[] {
  return [
    [0x00, 0x00, 0x00], // AAAA in base64url
    [0x69, 0xa6, 0x9a], // aaaa
    [0x41], // A in ASCII
    [0x61], // a
    [0xfe], // not UTF-8: read as U+FFFD
    [0xff],
    [0x01, 0x00, 0x02], // a text of C ends at its first zero byte
    [0x01, 0x00, 0x03],
    [0x01],
    [0x01, 0x00],
    [0x05], // CHAR columns are filled up with blanks
    [0x05, 0x20],
    [0x07], // a number has no zero in front
    [0x00, 0x07],
    [0xc3, 0xa9], // é, composed and decomposed
    [0x65, 0xcc, 0x81],
  ].map((bytes) => Uint8Array.from(bytes))
}
