/**
 * What is run in each runtime. Node, Bun and Deno resolve the packed packages themselves; workerd and browsers
 * resolve nothing, so a bundler does it for them, under the conditions that they stand for.
 */
import { writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { build } from 'esbuild'

/** The program for runtimes with a command line: prints one line `RESULT {json}`. */
export async function commandLineProgram(folder, packages, judgeFile) {
  const source = `
    ${imports(packages, judgeFile)}
    const twins = ${JSON.stringify(packages.flatMap(({ twins }) => twins.map(({ specifier }) => specifier)))}
    const { LATCHKEY_RUNTIME: runtime, LATCHKEY_ONLY: only } = globalThis.process.env
    const files = Object.fromEntries(twins.map((specifier) => [specifier, import.meta.resolve(specifier)]))
    console.log('RESULT ' + JSON.stringify({ ...(await runAll(runtime, only)), files }))
  `
  const outfile = join(folder, 'program.mjs')
  await bundle(folder, source, { outfile, platform: 'neutral', external: ['@latchkey/*'] })
  return outfile
}

/** The program for workerd: a test handler, with everything in it. */
export async function workerProgram(folder, packages, judgeFile, runtime) {
  const source = `
    ${imports(packages, judgeFile)}
    ${twinImports(packages)}
    export default {
      async test() {
        console.log('RESULT ' + JSON.stringify(await runAll(${JSON.stringify(runtime)})))
      },
    }
  `
  const outfile = join(folder, `${runtime}.mjs`)
  const options = { outfile, platform: 'neutral', conditions: ['workerd'], external: ['node:*'] }
  return { outfile, files: await bundle(folder, source, options) }
}

/** The program for a browser: sets \`globalThis.result\` to a promise. */
export async function browserProgram(folder, packages, judgeFile, runtime) {
  const source = `
    ${imports(packages, judgeFile)}
    ${twinImports(packages)}
    globalThis.result = runAll(${JSON.stringify(runtime)})
  `
  const outfile = join(folder, `${runtime}.mjs`)
  return { outfile, files: await bundle(folder, source, { outfile, platform: 'browser' }) }
}

function imports(packages, judgeFile) {
  const withCases = packages.filter(({ cases }) => cases !== undefined)
  return `
    import { judgeAll } from ${JSON.stringify(judgeFile)}
    ${withCases.map(({ cases }, index) => `import * as p${index} from ${JSON.stringify(cases)}`).join('\n')}
    const portable = { ${withCases.map(({ name }, index) => `${JSON.stringify(name)}: p${index}`).join(', ')} }
    async function runAll(runtime, only = '') {
      const verdicts = {}
      for (const [name, module] of Object.entries(portable)) {
        if (only === '' || only === name) verdicts[name] = await judgeAll(module, runtime)
      }
      return { verdicts }
    }
  `
}

/** Each twin entry is bundled, and kept, whether a case uses it or not: which file it is shows in the metafile. */
function twinImports(packages) {
  const specifiers = packages.flatMap(({ twins }) => twins.map(({ specifier }) => specifier))
  const lines = specifiers.map(
    (specifier, index) => `import * as t${index} from ${JSON.stringify(specifier)}`,
  )
  return `${lines.join('\n')}\nglobalThis.twins = [${specifiers.map((_, index) => `t${index}`).join(', ')}]`
}

/** Bundles from a file in the folder of the packed packages, also for sources outside it; returns the files used. */
async function bundle(folder, source, options) {
  const entry = options.outfile.replace(/\.mjs$/, '.entry.mjs')
  writeFileSync(entry, source)
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    metafile: true,
    absWorkingDir: folder,
    logLevel: 'error',
    plugins: options.external?.includes('@latchkey/*') ? [] : [resolveFromPacked(folder)],
    ...options,
  })
  return Object.keys(metafile.inputs).map((file) => file.split('/').join(sep))
}

/** The cases lie in the repository, where a package's name means its sources' build; here it means the packed one. */
function resolveFromPacked(folder) {
  return {
    name: 'packed packages',
    setup(context) {
      context.onResolve({ filter: /^@latchkey\// }, (args) => {
        if (args.pluginData === 'packed') return undefined
        const { kind, path } = args
        return context.resolve(path, { kind, resolveDir: folder, pluginData: 'packed' })
      })
    },
  }
}

/** Path of a resolved file inside its package: `dist/index.js`. */
export function pathInPackage(file, name) {
  const marker = `node_modules/${name}/`
  const path = decodeURI(file).split(sep).join('/')
  const at = path.lastIndexOf(marker)
  return at === -1 ? relative('.', file) : path.slice(at + marker.length)
}
