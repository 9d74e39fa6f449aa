/** What every runtime must do alike, against the published package; see CONTRIBUTING.md, "Portable cases". */
import { ByteKeyIndex, FixedKeyIndex, features, ScanTable } from '@latchkey/simd-compare'
import { byteKeyCases } from './portable-byte-keys.ts'
import { byteCases } from './portable-bytes.ts'
import { fixedKeyCases } from './portable-fixed-keys.ts'
import { laneCases } from './portable-lanes.ts'
import { kernelSets, type PortableCase, same } from './portable-paths.ts'
import { tableCases } from './portable-tables.ts'

// Workers give no random bytes while a module is loaded; these must wait for their first use.
const madeAtModuleScope = {
  fixed: FixedKeyIndex.from(2, Uint8Array.of(1, 2, 3, 4)),
  bytes: ByteKeyIndex.from([Uint8Array.of(1), Uint8Array.of(1, 2, 3)]),
  table: ScanTable.from(2, Uint8Array.of(1, 2, 3, 4)),
  empty: new FixedKeyIndex(2),
}

const inWebAssembly = 'the path in use is WebAssembly'

/** Where none may be compiled, or is not there; judged by name, so that no runtime falls back unseen. */
export const unsupported = {
  workerd: [inWebAssembly],
  jitless: [inWebAssembly],
  nosimd: [inWebAssembly],
  csp: [inWebAssembly],
}

export const cases: readonly PortableCase[] = [
  {
    name: inWebAssembly,
    run() {
      const { path, reason } = features()
      if (path === 'js') throw Object.assign(new Error(reason), { code: 'unsupported-here' })
    },
  },
  {
    name: 'features says which paths there are',
    run() {
      const { path, reason, selfTest, kernels } = features()
      const paths = kernelSets().map(([name]) => name)
      const inWasm = Object.values(kernels).filter((one) => one === 'wasm-simd128').length
      same(path, paths.at(-1), 'path')
      same(inWasm > 0, paths.includes('wasm-simd128'), 'a kernel in WebAssembly')
      same(selfTest === 'passed', path === 'wasm-simd128', 'self-test passed')
      if (reason === '') throw new Error('no reason is given')
    },
  },
  {
    name: 'what is made at module scope works later',
    run() {
      const { fixed, bytes, table, empty } = madeAtModuleScope
      same(fixed.indexOf(Uint8Array.of(3, 4)), 1, 'of a fixed width')
      same(fixed.indexOf(Uint8Array.of(2, 3)), -1, 'across two keys')
      same(bytes.indexOf(Uint8Array.of(1, 2, 3)), 1, 'of any length')
      same(table.indexOf(Uint8Array.of(3, 4)), 1, 'in a table')
      same(table.indexOfConstantTime(Uint8Array.of(3, 4)), 1, 'in constant time')
      same(empty.size, 0, 'size of an empty index')
    },
  },
  ...byteCases,
  ...laneCases,
  ...fixedKeyCases,
  ...byteKeyCases,
  ...tableCases,
]
