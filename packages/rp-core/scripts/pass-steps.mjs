/**
 * `pnpm pass-steps`: makes one step after the other say yes to everything, and runs the tests of the ceremonies each
 * time. For every step that can say no, a test must turn red; those that cannot stand in a closed list with the reason.
 * What comes out is kept in step-coverage.json, for the documentation. `pnpm pass-steps A2` looks at the steps whose
 * names begin so, and keeps nothing.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { authenticationSteps, registrationSteps } from '@latchkey/rp-core'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Steps that cannot fail by themselves. */
const cannotFail = {
  R1: 'the caller makes the options',
  R2: 'the client answers, or the call never comes',
  R4: 'R3 has read the results with the rest of the response',
  R12: 'a hash is made of any bytes',
  R23: 'anchors stand in the policy, and R24 judges by them',
  R29: 'the store keeps the record',
  A1: 'the caller makes the options',
  A2: 'the client answers, or the call never comes',
  A4: 'A3 has read the results with the rest of the response',
  A20: 'a hash is made of any bytes',
  A24: 'the store keeps the record',
  A25: 'every step before it has passed',
}

const begin = process.argv[2] ?? ''
const coverage = {}
let missing = 0
console.log('| step | title | turns red |\n| --- | --- | --- |')
for (const { id, title } of [...registrationSteps, ...authenticationSteps]) {
  if (!id.startsWith(begin)) continue
  const reason = cannotFail[id]
  const red = redTests(id)
  const right = reason === undefined ? red > 0 : red === 0
  if (!right) missing++
  coverage[id] = reason === undefined ? { tests: red } : { cannotFail: reason }
  const figure = reason === undefined ? `${red} tests` : `cannot fail: ${reason}`
  console.log(`| ${id} | ${title} | ${figure}${right ? '' : ` (WRONG: ${red})`} |`)
}
if (missing > 0) {
  process.exitCode = 1
  console.log(`\n${missing} steps are not as they should be.`)
} else {
  console.log('\nEvery step that can say no has a test.')
  if (begin === '')
    writeFileSync(`${folder}step-coverage.json`, `${JSON.stringify(coverage, undefined, 2)}\n`)
}

/** How many tests fail with one step that says yes to everything. */
function redTests(id) {
  const files = ['attacks', 'conformance', 'extensions', 'faults', 'steps'].map(
    (name) => `test/${name}.test.ts`,
  )
  const options = ['--config', 'scripts/pass-steps.config.ts', '--root', '.', '--reporter=json']
  const { stdout } = spawnSync('npx', ['vitest', 'run', ...options, ...files], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LATCHKEY_PASS_STEP: id },
  })
  return JSON.parse(stdout.slice(stdout.indexOf('{'))).numFailedTests
}
