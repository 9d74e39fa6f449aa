/**
 * Lanes of a search tree's nodes: many comparisons in one instruction. A key is looked for among the eight 64-bit or
 * sixteen 32-bit keys of a node, and a mask says where it is.
 */
import { checkLanes, checkWidth } from './checks.ts'
import { engineFor } from './engine.ts'
import type { Engine } from './kernels.ts'
import { SimdError } from './simd-error.ts'

/**
 * Which of eight 64-bit lanes equal the key.
 *
 * @param lanes - exactly 8 lanes
 * @param key - 0 to 2⁶⁴ − 1
 * @returns lane i in bit i
 * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { eqMask64x8 } from '@latchkey/simd-compare'
 *
 * eqMask64x8(new BigUint64Array([7n, 1n, 7n, 0n, 0n, 0n, 0n, 0n]), 7n) // 0b101
 * ```
 */
export function eqMask64x8(lanes: BigUint64Array, key: bigint): number {
  return auto.eqMask64x8(lanes, key)
}

/**
 * Which of eight 64-bit lanes are less than the key, as unsigned numbers.
 *
 * @param lanes - exactly 8 lanes
 * @param key - 0 to 2⁶⁴ − 1
 * @returns lane i in bit i
 * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { ltMask64x8 } from '@latchkey/simd-compare'
 *
 * ltMask64x8(new BigUint64Array([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]), 3n) // 0b11
 * ```
 */
export function ltMask64x8(lanes: BigUint64Array, key: bigint): number {
  return auto.ltMask64x8(lanes, key)
}

/**
 * Which of sixteen 32-bit lanes equal the key.
 *
 * @param lanes - exactly 16 lanes
 * @param key - 0 to 2³² − 1
 * @returns lane i in bit i
 * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { eqMask32x16 } from '@latchkey/simd-compare'
 *
 * eqMask32x16(new Uint32Array(16).fill(9, 14), 9) // 0xc000
 * ```
 */
export function eqMask32x16(lanes: Uint32Array, key: number): number {
  return auto.eqMask32x16(lanes, key)
}

/**
 * Looks for a key in many nodes at once. One call for a thousand nodes is what SIMD is good at: what a call costs is
 * shared by all of them.
 *
 * @param nodes - nodes of eight lanes, one after another
 * @param key - 0 to 2⁶⁴ − 1
 * @param out - one byte a node; made here unless given
 * @returns `out`: for each node the lanes that equal the key, lane i in bit i
 * @throws {@link SimdError} `wrong-width`, `wrong-type`, `detached-buffer`
 * @example
 * ```ts
 * import { findInNodes } from '@latchkey/simd-compare'
 *
 * const nodes = new BigUint64Array(16)
 * nodes[9] = 5n
 * findInNodes(nodes, 5n) // Uint8Array [0, 0b10]
 * ```
 */
export function findInNodes(nodes: BigUint64Array, key: bigint, out?: Uint8Array): Uint8Array {
  return auto.findInNodes(nodes, key, out)
}

export type LaneFunctions = {
  readonly eqMask64x8: typeof eqMask64x8
  readonly ltMask64x8: typeof ltMask64x8
  readonly eqMask32x16: typeof eqMask32x16
  readonly findInNodes: typeof findInNodes
}

/** The functions of this file on an engine, which is asked for at each call. */
export function lanesOn(engine: () => Engine): LaneFunctions {
  return {
    eqMask64x8(lanes, key) {
      checkLanes(lanes, 'BigUint64Array', 8)
      checkKey64(key)
      return engine().kernels.eqMask64x8(lanes, key)
    },
    ltMask64x8(lanes, key) {
      checkLanes(lanes, 'BigUint64Array', 8)
      checkKey64(key)
      return engine().kernels.ltMask64x8(lanes, key)
    },
    eqMask32x16(lanes, key) {
      checkLanes(lanes, 'Uint32Array', 16)
      if (typeof key !== 'number' || key >>> 0 !== key) throw wrongKey(32)
      return engine().kernels.eqMask32x16(lanes, key)
    },
    findInNodes(nodes, key, out) {
      const count = Math.ceil(nodes?.length / 8)
      checkLanes(nodes, 'BigUint64Array', 8 * count)
      checkKey64(key)
      const masks = out ?? new Uint8Array(count)
      checkWidth(masks, count)
      engine().kernels.findInNodes(nodes, key, masks)
      return masks
    },
  }
}

const auto = /* @__PURE__ */ lanesOn(() => engineFor('auto'))

function checkKey64(key: bigint): void {
  if (typeof key !== 'bigint' || key < 0n || key > 0xffff_ffff_ffff_ffffn) throw wrongKey(64)
}

function wrongKey(bits: number): SimdError {
  return new SimdError('wrong-type', `expected an unsigned key of ${bits} bits`)
}
