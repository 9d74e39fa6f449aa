import type { AttestationFormat } from './attestation-format.ts'
import type { AttestationObject } from './attestation-object.ts'

/** The first format that answers to the identifier, letter case included, and applies to the statement. */
export function findFormat(
  { fmt, attStmt }: Pick<AttestationObject, 'fmt' | 'attStmt'>,
  formats: readonly AttestationFormat[],
): AttestationFormat | undefined {
  return formats.find((format) => format.fmt === fmt && (format.applies?.(attStmt) ?? true))
}
