import { engineFor, wasmOutcome } from './engine.ts'
import type { Path } from './kernels.ts'

/** What is in use here, and why. */
export type Features = {
  /** On which path work is done that is faster on it. */
  readonly path: Path
  /** Why WebAssembly is in use, or why it is not, for a log. */
  readonly reason: string
  /** Whether the WebAssembly module was asked for known answers, and gave them. On the path `js` there is no module. */
  readonly selfTest: 'passed' | 'failed' | 'not-run'
  /** What does each thing; some are done in JavaScript on either path, since that is faster. */
  readonly kernels: Readonly<Record<string, Path>>
}

/**
 * Says which path is in use. To find out, the WebAssembly module is instantiated and tested, if that has not happened yet.
 *
 * @example
 * ```ts
 * import { features } from '@latchkey/simd-compare'
 *
 * const { path, reason } = features()
 * console.log(`${path}: ${reason}`) // wasm-simd128: instantiated, and it gave the known answers
 * ```
 */
export function features(): Features {
  const { reason, selfTest } = wasmOutcome()
  const { path } = engineFor('auto')
  const kernels = [
    ...inJavaScript.map((name) => [name, 'js']),
    ...['findInNodes', 'eqMask64x8', 'ltMask64x8', 'eqMask32x16'].map((name) => [name, path]),
    ...['FixedKeyIndex', 'ByteKeyIndex', 'ScanTable'].map((name) => [name, path]),
  ]
  return { path, reason, selfTest, kernels: Object.fromEntries(kernels) }
}

/** By measurement; the README has the figures. */
const inJavaScript = ['equalBytes', 'compareBytes', 'lowerBound']
