/**
 * The kernels, in AssemblyScript: WebAssembly with the 128-bit SIMD instructions.
 *
 * They work on one memory that the caller imports and lays out; every pointer and count is the caller's to have right.
 * `src/twins.ts` holds the same functions in JavaScript, and the tests hold the two together.
 */

// ------------------------------------------------------------------------------------------------ bytes

/** Whether two ranges of `length` bytes are equal. Reads all of both, whatever they hold. */
export function equalBytes(a: usize, b: usize, length: i32): i32 {
  let differ = i64x2.splat(0)
  const whole = a + (length & ~15)
  const end = a + length
  for (; a < whole; a += 16, b += 16) differ = v128.or(differ, v128.xor(v128.load(a), v128.load(b)))
  let rest: u32 = 0
  for (; a < end; a++, b++) rest |= load<u8>(a) ^ load<u8>(b)
  return i32(!v128.any_true(differ)) & i32(rest === 0)
}

// ------------------------------------------------------------------------------------------------ lanes

/** Eight 64-bit lanes against one key: lane i in bit i. */
export function eqMask64x8(lanes: usize, key: i64): i32 {
  const keys = i64x2.splat(key)
  return i8x16.bitmask(i8x16.narrow_i16x8_s(equalLanes(lanes, keys), i64x2.splat(0)))
}

/** Which of eight unsigned 64-bit lanes are less than the key. Unsigned order is signed order with the top bits flipped. */
export function ltMask64x8(lanes: usize, key: i64): i32 {
  const flip = i64x2.splat(i64.MIN_VALUE)
  const keys = v128.xor(i64x2.splat(key), flip)
  let mask = 0
  for (let pair = 0; pair < 4; pair++, lanes += 16) {
    mask |= i64x2.bitmask(i64x2.lt_s(v128.xor(v128.load(lanes), flip), keys)) << (2 * pair)
  }
  return mask
}

/** Sixteen 32-bit lanes against one key. */
export function eqMask32x16(lanes: usize, key: i32): i32 {
  const keys = i32x4.splat(key)
  const low = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(lanes), keys), i32x4.eq(v128.load(lanes, 16), keys))
  const high = i16x8.narrow_i32x4_s(
    i32x4.eq(v128.load(lanes, 32), keys),
    i32x4.eq(v128.load(lanes, 48), keys),
  )
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
}

/**
 * One mask for each of `count` nodes of eight 64-bit lanes; returns whether any lane of them equals the key. Masks are
 * written in fours, so up to three beyond the last.
 */
export function findInNodes(nodes: usize, count: i32, key: i64, masks: usize): i32 {
  const keys = i64x2.splat(key)
  let any = 0
  for (const end = masks + count; masks < end; masks += 4, nodes += 256) {
    const low = i8x16.narrow_i16x8_s(equalLanes(nodes, keys), equalLanes(nodes + 64, keys))
    const high = i8x16.narrow_i16x8_s(equalLanes(nodes + 128, keys), equalLanes(nodes + 192, keys))
    const four = i8x16.bitmask(low) | (i8x16.bitmask(high) << 16)
    store<u32>(masks, four)
    any |= four
  }
  return any
}

/** Eight 16-bit lanes of ones or zeros, of eight 64-bit lanes. */
@inline
function equalLanes(lanes: usize, keys: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i64x2.eq(v128.load(lanes), keys), i64x2.eq(v128.load(lanes, 16), keys))
  const high = i16x8.narrow_i32x4_s(
    i64x2.eq(v128.load(lanes, 32), keys),
    i64x2.eq(v128.load(lanes, 48), keys),
  )
  return i8x16.narrow_i16x8_s(low, high)
}

// ------------------------------------------------------------------------------------------------ scans

/**
 * The first of `count` tags, from `from` on, that is `tag`, or `count`. The tags are padded to a multiple of 64.
 */
export function findTag(tags: usize, from: i32, count: i32, tag: i32): i32 {
  const wanted = i16x8.splat(i16(tag))
  while (from < count) {
    const at = tags + (from << 1)
    if ((from & 63) === 0 && !v128.any_true(v128.or(anyTag(at, wanted), anyTag(at + 64, wanted)))) {
      from += 64
    } else if (load<u16>(at) === u16(tag)) {
      return from
    } else {
      from++
    }
  }
  return count
}

@inline
function anyTag(at: usize, wanted: v128): v128 {
  const low = v128.or(i16x8.eq(v128.load(at), wanted), i16x8.eq(v128.load(at, 16), wanted))
  const high = v128.or(i16x8.eq(v128.load(at, 32), wanted), i16x8.eq(v128.load(at, 48), wanted))
  return v128.or(low, high)
}

/**
 * How far from `count` the first record is that equals the key: 0 for none, `count` for the first of all.
 *
 * Records stand in blocks of sixteen, a block column by column: the first words of all sixteen, then the second words.
 * Each word of each record is read, and no branch depends on one. What fills up the last block is beyond `count`, so
 * its distance is not positive and never the greatest.
 */
export function scanConstantTime(records: usize, count: i32, words: i32, key: usize): i32 {
  const keyEnd = key + (words << 2)
  const step = i32x4.splat(4)
  let distance = v128.sub<i32>(i32x4.splat(count), i32x4(0, 1, 2, 3))
  let best = i32x4.splat(0)
  for (let block = 0; block < count; block += 16) {
    let a = i32x4.splat(-1)
    let b = a
    let c = a
    let d = a
    for (let word = key; word < keyEnd; word += 4, records += 64) {
      const wanted = v128.load32_splat(word)
      a = v128.and(a, i32x4.eq(v128.load(records), wanted))
      b = v128.and(b, i32x4.eq(v128.load(records, 16), wanted))
      c = v128.and(c, i32x4.eq(v128.load(records, 32), wanted))
      d = v128.and(d, i32x4.eq(v128.load(records, 48), wanted))
    }
    best = i32x4.max_s(best, v128.and(a, distance))
    distance = i32x4.sub(distance, step)
    best = i32x4.max_s(best, v128.and(b, distance))
    distance = i32x4.sub(distance, step)
    best = i32x4.max_s(best, v128.and(c, distance))
    distance = i32x4.sub(distance, step)
    best = i32x4.max_s(best, v128.and(d, distance))
    distance = i32x4.sub(distance, step)
  }
  best = i32x4.max_s(best, i32x4.shuffle(best, best, 2, 3, 0, 1))
  best = i32x4.max_s(best, i32x4.shuffle(best, best, 1, 0, 3, 2))
  return i32x4.extract_lane(best, 0)
}

// ------------------------------------------------------------------------------------------------ hashes

/** The low 32 bits of SipHash-1-3 under the 16 bytes at `key`; reads up to eight bytes beyond the message. */
export function sipHash(message: usize, length: i32, key: usize): i32 {
  const k0 = load<u64>(key)
  const k1 = load<u64>(key, 8)
  let a = k0 ^ 0x736f6d6570736575
  let b = k1 ^ 0x646f72616e646f6d
  let c = k0 ^ 0x6c7967656e657261
  let d = k1 ^ 0x7465646279746573
  const end = message + (length & ~7)
  for (; message < end; message += 8) {
    const word = load<u64>(message)
    d ^= word
    a += b
    b = rotl(b, 13) ^ a
    a = rotl(a, 32)
    c += d
    d = rotl(d, 16) ^ c
    a += d
    d = rotl(d, 21) ^ a
    c += b
    b = rotl(b, 17) ^ c
    c = rotl(c, 32)
    a ^= word
  }
  // The last word has the length; the three rounds after it take in nothing.
  let word = (u64(length) << 56) | (load<u64>(end) & ((u64(1) << (8 * (length & 7))) - 1))
  for (let round = 0; round < 4; round++) {
    d ^= word
    a += b
    b = rotl(b, 13) ^ a
    a = rotl(a, 32)
    c += d
    d = rotl(d, 16) ^ c
    a += d
    d = rotl(d, 21) ^ a
    c += b
    b = rotl(b, 17) ^ c
    c = rotl(c, 32)
    a ^= word
    if (round === 0) c ^= 0xff
    word = 0
  }
  return i32(a ^ b ^ c ^ d)
}

/** The hashes of two keys that stand one after another, the first in the low half. */
function sipHashPair(keys: usize, length: i32, secret: usize): i64 {
  const k0 = v128.load64_splat(secret)
  const k1 = v128.load64_splat(secret, 8)
  let a = v128.xor(k0, i64x2.splat(0x736f6d6570736575))
  let b = v128.xor(k1, i64x2.splat(0x646f72616e646f6d))
  let c = v128.xor(k0, i64x2.splat(0x6c7967656e657261))
  let d = v128.xor(k1, i64x2.splat(0x7465646279746573))
  const end = keys + (length & ~7)
  let word = i64x2.splat(0)
  for (; keys < end; keys += 8) {
    word = v128.load64_lane(keys + length, v128.load64_zero(keys), 1)
    d = v128.xor(d, word)
    a = i64x2.add(a, b)
    b = v128.xor(rotate(b, 13), a)
    a = swapHalves(a)
    c = i64x2.add(c, d)
    d = v128.xor(rotate(d, 16), c)
    a = i64x2.add(a, d)
    d = v128.xor(rotate(d, 21), a)
    c = i64x2.add(c, b)
    b = v128.xor(rotate(b, 17), c)
    c = swapHalves(c)
    a = v128.xor(a, word)
  }
  word = v128.load64_lane(keys + length, v128.load64_zero(keys), 1)
  word = v128.and(word, i64x2.splat((u64(1) << (8 * (length & 7))) - 1))
  word = v128.or(word, i64x2.splat(u64(length) << 56))
  for (let round = 0; round < 4; round++) {
    d = v128.xor(d, word)
    a = i64x2.add(a, b)
    b = v128.xor(rotate(b, 13), a)
    a = swapHalves(a)
    c = i64x2.add(c, d)
    d = v128.xor(rotate(d, 16), c)
    a = i64x2.add(a, d)
    d = v128.xor(rotate(d, 21), a)
    c = i64x2.add(c, b)
    b = v128.xor(rotate(b, 17), c)
    c = swapHalves(c)
    a = v128.xor(a, word)
    if (round === 0) c = v128.xor(c, i64x2.splat(0xff))
    word = i64x2.splat(0)
  }
  const hashes = v128.xor(v128.xor(a, b), v128.xor(c, d))
  return i64x2.extract_lane(i32x4.shuffle(hashes, hashes, 0, 2, 0, 2), 0)
}

@inline
function rotate(value: v128, by: i32): v128 {
  return v128.or(i64x2.shl(value, by), i64x2.shr_u(value, 64 - by))
}

@inline
function swapHalves(value: v128): v128 {
  return i32x4.shuffle(value, value, 1, 0, 3, 2)
}

// ------------------------------------------------------------------------------------------------ look-ups
//
// Tables are those of `src/slot-table.ts`: groups of sixteen tags, and what the slots hold apart from them.

/** What `src/keys.ts` writes down of a table, each time it changes. */
@unmanaged
class Table {
  /** The key of the hash. */
  k0: u64
  k1: u64
  tags: usize
  /** Groups are `multiple << shift`. */
  multiple: i32
  shift: i32
  /** A slot holds an ordinal and a key; or, with `records`, where in words from there such a record begins. */
  slots: usize
  slotSize: i32
  /** 0, or where records are that have the length of the key in the word before them. */
  records: usize
}

/** The ordinal of the key of `length` bytes at the beginning of the memory, or −1. */
export function findOne(length: i32, table: Table): i32 {
  return find(0, length, sipHash(0, length, changetype<usize>(table)), table)
}

function find(key: usize, length: i32, hash: u32, table: Table): i32 {
  const records = table.records
  const groups = table.multiple << table.shift
  const tag = tagOf(hash, table)
  const wanted = i8x16.splat(i8(tag))
  let group = homeOf(hash, table)
  let anyFree = false
  for (let visited = 1; ; visited++) {
    const tagsHere = v128.load(table.tags + (group << 4))
    for (let same = i8x16.bitmask(i8x16.eq(tagsHere, wanted)); same !== 0; same &= same - 1) {
      const slot = table.slots + ((group << 4) + ctz(same)) * table.slotSize
      const record = records === 0 ? slot : records + (load<u32>(slot) << 2)
      if (records !== 0 && load<i32>(record - 4) !== length) continue
      if (equalBytes(record + 4, key, length)) return load<i32>(record)
    }
    anyFree = anyFree || !i8x16.all_true(tagsHere)
    if (anyFree && visited > 1) break
    group = visited === 1 ? otherOf(group, tag, groups) : group + 1 === groups ? 0 : group + 1
  }
  return -1
}

/** Which slot is meant: none, or one that only a whole search can tell. */
const absent: usize = 0
const unknown: usize = 1

/**
 * The ordinals of `count` keys in slots that hold ordinal and key. What costs is waiting for memory, so the waits are made
 * to overlap: the groups of 16 keys are touched, then the slots that may be meant, and only then is a key compared; and
 * but for rare cases no branch hangs on what was found. Reads a key and writes an ordinal beyond the last, and notes what
 * is meant at the beginning of the memory. Returns what was touched, which is of no use but keeps the touching.
 */
export function findMany(keys: usize, count: i32, width: i32, table: Table, ordinals: usize): i32 {
  const groups = table.multiple << table.shift
  const tags = table.tags
  const slotSize = table.slotSize
  let touched = 0
  while (count > 0) {
    const end = ordinals + (min(count, 16) << 2)
    let key = keys
    for (let at = ordinals; at < end; at += 8, key += width << 1) {
      const hashes = sipHashPair(key, width, changetype<usize>(table))
      store<i64>(at, hashes)
      touched ^= touchGroups(u32(hashes), table) ^ touchGroups(u32(hashes >>> 32), table)
    }
    for (let at = ordinals, meantAt: usize = 0; at < end; at += 4, meantAt += 4) {
      const hash = load<u32>(at)
      const tag = tagOf(hash, table)
      const wanted = i8x16.splat(i8(tag))
      const home = homeOf(hash, table)
      const other = otherOf(home, tag, groups)
      const homeTags = v128.load(tags + (home << 4))
      const otherTags = v128.load(tags + (other << 4))
      const sameHome = i8x16.bitmask(i8x16.eq(homeTags, wanted))
      const sameOther = i8x16.bitmask(i8x16.eq(otherTags, wanted))
      const slot = select((home << 4) + ctz(sameHome), (other << 4) + ctz(sameOther), sameHome !== 0)
      const otherwise = i32(i8x16.all_true(i8x16.min_u(homeTags, otherTags)))
      const meant = select<usize>(table.slots + slot * slotSize, otherwise, (sameHome | sameOther) !== 0)
      store<usize>(meantAt, meant)
      touched ^= load<i32>(meant) ^ load<i32>(meant + slotSize - 4)
    }
    for (let at = ordinals, meantAt: usize = 0; at < end; at += 4, meantAt += 4, keys += width) {
      const meant = load<usize>(meantAt)
      const equal = i32(equalBytes(meant + 4, keys, width)) & i32(meant > unknown)
      if (equal | i32(meant === absent)) store<i32>(at, select(load<i32>(meant), -1, equal))
      else store<i32>(at, find(keys, width, load<u32>(at), table))
    }
    ordinals = end
    count -= 16
  }
  return touched
}

@inline
function touchGroups(hash: u32, table: Table): i32 {
  const home = homeOf(hash, table)
  const other = otherOf(home, tagOf(hash, table), table.multiple << table.shift)
  return load<u8>(table.tags + (home << 4)) ^ load<u8>(table.tags + (other << 4))
}

@inline
function homeOf(hash: u32, table: Table): i32 {
  const chosen = ((hash >>> 16) * table.multiple) >>> 16
  return (chosen << table.shift) | (hash & ((1 << table.shift) - 1))
}

@inline
function tagOf(hash: u32, table: Table): u32 {
  return 2 + ((254 * ((hash >>> table.shift) & 255)) >>> 8)
}

/** Never the same one. */
@inline
function otherOf(home: u32, tag: u32, groups: u32): i32 {
  const other = home + 1 + ((tag * (groups - 1)) >>> 8)
  return other >= groups ? other - groups : other
}
