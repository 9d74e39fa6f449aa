import { hashKey } from './hash-key.ts'
import type { Engine } from './kernels.ts'
import { layOut } from './key-words.ts'
import { Keys } from './keys.ts'
import { Room } from './memory.ts'

/**
 * Asks every kernel what is known already, with enough data that each takes its wide and its narrow way.
 *
 * @returns the kernel that answered wrongly
 */
export function wrongAnswer(engine: Engine): string | undefined {
  const { kernels, key } = engine
  const owner = {}
  const room = new Room(engine.memory, owner)
  const secret = hashKey(Uint8Array.from({ length: 16 }, (_, index) => index))
  // 0, 1, 2 …: sorted records of one byte, twenty keys of ten bytes, nodes of eight lanes, and what else is needed.
  const bytes = Uint8Array.from({ length: 200 }, (_, index) => index)
  const lanes = BigUint64Array.from({ length: 24 }, (_, index) => BigInt(index % 11) << 32n)
  const key32 = Uint32Array.from({ length: 16 }, (_, index) => index % 5)
  const masks = new Uint8Array(3)
  const keys = new Keys(engine, secret, owner, 10, { keys: 20, bytes: 200 })
  for (let from = 0; from < 200; from += 10) keys.add(bytes.subarray(from, from + 10))
  const byteKeys = new Keys(engine, secret, owner, 0, { keys: 20, bytes: 200 })
  const ordinals = new Int32Array(20)
  const block = room.allocate(256)
  block.views.bytes.set(bytes, block.at)

  const answers: Record<string, () => boolean> = {
    equalBytes: () =>
      kernels.equalBytes(bytes, bytes.slice()) && !kernels.equalBytes(bytes, bytes.with(199, 0)),
    eqMask64x8: () => kernels.eqMask64x8(lanes.subarray(8, 16), lanes[0]!) === 0b1000,
    ltMask64x8: () => kernels.ltMask64x8(lanes.subarray(8, 16), lanes[2]!) === 0b11000,
    eqMask32x16: () => kernels.eqMask32x16(key32, 4) === 0x4210,
    findInNodes() {
      kernels.findInNodes(lanes, lanes[1]!, masks)
      return String(masks) === '2,16,128'
    },
    findTag: () => kernels.findTag(block, 3, 100, 0x9796) === 75,
    scanConstantTime() {
      layOut(bytes.subarray(68, 72), key)
      return kernels.scanConstantTime(block, 40, 1) === 23
    },
    hash: () => kernels.hash(byteKeys, block, block.at >>> 2, 15) === 0x2a519956,
    find: () => keys.find(bytes.subarray(70, 80)) === 7 && byteKeys.find(bytes.subarray(70, 80)) === -1,
    findMany() {
      kernels.findMany(keys, 10, bytes, ordinals)
      return ordinals.every((ordinal, index) => ordinal === index)
    },
  }
  try {
    return Object.keys(answers).find((name) => !answers[name]!())
  } finally {
    room.clear()
    keys.room.clear()
  }
}
