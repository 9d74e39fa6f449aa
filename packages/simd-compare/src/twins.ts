/** The kernels of `assembly/kernels.ts` in JavaScript: the same answers, and for what is called constant time the same care. */
import { equalBytes } from './equal-bytes.ts'
import { halfSipHash } from './half-sip-hash.ts'
import type { Kernels } from './kernels.ts'
import type { Block } from './memory.ts'

/** @param key - where the key that is looked for is laid out */
export function twins(key: Block): Kernels {
  return {
    equalBytes,

    findTag({ views, at }, from, count, tag) {
      const { halves } = views
      const first = at >>> 1
      while (from < count && halves[first + from] !== tag) from++
      return from
    },

    scanConstantTime({ views, at }, count, words) {
      const records = views.words
      const wanted = key.views.words
      const first = at >>> 2
      const keyAt = key.at >>> 2
      let best = 0
      for (let record = 0; record < count; record++) {
        let from = first + (record >> 4) * (words << 4) + (record & 15)
        let differ = 0
        for (let word = 0; word < words; word++, from += 16) differ |= records[from]! ^ wanted[keyAt + word]!
        // All ones where nothing differs; the first record has the greatest distance, and the others keep it.
        const same = ~((differ | -differ) >> 31)
        const free = ~((best | -best) >> 31)
        best |= (count - record) & same & free
      }
      return best
    },

    hash({ hashKey }, { views }, word, length) {
      return halfSipHash(views.words, word, length, hashKey.k0, hashKey.k1)
    },

    find: (keys) => keys.findSought(),

    findMany(keys, width, packed, out) {
      for (let index = 0, from = 0; from < packed.length; index++, from += width) {
        out[index] = keys.find(packed.subarray(from, from + width))
      }
    },

    eqMask64x8(lanes, wanted) {
      let mask = 0
      for (let lane = 0; lane < 8; lane++) if (lanes[lane] === wanted) mask |= 1 << lane
      return mask
    },

    ltMask64x8(lanes, wanted) {
      let mask = 0
      for (let lane = 0; lane < 8; lane++) if (lanes[lane]! < wanted) mask |= 1 << lane
      return mask
    },

    eqMask32x16(lanes, wanted) {
      let mask = 0
      for (let lane = 0; lane < 16; lane++) if (lanes[lane] === wanted) mask |= 1 << lane
      return mask
    },

    findInNodes(nodes, wanted, out) {
      const halves = new Uint32Array(nodes.buffer, nodes.byteOffset, 2 * nodes.length)
      const low = Number(BigInt.asUintN(32, wanted))
      const high = Number(wanted >> 32n)
      for (let node = 0, at = 0; node < out.length; node++) {
        let mask = 0
        for (let lane = 0; lane < 8; lane++, at += 2) {
          if (halves[at] === low && halves[at + 1] === high) mask |= 1 << lane
        }
        out[node] = mask
      }
    },
  }
}
