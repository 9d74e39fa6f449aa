import { type DerReader, SEQUENCE } from '../der-reader.ts'
import { Exceptions } from '../exceptions.ts'
import type { Extensions } from './extension-list.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type ExtensionOptions, type HasExtensions, readExtension } from './read-extension.ts'

/** Subtrees of names; an `iPAddress` is address and mask. */
export type NameConstraints = {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/**
 * Reads nameConstraints. RFC 5280 knows subtrees from 0 on without an end; others are refused.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns nothing where there is no such extension
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { type Certificate, nameConstraints } from '@latchkey/x509-path'
 *
 * declare const issuer: Certificate
 * nameConstraints(issuer)?.permitted
 * ```
 * @see RFC 5280 §4.2.1.10
 */
export function nameConstraints(
  { extensions }: HasExtensions,
  { exceptions }: ExtensionOptions = {},
): NameConstraints | undefined {
  return readNameConstraints(extensions, new Exceptions(exceptions))
}

export function readNameConstraints(
  extensions: Extensions,
  exceptions: Exceptions,
): NameConstraints | undefined {
  return readExtension(extensions, '2.5.29.30', exceptions, (reader) =>
    reader.inside(SEQUENCE, () => {
      if (!reader.more) throw reader.fault('bad-value')
      return { permitted: readSubtrees(reader, 0xa0), excluded: readSubtrees(reader, 0xa1) }
    }),
  )
}

function readSubtrees(reader: DerReader, tag: number): readonly GeneralName[] {
  if (reader.peek() !== tag) return []
  return reader.list(tag, () => reader.inside(SEQUENCE, () => readGeneralName(reader)))
}
