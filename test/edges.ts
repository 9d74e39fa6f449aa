/** The import edges of the house: which package may import what. ARCHITECTURE.md draws them; this table holds them. */
import { posix } from 'node:path'
import ts from 'typescript'
import { type Files, manifest, packageNames } from './repository.ts'

/**
 * By package and subpath: the packages that may be imported, and third parties in brackets. What stands at `.` holds
 * for every subpath. `cose-keys` allows all its subpaths, `cose-keys/signature` that one alone.
 */
export const drawing: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  octets: { '.': ['[@noble/hashes]'] },
  'simd-compare': {},
  'rp-browser': {},
  'cbor-canonical': { '.': ['octets'], './cbor-x': ['[cbor-x]'] },
  'cose-keys': { '.': ['cbor-canonical', 'octets'], './noble': ['[@noble/curves]', '[@noble/post-quantum]'] },
  'x509-path': { '.': ['cose-keys/signature', 'octets'], './asn1js': ['[asn1js]'] },
  'tpm-structs': { '.': ['octets'], './protocol': ['cose-keys/signature'] },
  attestation: { '.': ['cose-keys', 'cbor-canonical', 'x509-path', 'tpm-structs', 'simd-compare', 'octets'] },
  'fido-mds': { '.': ['x509-path', 'cose-keys/signature', 'simd-compare', 'octets'] },
  'rp-core': { '.': ['attestation', 'cose-keys', 'simd-compare', 'octets'], './public-suffix': ['[tldts]'] },
  'soft-authenticator': {
    '.': [
      ...['cose-keys', 'cbor-canonical', 'tpm-structs', 'x509-path', 'octets'],
      ...['[@noble/curves]', '[@noble/post-quantum]'],
    ],
  },
  'qr-encode': { '.': ['octets'], './fido': ['cbor-canonical'] },
}

const scope = '@latchkey/'

/** Everything that is wrong with the edges, one sentence each. */
export function edgeProblems(files: Files): string[] {
  return [
    ...packageNames(files).flatMap((name) => packageProblems(files, name)),
    ...[...files].flatMap(([path, text]) => placeProblems(path, text)),
    ...cycles(files),
  ]
}

/** What a TypeScript or Vue file imports, in any of the ways there are. */
export function importsOf(path: string, text: string): string[] {
  if (!/\.(?:ts|mts|tsx|vue)$/.test(path)) return []
  const script = path.endsWith('.vue') ? scriptsOf(text) : text
  return ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName)
}

function packageProblems(files: Files, name: string): string[] {
  const folder = `packages/${name}`
  const row = drawing[name]
  if (row === undefined) return [`${folder} is not in the drawing`]
  const anywhere = [...new Set(Object.values(row).flat())]
  return [
    ...declared(files, folder)
      .filter(
        (specifier) =>
          !isDrawn(specifier, anywhere) && !anywhere.some((one) => one.startsWith(`${bare(specifier)}/`)),
      )
      .map((specifier) => `${folder}/package.json depends on ${specifier}, which is not drawn`),
    ...entries(files, folder).flatMap((entry) => entryProblems(files, name, entry)),
    ...unreached(files, folder).flatMap(([path, text]) =>
      importsOf(path, text)
        .filter((specifier) => isForeign(specifier) && !isDrawn(specifier, anywhere))
        .map((specifier) => `${path} imports ${specifier}, which is not drawn`),
    ),
  ]
}

type Entry = {
  readonly subpath: string
  readonly source: string
  readonly forNode: boolean
  readonly hasTwin: boolean
}

/** One entry point with all files of the package that it reaches. */
function entryProblems(files: Files, name: string, { subpath, source, forNode, hasTwin }: Entry): string[] {
  const folder = `packages/${name}`
  const row = drawing[name] ?? {}
  const drawn = [...(row['.'] ?? []), ...(row[subpath] ?? [])]
  const problems: string[] = []
  if (!files.has(source)) problems.push(`${folder} exports ${subpath}, but there is no ${source}`)
  for (const path of closure(files, source)) {
    for (const specifier of importsOf(path, files.get(path) ?? '')) {
      if (specifier.startsWith('.')) continue
      const where = `${path} (in ${scope}${name}${subpath.slice(1)})`
      if (specifier.startsWith('node:')) {
        if (!forNode) problems.push(`${where} imports ${specifier}, which is for Node alone`)
      } else if (!isDrawn(specifier, drawn)) {
        problems.push(`${where} imports ${specifier}, which is not drawn`)
      } else if (!declared(files, folder).includes(packageOf(specifier))) {
        problems.push(`${where} imports ${specifier}, which package.json does not name`)
      } else if (forNode && hasTwin && !specifier.startsWith(scope)) {
        problems.push(`${where} imports ${specifier}, which is for where there is no Node`)
      }
    }
  }
  return problems
}

/** Entry points by their source: `./dist/NAME.js` is made from `src/NAME.ts`. */
function entries(files: Files, folder: string): Entry[] {
  return Object.entries(manifest(files, folder).exports ?? {}).flatMap(([subpath, target]) => {
    const conditions = typeof target === 'string' ? { default: target } : target
    const hasTwin = conditions.node !== undefined && conditions.node !== conditions.default
    return [...new Set(Object.values(conditions))].flatMap((file) => {
      const stem = file.match(/^\.\/dist\/(.*)\.js$/)?.[1]
      if (stem === undefined) return []
      const forNode = subpath === './node' || (hasTwin && file === conditions.node)
      return [{ subpath, source: `${folder}/src/${stem}.ts`, forNode, hasTwin }]
    })
  })
}

function closure(files: Files, source: string, seen = new Set<string>()): Set<string> {
  if (seen.has(source) || !files.has(source)) return seen
  seen.add(source)
  for (const specifier of importsOf(source, files.get(source) ?? '')) {
    if (specifier.startsWith('.')) closure(files, posix.join(posix.dirname(source), specifier), seen)
  }
  return seen
}

function unreached(files: Files, folder: string): [string, string][] {
  const reached = new Set(entries(files, folder).flatMap(({ source }) => [...closure(files, source)]))
  return [...files].filter(([path]) => path.startsWith(`${folder}/src/`) && !reached.has(path))
}

/** Relative imports stay inside their package; apps import packages, never one another; packages never import apps. */
function placeProblems(path: string, text: string): string[] {
  const home = path.split('/').slice(0, 2).join('/')
  const inSource = path.startsWith(`${home}/src/`) || path.startsWith(`${home}/web/`)
  return importsOf(path, text).flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      return apps.includes(packageOf(specifier)) ? [`${path} imports the app ${specifier}`] : []
    }
    const target = posix.join(posix.dirname(path), specifier)
    if (target.startsWith(`${home}/`)) return []
    const foreign = target.startsWith('packages/') || target.startsWith('apps/')
    return foreign || inSource ? [`${path} imports ${target}, a file outside ${home}`] : []
  })
}

const apps = [`${scope}server`, `${scope}docs`]

/** Dependencies of every kind taken together make no cycle. */
function cycles(files: Files): string[] {
  const names = packageNames(files)
  const next = new Map(
    names.map((name) => {
      const { dependencies, devDependencies, peerDependencies } = manifest(files, `packages/${name}`)
      const all = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
      return [name, all.filter((one) => one.startsWith(scope)).map((one) => one.slice(scope.length))]
    }),
  )
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (next.get(from) ?? []).some((one) => one === to || (!seen.has(one) && reaches(one, to, seen.add(one))))
  return names
    .filter((name) => reaches(name, name, new Set()))
    .map((name) => `packages/${name} depends on itself`)
}

function declared(files: Files, folder: string): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest(files, folder)
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
}

function isForeign(specifier: string): boolean {
  return !specifier.startsWith('.') && !specifier.startsWith('node:')
}

function isDrawn(specifier: string, drawn: readonly string[]): boolean {
  if (!specifier.startsWith(scope)) return drawn.includes(`[${packageOf(specifier)}]`)
  return drawn.includes(bare(specifier)) || drawn.includes(bare(packageOf(specifier)))
}

function bare(specifier: string): string {
  return specifier.slice(scope.length)
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function scriptsOf(vue: string): string {
  return [...vue.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n')
}
