/** What every package.json, README and index.ts under `packages` has in common. */
import ts from 'typescript'
import { type Files, manifest, packageNames } from './repository.ts'

/** Conditions in the order in which a resolver must meet them: the narrow ones first, `default` last. */
const conditionOrder = ['types', 'workerd', 'edge-light', 'bun', 'deno', 'browser', 'node', 'default']

/** Where a package has a twin for Node, these take the other one, though some of them also answer to `node`. */
const notNode = ['workerd', 'edge-light', 'bun', 'deno', 'browser', 'default']

const scripts = {
  build: 'tsup --config ../../tsup.config.ts',
  test: 'vitest run --config ../../vitest.config.ts --root .',
  typecheck: 'tsc -p .',
  'check:exports': 'publint --strict && attw --pack . --profile esm-only',
}

/** Everything that is wrong with the shape of the packages, one sentence each. */
export function shapeProblems(files: Files): string[] {
  return packageNames(files).flatMap((name) =>
    [...manifestProblems(files, name), ...readmeProblems(files, name), ...indexProblems(files, name)].map(
      (what) => `packages/${name}: ${what}`,
    ),
  )
}

function manifestProblems(files: Files, name: string): string[] {
  const json = manifest(files, `packages/${name}`)
  const wanted = {
    name: `@latchkey/${name}`,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    files: ['dist'],
    scripts,
  }
  // A package may have more scripts of its own; these four are the same everywhere.
  const sameScripts = pick((json.scripts ?? {}) as Record<string, unknown>, Object.keys(scripts))
  const got: Record<string, unknown> = { ...json, scripts: sameScripts }
  const problems = Object.entries(wanted).flatMap(([key, value]) =>
    same(got[key], value) ? [] : [`${key} is ${JSON.stringify(got[key])}, expected ${JSON.stringify(value)}`],
  )
  if (json.private === true) problems.push('is private')
  if (!/^\d+\.\d+\.\d+/.test(String(json.version))) problems.push('has no version')
  if (String(json.description ?? '').length < 20) problems.push('has no description')
  if (json.main !== undefined || json.types !== undefined) problems.push('has main or types beside exports')
  for (const [dependency, range] of Object.entries({ ...json.dependencies, ...json.peerDependencies })) {
    if (dependency.startsWith('@latchkey/') && range !== 'workspace:^')
      problems.push(`${dependency} is not workspace:^`)
  }
  return [...problems, ...exportProblems(json.exports ?? {})]
}

function exportProblems(
  exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): string[] {
  const problems: string[] = []
  if (exports['.'] === undefined) problems.push('exports nothing under its own name')
  if (exports['./package.json'] !== './package.json') problems.push('does not export its package.json')
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === 'string') {
      if (subpath !== './package.json') problems.push(`${subpath} has no conditions`)
      continue
    }
    const conditions = Object.keys(target)
    const ordered = conditionOrder.filter((condition) => conditions.includes(condition))
    if (!same(conditions, ordered))
      problems.push(`${subpath} has conditions in the order ${conditions.join(', ')}`)
    if (conditions[0] !== 'types') problems.push(`${subpath} has no types`)
    if (conditions.at(-1) !== 'default') problems.push(`${subpath} does not end in default`)
    if (target.node === undefined || target.node === target.default) continue
    const elsewhere = notNode.filter((condition) => target[condition] !== target.default)
    if (elsewhere.length > 0) problems.push(`${subpath} sends ${elsewhere.join(', ')} elsewhere than default`)
  }
  return problems
}

function readmeProblems(files: Files, name: string): string[] {
  const readme = files.get(`packages/${name}/README.md`)
  if (readme === undefined) return ['has no README.md']
  const screen = readme.split('\n').slice(0, 60).join('\n')
  const problems: string[] = []
  if (!readme.startsWith(`# @latchkey/${name}\n`)) problems.push('README does not begin with the name')
  // What is for tests is installed as such.
  if (!new RegExp(`npm install (--save-dev )?@latchkey/${name}$`, 'm').test(screen))
    problems.push("README's first screen has no install line")
  if (!/^```ts\b/m.test(screen)) problems.push("README's first screen has no example")
  if (!/will not do/i.test(readme)) problems.push('README does not say what the package will not do')
  return problems
}

function indexProblems(files: Files, name: string): string[] {
  return ['index.ts', 'index.node.ts'].flatMap((file) => {
    const text = files.get(`packages/${name}/src/${file}`)
    if (text === undefined) return file === 'index.ts' ? ['has no src/index.ts'] : []
    const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022)
    const others = statements.filter(
      (one) => !ts.isExportDeclaration(one) || one.moduleSpecifier === undefined,
    )
    return others.length > 0 || statements.length === 0 ? [`src/${file} does other than re-export`] : []
  })
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]))
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
