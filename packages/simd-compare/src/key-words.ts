/** Keys as words: four bytes at a time is how they are hashed, stored and compared. */
import type { Block } from './memory.ts'

/** Shorter than this, a loop over bytes is faster than a call of `set`. */
const worthACall = 24

/** Lays a key out at the beginning of a block, the last word filled up with zeros. */
export function layOut(key: Uint8Array, { views, at }: Block): void {
  const { words, bytes } = views
  const { length } = key
  let to = at >>> 2
  if (length >= worthACall) {
    words[to + (length >> 2)] = 0
    bytes.set(key, at)
    return
  }
  const whole = length & ~3
  let from = 0
  for (; from < whole; from += 4) {
    words[to++] = key[from]! | (key[from + 1]! << 8) | (key[from + 2]! << 16) | (key[from + 3]! << 24)
  }
  let rest = 0
  for (let shift = 0; from < length; shift += 8) rest |= key[from++]! << shift
  words[to] = rest
}

/** Whether the first words of a block are those from one of many on. */
export function sameWords({ views, at }: Block, words: Uint32Array, from: number, count: number): boolean {
  const first = at >>> 2
  for (let word = 0; word < count; word++) if (views.words[first + word] !== words[from + word]) return false
  return true
}

/** Copies the first words of a block. */
export function copyWords({ views, at }: Block, words: Uint32Array, to: number, count: number): void {
  const first = at >>> 2
  for (let word = 0; word < count; word++) words[to + word] = views.words[first + word]!
}
