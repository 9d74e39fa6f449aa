/**
 * `npm start` and `npm test` for a machine that has Node and npm and nothing else: brings the pinned pnpm by npx,
 * installs what the lockfile says, and goes on from there.
 *
 * Children are spawned, never waited for in a blocking call, so that a signal reaches whichever of them is running.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './find-chromium.mjs'
import { clearResults, report } from './results.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager, engines } = readJson('package.json')
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }

let child
let stopping

/** The terminal hands Ctrl-C to every process of its group, so a child at a terminal has had it already. */
const patience = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? 2000 : 0)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (stopping !== undefined) return
    stopping = signal
    if (child === undefined) process.exit(128 + constants.signals[signal])
    setTimeout(() => child?.kill(signal), patience(signal)).unref()
  })
}

const commands = { start, test }
const command = commands[process.argv[2] ?? '']
if (command === undefined) fail(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')}`)
checkNode()
process.exitCode = await command()

/** Installs, builds the server and what it is made of, and becomes the server's parent. */
async function start() {
  // What is needed to build and run comes without scripts of its own to run; `npm test` makes up for them.
  await install('--ignore-scripts', '--filter=@latchkey/server...')
  // Nobody reads types here, and making them takes most of a build's time.
  await must('the build', pnpm('exec', 'turbo', 'run', 'build', '--filter=@latchkey/server...'), {
    LATCHKEY_SKIP_TYPES: '1',
  })
  const [runtime, ...args] = readJson('apps/server/package.json').scripts.start.split(' ')
  if (runtime !== 'node') fail(`apps/server starts by "${runtime}", expected node`)
  return run([process.execPath, ...args], { cwd: resolve(root, 'apps/server') })
}

/** Installs, then builds, type-checks and tests everything; the last line is the sum of all test runs. */
async function test() {
  await install()
  clearResults(root)
  const machine = describeMachine()
  const tasks = ['build', 'typecheck', 'test', '--continue=dependencies-successful']
  const steps = [
    ['a build, type check or test of a package', pnpm('exec', 'turbo', 'run', ...tasks)],
    ['the type check of the root files', pnpm('run', 'typecheck:house')],
    ["the repository's own tests", pnpm('run', 'test:house')],
  ]
  const red = []
  for (const [what, line] of steps) if ((await run(line, { extra: machine })) !== 0) red.push(what)
  return report(root, { red, requireAll: env.LATCHKEY_REQUIRE_ALL === '1' })
}

/**
 * Integrity is checked by the hashes in the lockfile. Whether its packages are old enough to be trusted is asked of the
 * registry where the lockfile is changed and in .ci/run, not in every clone: it takes as long as all the rest.
 */
async function install(...args) {
  await must('the installation', pnpm('install', '--frozen-lockfile', '--trust-lockfile', ...args))
}

/**
 * What tests may use and a machine may lack. It is part of the cache key of test runs: a run that skipped
 * for want of a browser must not be taken for the result on a machine that has got one since.
 */
function describeMachine() {
  const vectors = env.LATCHKEY_VECTORS ?? resolve(root, '../shared/vectors')
  const browser = findChromium(env)
  return {
    ...(existsSync(vectors) && { LATCHKEY_VECTORS: vectors }),
    ...(browser !== undefined && { LATCHKEY_CHROMIUM: browser }),
  }
}

function pnpm(...args) {
  // The version is exact: what npm has of it already needs no second look at the registry.
  return ['npx', '--prefer-offline', '-y', packageManager, ...args]
}

async function must(what, line, extra = {}) {
  const code = await run(line, { extra })
  if (code !== 0) fail(`Stopped: ${what} failed (exit code ${code}).`, code)
}

/** Runs a command with this process's own input and output; resolves to its exit code. */
function run([file, ...args], { cwd = root, extra = {} } = {}) {
  return new Promise((resolve) => {
    // npx is a .cmd file on Windows, which only a shell can start.
    const shell = process.platform === 'win32' && file === 'npx'
    child = spawn(file, args, { cwd, env: { ...env, ...extra }, stdio: 'inherit', shell })
    const done = (code) => {
      child = undefined
      if (stopping !== undefined) process.exit(code === 0 ? 0 : 128 + constants.signals[stopping])
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`Cannot run ${file}: ${error.message}`)
      done(127)
    })
    child.on('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]))
  })
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [leastMajor, leastMinor] = engines.node.match(/\d+/g).map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  fail(`Latchkey needs Node ${engines.node}; this is ${process.versions.node}.`)
}

function readJson(path) {
  return JSON.parse(readFileSync(resolve(root, path), 'utf8'))
}

function fail(sentence, code = 1) {
  console.error(sentence)
  process.exit(code)
}
