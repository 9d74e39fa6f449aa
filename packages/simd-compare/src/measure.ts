import { createKernels, type KernelSet } from './create-kernels.ts'
import { features } from './features.ts'
import type { Path } from './kernels.ts'

/** One row: a call, the path, and the median of the time that it took. */
export type Measurement = { readonly kernel: string; readonly path: Path; readonly nanoseconds: number }

/**
 * Times what is done differently by path, on every path that there is here: some tenths of a second in all, with a pause
 * after each row. Where a runtime stops its clock while code runs, as workers do, the figures are 0.
 *
 * @returns for each call and path, the median of the time of one call: `equalBytes` of 32 bytes, masks of a node,
 * `findInNodes` in 1,000 nodes, `FixedKeyIndex` of 10,000 keys of 32 bytes and `indexOfMany` of 1,000 of them,
 * `ByteKeyIndex` of 5,000 keys of 64 bytes, `ScanTable.indexOf` of none of 20,000 records of 16 bytes, and
 * `indexOfConstantTime` in 10,000 records of 32 bytes
 * @example
 * ```ts
 * import { measure } from '@latchkey/simd-compare'
 *
 * for (const { kernel, path, nanoseconds } of await measure()) console.log(kernel, path, nanoseconds)
 * ```
 */
export async function measure(): Promise<readonly Measurement[]> {
  const paths: readonly Path[] = features().path === 'js' ? ['js'] : ['wasm-simd128', 'js']
  const sets = paths.map((path) => ({ path, calls: callsOf(createKernels({ path })) }))
  const rows: Measurement[] = []
  for (const kernel of Object.keys(sets[0]!.calls)) {
    for (const { path, calls } of sets) {
      rows.push({ kernel, path, nanoseconds: medianTime(calls[kernel]!) })
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  return rows
}

/** Each call on one path, with what it is done on. */
function callsOf(set: KernelSet): Readonly<Record<string, () => unknown>> {
  // 10,000 keys of 32 bytes, 5,000 of 64, 20,000 records of 16, or 5,000 nodes.
  const bytes = Uint8Array.from({ length: 320_000 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 13)
  const nodes = new BigUint64Array(bytes.buffer, 0, 8_000)
  const numbers = new Uint32Array(bytes.buffer, 0, 16)
  const [none, key32, key64] = [new Uint8Array(16), bytes.slice(-32), bytes.slice(-64)]
  const fixed = set.FixedKeyIndex.from(32, bytes)
  const keys = set.ByteKeyIndex.from(
    Array.from({ length: 5_000 }, (_, at) => bytes.subarray(64 * at, 64 * at + 64)),
  )
  const narrow = set.ScanTable.from(16, bytes)
  const wide = set.ScanTable.from(32, bytes)
  const node = nodes.subarray(0, 8)
  const thousand = bytes.subarray(0, 32_000)
  return {
    equalBytes: () => set.equalBytes(key32, key32),
    eqMask64x8: () => set.eqMask64x8(node, 1n),
    ltMask64x8: () => set.ltMask64x8(node, 1n),
    eqMask32x16: () => set.eqMask32x16(numbers, 1),
    findInNodes: () => set.findInNodes(nodes, 1n),
    'FixedKeyIndex.indexOf': () => fixed.indexOf(key32),
    'FixedKeyIndex.indexOfMany': () => fixed.indexOfMany(thousand),
    'ByteKeyIndex.indexOf': () => keys.indexOf(key64),
    'ScanTable.indexOf': () => narrow.indexOf(none),
    'ScanTable.indexOfConstantTime': () => wide.indexOfConstantTime(key32),
  }
}

/** Of nine rounds of a millisecond each, after calls that do not count: the first, which builds, and ten rounds more. */
function medianTime(call: () => unknown): number {
  call()
  let times = 1
  while (timeOf(call, times) < 1 && times < 10_000) times *= 2
  timeOf(call, 10 * times)
  const rounds = Array.from({ length: 9 }, () => timeOf(call, times) / times)
  return 1e6 * rounds.sort((a, b) => a - b)[4]!
}

function timeOf(call: () => unknown, times: number): number {
  const begun = performance.now()
  for (let at = 0; at < times; at++) call()
  return performance.now() - begun
}
