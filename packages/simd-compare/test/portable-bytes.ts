/** equalBytes, compareBytes and lowerBound against loops. */
import { onEveryPath, type PortableCase, refuses, same } from './portable-paths.ts'
import { type Seeded, seeded } from './seeded.ts'

/** All the short ones, then some, and a few more around the longest key. */
const lengths = [
  ...Array.from({ length: 81 }, (_, length) => length),
  ...[96, 127, 128, 129, 191, 255, 256, 257, 400, 511, 512, 513, 700, 850, 999],
  ...[1000, 1007, 1014, 1021, 1022, 1023, 1024, 1025, 1040, 1056, 1071, 1088, 1099, 1100],
]

/** The WebAssembly path copies 56,320 bytes at a time. */
const longLengths = [56_319, 56_320, 56_321, 112_641]

type Pair = { readonly a: Uint8Array; readonly b: Uint8Array }

export const byteCases: readonly PortableCase[] = [
  onEveryPath('equalBytes finds equal bytes equal', ({ equalBytes }) => {
    for (const { a, b } of equalPairs(11)) same(equalBytes(a, b), true, a.length, 'bytes')
  }),
  onEveryPath('equalBytes sees a difference in any byte', ({ equalBytes }) => {
    for (const { a, b } of pairsApart(12)) same(equalBytes(a, b), false, a.length, 'bytes')
    const a = new Uint8Array(70)
    for (let bit = 0; bit < 560; bit++) {
      same(equalBytes(a, a.with(bit >> 3, 1 << (bit & 7))), false, 'bit', bit)
    }
  }),
  onEveryPath('equalBytes sees unequal lengths', ({ equalBytes }) => {
    for (const { a, b } of unequalLengths(13)) {
      same(equalBytes(a, b), false, a.length, 'and', b.length, 'bytes')
      same(equalBytes(b, a), false, b.length, 'and', a.length, 'bytes')
    }
  }),
  onEveryPath('equalBytes of more than is copied at once', ({ equalBytes }) => {
    for (const length of longLengths) {
      const a = seeded(length).bytes(length)
      same(equalBytes(a, a.slice()), true, length, 'bytes')
      for (const at of [0, 56_319, length - 1]) {
        if (at < length) same(equalBytes(a, changed(a, at)), false, length, 'bytes, byte', at)
      }
      same(equalBytes(a, a.subarray(1)), false, 'one byte less')
    }
  }),
  onEveryPath('equalBytes refuses what is not bytes', ({ equalBytes }) => {
    const anything = equalBytes as unknown as (a: unknown, b: unknown) => boolean
    const bytes = Uint8Array.of(97, 98)
    for (const other of ['ab', bytes.buffer, new DataView(bytes.buffer), [97, 98], undefined, null, 5]) {
      refuses(() => anything(other, other), 'wrong-type')
      refuses(() => anything(bytes, other), 'wrong-type')
      refuses(() => anything(other, bytes), 'wrong-type')
    }
    same(anything(bytes, Uint8Array.of(97, 98)), true, 'bytes')
  }),

  onEveryPath('compareBytes finds equal bytes equal', ({ compareBytes }) => {
    for (const { a, b } of equalPairs(21)) same(compareBytes(a, b), 0, a.length, 'bytes')
  }),
  onEveryPath('compareBytes orders by the first difference', ({ compareBytes }) => {
    for (const { a, b } of pairsApart(22)) {
      same(compareBytes(a, b), order(a, b), a.length, 'bytes')
      same(compareBytes(b, a), order(b, a), a.length, 'bytes, the other way round')
    }
    same(compareBytes(Uint8Array.of(0x7f), Uint8Array.of(0x80)), -1, 'unsigned')
    same(compareBytes(Uint8Array.of(1, 255), Uint8Array.of(2, 0)), -1, 'the first byte first')
  }),
  onEveryPath('compareBytes puts a prefix first', ({ compareBytes }) => {
    for (const { a, b } of unequalLengths(23)) {
      same(compareBytes(a, b), order(a, b), a.length, 'and', b.length, 'bytes')
      same(compareBytes(b, a), order(b, a), b.length, 'and', a.length, 'bytes')
    }
  }),
  onEveryPath('compareBytes refuses what is not bytes', ({ compareBytes }) => {
    const anything = compareBytes as unknown as (a: unknown, b: unknown) => number
    for (const other of ['ab', new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), new Int8Array(2)]) {
      refuses(() => anything(other, new Uint8Array(2)), 'wrong-type')
      refuses(() => anything(new Uint8Array(2), other), 'wrong-type')
    }
  }),

  onEveryPath('lowerBound agrees with a linear search', ({ lowerBound }) => {
    for (const width of [1, 3, 16, 20, 32]) {
      const random = seeded(width)
      for (const count of [0, 1, 2, 3, 15, 16, 17, 100, 300]) {
        const records = Array.from({ length: count }, () => fewDifferent(random, width)).sort(order)
        const packed = Uint8Array.from(records.flatMap((record) => [...record]))
        const strangers = Array.from({ length: 10 }, () => random.bytes(width))
        const ends = [new Uint8Array(width), new Uint8Array(width).fill(255)]
        for (const key of [...records.slice(0, 60), ...strangers, ...ends]) {
          const less = records.filter((record) => order(record, key) < 0).length
          same(lowerBound(packed, width, key), less, count, 'records of', width, 'bytes')
        }
      }
    }
  }),
]

/** Equal bytes of every length, each in the middle of a larger buffer, at any alignment. */
function equalPairs(seed: number): Pair[] {
  const random = seeded(seed)
  return lengths.map((length) => {
    const a = within(random, random.bytes(length))
    return { a, b: within(random, a) }
  })
}

/** The same, with a difference in the first, the last or a middle byte. */
function pairsApart(seed: number): Pair[] {
  const random = seeded(seed)
  return equalPairs(seed)
    .filter(({ a }) => a.length > 0)
    .flatMap(({ a, b }) =>
      [0, b.length >> 1, random.below(b.length), b.length - 1].map((at) => ({
        a,
        b: within(random, changed(b, at)),
      })),
    )
}

function unequalLengths(seed: number): Pair[] {
  const random = seeded(seed)
  return equalPairs(seed)
    .filter(({ a }) => a.length > 0)
    .flatMap(({ a, b }) => [
      { a, b: b.subarray(0, -1) },
      { a, b: b.subarray(0, b.length >> 1) },
      { a, b: random.bytes(random.below(b.length)) },
    ])
}

function within(random: Seeded, bytes: Uint8Array): Uint8Array {
  const before = random.below(17)
  const larger = random.bytes(before + bytes.length + 5)
  larger.set(bytes, before)
  return larger.subarray(before, before + bytes.length)
}

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const other = Uint8Array.from(bytes)
  other[at]! ^= 0x80
  return other
}

/** So few that some are equal. */
function fewDifferent(random: Seeded, width: number): Uint8Array {
  return new Uint8Array(width).fill(random.below(5) * 60, width - 1 - random.below(Math.min(width, 3)))
}

function order(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (a[at] !== b[at]) return a[at]! < b[at]! ? -1 : 1
  }
  return Math.sign(a.length - b.length)
}
