import { readOid } from '../algorithm-identifier.ts'
import { SEQUENCE } from '../der-reader.ts'
import { readCount } from '../der-values.ts'
import { readItem } from '../read-der.ts'
import type { Extensions } from './extension-list.ts'
import { type HasExtensions, readExtension } from './read-extension.ts'

/**
 * Reads certificatePolicies.
 *
 * @param certificate - from {@link parseCertificate}
 * @returns dotted identifiers; nothing where there is no such extension. 2.5.29.32.0 is anyPolicy
 * @throws {@link X509Error} `bad-extension`
 * @example
 * ```ts no-run
 * import { type Certificate, certificatePolicies } from '@latchkey/x509-path'
 *
 * declare const certificate: Certificate
 * certificatePolicies(certificate)?.includes('1.2.3.4')
 * ```
 * @see RFC 5280 §4.2.1.4
 */
export function certificatePolicies({ extensions }: HasExtensions): readonly string[] | undefined {
  return readPolicies(extensions)
}

export function readPolicies(extensions: Extensions): readonly string[] | undefined {
  return readExtension(extensions, '2.5.29.32', undefined, (reader) =>
    reader.list(SEQUENCE, () =>
      reader.inside(SEQUENCE, () => {
        const policy = readOid(reader)
        if (reader.more) readItem(reader)
        return policy
      }),
    ),
  )
}

/** @see RFC 5280 §4.2.1.5 */
export function readPolicyMappings(
  extensions: Extensions,
): readonly (readonly [string, string])[] | undefined {
  return readExtension(extensions, '2.5.29.33', undefined, (reader) =>
    reader.list(SEQUENCE, () => reader.inside(SEQUENCE, () => [readOid(reader), readOid(reader)] as const)),
  )
}

/** Infinity where nothing is said. @see RFC 5280 §4.2.1.11 */
export function readPolicyConstraints(
  extensions: Extensions,
): { requireExplicitPolicy: number; inhibitPolicyMapping: number } | undefined {
  return readExtension(extensions, '2.5.29.36', undefined, (reader) =>
    reader.inside(SEQUENCE, () => {
      if (!reader.more) throw reader.fault('bad-value')
      const count = (tag: number) => (reader.peek() === tag ? readCount(reader, tag) : Infinity)
      return { requireExplicitPolicy: count(0x80), inhibitPolicyMapping: count(0x81) }
    }),
  )
}

/** @see RFC 5280 §4.2.1.14 */
export function readInhibitAnyPolicy(extensions: Extensions): number | undefined {
  return readExtension(extensions, '2.5.29.54', undefined, readCount)
}
