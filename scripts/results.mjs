/**
 * What the test runs of one `npm test` came to: each run of vitest leaves `.vitest/results.json` in its folder
 * (results-reporter.mjs writes it, turbo keeps it with a cached run), and these are summed up here.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const file = '.vitest/results.json'

/** Removes the results of earlier runs, so that what did not run this time is not counted. */
export function clearResults(root) {
  for (const folder of testFolders(root))
    rmSync(join(root, folder, '.vitest'), { recursive: true, force: true })
}

/** Prints failures, skips with their reasons, and the closing line; returns the exit code. */
export function report(root, { red, requireAll }) {
  const runs = testFolders(root)
    .filter((folder) => existsSync(join(root, folder, file)))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(root, folder, file), 'utf8')) }))
  const failed = runs.flatMap(({ folder, failed }) => failed.map((name) => `${folder}: ${name}`))
  const skipped = runs.flatMap(({ folder, skipped }) => skipped.map((test) => ({ folder, ...test })))
  const passed = runs.reduce((sum, run) => sum + run.passed, 0)

  console.log()
  for (const what of red) console.log(`Failed: ${what}.`)
  if (failed.length > 0) console.log(['Failed tests:', ...failed].join('\n  '))
  for (const [reason, tests] of groupBy(skipped, (test) => test.reason)) {
    console.log(`Skipped, ${tests.length} (${reason}):`)
    for (const { folder, name } of tests) console.log(`  ${folder}: ${name}`)
  }
  const missed = requireAll && skipped.length > 0
  if (missed)
    console.log('Failed: LATCHKEY_REQUIRE_ALL=1 allows no skipped test; the skipped are named above.')
  if (passed === 0) console.log('Failed: no test ran.')
  console.log(closingLine({ passed, failed: failed.length, skipped: skipped.length }))
  return red.length > 0 || failed.length > 0 || missed || passed === 0 ? 1 : 0
}

export function closingLine({ passed, failed, skipped }) {
  return `Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
}

function testFolders(root) {
  const inside = (parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
  return [...inside('packages'), ...inside('apps'), 'test']
}

function groupBy(items, keyOf) {
  const groups = new Map()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
