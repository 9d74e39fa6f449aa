/**
 * `pnpm test:runtimes`: runs the portable cases of every package, against the packages as published, in every
 * runtime that they promise to work in. All must run the same cases; what one of them cannot do is on a closed list.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../find-chromium.mjs'
import { commandLineProgram, pathInPackage } from './bundles.mjs'
import { installPacked } from './packed.mjs'
import { installRuntimes, runtimes } from './runtimes.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const judgeFile = fileURLToPath(new URL('judge.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'latchkey-runtimes-'))

try {
  const runtimesFolder = await installRuntimes(root)
  const packages = await installPacked(root, folder)
  const program = await commandLineProgram(folder, packages, judgeFile)
  const work = { folder, packages, judgeFile, program }
  const results = []
  for (const runtime of runtimes(runtimesFolder)) results.push(await runIn(runtime, work))
  process.exitCode = conclude(results, packages)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Runs all cases in one runtime and prints a line a package; what is wrong comes back as sentences. */
async function runIn({ name, needs, only, run }, work) {
  if (needs === 'chromium' && findChromium() === undefined) {
    console.log(`${name.padEnd(20)} skipped (needs chromium on the path, or its file in LATCHKEY_CHROMIUM)`)
    return { name, skipped: true, problems: [] }
  }
  try {
    const result = await run(work)
    for (const [packageName, verdicts] of Object.entries(result.verdicts)) {
      const count = (verdict) => verdicts.filter((one) => one.verdict === verdict).length
      const figures = `${count('passed')} passed, ${count('refused')} refused, ${count('failed')} failed`
      console.log(`${name.padEnd(20)} ${packageName.padEnd(28)} ${figures}`)
    }
    return {
      name,
      only,
      problems: [...failures(name, result), ...wrongFiles(name, result, work.packages)],
      ...ran(result),
    }
  } catch (error) {
    console.log(`${name.padEnd(20)} did not run`)
    return { name, problems: [`${name} did not run the cases: ${error.message}`] }
  }
}

function ran({ verdicts }) {
  const names = Object.entries(verdicts).flatMap(([name, list]) => list.map((one) => `${name}: ${one.name}`))
  return { names, count: names.length }
}

function failures(runtime, { verdicts }) {
  return Object.entries(verdicts).flatMap(([name, list]) =>
    list
      .filter((one) => one.verdict === 'failed')
      .map((one) => `${runtime}, ${name}, ${one.name}: ${one.reason}`),
  )
}

/** Entry points with a twin for Node: Node must take that one, everything else the other. */
function wrongFiles(runtime, { files, bundled }, packages) {
  return packages.flatMap(({ name, twins }) =>
    twins.flatMap(({ specifier, forNode, elsewhere }) => {
      const [right, wrong] = runtime.startsWith('node-') ? [forNode, elsewhere] : [elsewhere, forNode]
      const taken = (files === undefined ? bundled : [files[specifier]]).map((file) =>
        pathInPackage(file, name),
      )
      if (taken.includes(right) && !taken.includes(wrong)) return []
      return [`${runtime} takes another file than ${right} for ${specifier}`]
    }),
  )
}

function conclude([first, ...others], packages) {
  const problems = [...first.problems, ...others.flatMap((one) => one.problems)]
  for (const other of others) {
    const expected = first.names?.filter((name) => name.startsWith(other.only ?? ''))
    if (other.names === undefined || other.names.join('\n') === expected?.join('\n')) continue
    problems.push(
      `${other.name} ran ${other.count} cases, ${first.name} ${expected?.length}, or others than those`,
    )
  }
  if (!(first.count > 0)) problems.push('no portable case was found')
  const skipped = others.filter((one) => one.skipped)
  if (skipped.length > 0 && process.env.LATCHKEY_REQUIRE_ALL === '1') {
    problems.push(
      `LATCHKEY_REQUIRE_ALL=1 allows no skipped runtime: ${skipped.map(({ name }) => name).join(', ')}`,
    )
  }
  for (const problem of problems) console.error(`Failed: ${problem}`)
  const partly = others.filter((one) => one.only !== undefined).length
  const ranIn = others.length + 1 - skipped.length - partly
  const twins = packages.flatMap((one) => one.twins).length
  console.log(
    `${first.count ?? 0} cases in each of ${ranIn} runtimes, some of them in ${partly} more; ` +
      `${twins} entry points with a twin for Node`,
  )
  return problems.length > 0 ? 1 : 0
}
