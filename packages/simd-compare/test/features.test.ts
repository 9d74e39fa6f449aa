/** Which path is taken where: decided at the first use, with a reason, and never to give wrong answers. */
import { spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type * as Package from '../src/index.ts'
import { webAssembly } from './web-assembly.ts'

const built = new URL('../dist/index.js', import.meta.url).href
const inWasm = ['findInNodes', 'eqMask64x8', 'ltMask64x8', 'eqMask32x16'].concat([
  ...['FixedKeyIndex', 'ByteKeyIndex', 'ScanTable'],
])

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('features', () => {
  it('says that the self-test was passed', async () => {
    const { features, createKernels } = await freshPackage()
    const { path, reason, selfTest, kernels } = features()
    expect({ path, selfTest }).toEqual({ path: 'wasm-simd128', selfTest: 'passed' })
    expect(reason).toContain('known answers')
    expect(
      Object.keys(kernels)
        .filter((name) => kernels[name] === 'wasm-simd128')
        .sort(),
    ).toEqual([...inWasm].sort())
    expect(kernels).toMatchObject({ equalBytes: 'js', compareBytes: 'js', lowerBound: 'js' })
    expect(() => createKernels({ path: 'wasm-simd128' })).not.toThrow()
  })

  it('names what the package exports', async () => {
    const exported = await freshPackage()
    const notKernels = ['SimdError', 'createKernels', 'features', 'measure']
    const names = Object.keys(exported).filter((name) => !notKernels.includes(name))
    expect(Object.keys(exported.features().kernels).sort()).toEqual(names.sort())
    for (const path of ['js', 'wasm-simd128', 'auto'] as const) {
      const set = exported.createKernels({ path })
      expect(Object.keys(set).sort()).toEqual([...names, 'SimdError'].sort())
    }
  })

  it('tries once, and stays with what it found', async () => {
    const { features } = await freshPackage()
    const compile = vi.fn(webAssembly.Module)
    stubWebAssembly({ Module: compile })
    const first = features()
    vi.unstubAllGlobals()
    vi.stubGlobal('WebAssembly', undefined)
    expect(features()).toEqual(first)
    expect(compile).toHaveBeenCalledTimes(1)
  })
})

describe.each([
  ['is not there', undefined, 'no WebAssembly'],
  ['may not compile', { Module: thrower('Code generation disallowed') }, 'Code generation disallowed'],
  ['may not instantiate', { Instance: thrower('not instantiated') }, 'not instantiated'],
  ['gives no memory', { Memory: thrower('no memory') }, 'no memory'],
  [
    'has no SIMD',
    { validate: () => false, Module: thrower('invalid value type') },
    'WebAssembly is here, but not its SIMD',
  ],
  ['throws, whatever is asked', { validate: throwing, Module: thrower('disabled') }, 'disabled'],
])('where WebAssembly %s', (_, members, reason) => {
  it('all is done in JavaScript, and the reason is told', async () => {
    const exported = await freshPackage()
    if (members === undefined) vi.stubGlobal('WebAssembly', undefined)
    else stubWebAssembly(members)
    const { path, selfTest, ...rest } = exported.features()
    expect({ path, selfTest }).toEqual({ path: 'js', selfTest: 'not-run' })
    expect(rest.reason).toContain(reason)
    expect(Object.values(rest.kernels).every((one) => one === 'js')).toBe(true)
    answersRightly(exported)
    refusesWasm(exported, rest.reason)
  })
})

describe.each([
  ['equalBytes', 'equalBytes'],
  ['eqMask64x8', 'eqMask64x8'],
  ['ltMask64x8', 'ltMask64x8'],
  ['eqMask32x16', 'eqMask32x16'],
  ['findInNodes', 'findInNodes'],
  ['findTag', 'findTag'],
  ['scanConstantTime', 'scanConstantTime'],
  ['sipHash', 'hash'],
  ['findOne', 'find'],
  ['findMany', 'findMany'],
])('where %s of the module answers wrongly', (name, kernel) => {
  it.each([0, 1, -1])('always %i, all is done in JavaScript', async (answer) => {
    const exported = await freshPackage()
    let called = 0
    stubWebAssembly({
      Instance: class {
        readonly exports: object
        constructor(...args: ConstructorParameters<typeof webAssembly.Instance>) {
          const { exports } = new webAssembly.Instance(...args)
          expect(exports).toHaveProperty(name)
          const wrong = () => {
            called++
            return answer
          }
          this.exports = { ...exports, [name]: wrong }
        }
      },
    })
    const { path, selfTest, reason, kernels } = exported.features()
    expect({ path, selfTest }).toEqual({ path: 'js', selfTest: 'failed' })
    expect(reason).toMatch(new RegExp(`\\b${kernel} gave a wrong answer`))
    expect(Object.values(kernels).every((one) => one === 'js')).toBe(true)
    expect(called).toBeGreaterThan(0)
    answersRightly(exported)
    refusesWasm(exported, reason)
  })
})

describe('under other flags of Node', () => {
  const report = `
    const { createKernels, features, FixedKeyIndex } = await import(${JSON.stringify(built)})
    const said = features()
    let demanded
    try {
      createKernels({ path: 'wasm-simd128' })
    } catch ({ code, message }) {
      demanded = { code, message }
    }
    const found = FixedKeyIndex.from(2, Uint8Array.of(1, 2, 3, 4)).indexOf(Uint8Array.of(3, 4))
    console.log(JSON.stringify({ ...said, demanded, found }))
  `
  const withFlags = (...flags: string[]) => JSON.parse(outputOf(report, flags)) as Report

  it('with none, WebAssembly is taken', () => {
    const { path, selfTest, demanded, found } = withFlags()
    expect({ path, selfTest, demanded, found }).toEqual({
      ...{ path: 'wasm-simd128', selfTest: 'passed', demanded: undefined, found: 1 },
    })
  })

  it('without a compiler or without SIMD, it is not, for reasons of their own', (context) => {
    if (process.arch !== 'x64') context.skip('this processor has SIMD that cannot be switched off')
    const reports = [withFlags('--jitless'), withFlags('--no-enable-sse4-1')]
    for (const { path, selfTest, kernels, reason, demanded, found } of reports) {
      expect({ path, selfTest, found }).toEqual({ path: 'js', selfTest: 'not-run', found: 1 })
      expect(Object.values(kernels)).not.toContain('wasm-simd128')
      expect(demanded).toEqual({ code: 'path-unavailable', message: reason })
    }
    expect(reports[0]!.reason).toBe('this runtime has no WebAssembly')
    expect(reports[1]!.reason).toContain('not its SIMD')
  })
})

it('importing the package, and making what is used later, touches neither WebAssembly nor randomness', () => {
  const program = `
    const touched = []
    const trap = (name) => ({ configurable: true, get() { touched.push(name); throw new Error(name) } })
    Object.defineProperty(globalThis, 'WebAssembly', trap('WebAssembly'))
    Object.defineProperty(crypto, 'getRandomValues', trap('getRandomValues'))
    const exported = await import(${JSON.stringify(built)})
    const bytes = Uint8Array.of(1, 2)
    const made = [exported, exported.createKernels({ path: 'js' })].flatMap((set) => [
      ...[set.FixedKeyIndex.from(1, bytes), set.ByteKeyIndex.from([bytes]), set.ScanTable.from(1, bytes)],
      ...[new set.FixedKeyIndex(1), new set.ByteKeyIndex(), new set.ScanTable(1)],
    ])
    exported.equalBytes(bytes, bytes)
    const before = touched.length
    try { made[0].has(bytes.subarray(1)) } catch {}
    console.log(before, touched[0])
  `
  expect(outputOf(program, [])).toBe('0 WebAssembly\n')
})

it('measure times each call on both paths', async () => {
  const { measure } = await freshPackage()
  const rows = await measure()
  const kernelsOn = (path: Package.Path) =>
    rows.filter((row) => row.path === path).map(({ kernel }) => kernel)
  expect(kernelsOn('js').length).toBeGreaterThan(5)
  expect(kernelsOn('wasm-simd128')).toEqual(kernelsOn('js'))
  expect(new Set(kernelsOn('js')).size).toBe(kernelsOn('js').length)
  for (const { nanoseconds } of rows) expect(nanoseconds).toBeGreaterThan(0)
})

type Report = ReturnType<typeof Package.features> & {
  readonly demanded?: { readonly code: string; readonly message: string }
  readonly found: number
}

/** The package as it is before its first use. */
async function freshPackage(): Promise<typeof Package> {
  vi.resetModules()
  return import('../src/index.ts')
}

function stubWebAssembly(members: object): void {
  const { validate, Module, Memory, Instance } = webAssembly
  vi.stubGlobal('WebAssembly', { validate, Module, Memory, Instance, ...members })
}

function throwing(): never {
  throw new Error('forbidden')
}

function thrower(message: string) {
  return class {
    constructor() {
      throw new Error(message)
    }
  }
}

function answersRightly({ FixedKeyIndex, ByteKeyIndex, ScanTable, ...lanes }: typeof Package): void {
  const packed = Uint8Array.from({ length: 400 }, (_, at) => at % 251)
  const key = packed.subarray(396)
  expect(FixedKeyIndex.from(4, packed).indexOf(key)).toBe(99)
  expect(FixedKeyIndex.from(4, packed).indexOfMany(packed)[99]).toBe(99)
  expect(ByteKeyIndex.from([packed, key]).indexOf(key)).toBe(1)
  expect(ScanTable.from(4, packed).indexOf(key)).toBe(99)
  expect(ScanTable.from(4, packed).indexOfConstantTime(key)).toBe(99)
  const nodes = new BigUint64Array(16).fill(5n, 9, 10)
  expect([...lanes.findInNodes(nodes, 5n)]).toEqual([0, 0b10])
  expect(lanes.eqMask64x8(nodes.subarray(8), 5n)).toBe(0b10)
  expect(lanes.ltMask64x8(nodes.subarray(8), 5n)).toBe(0b11111101)
  expect(lanes.eqMask32x16(new Uint32Array(16).fill(5, 15), 5)).toBe(0x8000)
  expect(lanes.equalBytes(key, key.slice())).toBe(true)
}

function refusesWasm({ createKernels, FixedKeyIndex, ScanTable, SimdError }: typeof Package, reason: string) {
  const demands = [
    () => createKernels({ path: 'wasm-simd128' }),
    () => new FixedKeyIndex(1, { path: 'wasm-simd128' }).size,
    () => new ScanTable(1, { path: 'wasm-simd128' }).size,
  ]
  for (const demand of demands) {
    expect(demand).toThrow(SimdError)
    expect(demand).toThrow(expect.objectContaining({ code: 'path-unavailable', message: reason }))
  }
  expect(() => createKernels({ path: 'js' })).not.toThrow()
}

function outputOf(program: string, flags: readonly string[]): string {
  const args = [...flags, '--input-type=module', '-e', program]
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout
}
