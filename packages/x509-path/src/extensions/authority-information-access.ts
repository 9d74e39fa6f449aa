import { readOid } from '../algorithm-identifier.ts'
import { SEQUENCE } from '../der-reader.ts'
import type { Extensions } from './extension-list.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type HasExtensions, readExtension } from './read-extension.ts'

/** What an issuer offers, and where. Nothing is ever fetched from there. */
export type AccessDescription = { readonly method: string; readonly location: GeneralName }

/**
 * Reads authorityInfoAccess.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns methods (1.3.6.1.5.5.7.48.2 is the issuer's certificate, .1 is OCSP) and places; none without the extension
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { authorityInformationAccess, type Certificate } from '@latchkey/x509-path'
 *
 * declare const certificate: Certificate
 * authorityInformationAccess(certificate).map(({ location }) => location.value)
 * ```
 * @see RFC 5280 §4.2.2.1
 */
export function authorityInformationAccess({ extensions }: HasExtensions): readonly AccessDescription[] {
  return readInformationAccess(extensions) ?? []
}

export function readInformationAccess(extensions: Extensions): readonly AccessDescription[] | undefined {
  return readExtension(extensions, '1.3.6.1.5.5.7.1.1', undefined, (reader) =>
    reader.list(SEQUENCE, () =>
      reader.inside(SEQUENCE, () => ({ method: readOid(reader), location: readGeneralName(reader) })),
    ),
  )
}
