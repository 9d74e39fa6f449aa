import { describe, expect, it } from 'vitest'
import { shapeProblems } from './package-shape.ts'
import { manifest, packageNames, readFiles } from './repository.ts'

const files = readFiles()

describe('the packages', () => {
  it('have the shape of all packages', () => {
    expect(shapeProblems(files)).toEqual([])
  })

  it('have READMEs of their own', () => {
    const words = packageNames(files).map((name) =>
      files.get(`packages/${name}/README.md`)?.replaceAll(name, ''),
    )
    expect(new Set(words).size).toBe(words.length)
  })

  it('are all documented: apps/docs has each as a development dependency', () => {
    const documented = Object.keys(manifest(files, 'apps/docs').devDependencies ?? {})
    expect(documented).toEqual(expect.arrayContaining(packageNames(files).map((name) => `@latchkey/${name}`)))
  })
})

describe('shapeProblems', () => {
  const readme =
    '# @latchkey/demo\n\n```sh\nnpm install @latchkey/demo\n```\n\n```ts\ndemo()\n```\n\n## What it will not do\n'
  const target = { types: './dist/index.d.ts', default: './dist/index.js' }
  const exports = { '.': target, './package.json': './package.json' }
  const octets = manifest(files, 'packages/octets')
  const json = {
    ...octets,
    name: '@latchkey/demo',
    exports,
    dependencies: { '@latchkey/octets': 'workspace:^' },
  }
  const demo = {
    'packages/demo/package.json': JSON.stringify(json),
    'packages/demo/README.md': readme,
    'packages/demo/src/index.ts': "export { demo } from './demo.ts'\nexport type * from './demo.ts'",
  }
  const problems = (change: object) =>
    shapeProblems(new Map(Object.entries({ ...demo, ...change }).filter(([, text]) => text !== undefined)))
  const withJson = (change: object) => ({
    'packages/demo/package.json': JSON.stringify({ ...json, ...change }),
  })
  const twin = {
    types: 't',
    workerd: 'd',
    'edge-light': 'd',
    bun: 'd',
    deno: 'd',
    browser: 'd',
    node: 'n',
    default: 'd',
  }

  it('finds nothing in a package as it should be', () => {
    expect(problems({})).toEqual([])
    expect(problems(withJson({ exports: { ...exports, '.': twin } }))).toEqual([])
  })

  it.each([
    ['another name', withJson({ name: '@latchkey/other' }), /name is "@latchkey\/other"/],
    ['another licence', withJson({ license: 'ISC' }), /license is "ISC"/],
    ['side effects', withJson({ sideEffects: undefined }), /sideEffects is undefined/],
    ['other engines', withJson({ engines: { node: '>=18' } }), /engines is/],
    ['no list of files', withJson({ files: undefined }), /files is undefined/],
    [
      'another test script',
      withJson({ scripts: { ...(octets.scripts as object), test: 'true' } }),
      /scripts is/,
    ],
    ['a private package', withJson({ private: true }), /is private/],
    ['no version', withJson({ version: undefined }), /has no version/],
    ['main beside exports', withJson({ main: './dist/index.js' }), /has main or types/],
    [
      'a fixed sibling',
      withJson({ dependencies: { '@latchkey/octets': '1.0.0' } }),
      /octets is not workspace/,
    ],
    ['types that come late', withExports({ default: 'd', types: 't' }), /in the order default, types/],
    ['no types', withExports({ default: 'd' }), /has no types/],
    ['import as the last condition', withExports({ types: 't', import: 'd' }), /does not end in default/],
    [
      'a runtime that would take the twin for Node',
      withExports({ ...twin, deno: 'n' }),
      /sends deno elsewhere/,
    ],
    ['a runtime without its own condition', withExports(without(twin, 'bun')), /sends bun elsewhere/],
    ['no README', { 'packages/demo/README.md': undefined }, /has no README/],
    [
      'no install line',
      { 'packages/demo/README.md': readme.replace('npm install', 'yarn add') },
      /no install line/,
    ],
    ['no example', { 'packages/demo/README.md': readme.replace('```ts', '```') }, /no example/],
    ['no limits', { 'packages/demo/README.md': readme.replace('not', '') }, /will not do/],
    [
      'code in index.ts',
      { 'packages/demo/src/index.ts': 'export const demo = 1' },
      /does other than re-export/,
    ],
  ] as const)('finds %s', (_, change, sentence) => {
    expect(problems(change).join('\n')).toMatch(sentence)
  })

  function withExports(main: object) {
    return withJson({ exports: { ...exports, '.': main } })
  }

  function without(object: object, key: string) {
    return Object.fromEntries(Object.entries(object).filter(([one]) => one !== key))
  }
})
