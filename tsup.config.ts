import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

/**
 * One configuration for every package. What is built is what the package exports:
 * each `./dist/NAME.js` in the `exports` of the package.json at hand is made from `src/NAME.ts`.
 */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: unknown }
const promisesTypes = JSON.stringify(exports).includes('"types"')
const wantsTypes = promisesTypes && process.env.LATCHKEY_SKIP_TYPES !== '1'

const entry = Object.fromEntries(
  builtFiles(exports).map((file) => {
    const name = file.slice('./dist/'.length, -'.js'.length)
    return [name, `src/${name}.ts`]
  }),
)

export default defineConfig({
  entry,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  splitting: true,
  sourcemap: true,
  clean: true,
  // Deno, Bun and workers know `node:crypto`, not `crypto`.
  removeNodeProtocol: false,
  dts: wantsTypes && { compilerOptions: { ignoreDeprecations: '6.0' } },
})

function builtFiles(node: unknown): string[] {
  if (typeof node === 'string') return /^\.\/dist\/.*\.js$/.test(node) ? [node] : []
  if (typeof node !== 'object' || node === null) return []
  return [...new Set(Object.values(node).flatMap(builtFiles))]
}
