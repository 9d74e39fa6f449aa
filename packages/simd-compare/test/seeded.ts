/** Numbers and bytes that look random and are the same in every run. */
export type Seeded = {
  /** 0 to 2³² − 1. */
  word(): number
  /** 0 to `end` − 1. */
  below(end: number): number
  bytes(length: number): Uint8Array<ArrayBuffer>
}

/** The generator known as mulberry32. */
export function seeded(seed: number): Seeded {
  let state = seed
  const word = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    word,
    below: (end) => word() % end,
    bytes(length) {
      const words = new Uint32Array((length + 3) >> 2)
      for (let at = 0; at < words.length; at++) words[at] = word()
      return new Uint8Array(words.buffer, 0, length)
    },
  }
}
