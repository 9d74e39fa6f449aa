/** The files of the repository that the house tests judge, as plain text by path, so that made-up ones can be judged too. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Text by path from the root, parted by `/`. */
export type Files = ReadonlyMap<string, string>

export type PackageJson = {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
} & Readonly<Record<string, unknown>>

const generated = new Set(['node_modules', 'dist', 'data', 'api', '.vitepress', '.examples'])

/** Manifests, READMEs and sources of all packages and apps, and the Markdown pages at the top. */
export function readFiles(): Files {
  const files = new Map<string, string>()
  for (const name of readdirSync(root)) {
    if (name.endsWith('.md')) files.set(name, readFileSync(join(root, name), 'utf8'))
  }
  for (const parent of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, parent))) collect(`${parent}/${name}`, files)
  }
  return files
}

/** Names of the folders in `packages` that hold a package. */
export function packageNames(files: Files): string[] {
  return [...files.keys()].flatMap((path) => path.match(/^packages\/([^/]+)\/package\.json$/)?.[1] ?? [])
}

export function manifest(files: Files, folder: string): PackageJson {
  return JSON.parse(files.get(`${folder}/package.json`) ?? '{}') as PackageJson
}

function collect(folder: string, files: Map<string, string>): void {
  if (!existsSync(join(root, folder, 'package.json'))) return
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')
    if (!entry.isFile() || path.split('/').some((part) => generated.has(part))) continue
    if (/\.(?:ts|mts|tsx|vue|json|md)$/.test(path)) files.set(path, readFileSync(join(root, path), 'utf8'))
  }
}
