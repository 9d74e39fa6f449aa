/**
 * Extensions as they stand in a certificate, a CRL or an entry of one.
 *
 * @see RFC 5280 §4.2
 */
import { readOid } from '../algorithm-identifier.ts'
import { type DerReader, OCTET_STRING, SEQUENCE } from '../der-reader.ts'
import { readBooleanDefaultFalse } from '../der-values.ts'

export type Extension = { readonly critical: boolean; readonly value: Uint8Array }

/** By dotted identifier. */
export type Extensions = ReadonlyMap<string, Extension>

/** Extensions under an explicit tag, where they are there and the version has them. */
export function readExtensions(reader: DerReader, tag: number, hasVersion: boolean): Extensions {
  if (!reader.more) return new Map()
  return reader.inside(tag, () => {
    if (!hasVersion) throw reader.fault('bad-version')
    return readExtensionList(reader)
  })
}

/** `SEQUENCE SIZE (1..MAX) OF Extension` */
export function readExtensionList(reader: DerReader): Extensions {
  const extensions = new Map<string, Extension>()
  reader.list(SEQUENCE, () => {
    const outer = reader.enter(SEQUENCE)
    const { start } = reader
    const oid = readOid(reader)
    const critical = readBooleanDefaultFalse(reader)
    const value = reader.content(OCTET_STRING)
    reader.leave(outer)
    if (extensions.has(oid)) throw reader.fault('bad-extension', start, `a second extension ${oid}`)
    extensions.set(oid, { critical, value })
  })
  return extensions
}
