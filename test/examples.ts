/**
 * The examples of the documentation as programs: every fence marked `ts` in READMEs and guides and in the TSDoc of
 * sources. Marks after `ts`: `no-run` is type-checked only (a browser's code), `file=NAME.ts` is a file that the other
 * fences of that page may import as `./NAME.ts`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import ts from 'typescript'

export type Example = {
  readonly source: string
  /** line of the opening fence, from 1 */
  readonly line: number
  readonly code: string
  readonly run: boolean
  readonly file?: string
}

/** Examples of these are for a browser: they are type-checked, not run. */
const forBrowsers = /^packages\/rp-browser\//

/** All fences marked `ts` of a Markdown page, or of the doc comments of a TypeScript file. */
export function examplesIn(source: string, text: string): Example[] {
  const lines = source.endsWith('.ts') ? docComments(text) : text.split('\n')
  const examples: Example[] = []
  for (let at = 0; at < lines.length; at++) {
    const opening = lines[at]?.match(/^```ts(?:\s+(.*))?$/)
    if (opening === undefined || opening === null) continue
    const end = lines.findIndex((line, index) => index > at && /^```\s*$/.test(line))
    if (end === -1) throw new Error(`${source}:${at + 1} has a fence without an end`)
    const marks = (opening[1] ?? '').split(/\s+/).filter((mark) => mark !== '')
    const file = marks.find((mark) => mark.startsWith('file='))?.slice('file='.length)
    const unknown = marks.find(
      (mark) => mark !== 'no-run' && !mark.startsWith('file=') && !/^[[{]/.test(mark),
    )
    if (unknown !== undefined) throw new Error(`${source}:${at + 1} has the unknown mark ${unknown}`)
    examples.push({
      source,
      line: at + 1,
      code: lines
        .slice(at + 1, end)
        .join('\n')
        .replaceAll('\u0000', ''),
      run: !marks.includes('no-run') && !forBrowsers.test(source),
      ...(file !== undefined && { file }),
    })
    at = end
  }
  return examples
}

/** Lines of doc comments without their asterisks; other lines are left empty, so that numbers stay. */
function docComments(text: string): string[] {
  return text.split('\n').map((line) => line.match(/^\s*\* ?(.*)$/)?.[1] ?? '')
}

/** What became of one example: complaints of the compiler, and how the run ended where it did not end well. */
export type Outcome = { readonly types: readonly string[]; readonly failure?: string }

/** Type-checks all examples in one program and runs those that run in one process. */
export async function tryExamples(examples: readonly Example[], folder: string): Promise<Outcome[]> {
  rmSync(folder, { recursive: true, force: true })
  const files = examples.map((example, index) => placeExample(example, index, folder))
  const types = typeProblems(files)
  const failures = await runAll(
    files.filter((_, index) => examples[index]?.run),
    folder,
  )
  return files.map((file) => {
    const failure = failures.get(file)
    return { types: types.get(file) ?? [], ...(failure !== undefined && { failure }) }
  })
}

/** Examples of a page lie in one folder; empty lines before the code keep its line numbers those of the page. */
function placeExample({ source, line, code, file }: Example, index: number, folder: string): string {
  const path = join(folder, source.replaceAll(/[^\w-]+/g, '_'), file ?? `example-${index}.ts`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${'\n'.repeat(line)}${code}\nexport {}\n`)
  return path
}

function typeProblems(files: readonly string[]): Map<string, string[]> {
  const program = ts.createProgram({
    rootNames: [...files],
    options: {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
    },
  })
  const problems = new Map<string, string[]>()
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    const path = file?.fileName ?? ''
    const sentence = `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    problems.set(path, [...(problems.get(path) ?? []), sentence])
  }
  return problems
}

/** Each program is bundled with its page's files, the packages left outside, so that the built ones are run. */
async function runAll(files: readonly string[], folder: string): Promise<Map<string, string>> {
  if (files.length === 0) return new Map()
  const programs = files.map((file) => file.replace(/\.ts$/, '.run.mjs'))
  await build({
    entryPoints: files.map((file) => ({
      in: file,
      out: file.slice(folder.length + 1).replace(/\.ts$/, '.run'),
    })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  })
  const runner = join(folder, 'run.mjs')
  writeFileSync(
    runner,
    `const failures = []
    console.log = console.info = console.warn = () => {}
    for (const program of ${JSON.stringify(programs)}) {
      const late = new Promise((_, reject) => setTimeout(reject, 10_000, new Error('does not end within 10 s')).unref())
      try {
        await Promise.race([import(program), late])
      } catch (error) {
        failures.push([program, String(error?.stack ?? error)])
      }
    }
    process.stdout.write(JSON.stringify(failures), () => process.exit())`,
  )
  const { stdout, stderr } = spawnSync(process.execPath, [runner], { encoding: 'utf8', timeout: 120_000 })
  const failures = JSON.parse(stdout === '' ? '[]' : stdout) as [string, string][]
  if (stdout === '') throw new Error(`the examples ended their process: ${stderr}`)
  return new Map(failures.map(([program, reason]) => [program.replace(/\.run\.mjs$/, '.ts'), reason]))
}
