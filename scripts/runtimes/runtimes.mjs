/** The runtimes, pinned, and how each is installed and run. They weigh 700 MB, so no dependency list names them. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { workerProgram } from './bundles.mjs'
import { runInChromium } from './chromium.mjs'
import { execute } from './execute.mjs'

const platform = process.platform === 'win32' ? 'win' : process.platform
const node = (version) => `npm:node-${platform}-${process.arch}@${version}`

const pinned = {
  bun: '1.4.5',
  deno: '2.9.6',
  workerd: '1.20261117.1',
  'node-22': node('22.23.3'),
  'node-24': node('24.21.0'),
  'node-26': node('26.10.0'),
}

/** One date before and one from the day on which workerd has Node's modules by default. */
const compatibilityDates = ['2026-08-03', '2026-08-04']

/** Installs the runtimes once for each set of versions; returns the folder. */
export async function installRuntimes(root) {
  const key = Object.values(pinned)
    .join(' ')
    .replace(/[^\w.]+/g, '-')
  const folder = join(root, 'node_modules/.cache/latchkey-runtimes', key)
  const done = join(folder, 'done')
  if (existsSync(done)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const specifiers = Object.entries(pinned).map(([name, version]) => `${name}@${version}`)
  await execute('npm', ['install', '--no-package-lock', ...specifiers], { cwd: folder, timeout: 600_000 })
  writeFileSync(done, '')
  return folder
}

/** The package with a path of its own for runtimes without WebAssembly, or without its SIMD. */
const withPaths = '@latchkey/simd-compare'

/** Flags of Node: the first takes WebAssembly away, the second the instructions that its SIMD needs. */
const withoutSimd = { jitless: '--jitless', nosimd: '--no-enable-sse4-1' }

/**
 * Each runtime: `name`, and `run(work)`, which resolves to the verdicts by package and to the file taken for each
 * entry point with twins; with `only`, it runs the cases of that package alone.
 */
export function runtimes(folder) {
  const current = `node-${process.versions.node.split('.')[0]}`
  const nodes = Object.keys(pinned).filter((name) => name.startsWith('node-') && name !== current)
  return [
    { name: current, run: (work) => commandLine(work, current, process.execPath) },
    ...nodes.map((name) => ({
      name,
      run: (work) => commandLine(work, name, join(folder, 'node_modules', name, 'bin/node')),
    })),
    ...Object.entries(withoutSimd).map(([suffix, flag]) => ({
      name: `${current}-${suffix}`,
      only: withPaths,
      run: (work) => commandLine(work, `${current}-${suffix}`, process.execPath, [flag], withPaths),
    })),
    { name: 'bun', run: (work) => commandLine(work, 'bun', bin(folder, 'bun')) },
    {
      name: 'deno',
      run: (work) =>
        commandLine(work, 'deno', bin(folder, 'deno'), ['run', '--no-remote', '--no-lock', '--allow-env']),
    },
    ...compatibilityDates.map((date) => ({
      name: `workerd-${date}`,
      run: (work) => workerd(work, `workerd-${date}`, date, folder),
    })),
    { name: 'chromium', needs: 'chromium', run: (work) => runInChromium(work, 'chromium') },
    {
      name: 'chromium-csp',
      needs: 'chromium',
      run: (work) => runInChromium(work, 'chromium-csp', "default-src 'self'"),
    },
  ]
}

async function commandLine({ folder, program }, name, file, args = [], only = '') {
  const env = {
    ...process.env,
    LATCHKEY_RUNTIME: name,
    LATCHKEY_ONLY: only,
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
  }
  return resultOf(await execute(file, [...args, program], { cwd: folder, env, timeout: 120_000 }))
}

async function workerd({ folder, packages, judgeFile }, name, date, runtimesFolder) {
  const { outfile, files } = await workerProgram(folder, packages, judgeFile, name)
  const config = join(folder, `${name}.capnp`)
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [(name = "worker", esModule = embed ${JSON.stringify(outfile.slice(folder.length + 1))})],
  compatibilityDate = "${date}"
))]);
`,
  )
  const output = await execute(bin(runtimesFolder, 'workerd'), ['test', config], {
    cwd: folder,
    timeout: 120_000,
  })
  return { ...resultOf(output), bundled: files }
}

function resultOf(output) {
  const line = output.split('\n').find((text) => text.startsWith('RESULT '))
  if (line === undefined) throw new Error(`no result in the output:\n${output.trim()}`)
  return JSON.parse(line.slice('RESULT '.length))
}

function bin(folder, name) {
  const require = createRequire(join(folder, 'package.json'))
  const { bin } = require(`${name}/package.json`)
  return join(folder, 'node_modules', name, typeof bin === 'string' ? bin : bin[name])
}
