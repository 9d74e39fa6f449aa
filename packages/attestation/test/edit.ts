import { type CborValue, decode, encode } from '@latchkey/cbor-canonical'
import type { Made } from './made.ts'

export type Statement = Map<CborValue, CborValue>

/** The same attestation with another statement; those of compound are handed in by their places. */
export function withStatement(made: Made, edit: (statement: Statement) => CborValue): Made {
  const object = new Map(decode(made.attestationObject, { maxDepth: 8 }) as Statement)
  const attStmt = object.get('attStmt') as Statement | CborValue[]
  object.set('attStmt', edit(new Map<CborValue, CborValue>(attStmt.entries())))
  return { ...made, attestationObject: encode(object, { maxDepth: 8 }) }
}

/** The same attestation with other certificates. */
export function withX5c(made: Made, edit: (x5c: readonly Uint8Array[]) => readonly Uint8Array[]): Made {
  return withStatement(made, (statement) =>
    statement.set('x5c', [...edit(statement.get('x5c') as Uint8Array[])]),
  )
}
