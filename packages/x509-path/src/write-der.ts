import { concat } from '@latchkey/octets'
import { X509Error } from './x509-error.ts'

/**
 * Writes an element: identifier, the shortest length, content. The order of a SET is left to the caller.
 *
 * @param tag - the identifier octets as a number, as in {@link DerItem}
 * @param content - put together; elements of a constructed type, or the content of a primitive one
 * @throws {@link X509Error} `bad-tag` for what is no identifier
 * @example
 * ```ts
 * import { writeDer } from '@latchkey/x509-path/der'
 *
 * const five = writeDer(0x02, new Uint8Array([5]))
 * writeDer(0x30, five, five) // 30 06 02 01 05 02 01 05
 * ```
 * @see X.690 §8.1
 */
export function writeDer(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  if (!Number.isInteger(tag) || tag < 1 || tag > 0xffffffff) {
    throw new X509Error('bad-tag', `${tag} is not the number of one to four identifier octets`)
  }
  const length = content.reduce((sum, part) => sum + part.length, 0)
  const lengthOctets = octets(length)
  const head = length < 0x80 ? [length] : [0x80 | lengthOctets.length, ...lengthOctets]
  return concat(Uint8Array.from([...octets(tag), ...head]), ...content)
}

/** Big-endian, without leading zeros. */
function octets(value: number): number[] {
  const bytes = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return bytes
}
