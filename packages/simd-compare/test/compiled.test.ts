/** What is committed of the kernels is what their source gives. */
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { compiled } from '../src/compiled.ts'
import { webAssembly } from './web-assembly.ts'

type Build = { compile(): Promise<Uint8Array>; asModule(bytes: Uint8Array): string }

const bytes = Uint8Array.from(Buffer.from(compiled, 'base64'))

it('src/compiled.ts is made of assembly/kernels.ts, byte for byte', async () => {
  const { compile, asModule } = (await import(
    /* @vite-ignore */ new URL('../assembly/build.mjs', import.meta.url).href
  )) as Build
  const committed = await readFile(new URL('../src/compiled.ts', import.meta.url), 'utf8')
  expect(committed).toBe(asModule(await compile()))
})

it('the module is small, and is given nothing but a memory', () => {
  const module = new webAssembly.Module(bytes)
  expect(bytes.length).toBeLessThan(4_096)
  expect(webAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }])
})
