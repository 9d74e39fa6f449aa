import { type DerReader, OCTET_STRING, SEQUENCE } from '../der-reader.ts'
import { checkInteger } from '../der-values.ts'
import { Exceptions } from '../exceptions.ts'
import { X509Error } from '../x509-error.ts'
import type { Extensions } from './extension-list.ts'
import { type GeneralName, readGeneralName } from './general-name.ts'
import { type ExtensionOptions, type HasExtensions, readExtension } from './read-extension.ts'

/** What a certificate says of its issuer's key. */
export type AuthorityKeyIdentifier = {
  readonly keyIdentifier?: Uint8Array
  readonly authorityCertIssuer?: readonly GeneralName[]
  readonly authorityCertSerialNumber?: Uint8Array
}

/**
 * Reads authorityKeyIdentifier.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns nothing where there is no such extension, as in most attestation certificates
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { authorityKeyIdentifier, type Certificate } from '@latchkey/x509-path'
 *
 * declare const certificate: Certificate
 * authorityKeyIdentifier(certificate)?.keyIdentifier
 * ```
 * @see RFC 5280 §4.2.1.1
 */
export function authorityKeyIdentifier(
  { extensions }: HasExtensions,
  { exceptions }: ExtensionOptions = {},
): AuthorityKeyIdentifier | undefined {
  return readAuthorityKeyIdentifier(extensions, new Exceptions(exceptions))
}

export function readAuthorityKeyIdentifier(
  extensions: Extensions,
  exceptions: Exceptions,
): AuthorityKeyIdentifier | undefined {
  try {
    return readExtension(extensions, '2.5.29.35', undefined, (reader) =>
      reader.inside(SEQUENCE, () => readIdentifier(reader)),
    )
  } catch (error) {
    if (X509Error.is(error) && exceptions.admits('authority-key-identifier')) return undefined
    throw error
  }
}

function readIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const identifier: { -readonly [Key in keyof AuthorityKeyIdentifier]: AuthorityKeyIdentifier[Key] } = {}
  if (reader.peek() === 0x80) identifier.keyIdentifier = reader.content(0x80)
  if (reader.peek() === 0xa1)
    identifier.authorityCertIssuer = reader.list(0xa1, () => readGeneralName(reader))
  if (reader.peek() === 0x82) {
    reader.expect(0x82)
    checkInteger(reader)
    identifier.authorityCertSerialNumber = reader.rest()
  }
  return identifier
}

/**
 * Reads subjectKeyIdentifier.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns nothing where there is no such extension
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { type Certificate, subjectKeyIdentifier } from '@latchkey/x509-path'
 *
 * declare const certificate: Certificate
 * subjectKeyIdentifier(certificate)
 * ```
 * @see RFC 5280 §4.2.1.2
 */
export function subjectKeyIdentifier({ extensions }: HasExtensions): Uint8Array | undefined {
  return readSubjectKeyIdentifier(extensions)
}

export function readSubjectKeyIdentifier(extensions: Extensions): Uint8Array | undefined {
  return readExtension(extensions, '2.5.29.14', undefined, (reader) => reader.content(OCTET_STRING))
}
