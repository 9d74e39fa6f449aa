import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Dead code is what nothing reaches from the entry points that a package.json exports, from a test or from a bench. */
export default {
  // A type that a file uses itself and exports is a name for its readers, not dead.
  ignoreExportsUsedInFile: true,
  // Debian's, which .ci/run installs.
  ignoreBinaries: ['openssl', 'swtpm'],
  workspaces: {
    '.': { entry: ['scripts/run.mjs', 'test/*.test.ts'], project: ['scripts/**', 'test/**'] },
    ...Object.fromEntries(
      readdirSync('packages').map((name) => [`packages/${name}`, packageWorkspace(name)]),
    ),
    'apps/docs': {
      entry: ['.vitepress/data/*.ts'],
      project: ['*.mjs', '.vitepress/{theme,data}/**'],
      // The packages are what is documented; typedoc is told its plugins by name.
      ignoreDependencies: [/^@latchkey\//, 'typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    },
    'apps/server': {
      entry: ['src/main.ts', 'test/**/*.test.ts', 'web/test/**/*.test.ts'],
      project: ['src/**', 'web/**', 'test/**'],
    },
  },
}

function packageWorkspace(name: string) {
  const { exports } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as { exports: object }
  const built = [...new Set(JSON.stringify(exports).match(/(?<=\.\/dist\/)[^"]+(?=\.js")/g))]
  const folders = ['src', 'test', 'bench'].filter((folder) => existsSync(`packages/${name}/${folder}`))
  const tests = folders.includes('test') ? ['test/**/*.{test,test-d}.ts'] : []
  const benches = folders.includes('bench') ? ['bench/*.{ts,mjs}'] : []
  return {
    entry: [...built.map((entry) => `src/${entry}.ts`), ...tests, ...benches],
    project: folders.map((folder) => `${folder}/**`),
  }
}
