/**
 * Makes the API reference: one tree of Markdown pages from the doc comments of all packages.
 *
 * Each package is read by its own tsconfig and for exactly the entry points that its package.json exports; the
 * results are then joined, so that links from one package to another lead somewhere.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, LogLevel, ReflectionGroup, ReflectionKind } from 'typedoc'

const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const out = fileURLToPath(new URL('api', import.meta.url))
const drafts = mkdtempSync(join(tmpdir(), 'latchkey-reference-'))

try {
  const names = readdirSync(packages).sort()
  const files = []
  for (const name of names) files.push(await readPackage(name))
  await writePages(files)
} finally {
  rmSync(drafts, { recursive: true, force: true })
}

/** Converts one package and names its modules as one imports them. */
async function readPackage(name) {
  const folder = join(packages, name)
  const {
    name: packageName,
    version,
    exports,
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const subpaths = Object.entries(exports).flatMap(([subpath, { types }]) => {
    const stem = types?.match(/^\.\/dist\/(.*)\.d\.ts$/)?.[1]
    return stem === undefined ? [] : [{ specifier: packageName + subpath.slice(1), stem }]
  })
  const app = await Application.bootstrap({
    entryPoints: subpaths.map(({ stem }) => join(folder, `src/${stem}.ts`)),
    tsconfig: join(folder, 'tsconfig.json'),
    basePath: folder,
    name: packageName,
    readme: 'none',
    alwaysCreateEntryPointModule: true,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
    sort: ['source-order'],
    skipErrorChecking: true,
    validation: { invalidLink: true, notExported: false, notDocumented: false },
    logLevel: LogLevel.Warn,
  })
  app.converter.addUnknownSymbolResolver(findInPackage)
  const project = stopUnless(await app.convert(), app)
  project.packageVersion = version
  const modules = project.getChildrenByKind(ReflectionKind.Module)
  for (const { specifier, stem } of subpaths) {
    // typedoc calls a module by its path, and src/index.ts by its folder.
    const module = modules.find(
      ({ name }) => [stem, `src/${stem}`].includes(name) || (stem === 'index' && name === 'src'),
    )
    if (module === undefined) throw new Error(`no module was made of ${specifier}`)
    module.name = specifier
  }
  app.validate(project)
  stopUnless(!app.logger.hasErrors() && !app.logger.hasWarnings(), app)
  const draft = join(drafts, `${name}.json`)
  await app.generateJson(project, draft)
  return draft
}

/** `@throws {@link Name}` may name what another module of the package exports; typedoc looks in the same one only. */
function findInPackage({ symbolReference }, { project }, link) {
  if (link === undefined) return undefined
  const name = symbolReference?.path?.at(-1)?.path
  const exported = project.getChildrenByKind(ReflectionKind.Module).flatMap((module) => module.children ?? [])
  const target = exported.find((one) => one.name === name)
  return target && { target, caption: name }
}

async function writePages(drafts) {
  const app = await Application.bootstrapWithPlugins({
    entryPointStrategy: 'merge',
    entryPoints: drafts,
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    name: 'API reference',
    out,
    readme: 'none',
    docsRoot: '.',
    router: 'module',
    hideGenerator: true,
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    expandObjects: true,
    parametersFormat: 'table',
    enumMembersFormat: 'table',
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
    logLevel: LogLevel.Warn,
  })
  const project = stopUnless(await app.convert(), app)
  // Of packages that hold modules, only the modules are left: one page for each thing that can be imported.
  for (const parent of [...project.children]) project.mergeReflections(parent, project)
  const modules = new ReflectionGroup('Modules', project)
  modules.children = project.children.sort((a, b) => (a.name < b.name ? -1 : 1))
  project.groups = [modules]
  await app.generateOutputs(project)
  stopUnless(!app.logger.hasErrors(), app)
}

function stopUnless(value, app) {
  if (value) return value
  throw new Error(
    `typedoc found ${app.logger.errorCount} errors and ${app.logger.warningCount} warnings, see above`,
  )
}
