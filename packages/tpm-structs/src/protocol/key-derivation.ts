/**
 * Key derivation, and what goes with it.
 *
 * @see TPM 2.0 Library Part 1, §11.4.10.2 (KDFa), §11.4.10.3 (KDFe)
 */
import { concat, type HashName, hash } from '@latchkey/octets'
import { webBytes } from './web-bytes.ts'

export const digestLengths: Readonly<Record<HashName, number>> = {
  'sha-1': 20,
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
}

/** KDFa: SP 800-108 in counter mode with HMAC. `bits` are a multiple of 8. */
export async function deriveFromKey(
  name: HashName,
  key: Uint8Array,
  label: string,
  contextU: Uint8Array,
  contextV: Uint8Array,
  bits: number,
): Promise<Uint8Array> {
  const fixed = concat(labelBytes(label), contextU, contextV, uint32(bits))
  const blocks: Uint8Array[] = []
  for (let counter = 1; blocks.length * digestLengths[name] * 8 < bits; counter++) {
    blocks.push(await hmac(name, key, concat(uint32(counter), fixed)))
  }
  return concat(...blocks).slice(0, bits / 8)
}

/** KDFe: SP 800-56A from an ECDH value. */
export function deriveFromPoint(
  name: HashName,
  z: Uint8Array,
  use: string,
  partyU: Uint8Array,
  partyV: Uint8Array,
  bits: number,
): Uint8Array {
  const fixed = concat(z, labelBytes(use), partyU, partyV)
  const blocks: Uint8Array[] = []
  for (let counter = 1; blocks.length * digestLengths[name] * 8 < bits; counter++) {
    blocks.push(hash(name, concat(uint32(counter), fixed)))
  }
  return concat(...blocks).slice(0, bits / 8)
}

export async function hmac(name: HashName, key: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: name.toUpperCase() }
  const cryptoKey = await crypto.subtle.importKey('raw', webBytes(key), algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', cryptoKey, webBytes(data)))
}

/** Labels end in a zero. */
export function labelBytes(label: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${label}\0`)
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
