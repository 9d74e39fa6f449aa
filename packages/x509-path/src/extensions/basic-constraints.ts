import { SEQUENCE } from '../der-reader.ts'
import { readBooleanDefaultFalse, readCount } from '../der-values.ts'
import type { Exceptions } from '../exceptions.ts'
import type { Extensions } from './extension-list.ts'
import { readExtension } from './read-extension.ts'

/** @see RFC 5280 §4.2.1.9 */
export function readBasicConstraints(
  extensions: Extensions,
  exceptions: Exceptions,
): { isCa: boolean; pathLength?: number } {
  const constraints = readExtension(extensions, '2.5.29.19', exceptions, (reader) =>
    reader.inside(SEQUENCE, () => {
      const isCa = readBooleanDefaultFalse(reader)
      if (!reader.more) return { isCa }
      if (!isCa) throw reader.fault('bad-value')
      return { isCa, pathLength: readCount(reader) }
    }),
  )
  return constraints ?? { isCa: false }
}
