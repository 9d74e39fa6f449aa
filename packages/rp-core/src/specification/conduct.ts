/** Conducts a ceremony: runs the rows of its table in order and keeps the ledger. */
import { CeremonyError, type CeremonyErrorCode } from './ceremony-error.ts'
import type { Ledger, LedgerEntry, Step, StepId, Verdict } from './ledger.ts'

/** A step and the function that judges it. What it finds out, it writes into the ceremony for later rows. */
export type Row<Ceremony> = Omit<Step, 'section'> & {
  /** findings of earlier rows without which this one cannot run */
  readonly needs?: readonly (keyof Ceremony)[]
  readonly judge: (ceremony: Ceremony) => Outcome | Promise<Outcome>
}

/** A row that judges at once. */
export type SyncRow<Ceremony> = Omit<Row<Ceremony>, 'judge'> & {
  readonly judge: (ceremony: Ceremony) => Outcome
}

export type Outcome = 'passed' | 'not-applicable' | 'left-to-caller' | Refusal

/** A step's no. `step` is given where the finding belongs to another step than the one that came upon it. */
export type Refusal = {
  readonly code: CeremonyErrorCode
  readonly message: string
  readonly step?: StepId
  readonly evidence?: unknown
  readonly cause?: unknown
}

/** A refusal, in the order in which one says it. */
export function refuse(
  code: CeremonyErrorCode,
  message: string,
  details: Omit<Refusal, 'code' | 'message'> = {},
): Refusal {
  return { code, message, ...details }
}

/** Judges row by row until one refuses: returns the ledger, or throws the refusal with it. */
export async function conduct<Ceremony>(rows: readonly Row<Ceremony>[], ceremony: Ceremony): Promise<Ledger> {
  const entries: LedgerEntry[] = []
  for (const row of rows) {
    const judged = row.judge(ceremony)
    const outcome = judged instanceof Promise ? await judged : judged
    if (typeof outcome !== 'string') throw refusalError(rows, entries, outcome.step ?? row.id, outcome)
    entries.push(entryOf(row, outcome))
  }
  return Object.freeze(entries)
}

/** The same without a promise, for tables in which no row waits. */
export function conductSync<Ceremony>(rows: readonly SyncRow<Ceremony>[], ceremony: Ceremony): Ledger {
  const entries: LedgerEntry[] = []
  for (const row of rows) {
    const outcome = row.judge(ceremony)
    if (typeof outcome !== 'string') throw refusalError(rows, entries, outcome.step ?? row.id, outcome)
    entries.push(entryOf(row, outcome))
  }
  return Object.freeze(entries)
}

/** Judges every row that can still run after a refusal, and never throws one. */
export async function explain<Ceremony>(rows: readonly Row<Ceremony>[], ceremony: Ceremony): Promise<Ledger> {
  const entries: LedgerEntry[] = []
  for (const row of rows) {
    const reachable = row.needs?.every((finding) => ceremony[finding] !== undefined) ?? true
    const outcome = reachable ? await row.judge(ceremony) : 'not-reached'
    entries.push(entryOf(row, typeof outcome === 'string' ? outcome : 'failed'))
  }
  return Object.freeze(entries)
}

/** An error for a step that failed outside the table's own run: in a store, or at a state. */
export function failAt(rows: readonly TitledRow[], step: StepId, refusal: Refusal): CeremonyError {
  return refusalError(rows, [], step, refusal)
}

/** What of a table is public: it is frozen, so that nobody adds a step to everybody's ceremonies. */
export function stepsOf(rows: readonly Omit<Step, 'section'>[], section: string): readonly Step[] {
  return Object.freeze(
    rows.map(({ id, title, decidedBy }) =>
      Object.freeze({ id, title, section: `${section} step ${id.slice(1)}`, decidedBy }),
    ),
  )
}

/** The ledger of a ceremony of which more is known than its steps can know: these are passed, too. */
export function withPassed(rows: readonly TitledRow[], ledger: Ledger, ...steps: readonly StepId[]): Ledger {
  const entries = [...ledger]
  for (const step of steps) {
    const at = rows.findIndex((row) => row.id === step)
    entries[at] = entryOf(rows[at]!, 'passed')
  }
  return Object.freeze(entries)
}

function refusalError(
  rows: readonly TitledRow[],
  reached: readonly LedgerEntry[],
  step: StepId,
  { code, message, evidence, cause }: Refusal,
): CeremonyError {
  const ledger = rows.map((row, at) =>
    row.id === step ? entryOf(row, 'failed') : (reached[at] ?? entryOf(row, 'not-reached')),
  )
  return new CeremonyError(code, message, {
    ceremony: step.startsWith('R') ? 'registration' : 'authentication',
    step,
    ledger: Object.freeze(ledger),
    evidence,
    ...(cause !== undefined && { cause }),
  })
}

/** A row, and the entries that it has been in: they are frozen, and the same ones in every ledger. */
type TitledRow = Pick<Step, 'id' | 'title'> & { entries?: Partial<Record<Verdict, LedgerEntry>> }

function entryOf(row: TitledRow, verdict: Verdict): LedgerEntry {
  const known = row.entries?.[verdict]
  if (known) return known
  const entry: LedgerEntry = Object.freeze({ step: row.id, title: row.title, verdict })
  row.entries = { ...row.entries, [verdict]: entry }
  return entry
}
