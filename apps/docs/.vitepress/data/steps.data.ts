import { readFileSync } from 'node:fs'
import { authenticationSteps, registrationSteps, type Step } from '@latchkey/rp-core'

/** How many tests turn red when a step says yes to everything, or why it cannot say no. */
type Coverage = { readonly tests: number } | { readonly cannotFail: string }

/** The steps of both ceremonies, as rp-core itself has them, and what its tests show of each. */
export type StepRow = Step & { readonly coverage: Coverage }
export type Steps = { readonly registration: readonly StepRow[]; readonly authentication: readonly StepRow[] }

declare const data: Steps

export { data }

const file = new URL('../../../../packages/rp-core/step-coverage.json', import.meta.url)

export default {
  load(): Steps {
    const coverage = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Coverage>>
    const rows = (steps: readonly Step[]) => steps.map((step) => ({ ...step, coverage: coverage[step.id]! }))
    return { registration: rows(registrationSteps), authentication: rows(authenticationSteps) }
  },
}
