/**
 * The ledger: instead of a boolean, every numbered step of the ceremony with its verdict.
 *
 * @see WebAuthn Level 3 §7.1 (R1 to R29), §7.2 (A1 to A25)
 */

/** `R1` … `R29` are the steps of §7.1, `A1` … `A25` those of §7.2. */
export type StepId = `R${number}` | `A${number}`

/**
 * - `passed`, `failed`: decided here
 * - `not-applicable`: the step asks for nothing in this ceremony
 * - `left-to-caller`: only a client or a store can decide it, and this call saw neither
 * - `not-reached`: an earlier step failed
 */
export type Verdict = 'passed' | 'failed' | 'not-applicable' | 'left-to-caller' | 'not-reached'

/** One verdict for each step, in the order of the specification. */
export type Ledger = readonly LedgerEntry[]

export type LedgerEntry = { readonly step: StepId; readonly title: string; readonly verdict: Verdict }

/** A step as the specification numbers it, and who can decide it. */
export type Step = {
  readonly id: StepId
  readonly title: string
  /** as in `§7.1 step 14` */
  readonly section: string
  readonly decidedBy: 'core' | 'client' | 'store' | 'caller'
}
