import { concat, hash } from '@latchkey/octets'

/** Bits of the flags. @see WebAuthn Level 3 §6.1 */
export const flags = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 } as const

export type AuthenticatorDataParts = {
  readonly rpId: string
  readonly flags: number
  readonly signCount: number
  readonly attested?: { readonly aaguid: Uint8Array; readonly id: Uint8Array; readonly publicKey: Uint8Array }
  /** a CBOR map */
  readonly extensions?: Uint8Array
}

/** @see WebAuthn Level 3 §6.1, §6.5.1 */
export function writeAuthenticatorData({
  rpId,
  flags: bits,
  signCount,
  attested,
  extensions,
}: AuthenticatorDataParts) {
  const head = new Uint8Array(37)
  head.set(hash('sha-256', new TextEncoder().encode(rpId)))
  head[32] = bits
  new DataView(head.buffer).setUint32(33, signCount)
  return concat(head, ...(attested ? [writeAttested(attested)] : []), ...(extensions ? [extensions] : []))
}

function writeAttested({
  aaguid,
  id,
  publicKey,
}: NonNullable<AuthenticatorDataParts['attested']>): Uint8Array {
  return concat(aaguid, Uint8Array.of(id.length >> 8, id.length & 0xff), id, publicKey)
}
