/** What an index must be like: a Map of keys as text, and ordinals of which none is given twice. */
import type { KeyIndex } from '@latchkey/simd-compare'
import { same } from './portable-paths.ts'
import type { Seeded } from './seeded.ts'

export type Model = {
  readonly size: number
  indexOf(key: Uint8Array): number
  add(key: Uint8Array): number
  delete(key: Uint8Array): boolean
}

export function modelOf(keys: readonly Uint8Array[]): Model {
  const ordinals = new Map<string, number>()
  let next = 0
  const model = {
    get size() {
      return ordinals.size
    },
    indexOf: (key: Uint8Array) => ordinals.get(textOf(key)) ?? -1,
    add(key: Uint8Array) {
      if (!ordinals.has(textOf(key))) ordinals.set(textOf(key), next++)
      return model.indexOf(key)
    },
    delete: (key: Uint8Array) => ordinals.delete(textOf(key)),
  }
  for (const key of keys) model.add(key)
  return model
}

/** Whether an index says of each key what the model says. */
export function agree(index: KeyIndex, model: Model, keys: readonly Uint8Array[], where: string): void {
  same(index.size, model.size, where, 'size')
  for (const [at, key] of keys.entries()) {
    const ordinal = model.indexOf(key)
    same(index.indexOf(key), ordinal, where, 'key', at)
    same(index.has(key), ordinal !== -1, where, 'key', at, 'is there')
  }
}

/** Adds, deletes and looks for keys from a list at random. */
export function act(index: KeyIndex, model: Model, keys: readonly Uint8Array[], random: Seeded): void {
  const steps = 3_000
  for (let step = 1; step <= steps; step++) {
    // More is added in one half of the steps, more is deleted in the other.
    const addsOfTen = step % 1_000 < 500 ? 6 : 2
    const key = keys[random.below(keys.length)]!
    const choice = random.below(10)
    if (choice < addsOfTen) same(index.add(key), model.add(key), 'step', step, 'add')
    else if (choice < 8) same(index.delete(key), model.delete(key), 'step', step, 'delete')
    else same(index.indexOf(key), model.indexOf(key), 'step', step, 'find')
    if (step % 500 === 0) agree(index, model, keys, `step ${step}`)
  }
}

const texts = new WeakMap<Uint8Array, string>()

/** Bytes as a key of a Map. Made once, so they must stay as they are. */
export function textOf(bytes: Uint8Array): string {
  let text = texts.get(bytes)
  if (text === undefined) {
    text = String.fromCharCode.apply(null, bytes as unknown as number[])
    texts.set(bytes, text)
  }
  return text
}
