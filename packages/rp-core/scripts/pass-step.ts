/**
 * Makes the step that `LATCHKEY_PASS_STEP` names say yes to everything, and leaves what it finds out as it is: a test
 * must turn red for every step that can say no. `pass-steps.mjs` asks that of each.
 */
import { authenticationRows } from '../src/specification/authentication-steps.ts'
import type { Outcome } from '../src/specification/conduct.ts'
import { registrationRows } from '../src/specification/registration-steps.ts'

const passed = (outcome: Outcome): Outcome => (typeof outcome === 'string' ? outcome : 'passed')

for (const row of [...registrationRows, ...authenticationRows]) {
  if (row.id !== process.env.LATCHKEY_PASS_STEP) continue
  const judge = row.judge as (ceremony: unknown) => Outcome | Promise<Outcome>
  const judgeAnyway = (ceremony: unknown) => {
    const judged = judge(ceremony)
    return judged instanceof Promise ? judged.then(passed) : passed(judged)
  }
  Object.assign(row, { judge: judgeAnyway })
}
