/** The packages as they would be published, installed together in an empty folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execute } from './execute.mjs'

/** Packs every publishable package and installs all tarballs at once, so that none is looked for elsewhere. */
export async function installPacked(root, folder) {
  const tarballs = join(folder, 'tarballs')
  mkdirSync(tarballs)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
  await execute('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], {
    cwd: root,
  })
  const files = readdirSync(tarballs).map((name) => `./tarballs/${name}`)
  await execute('npm', ['install', '--no-save', '--no-package-lock', '--prefer-offline', ...files], {
    cwd: folder,
  })
  return describePackages(root)
}

/** Name, portable cases and the entry points with a twin for Node, of each package of the repository. */
function describePackages(root) {
  return readdirSync(resolve(root, 'packages')).map((folder) => {
    const path = resolve(root, 'packages', folder)
    const { name, exports } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    const cases = join(path, 'test/portable.ts')
    return { name, cases: existsSync(cases) ? cases : undefined, twins: twinEntries(name, exports) }
  })
}

/** Entry points that are another file under the `node` condition than elsewhere. */
export function twinEntries(name, exports) {
  return Object.entries(exports)
    .filter(
      ([, target]) =>
        typeof target === 'object' && target.node !== undefined && target.node !== target.default,
    )
    .map(([subpath, target]) => ({
      specifier: `${name}${subpath.slice(1)}`,
      forNode: target.node.slice(2),
      elsewhere: target.default.slice(2),
    }))
}
