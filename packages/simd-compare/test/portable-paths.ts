/** On what portable cases are run: the exports of the published package, and each path that a runtime has. */
import * as published from '@latchkey/simd-compare'
import {
  createKernels,
  type KernelSet,
  type Path,
  SimdError,
  type SimdErrorCode,
} from '@latchkey/simd-compare'

export type PortableCase = { readonly name: string; run(): void | Promise<void> }

/** Runs the same on the package's exports and on every path; an error says which of them was wrong. */
export function onEveryPath(subject: string, run: (set: KernelSet) => void): PortableCase {
  return {
    name: `${subject}, on every path`,
    run() {
      for (const [name, set] of [['exports', published] as const, ...kernelSets()]) {
        try {
          run(set)
        } catch (cause) {
          throw new Error(`${name}: ${cause}`, { cause })
        }
      }
    },
  }
}

/** The paths that there are here, with their functions. */
export function kernelSets(): (readonly [Path, KernelSet])[] {
  return (['js', 'wasm-simd128'] as const).flatMap((path) => {
    try {
      return [[path, createKernels({ path })] as const]
    } catch (error) {
      if (path === 'wasm-simd128' && SimdError.is(error) && error.code === 'path-unavailable') return []
      throw error
    }
  })
}

/** @param where - put together only where it is needed, since some runtimes interpret all this */
export function same(got: unknown, wanted: unknown, ...where: readonly unknown[]): void {
  if (!Object.is(got, wanted)) throw new Error(`${where.join(' ')}: got ${got}, wanted ${wanted}`)
}

export function sameList(got: ArrayLike<number>, wanted: ArrayLike<number>, where: string): void {
  same(got.length, wanted.length, where, 'length')
  for (let at = 0; at < got.length; at++) same(got[at], wanted[at], where, 'at', at)
}

export function refuses(call: () => unknown, code: SimdErrorCode): void {
  try {
    call()
  } catch (error) {
    if (!SimdError.is(error)) throw error
    same(error.code, code, 'code')
    return
  }
  throw new Error(`accepted, wanted ${code}`)
}
