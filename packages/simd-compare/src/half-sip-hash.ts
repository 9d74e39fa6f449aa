/**
 * HalfSipHash-1-3, on keys laid out as words.
 *
 * Whoever registers a credential chooses its ID, so an index that anybody can fill needs a hash that nobody can
 * foresee: IDs made to collide under a multiply-and-shift hash collide under every seed of it. This is the variant of
 * SipHash for machines of 32 bits, which JavaScript is when it is fast.
 *
 * @see Aumasson, Bernstein: SipHash, a fast short-input PRF (2012), and HalfSipHash in its reference implementation
 */
export function halfSipHash(words: Uint32Array, at: number, length: number, k0: number, k1: number): number {
  let a = k0
  let b = k1
  let c = k0 ^ 0x6c796765
  let d = k1 ^ 0x74656462
  const last = at + (length >> 2)
  // One round a word, and the last word has the length; then three more rounds for nothing.
  for (let rounds = last - at + 4; rounds > 0; rounds--) {
    let word = 0
    if (rounds > 4) word = words[at++]!
    else if (rounds === 4) word = (length << 24) | (length & 3 && words[last]!)
    else if (rounds === 3) c ^= 0xff
    d ^= word
    a = (a + b) | 0
    b = ((b << 5) | (b >>> 27)) ^ a
    a = (a << 16) | (a >>> 16)
    c = (c + d) | 0
    d = ((d << 8) | (d >>> 24)) ^ c
    a = (a + d) | 0
    d = ((d << 7) | (d >>> 25)) ^ a
    c = (c + b) | 0
    b = ((b << 13) | (b >>> 19)) ^ c
    c = (c << 16) | (c >>> 16)
    a ^= word
  }
  return (b ^ d) >>> 0
}
