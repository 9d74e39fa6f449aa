import { describe, expect, it } from 'vitest'
import { edgeProblems, importsOf } from './edges.ts'
import { packageNames, readFiles } from './repository.ts'

describe('the repository', () => {
  const files = readFiles()

  it('has packages, and imports in them', () => {
    expect(packageNames(files).length).toBeGreaterThan(0)
    expect(importsOf('a.ts', files.get('packages/octets/src/index.ts') ?? '')).toContain('./concat.ts')
  })

  it('imports only along the edges that are drawn', () => {
    expect(edgeProblems(files)).toEqual([])
  })
})

describe('edgeProblems', () => {
  const twin = { default: './dist/index.js', node: './dist/index.node.js' }
  const manifestOf = (exports: object, more: object = {}) => JSON.stringify({ exports, ...more })
  const octets = {
    'packages/octets/package.json': manifestOf({ '.': twin }, { dependencies: { '@noble/hashes': '1' } }),
    'packages/octets/src/index.ts': "export * from './hash.ts'",
    'packages/octets/src/hash.ts': "import { sha256 } from '@noble/hashes/sha2.js'",
    'packages/octets/src/index.node.ts': "export { hash } from 'node:crypto'",
  }
  const cbor = {
    'packages/cbor-canonical/package.json': manifestOf(
      { '.': { default: './dist/index.js' }, './cbor-x': { default: './dist/cbor-x.js' } },
      { dependencies: { '@latchkey/octets': 'workspace:^' }, peerDependencies: { 'cbor-x': '1' } },
    ),
    'packages/cbor-canonical/src/index.ts': "import { concat } from '@latchkey/octets'",
    'packages/cbor-canonical/src/cbor-x.ts': "import { Decoder } from 'cbor-x'\nimport './index.ts'",
  }
  const problems = (...parts: Record<string, string>[]) =>
    edgeProblems(new Map(Object.entries(Object.assign({}, ...parts))))

  it('finds nothing in a house as drawn', () => {
    expect(problems(octets, cbor)).toEqual([])
  })

  it.each([
    [
      'an import upwards',
      { 'packages/octets/src/hash.ts': "import type { Profile } from '@latchkey/cbor-canonical'" },
      /hash\.ts .*imports @latchkey\/cbor-canonical, which is not drawn/,
    ],
    [
      'a third party that is drawn for another subpath',
      { 'packages/cbor-canonical/src/index.ts': "export const load = () => import('cbor-x')" },
      /index\.ts \(in @latchkey\/cbor-canonical\) imports cbor-x, which is not drawn/,
    ],
    [
      'a third party that is drawn nowhere, in a file that nothing reaches',
      { 'packages/octets/src/left-over.ts': "import lodash from 'lodash'" },
      /left-over\.ts imports lodash/,
    ],
    [
      'an import that package.json does not name',
      { 'packages/cbor-canonical/package.json': manifestOf({ '.': { default: './dist/index.js' } }) },
      /imports @latchkey\/octets, which package\.json does not name/,
    ],
    [
      'a dependency that is not drawn',
      {
        'packages/octets/package.json': manifestOf(
          { '.': twin },
          { dependencies: { '@noble/hashes': '1', zod: '4' } },
        ),
      },
      /package\.json depends on zod/,
    ],
    [
      'a module of Node where other runtimes come along',
      { 'packages/octets/src/hash.ts': "import { hash } from 'node:crypto'" },
      /hash\.ts .*imports node:crypto, which is for Node alone/,
    ],
    [
      'the stand-in for a module of Node in Node itself',
      { 'packages/octets/src/index.node.ts': "export { hash } from './hash.ts'" },
      /imports @noble\/hashes\/sha2\.js, which is for where there is no Node/,
    ],
    [
      "another package's file",
      { 'packages/cbor-canonical/src/index.ts': "import { concat } from '../../octets/src/concat.ts'" },
      /imports packages\/octets\/src\/concat\.ts, a file outside packages\/cbor-canonical/,
    ],
    [
      "another package's file in a test",
      { 'packages/cbor-canonical/test/a.test.ts': "import '../../octets/test/portable.ts'" },
      /a\.test\.ts imports packages\/octets\/test\/portable\.ts/,
    ],
    [
      'an app in a package',
      { 'packages/octets/test/a.test.ts': "import '@latchkey/server'" },
      /imports the app @latchkey\/server/,
    ],
    [
      'a file of a package in an app',
      { 'apps/server/src/main.ts': "import '../../../packages/octets/src/hash.ts'" },
      /main\.ts imports packages\/octets\/src\/hash\.ts/,
    ],
    [
      'an app in another',
      { 'apps/server/web/app.vue': '<script setup lang="ts">import "@latchkey/docs"</script>' },
      /app\.vue imports the app @latchkey\/docs/,
    ],
    [
      'a package that is not drawn',
      { 'packages/extra/package.json': manifestOf({}) },
      /packages\/extra is not in the drawing/,
    ],
    [
      'an entry point without a source',
      { 'packages/octets/package.json': manifestOf({ './pem': { default: './dist/pem.js' } }) },
      /there is no packages\/octets\/src\/pem\.ts/,
    ],
    [
      'a cycle, also of development dependencies',
      {
        'packages/octets/package.json': manifestOf(
          { '.': twin },
          {
            dependencies: { '@noble/hashes': '1' },
            devDependencies: { '@latchkey/cbor-canonical': 'workspace:^' },
          },
        ),
      },
      /packages\/octets depends on itself/,
    ],
  ] as const)('finds %s', (_, change, sentence) => {
    expect(problems(octets, cbor, change).join('\n')).toMatch(sentence)
  })

  it('tells a package from one of its subpaths', () => {
    const x509 = (specifier: string) => ({
      'packages/x509-path/package.json': manifestOf(
        { '.': { default: './dist/index.js' } },
        { dependencies: { '@latchkey/cose-keys': 'workspace:^' } },
      ),
      'packages/x509-path/src/index.ts': `import { verify } from '${specifier}'`,
    })
    expect(problems(x509('@latchkey/cose-keys/signature'))).toEqual([])
    expect(problems(x509('@latchkey/cose-keys')).join()).toMatch(
      /imports @latchkey\/cose-keys, which is not drawn/,
    )
  })
})
