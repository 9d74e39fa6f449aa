/** ByteKeyIndex against a Map. */
import { act, agree, modelOf } from './portable-model.ts'
import { onEveryPath, type PortableCase, same } from './portable-paths.ts'
import { type Seeded, seeded } from './seeded.ts'

export const byteKeyCases: readonly PortableCase[] = [
  onEveryPath('ByteKeyIndex of keys of every length', ({ ByteKeyIndex }) => {
    const random = seeded(41)
    const keys = Array.from({ length: 1023 }, (_, at) => random.bytes(at + 1))
    const others = keys.filter((_, at) => at % 16 === 0).map((key) => key.with(-1, key.at(-1)! ^ 1))
    const index = ByteKeyIndex.from(keys, { key: random.bytes(16) })
    agree(index, modelOf(keys), [...keys, ...others], 'all')
  }),
  onEveryPath('ByteKeyIndex of any number of keys', ({ ByteKeyIndex }) => {
    for (const count of [0, 1, 2, 14, 15, 16, 17, 29, 30, 31, 63, 64, 65, 300]) {
      const random = seeded(count)
      const keys = someKeys(random, count)
      const others = someKeys(random, 20)
      const model = modelOf(keys)
      const index = ByteKeyIndex.from(keys, { key: random.bytes(16) })
      agree(index, model, [...keys, ...others], `${count} keys`)
      for (const key of [...others, ...keys]) same(index.add(key), model.add(key), 'add to', count)
      agree(index, model, [...keys, ...others], `after additions to ${count} keys`)
    }
  }),
  onEveryPath('ByteKeyIndex of keys that begin with one another', ({ ByteKeyIndex }) => {
    const bytes = seeded(42).bytes(1023)
    const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 255, 256, 257, 511, 512, 1022, 1023]
    const prefixes = lengths.map((length) => bytes.subarray(0, length))
    const half = prefixes.filter((_, at) => at % 2 === 0)
    agree(ByteKeyIndex.from(half), modelOf(half), prefixes, 'every other one')
    agree(ByteKeyIndex.from(prefixes), modelOf(prefixes), prefixes, 'all')
  }),
  onEveryPath('ByteKeyIndex of keys that differ in zeros at the end', ({ ByteKeyIndex }) => {
    const padded = [0, 1].flatMap((first) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 23, 24, 25, 28, 32, 1020, 1023].map((length) =>
        new Uint8Array(length).fill(first, 0, 1),
      ),
    )
    for (const key of padded) agree(ByteKeyIndex.from([key]), modelOf([key]), padded, 'one key')
    const index = ByteKeyIndex.from(padded)
    const model = modelOf(padded)
    agree(index, model, padded, 'all')
    for (const key of padded.filter((_, at) => at % 2 === 0))
      same(index.delete(key), model.delete(key), 'delete')
    agree(index, model, padded, 'half of them')
  }),
  onEveryPath('ByteKeyIndex, keys come and go', ({ ByteKeyIndex }) => {
    const random = seeded(43)
    const index = new ByteKeyIndex({ key: random.bytes(16) })
    act(index, modelOf([]), someKeys(random, 400), random)
  }),
  onEveryPath('ByteKeyIndex, of equal keys the first one counts', ({ ByteKeyIndex }) => {
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)]
    const index = ByteKeyIndex.from([a, a, b, a, b])
    same(index.size, 2, 'size')
    same(index.indexOf(b), 1, 'without a gap')
    same(index.add(Uint8Array.of(2)), 2, 'the next ordinal')
  }),
  onEveryPath('ByteKeyIndex gives no ordinal twice', ({ ByteKeyIndex }) => {
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)]
    const index = ByteKeyIndex.from([a, b])
    same(index.delete(b), true, 'deleted')
    same(index.delete(b), false, 'deleted again')
    same(index.has(b), false, 'is not there any more')
    same(index.add(b), 2, 'a new ordinal')
    same(index.indexOf(a), 0, 'another key')
  }),
  onEveryPath('ByteKeyIndex copies what it is made of', ({ ByteKeyIndex }) => {
    const keys = [Uint8Array.of(1), Uint8Array.of(2, 3)]
    const copies = keys.map((key) => key.slice())
    const index = ByteKeyIndex.from(keys)
    for (const key of keys) key.fill(9)
    agree(index, modelOf(copies), [...copies, ...keys], 'from')
  }),
]

/** Mostly short keys, some of them beginnings of others, some equal, some all zeros. */
function someKeys(random: Seeded, count: number): Uint8Array[] {
  const keys: Uint8Array[] = []
  for (let at = 0; at < count; at++) {
    const earlier = at > 0 ? keys[random.below(at)]! : Uint8Array.of(0)
    const choice = random.below(10)
    if (choice === 0) keys.push(earlier.slice())
    else if (choice === 1) keys.push(earlier.slice(0, 1 + random.below(earlier.length)))
    else if (choice === 2) keys.push(new Uint8Array(1 + random.below(40)))
    else if (choice === 3) keys.push(random.bytes(1 + random.below(1023)))
    else keys.push(random.bytes(1 + random.below(70)))
  }
  return keys
}
