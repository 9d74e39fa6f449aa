/**
 * AlgorithmIdentifier: an object identifier and what goes with it.
 *
 * @see RFC 5280 §4.1.1.2
 */
import { type DerReader, OID, SEQUENCE } from './der-reader.ts'
import { checkOid } from './der-values.ts'
import { oidText } from './oid.ts'
import { type DerItem, readItem } from './read-der.ts'

export type AlgorithmIdentifier = {
  readonly oid: string
  readonly parameters?: DerItem
}

export function readAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const outer = reader.enter(SEQUENCE)
  const oid = readOid(reader)
  const algorithm = reader.more ? { oid, parameters: readItem(reader) } : { oid }
  reader.leave(outer)
  return algorithm
}

export function readOid(reader: DerReader): string {
  reader.expect(OID)
  checkOid(reader)
  const { at, contentEnd } = reader
  reader.at = contentEnd
  return oidText(reader.bytes, at, contentEnd)
}
