/** ScanTable against a loop over its records. */
import type { ScanTable } from '@latchkey/simd-compare'
import { textOf } from './portable-model.ts'
import { onEveryPath, type PortableCase, same } from './portable-paths.ts'
import { type Seeded, seeded } from './seeded.ts'

/** Around the blocks of sixteen records, and the 64 tags that are scanned at once. */
const counts = [0, 1, 15, 16, 17, 63, 64, 65, 130, 1000]

export const tableCases: readonly PortableCase[] = [
  onEveryPath('ScanTable agrees with a loop', ({ ScanTable }) => {
    for (const width of [1, 3, 16, 20, 32, 33, 1023]) {
      // A thousand of the longest would take a second where code is interpreted.
      for (const count of width === 1023 ? counts.slice(0, -2) : counts) {
        const random = seeded(1_000 * width + count)
        const records = someRecords(random, width, count)
        const table = ScanTable.from(width, packed(records))
        agree(table, records, sought(random, width, records), `${count} records of ${width} bytes`)
      }
    }
  }),
  onEveryPath('ScanTable never finds what fills it up', ({ ScanTable }) => {
    for (const width of [1, 4, 16, 30]) {
      const zeros = new Uint8Array(width)
      for (const count of [0, 1, 15, 16, 17, 33, 63, 64, 65]) {
        const table = ScanTable.from(width, new Uint8Array(width * count).fill(1))
        same(table.indexOf(zeros), -1, count, 'records')
        same(table.indexOfConstantTime(zeros), -1, count, 'records, constant time')
        same(table.countEqual(zeros), 0, count, 'records, how many')
        same(table.add(zeros), count, count, 'records, add')
        same(table.indexOf(zeros), count, count, 'records and zeros')
        same(table.indexOfConstantTime(zeros), count, count, 'records and zeros, constant time')
        same(table.countEqual(zeros), 1, count, 'records and zeros, how many')
      }
    }
  }),
  onEveryPath('ScanTable finds the first of equal records', ({ ScanTable }) => {
    const key = Uint8Array.of(1, 2, 3)
    for (const first of [0, 1, 15, 16, 62, 63, 64, 65, 99]) {
      const bytes = new Uint8Array(300)
      for (let at = first; at < 100; at += 7) bytes.set(key, 3 * at)
      const table = ScanTable.from(3, bytes)
      same(table.indexOf(key), first, 'first')
      same(table.indexOfConstantTime(key), first, 'first, constant time')
      same(table.countEqual(key), Math.ceil((100 - first) / 7), 'how many')
    }
  }),
  onEveryPath('ScanTable takes records one by one', ({ ScanTable }) => {
    const random = seeded(51)
    const records = someRecords(random, 20, 200)
    const empty = new ScanTable(20)
    const begun = ScanTable.from(20, packed(records.slice(0, 65)))
    for (const [at, record] of records.entries()) {
      same(empty.add(record), at, 'index in a table that was empty')
      if (at >= 65) same(begun.add(record), at, 'index in a table that was not')
    }
    const keys = sought(random, 20, records)
    agree(empty, records, keys, 'one by one')
    agree(begun, records, keys, 'from some')
  }),
  onEveryPath('ScanTable copies what it is made of', ({ ScanTable }) => {
    const bytes = Uint8Array.of(1, 2)
    const table = ScanTable.from(1, bytes)
    bytes.fill(9)
    agree(
      table,
      [Uint8Array.of(1), Uint8Array.of(2)],
      [1, 2, 9].map((one) => Uint8Array.of(one)),
      'from',
    )
  }),
]

function agree(
  table: ScanTable,
  records: readonly Uint8Array[],
  keys: readonly Uint8Array[],
  where: string,
): void {
  const texts = records.map(textOf)
  same(table.size, records.length, where, 'size')
  for (const [at, key] of keys.entries()) {
    const text = textOf(key)
    const first = texts.indexOf(text)
    same(table.indexOf(key), first, where, 'key', at)
    same(table.indexOfConstantTime(key), first, where, 'key', at, 'constant time')
    same(table.countEqual(key), texts.filter((one) => one === text).length, where, 'key', at, 'how many')
  }
}

/** Every fifth is one that was there before. */
function someRecords(random: Seeded, width: number, count: number): Uint8Array[] {
  const records: Uint8Array[] = []
  for (let at = 0; at < count; at++) {
    records.push(at % 5 === 4 ? records[random.below(at)]!.slice() : random.bytes(width))
  }
  return records
}

/** Some records, among them the first and the last, and keys that differ from one in a single bit. */
function sought(random: Seeded, width: number, records: readonly Uint8Array[]): Uint8Array[] {
  const some = records.filter((_, at) => at < 3 || at >= records.length - 3 || random.below(20) === 0)
  const near = some.map((key) => {
    const at = random.below(width)
    return key.with(at, key[at]! ^ (1 << random.below(8)))
  })
  return [...some, ...near, new Uint8Array(width), random.bytes(width)]
}

function packed(records: readonly Uint8Array[]): Uint8Array {
  const width = records[0]?.length ?? 0
  const bytes = new Uint8Array(width * records.length)
  for (const [at, record] of records.entries()) bytes.set(record, at * width)
  return bytes
}
