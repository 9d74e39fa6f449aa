/**
 * Which path there is, and all that it works with.
 *
 * The WebAssembly path is taken only after its module was compiled, instantiated and asked for what is known already: a
 * runtime may say that it knows the instructions (`WebAssembly.validate`) and yet forbid that anything be compiled. All
 * that waits for the first use, so that importing this package costs nothing and fails nowhere. What was found then
 * stays so for as long as the process lives: this file alone has state of its own.
 */
import { compiled } from './compiled.ts'
import type { Engine, Path } from './kernels.ts'
import { wrongAnswer } from './known-answers.ts'
import { buffers, type Growable, LinearMemory } from './memory.ts'
import { SimdError } from './simd-error.ts'
import { twins } from './twins.ts'
import { type Exports, keySize, reserved, wasmKernels } from './wasm-kernels.ts'

/** What became of the WebAssembly path. */
export type Outcome = {
  readonly engine: Engine | undefined
  /** Why it is in use, or why not. */
  readonly reason: string
  readonly selfTest: 'passed' | 'failed' | 'not-run'
}

let outcome: Outcome | undefined
let javascript: Engine | undefined

/** @throws {@link SimdError} `path-unavailable` */
export function engineFor(path: Path | 'auto'): Engine {
  if (path === 'js') return javascriptEngine()
  const { engine, reason } = wasmOutcome()
  if (engine !== undefined) return engine
  if (path === 'auto') return javascriptEngine()
  throw new SimdError('path-unavailable', reason)
}

/** Tries once. */
export function wasmOutcome(): Outcome {
  outcome ??= instantiate(compiled)
  return outcome
}

/** Refuses a path that does not exist. */
export function checkPath(path: Path | 'auto'): void {
  if (path !== 'auto' && path !== 'js' && path !== 'wasm-simd128') {
    throw new SimdError('path-unavailable', `there is no path ${String(path)}`)
  }
}

function javascriptEngine(): Engine {
  if (javascript === undefined) {
    const key = buffers.allocate(keySize)
    javascript = { path: 'js', memory: buffers, key, kernels: twins(key) }
  }
  return javascript
}

function instantiate(base64: string): Outcome {
  const without = (reason: string): Outcome => ({ engine: undefined, reason, selfTest: 'not-run' })
  if (typeof WebAssembly !== 'object') return without('this runtime has no WebAssembly')
  const bytes = decode(base64)
  try {
    return start(new WebAssembly.Module(bytes))
  } catch (error) {
    return without(
      `WebAssembly is here, but ${isKnown(bytes) ? 'may not be used' : 'not its SIMD'}: ${error}`,
    )
  }
}

function isKnown(bytes: Uint8Array): boolean {
  try {
    return WebAssembly!.validate(bytes)
  } catch {
    return true
  }
}

/** By a class of Node's where there is one: a loop over characters takes longer than all the rest of the start. */
function decode(base64: string): Uint8Array {
  const { Buffer } = globalThis as { readonly Buffer?: typeof globalThis.Buffer }
  if (Buffer !== undefined) return Buffer.from(base64, 'base64')
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

function start(module: object): Outcome {
  const memory = new WebAssembly!.Memory({ initial: 3 })
  const { exports } = new WebAssembly!.Instance(module, { env: { memory } })
  const linear = new LinearMemory(memory, reserved)
  const { views } = linear
  const engine: Engine = {
    path: 'wasm-simd128',
    memory: linear,
    key: { views, at: 0, size: keySize },
    kernels: wasmKernels(exports as Exports, views),
  }
  const wrong = wrongAnswer(engine)
  if (wrong === undefined) {
    return { engine, reason: 'instantiated, and it gave the known answers', selfTest: 'passed' }
  }
  return { engine: undefined, reason: `instantiated, but ${wrong} gave a wrong answer`, selfTest: 'failed' }
}

/** The part that is used here of what only a browser's types describe. */
declare const WebAssembly:
  | {
      validate(bytes: Uint8Array): boolean
      readonly Module: new (bytes: Uint8Array) => object
      readonly Memory: new (size: { readonly initial: number }) => Growable
      readonly Instance: new (
        module: object,
        imports: { readonly env: { readonly memory: Growable } },
      ) => { readonly exports: object }
    }
  | undefined
