import { readOid } from '../algorithm-identifier.ts'
import { BIT_STRING, SEQUENCE } from '../der-reader.ts'
import { checkBitString } from '../der-values.ts'
import type { Exceptions } from '../exceptions.ts'
import type { Extensions } from './extension-list.ts'
import { readExtension } from './read-extension.ts'

/** In the order of their bits. */
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

/** @see RFC 5280 §4.2.1.3; X.690 §11.2.2 (no zeros at the end of named bits) */
export function readKeyUsage(extensions: Extensions, exceptions: Exceptions): readonly string[] | undefined {
  return readExtension(extensions, '2.5.29.15', exceptions, (reader) => {
    reader.expect(BIT_STRING)
    checkBitString(reader)
    const bytes = reader.rest()
    const bits = bytes.length * 8 - 8 - bytes[0]!
    const isSet = (bit: number) => (bytes[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0
    if (bits > 0 && !isSet(bits - 1)) reader.meet('named-bits', 'bad-value')
    return usages.filter((_, bit) => bit < bits && isSet(bit))
  })
}

/** @see RFC 5280 §4.2.1.12 */
export function readKeyPurposes(extensions: Extensions): readonly string[] | undefined {
  return readExtension(extensions, '2.5.29.37', undefined, (reader) =>
    reader.list(SEQUENCE, () => readOid(reader)),
  )
}
