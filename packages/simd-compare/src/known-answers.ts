import type { Engine, Searched } from './kernels.ts'
import { layOut } from './key-words.ts'
import type { Block } from './memory.ts'

/** SipHash-1-3 of the bytes 0 to 14 under the key of bytes 0 to 15: its low 32 bits. */
const publishedHash = 0x2a519956

/**
 * Asks every kernel what is known already. It runs once, before anything is optimised, so it is short.
 *
 * @returns the kernel that answered wrongly
 */
export function wrongAnswer({ kernels, key, memory }: Engine): string | undefined {
  // 0, 1, 2 … is a key of a hash, a message, sorted 16-bit tags, and records of a word.
  const block = memory.allocate(1_024)
  const bytes = block.views.bytes.subarray(block.at, block.at + 256)
  for (let at = 0; at < 256; at++) bytes[at] = at
  const message = bytes.subarray(0, 15)
  const searched = tableOfOne(block)
  const ordinals = new Int32Array(2)
  const top = 1n << 63n
  const nodes = new BigUint64Array(24)
  nodes[3] = nodes[12] = nodes[23] = top
  const numbers = new Uint32Array(16)
  numbers[4] = numbers[15] = 0x80000000
  const masks = new Uint8Array(3)
  try {
    if (!kernels.equalBytes(bytes, bytes.slice()) || kernels.equalBytes(message, bytes.subarray(1, 16))) {
      return 'equalBytes'
    }
    if (kernels.eqMask64x8(nodes.subarray(0, 8), top) !== 0b1000) return 'eqMask64x8'
    if (kernels.ltMask64x8(nodes.subarray(0, 8), top) !== 0b11110111) return 'ltMask64x8'
    if (kernels.eqMask32x16(numbers, 0x80000000) !== 0x8010) return 'eqMask32x16'
    kernels.findInNodes(nodes, top, masks)
    if (masks.join() !== '8,16,128') return 'findInNodes'
    if (kernels.findTag(block, 3, 100, 0x9796) !== 75) return 'findTag'
    layOut(bytes.subarray(68, 72), key)
    if (kernels.scanConstantTime(block, 40, 1) !== 23) return 'scanConstantTime'
    if (kernels.hash(searched, block, block.at >>> 2, 15) >>> 0 !== publishedHash) return 'hash'
    layOut(message, key)
    if (kernels.find(searched) !== 7) return 'find'
    kernels.findMany(searched, 15, bytes.subarray(0, 30), ordinals)
    return ordinals.join() === '7,-1' ? undefined : 'findMany'
  } finally {
    memory.release(block)
  }
}

/**
 * A table of two groups in which every slot has the tag of the message, but for a free one in each group, and one slot
 * has the message: whichever groups its hash chooses, it is found.
 */
function tableOfOne({ views, at }: Block): Searched {
  const header = { views, at: at + 256, size: 40 }
  const tags = at + 304
  const slots = tags + 32
  views.bytes.copyWithin(header.at, at, at + 16)
  views.words.set([tags, 2, 0, slots, 20, 0], (header.at + 16) >>> 2)
  views.bytes.fill(2 + ((254 * (publishedHash & 255)) >>> 8), tags, slots)
  views.bytes[tags + 5] = views.bytes[tags + 20] = 0
  views.words[(slots + 19 * 20) >>> 2] = 7
  views.bytes.copyWithin(slots + 19 * 20 + 4, at, at + 15)
  return {
    header,
    length: 15,
    find: () => 7,
    findSought: () => 7,
    hashKey: { bytes: views.bytes, k0: 0, k1: 0 },
  }
}
