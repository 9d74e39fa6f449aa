import { SEQUENCE } from '../der-reader.ts'
import { Exceptions } from '../exceptions.ts'
import type { Extensions } from './extension-list.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type ExtensionOptions, type HasExtensions, readExtension } from './read-extension.ts'

/**
 * Reads subjectAltName. The TCG's attributes of a TPM (manufacturer 2.23.133.2.1, model 2.23.133.2.2, version
 * 2.23.133.2.3) stand in a name of the form `directoryName`, and `value.attribute(oid)` gives them.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns the names in order; none where there is no such extension
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { type Certificate, subjectAlternativeNames } from '@latchkey/x509-path'
 *
 * declare const aik: Certificate
 * for (const name of subjectAlternativeNames(aik)) {
 *   if (name.form === 'directoryName') console.log(name.value.attribute('2.23.133.2.1'))
 * }
 * ```
 * @see RFC 5280 §4.2.1.6; TCG EK Credential Profile §3.2.9
 */
export function subjectAlternativeNames(
  { extensions }: HasExtensions,
  { exceptions }: ExtensionOptions = {},
): readonly GeneralName[] {
  return readAlternativeNames(extensions, new Exceptions(exceptions)) ?? []
}

export function readAlternativeNames(
  extensions: Extensions,
  exceptions: Exceptions,
): GeneralName[] | undefined {
  return readExtension(extensions, '2.5.29.17', exceptions, (reader) =>
    reader.list(SEQUENCE, () => readGeneralName(reader)),
  )
}
