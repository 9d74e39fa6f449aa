import { DerReader } from '../der-reader.ts'
import type { Exceptions } from '../exceptions.ts'
import { X509Error } from '../x509-error.ts'
import type { Extensions } from './extension-list.ts'

export type HasExtensions = { readonly extensions: Extensions }

/** Which deviations to let pass in an extension that is read when it is asked for. */
export type ExtensionOptions = { exceptions?: readonly string[] }

/**
 * Reads an extension's value, all of it, where there is such an extension. Whatever is wrong with it is
 * `bad-extension`, but for what an exception would let pass.
 */
export function readExtension<Value>(
  extensions: Extensions,
  oid: string,
  exceptions: Exceptions | undefined,
  read: (reader: DerReader) => Value,
): Value | undefined {
  const value = extensions.get(oid)?.value
  if (value === undefined) return undefined
  // The value is a window on the certificate, so that offsets are those of the certificate.
  const { buffer, byteOffset, length } = value
  const reader = new DerReader(new Uint8Array(buffer), byteOffset, byteOffset + length, exceptions)
  try {
    const result = read(reader)
    if (reader.more) throw reader.fault('trailing-bytes', reader.at)
    return result
  } catch (cause) {
    if (!X509Error.is(cause) || cause.code === 'explicit-default') throw cause
    const { message, offset = byteOffset } = cause
    throw new X509Error('bad-extension', `in extension ${oid}: ${message}`, { offset, cause })
  }
}
