/** FixedKeyIndex against a Map. */
import { act, agree, modelOf } from './portable-model.ts'
import { onEveryPath, type PortableCase, same, sameList } from './portable-paths.ts'
import { type Seeded, seeded } from './seeded.ts'

const widths = [1, 3, 4, 7, 16, 20, 23, 24, 32, 33, 64, 1023]

/** Around groups of sixteen slots of which fifteen are used, and bulks of sixteen keys. */
const counts = [0, 1, 2, 14, 15, 16, 17, 29, 30, 31, 63, 64, 65, 300]

/** More than the WebAssembly path takes at once, by bytes of keys or by ordinals. */
const bulks = [
  { width: 32, count: 5_000 },
  { width: 1023, count: 200 },
  { width: 1, count: 5_001 },
  { width: 16, count: 3_833 },
]

export const fixedKeyCases: readonly PortableCase[] = [
  onEveryPath('FixedKeyIndex of any number of keys of any width', ({ FixedKeyIndex }) => {
    for (const width of widths) {
      for (const count of counts) {
        const where = `${count} keys of ${width} bytes`
        const random = seeded(1_000 * width + count)
        const keys = someKeys(random, width, count)
        const others = otherKeys(random, width, keys)
        const model = modelOf(keys)
        const index = FixedKeyIndex.from(width, packed(keys), { key: random.bytes(16) })
        agree(index, model, [...keys, ...others], where)
        const all = [...others, ...keys]
        sameList(index.indexOfMany(packed(all)), all.map(model.indexOf), `${where}, at once`)
        for (const key of all) same(index.add(key), model.add(key), 'add to', where)
        agree(index, model, all, `after additions to ${where}`)
      }
    }
  }),
  onEveryPath('indexOfMany of more than is copied at once', ({ FixedKeyIndex }) => {
    for (const { width, count } of bulks) {
      const where = `${count} keys of ${width} bytes`
      const random = seeded(count)
      const keys = someKeys(random, width, count)
      const present = keys.filter((_, at) => at % 3 !== 0)
      const model = modelOf(present)
      const index = FixedKeyIndex.from(width, packed(present), { key: random.bytes(16) })
      const wanted = keys.map(model.indexOf)
      sameList(index.indexOfMany(packed(keys)), wanted, where)
      const larger = new Int32Array(count + 7).fill(-7)
      const out = larger.subarray(3, count + 5)
      same(index.indexOfMany(packed(keys), out), out, 'what was given is returned')
      sameList(out.subarray(0, count), wanted, `${where}, given`)
      same(larger.filter((one) => one === -7).length, 7, 'elements that are left alone')
    }
  }),
  onEveryPath('FixedKeyIndex, keys come and go', ({ FixedKeyIndex }) => {
    for (const width of [1, 3, 16, 33]) {
      const random = seeded(width)
      const keys = someKeys(random, width, 300)
      const index = new FixedKeyIndex(width, { key: random.bytes(16) })
      const model = modelOf([])
      act(index, model, keys, random)
      sameList(index.indexOfMany(packed(keys)), keys.map(model.indexOf), 'at once')
    }
  }),
  onEveryPath('FixedKeyIndex, of equal keys the first one counts', ({ FixedKeyIndex }) => {
    const index = FixedKeyIndex.from(1, Uint8Array.of(5, 5, 6, 5, 7, 6, 0, 0))
    same(index.size, 4, 'size')
    sameList(index.indexOfMany(Uint8Array.of(5, 6, 7, 0, 1)), [0, 1, 2, 3, -1], 'ordinals')
    same(index.add(Uint8Array.of(9)), 4, 'the next ordinal')
  }),
  onEveryPath('FixedKeyIndex gives no ordinal twice', ({ FixedKeyIndex }) => {
    const index = FixedKeyIndex.from(2, Uint8Array.of(0, 1, 0, 2, 0, 3))
    const key = Uint8Array.of(0, 3)
    same(index.delete(key), true, 'deleted')
    same(index.delete(key), false, 'deleted again')
    same(index.size, 2, 'size')
    same(index.indexOf(key), -1, 'is not there any more')
    same(index.add(key), 3, 'a new ordinal')
    same(index.add(key), 3, 'the same one')
    same(index.indexOf(Uint8Array.of(0, 2)), 1, 'another key')
  }),
  onEveryPath('FixedKeyIndex copies what it is made of', ({ FixedKeyIndex }) => {
    const bytes = Uint8Array.of(1, 2)
    const index = FixedKeyIndex.from(1, bytes)
    bytes.fill(9)
    sameList(index.indexOfMany(Uint8Array.of(1, 2, 9)), [0, 1, -1], 'from')
    const key = Uint8Array.of(3)
    index.add(key)
    key.fill(9)
    sameList(index.indexOfMany(Uint8Array.of(3, 9)), [2, -1], 'add')
  }),
]

/** Some keys are equal, some differ in one bit, and some are zeros. */
function someKeys(random: Seeded, width: number, count: number): Uint8Array[] {
  const keys: Uint8Array[] = []
  for (let at = 0; at < count; at++) {
    const earlier = at > 0 ? keys[random.below(at)]! : new Uint8Array(width)
    if (at % 9 === 8) keys.push(earlier.slice())
    else if (at % 9 === 4) keys.push(oneBitApart(random, earlier))
    else keys.push(random.bytes(width))
  }
  return keys
}

function otherKeys(random: Seeded, width: number, keys: readonly Uint8Array[]): Uint8Array[] {
  const near = keys.filter((_, at) => at % 4 === 0).map((key) => oneBitApart(random, key))
  return [new Uint8Array(width), new Uint8Array(width).fill(255), random.bytes(width), ...near]
}

function oneBitApart(random: Seeded, key: Uint8Array): Uint8Array {
  const at = [0, key.length >> 1, key.length - 1][random.below(3)]!
  return key.with(at, key[at]! ^ (1 << random.below(8)))
}

function packed(keys: readonly Uint8Array[]): Uint8Array {
  const width = keys[0]?.length ?? 0
  const bytes = new Uint8Array(width * keys.length)
  for (const [at, key] of keys.entries()) bytes.set(key, at * width)
  return bytes
}
