/** Lane masks against loops. */
import { onEveryPath, type PortableCase, same, sameList } from './portable-paths.ts'
import { type Seeded, seeded } from './seeded.ts'

const top = 2n ** 63n
const highest = 2n ** 64n - 1n
const edges64 = [0n, 1n, top - 1n, top, top + 1n, highest - 1n, highest, 0xffff_ffffn, 1n << 32n]
const edges32 = [0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff, 0xffff, 0x1_0000]

/** Around one, four and the 1,024 nodes that the WebAssembly path takes at once. */
const nodeCounts = [0, 1, 2, 3, 4, 5, 255, 256, 257, 1023, 1024, 1025, 2100]

export const laneCases: readonly PortableCase[] = [
  onEveryPath('eqMask64x8 agrees with a loop', ({ eqMask64x8 }) => {
    for (const { lanes, key } of samples64(31)) {
      same(
        eqMask64x8(lanes, key),
        maskOf(lanes, (lane) => lane === key),
        `${lanes} and ${key}`,
      )
    }
  }),
  onEveryPath('ltMask64x8 agrees with a loop, unsigned', ({ ltMask64x8 }) => {
    for (const { lanes, key } of samples64(32)) {
      same(
        ltMask64x8(lanes, key),
        maskOf(lanes, (lane) => lane < key),
        `${lanes} and ${key}`,
      )
    }
    same(ltMask64x8(new BigUint64Array(8), highest), 0xff, 'all less')
    same(ltMask64x8(new BigUint64Array(8).fill(highest), 0n), 0, 'none less')
  }),
  onEveryPath('eqMask32x16 agrees with a loop', ({ eqMask32x16 }) => {
    const random = seeded(33)
    for (let round = 0; round < 300; round++) {
      const pick = () => (random.below(4) === 0 ? random.word() : edges32[random.below(edges32.length)]!)
      const lanes = shifted(Uint32Array, Array.from({ length: 16 }, pick), random)
      const key = pick()
      same(
        eqMask32x16(lanes, key),
        maskOf(lanes, (lane) => lane === key),
        `${lanes} and ${key}`,
      )
    }
    same(eqMask32x16(new Uint32Array(16).fill(0xffff_ffff), 0xffff_ffff), 0xffff, 'all lanes')
  }),
  onEveryPath('each lane has its bit', ({ eqMask64x8, eqMask32x16, findInNodes }) => {
    for (let lane = 0; lane < 8; lane++) {
      const lanes = new BigUint64Array(8).fill(7n, lane, lane + 1)
      same(eqMask64x8(lanes, 7n), 1 << lane, 'lane', lane, 'of 64 bits')
      same(findInNodes(lanes, 7n)[0], 1 << lane, 'lane', lane, 'of a node')
    }
    for (let lane = 0; lane < 16; lane++) {
      const lanes = new Uint32Array(16).fill(7, lane, lane + 1)
      same(eqMask32x16(lanes, 7), 1 << lane, 'lane', lane, 'of 32 bits')
    }
  }),
  onEveryPath('half a lane that is equal is not enough', ({ eqMask64x8, findInNodes }) => {
    const key = 0x1234_5678_9abc_def0n
    const halves = [key ^ 1n, key ^ (1n << 32n), key ^ (1n << 63n), key & 0xffff_ffffn, key >> 32n]
    const lanes = BigUint64Array.from([...halves, key, ~key & highest, key ^ (1n << 31n)])
    same(eqMask64x8(lanes, key), 0b100000, 'lanes')
    sameList(findInNodes(lanes, key), [0b100000], 'a node')
  }),
  onEveryPath('findInNodes agrees with a loop', ({ findInNodes }) => {
    for (const count of nodeCounts) {
      const random = seeded(count)
      const lanes = Array.from({ length: 8 * count }, () => BigInt(random.below(40)) << 31n)
      const nodes = shifted(BigUint64Array, lanes, random)
      const present = 3n << 31n
      sameList(findInNodes(nodes, present), masksOf(nodes, present), `some lanes of ${count} nodes`)
      const absent = findInNodes(nodes, highest, new Uint8Array(count).fill(0xee))
      sameList(absent, masksOf(nodes, highest), `no lane of ${count} nodes`)
      const atEdges = nodes.slice()
      for (const lane of [0, 7, 8 * count - 8, 8 * count - 1]) if (count > 0) atEdges[lane] = top
      const larger = new Uint8Array(count + 8).fill(0xee)
      const out = larger.subarray(3, count + 3)
      same(findInNodes(atEdges, top, out), out, 'what was given is returned')
      sameList(out, masksOf(atEdges, top), `lanes at the edges of ${count} nodes`)
      const around = [...larger.subarray(0, 3), ...larger.subarray(count + 3)]
      sameList(around, new Uint8Array(8).fill(0xee), 'around what was given')
    }
  }),
]

function samples64(seed: number): { lanes: BigUint64Array; key: bigint }[] {
  const random = seeded(seed)
  const any = () => (BigInt(random.word()) << 32n) | BigInt(random.word())
  const pick = () => (random.below(4) === 0 ? any() : edges64[random.below(edges64.length)]!)
  return Array.from({ length: 300 }, () => {
    const lanes = shifted(BigUint64Array, Array.from({ length: 8 }, pick), random)
    return { lanes, key: random.below(3) === 0 ? lanes[random.below(8)]! : pick() }
  })
}

/** Lanes that do not begin where their buffer begins. */
function shifted<Lane, Lanes extends { set(lanes: readonly Lane[]): void }>(
  kind: { new (buffer: ArrayBuffer, at: number, length: number): Lanes; readonly BYTES_PER_ELEMENT: number },
  lanes: readonly Lane[],
  random: Seeded,
): Lanes {
  const before = random.below(3)
  const buffer = new ArrayBuffer(kind.BYTES_PER_ELEMENT * (before + lanes.length + 1))
  const made = new kind(buffer, kind.BYTES_PER_ELEMENT * before, lanes.length)
  made.set(lanes)
  return made
}

function maskOf<Lane>(lanes: Iterable<Lane>, isMeant: (lane: Lane) => boolean): number {
  let mask = 0
  let bit = 1
  for (const lane of lanes) {
    if (isMeant(lane)) mask |= bit
    bit <<= 1
  }
  return mask
}

function masksOf(nodes: BigUint64Array, key: bigint): number[] {
  return Array.from({ length: nodes.length / 8 }, (_, node) =>
    maskOf(nodes.subarray(8 * node, 8 * node + 8), (lane) => lane === key),
  )
}
