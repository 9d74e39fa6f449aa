import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Example, examplesIn, type Outcome, tryExamples } from './examples.ts'
import { packageNames, readFiles, root } from './repository.ts'

// Inside apps/docs the names of all packages resolve, as they do for somebody who installed them.
const folder = join(root, 'apps/docs/.examples')
const documents = [...readFiles()].filter(([path]) =>
  /^(?:[^/]+\.md|packages\/[^/]+\/(?:README\.md|src\/.*\.ts)|apps\/docs\/.*\.md)$/.test(path),
)
const examples = documents.flatMap(([path, text]) => examplesIn(path, text))

describe('the examples of the documentation', () => {
  let outcomes: Outcome[]
  beforeAll(async () => {
    outcomes = await tryExamples(examples, folder)
  }, 180_000)

  it('are in every package', () => {
    const sources = examples.map(({ source }) => source)
    for (const name of packageNames(readFiles())) {
      expect(sources.some((source) => source.startsWith(`packages/${name}/README`))).toBe(true)
      expect(sources.some((source) => source.startsWith(`packages/${name}/src/`))).toBe(true)
    }
  })

  it.each(examples.map((example, index) => [`${example.source}:${example.line}`, index] as const))(
    '%s',
    (_, index) => {
      expect(outcomes[index]).toEqual({ types: [] })
    },
  )
})

describe('examplesIn', () => {
  it('finds fences marked ts, with their lines and marks', () => {
    const page =
      'text\n```ts\nrun()\n```\n```sh\nls\n```\n```ts no-run\nview()\n```\n```ts file=a.ts\nexport {}\n```'
    expect(examplesIn('a.md', page)).toEqual([
      { source: 'a.md', line: 2, code: 'run()', run: true },
      { source: 'a.md', line: 8, code: 'view()', run: false },
      { source: 'a.md', line: 11, code: 'export {}', run: true, file: 'a.ts' },
    ])
  })

  it('finds fences in doc comments, and leaves code alone', () => {
    const source =
      '/**\n * @example\n * ```ts\n * const a = {\n *   b: 1,\n * }\n * ```\n */\nconst c = `\n```ts`'
    expect(examplesIn('a.ts', source)).toEqual([
      { source: 'a.ts', line: 3, code: 'const a = {\n  b: 1,\n}', run: true },
    ])
  })

  it('refuses a fence without an end, and a mark that nobody reads', () => {
    expect(() => examplesIn('a.md', '```ts\nrun()')).toThrow('without an end')
    expect(() => examplesIn('a.md', '```ts norun\nrun()\n```')).toThrow('unknown mark norun')
  })
})

describe('tryExamples', () => {
  const made = mkdtempSync(join(root, 'apps/docs/.examples-'))
  afterAll(() => rmSync(made, { recursive: true, force: true }))
  const of = (code: string, more: Partial<Example> = {}): Example => ({
    source: 'a.md',
    line: 7,
    code,
    run: true,
    ...more,
  })
  const octets = "import { encodeHex } from '@latchkey/octets'\n"

  it('tells right examples from wrong ones', async () => {
    const outcomes = await tryExamples(
      [
        of(`${octets}if (encodeHex(new Uint8Array([10])) !== '0a') throw 'wrong'`),
        of(`${octets}encodeHex('text')`),
        of("throw new Error('as it runs')"),
        of("throw new Error('as it would run')", { run: false }),
        of('export const one = 1', { file: 'one.ts' }),
        of("import { one } from './one.ts'\nif (one !== 1) throw 'wrong'"),
        of("import { missing } from '@latchkey/octets'\nmissing", { run: false }),
      ],
      made,
    )
    expect(outcomes.map(({ types, failure }) => [types.length, failure !== undefined])).toEqual([
      [0, false],
      [1, false],
      [0, true],
      [0, false],
      [0, false],
      [0, false],
      [1, false],
    ])
    expect(outcomes[1]?.types[0]).toMatch(/^line 9: Argument of type 'string'/)
    expect(outcomes[2]?.failure).toMatch('as it runs')
  }, 120_000)
})
