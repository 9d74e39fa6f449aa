import { AttestationError } from '../attestation-error.ts'
import type {
  AttestationFormat,
  MemberStatement,
  StatementInput,
  TrustVerdict,
  VerifiedStatement,
} from '../attestation-format.ts'
import { findFormat } from '../find-format.ts'
import { Procedure } from '../procedure.ts'
import { sameValue } from './same-value.ts'

/** One for each statement, in their order: what it shows, or why it is refused. */
export type CompoundDetails = readonly (
  | { readonly fmt: string; readonly statement: VerifiedStatement }
  | { readonly fmt: string; readonly error: AttestationError }
)[]

/**
 * `compound`: several statements about one credential.
 *
 * @param formats - those that a statement may have; never `compound` itself
 * @param policy - `all` (the default): each statement must be sound, and trusted where that is required; `any`: one
 * @example
 * ```ts
 * import { compound, packed, tpm } from '@latchkey/attestation/formats'
 *
 * const formats = [packed, tpm, compound([packed, tpm])]
 * ```
 * @see WebAuthn Level 3 §8.9
 */
export function compound(
  formats: readonly AttestationFormat[],
  policy: 'all' | 'any' = 'all',
): AttestationFormat {
  return {
    fmt: 'compound',

    async verify(input) {
      const procedure: Procedure = new Procedure('compound', input)
      const members = readMembers(procedure, input)
      procedure.step(policy === 'all' ? 'every statement is sound' : 'one of the statements is sound')
      const details: CompoundDetails[number][] = []
      for (const { fmt, attStmt } of members) details.push(await judge(fmt, attStmt, input, formats))
      const broken = details.findIndex((one) => 'error' in one)
      const statements = details.flatMap((one): MemberStatement[] =>
        'statement' in one ? [{ fmt: one.fmt, ...one.statement }] : [],
      )
      const [first] = statements
      if (first === undefined || (policy === 'all' && broken >= 0)) {
        const { error } = details[broken] as { error: AttestationError }
        throw procedure.refusal(error.code, `statement ${broken} is refused: ${error.message}`, error)
      }
      for (const { notes } of statements) procedure.notes.push(...notes)
      const { type, trustPath } = first
      return procedure.verified({
        type,
        trustPath,
        combineTrust: (assess) => combine(statements, policy, assess),
        details,
      })
    },
  }
}

type Member = { readonly fmt: string; readonly attStmt: ReadonlyMap<unknown, unknown> }

function readMembers(procedure: Procedure, { attestationObject }: StatementInput): readonly Member[] {
  const list = [...attestationObject.attStmt.values()]
  procedure.step('there are two statements or more')
  procedure.require(list.length >= 2, 'statement-malformed', 'there is one statement at most')
  procedure.require(list.length <= 8, 'statement-malformed', 'there are more than eight statements')
  procedure.step('none of them is compound, and none is there twice')
  const isNested = list.some((one) => one instanceof Map && one.get('fmt') === 'compound')
  procedure.require(!isNested, 'statement-malformed', 'a statement is compound itself')
  const isTwice = list.some((one, at) => list.slice(0, at).some((other) => sameValue(one, other)))
  procedure.require(!isTwice, 'statement-malformed', 'a statement is there twice')
  procedure.step('each has fmt and attStmt')
  return list.map((one) => {
    const isMap = one instanceof Map && one.size === 2
    const fmt = isMap ? one.get('fmt') : undefined
    const attStmt = isMap ? one.get('attStmt') : undefined
    const isMember = typeof fmt === 'string' && attStmt instanceof Map
    procedure.require(isMember, 'statement-malformed', 'a statement is not fmt and attStmt')
    return { fmt, attStmt }
  })
}

/** All of the sound ones, or one of them, must be what is required; what one reaches counts for the credential. */
async function combine(
  statements: readonly MemberStatement[],
  policy: 'all' | 'any',
  assess: (statement: MemberStatement) => Promise<TrustVerdict>,
): Promise<TrustVerdict> {
  const verdicts: TrustVerdict[] = []
  const refusals: AttestationError[] = []
  for (const statement of statements) {
    try {
      const { type, trustPath } = statement
      verdicts.push({ type, trustPath, ...(await assess(statement)) })
    } catch (error) {
      if (!AttestationError.is(error)) throw error
      refusals.push(error)
    }
  }
  const [first] = verdicts
  const [refusal] = refusals
  if (refusal && (policy === 'all' || !first)) throw refusal
  return {
    ...(verdicts.find((one) => one.trusted) ?? first!),
    reason: verdicts.map((one) => one.reason).join('; '),
    aaguidAttested: verdicts.some((one) => one.aaguidAttested),
  }
}

async function judge(
  fmt: string,
  attStmt: Member['attStmt'],
  input: StatementInput,
  formats: readonly AttestationFormat[],
): Promise<CompoundDetails[number]> {
  const attestationObject = { ...input.attestationObject, fmt, attStmt }
  try {
    const format = findFormat(attestationObject, formats)
    if (!format) {
      throw new AttestationError('unsupported-format', 'no format here goes with this statement', {
        fmt,
      })
    }
    return { fmt, statement: await format.verify({ ...input, attestationObject }) }
  } catch (error) {
    if (!AttestationError.is(error)) throw error
    return { fmt, error }
  }
}
