import { createKernels, type KernelSet } from './create-kernels.ts'
import { features } from './features.ts'
import type { Path } from './kernels.ts'

/** One row: a call, the path, and the median of what it took. */
export type Measurement = { readonly kernel: string; readonly path: Path; readonly nanoseconds: number }

/**
 * Times what is done differently by path, on every path that there is here: some tenths of a second in all, with a pause
 * after each row. Where a runtime stops its clock while code runs, as workers do, the figures are 0.
 *
 * @returns for each call and path, the median of the time of one call
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

/** Names are of the calls, with what they are done on. */
function callsOf(set: KernelSet): Readonly<Record<string, () => unknown>> {
  const bytes = Uint8Array.from({ length: 320_000 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 13)
  const records = Array.from({ length: 5_000 }, (_, at) => bytes.subarray(64 * at, 64 * at + 64))
  const nodes = new BigUint64Array(bytes.buffer, 0, 8_000)
  const node = nodes.subarray(0, 8)
  const numbers = new Uint32Array(bytes.buffer, 0, 16)
  const [key16, key32, key64] = [bytes.slice(159_984, 160_000), bytes.slice(-32), bytes.slice(-64)]
  const thousand = bytes.subarray(0, 32_000)
  const fixed = set.FixedKeyIndex.from(32, bytes)
  const keys = set.ByteKeyIndex.from(records)
  const narrow = set.ScanTable.from(16, bytes.subarray(0, 160_000))
  const wide = set.ScanTable.from(32, bytes)
  const masks = new Uint8Array(1_000)
  const ordinals = new Int32Array(1_000)
  return {
    'equalBytes, 32 bytes': () => set.equalBytes(key32, key32),
    eqMask64x8: () => set.eqMask64x8(node, 1n),
    ltMask64x8: () => set.ltMask64x8(node, 1n),
    eqMask32x16: () => set.eqMask32x16(numbers, 1),
    'findInNodes, 1,000 nodes': () => set.findInNodes(nodes, 1n, masks),
    'FixedKeyIndex.indexOf, 10,000 keys of 32 bytes': () => fixed.indexOf(key32),
    'FixedKeyIndex.indexOfMany, 1,000 of them': () => fixed.indexOfMany(thousand, ordinals),
    'ByteKeyIndex.indexOf, 5,000 keys of 64 bytes': () => keys.indexOf(key64),
    'ScanTable.indexOf, the last of 10,000 records of 16 bytes': () => narrow.indexOf(key16),
    'ScanTable.indexOfConstantTime, 10,000 records of 32 bytes': () => wide.indexOfConstantTime(key32),
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
