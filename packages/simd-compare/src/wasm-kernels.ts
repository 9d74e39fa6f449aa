/** The compiled kernels, given what they work on: pointers into the one linear memory, whose beginning is theirs. */
import type { Kernels } from './kernels.ts'
import type { Views } from './memory.ts'

/** What `assembly/kernels.ts` exports. */
export type Exports = {
  equalBytes(a: number, b: number, length: number): number
  eqMask64x8(lanes: number, key: bigint): number
  ltMask64x8(lanes: number, key: bigint): number
  eqMask32x16(lanes: number, key: number): number
  findInNodes(nodes: number, count: number, key: bigint, masks: number): number
  findTag(tags: number, from: number, count: number, tag: number): number
  scanConstantTime(records: number, count: number, words: number, key: number): number
  sipHash(message: number, length: number, key: number): number
  /** The key is at the beginning of the memory. */
  findOne(length: number, table: number): number
  findMany(keys: number, count: number, width: number, table: number, ordinals: number): number
}

/** The memory begins with the key that is looked for, then answers, then what is handed in bulk; tables come after. */
export const reserved = 2 * 65_536
export const keySize = 1_040
const answers = keySize
const bulk = 16 * 1_024
const answersSize = bulk - answers - 16
/** Keys are read in pairs, and hashes read eight bytes beyond a key. */
const bulkSize = reserved - bulk - 2 * 1_024
const halfOfBulk = bulkSize / 2
const nodesAtOnce = 1_024

export function wasmKernels(exports: Exports, views: Views): Kernels {
  return {
    equalBytes(a, b) {
      let equal = a.length === b.length ? 1 : 0
      for (let from = 0; from < a.length; from += halfOfBulk) {
        const part = a.subarray(from, from + halfOfBulk)
        views.bytes.set(part, bulk)
        views.bytes.set(b.subarray(from, from + halfOfBulk), bulk + halfOfBulk)
        equal &= exports.equalBytes(bulk, bulk + halfOfBulk, part.length)
      }
      return equal === 1
    },

    eqMask64x8(lanes, key) {
      for (let lane = 0; lane < 8; lane++) views.lanes[lane] = lanes[lane]!
      return exports.eqMask64x8(0, key)
    },

    ltMask64x8(lanes, key) {
      for (let lane = 0; lane < 8; lane++) views.lanes[lane] = lanes[lane]!
      return exports.ltMask64x8(0, key)
    },

    eqMask32x16(lanes, key) {
      for (let lane = 0; lane < 16; lane++) views.words[lane] = lanes[lane]!
      return exports.eqMask32x16(0, key)
    },

    findInNodes(nodes, key, masks) {
      for (let done = 0; done < masks.length; done += nodesAtOnce) {
        const now = Math.min(nodesAtOnce, masks.length - done)
        views.lanes.set(now === masks.length ? nodes : nodes.subarray(8 * done, 8 * (done + now)), bulk / 8)
        const found = exports.findInNodes(bulk, now, key, answers)
        if (found === 0) masks.fill(0, done, done + now)
        else masks.set(views.bytes.subarray(answers, answers + now), done)
      }
    },

    findTag: (tags, from, count, tag) => exports.findTag(tags.at, from, count, tag),

    scanConstantTime: (records, count, words) => exports.scanConstantTime(records.at, count, words, 0),

    hash: ({ header }, _block, word, length) => exports.sipHash(4 * word, length, header.at),

    find: ({ header, length }) => exports.findOne(length, header.at),

    findMany({ header }, width, packed, ordinals) {
      const count = packed.length / width
      const atOnce = Math.min(Math.floor(bulkSize / width), answersSize / 4)
      for (let done = 0; done < count; done += atOnce) {
        const now = Math.min(atOnce, count - done)
        views.bytes.set(now === count ? packed : packed.subarray(done * width, (done + now) * width), bulk)
        exports.findMany(bulk, now, width, header.at, answers)
        const { words: found } = views
        for (let index = 0; index < now; index++) ordinals[done + index] = found[answers / 4 + index]!
      }
    },
  }
}
