/** Look-ups against what one would write without this package. Ratios, paired in this process; 2.00 is twice as fast. */
import { createCipheriv, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  ByteKeyIndex,
  FixedKeyIndex,
  features,
  findInNodes,
  lowerBound,
  ScanTable,
} from '@latchkey/simd-compare'
import { head, paired, row } from '../../../scripts/paired.mjs'

const { path, reason } = features()
console.log(`Node ${process.versions.node}, ${path}: ${reason}\n\n${head}`)

await aaguids()
await constantTime()
await scan()
await nodes()
await credentialIds()
await sortedSerials()
await millionHashes()

/** AAGUIDs as @simplewebauthn/server 14.0.3 looks them up: bytes to UUID text, text to a member of an object. */
async function aaguids() {
  const keys = Array.from({ length: 400 }, () => random(16))
  const byUuid = Object.fromEntries(keys.map((key, at) => [uuid(key), at]))
  const index = FixedKeyIndex.from(16, Buffer.concat(keys))
  const sought = keys.flatMap((key) => [key.slice(), random(16)]).slice(0, 256)
  await race('AAGUID among 400', 'UUID text and object', 40, sought, {
    ours: (key) => index.indexOf(key),
    anchor: (key) => byUuid[uuid(key)] ?? -1,
  })
}

async function constantTime() {
  const keys = Array.from({ length: 10_000 }, () => random(32))
  const packed = Buffer.concat(keys)
  const table = ScanTable.from(32, packed)
  const words = new Int32Array(new Uint8Array(packed).buffer)
  const sought = Array.from({ length: 64 }, (_, at) => (at % 2 ? random(32) : keys[131 * at].slice()))
  const ours = (key) => table.indexOfConstantTime(key)
  await race(
    'indexOfConstantTime, 10,000 × 32 bytes',
    'loop of timingSafeEqual',
    40,
    sought,
    {
      ours,
      anchor(key) {
        let found = -1
        for (let at = 0; at < keys.length; at++) if (timingSafeEqual(keys[at], key)) found = at
        return found
      },
    },
    1,
  )
  const asWords = new Map(sought.map((key) => [key, new Int32Array(key.buffer)]))
  await race(
    'indexOfConstantTime, 10,000 × 32 bytes',
    'JavaScript without a branch',
    4,
    sought,
    {
      ours,
      anchor: (key) => branchFree(words, keys.length, asWords.get(key)),
    },
    1,
  )
}

async function scan() {
  const packed = random(160_000)
  const table = ScanTable.from(16, packed)
  const words = new Int32Array(packed.buffer)
  const sought = Array.from({ length: 256 }, () => random(16))
  await race('ScanTable.indexOf, not in 10,000 × 16 bytes', 'loop over words', 20, sought, {
    ours: (key) => table.indexOf(key),
    anchor: (key) => firstRecord(words, new Int32Array(key.buffer, key.byteOffset, 4)),
  })
}

async function nodes() {
  const lanes = new BigUint64Array(random(64_000).buffer)
  const halves = new Uint32Array(lanes.buffer)
  const masks = new Uint8Array(1_000)
  const key = lanes[4321]
  await race('findInNodes, 1,000 nodes', 'loop over halves', 10, [key], {
    ours: () => findInNodes(lanes, key, masks)[540],
    anchor: () => maskNodes(halves, Number(key & 0xffff_ffffn), Number(key >> 32n), masks)[540],
  })
}

async function credentialIds() {
  const ids = Array.from({ length: 100_000 }, (_, at) =>
    random([16, 20, 32, 64, 64, 80, 16 + (at % 240)][at % 7]),
  )
  const byText = new Map(ids.map((id, at) => [text(id), at]))
  const index = ByteKeyIndex.from(ids)
  const sought = shuffledHits(ids, 8192)
  await race('ByteKeyIndex, 100,000 credential IDs', 'Map of base64url', 2.5, sought, {
    ours: (id) => index.indexOf(id),
    anchor: (id) => byText.get(text(id)) ?? -1,
  })
}

async function sortedSerials() {
  const list = Array.from({ length: 100_000 }, () => randomBytes(16)).sort(Buffer.compare)
  const packed = new Uint8Array(Buffer.concat(list))
  const sought = Array.from({ length: 1024 }, () => random(16))
  await race('lowerBound among 100,000', 'bisect by Buffer.compare', 20, sought, {
    ours: (key) => lowerBound(packed, 16, key),
    anchor: (key) => bisect(list, key),
  })
}

async function millionHashes() {
  const count = 1_000_000
  const packed = random(32 * count)
  const keys = Array.from({ length: count }, (_, at) => packed.subarray(32 * at, 32 * at + 32))
  const byHex = new Map(keys.map((key, at) => [hex(key), at]))
  const index = FixedKeyIndex.from(32, packed)
  const sought = shuffledHits(keys, 65_000)
  await race('FixedKeyIndex(32), 1,000,000 keys', 'Map of hex', 6, sought, {
    ours: (key) => index.indexOf(key),
    anchor: (key) => byHex.get(hex(key)) ?? -1,
  })
  const batches = Array.from({ length: 65 }, (_, at) => sought.slice(1000 * at, 1000 * at + 1000))
  const packedBatches = new Map(batches.map((batch) => [batch, new Uint8Array(Buffer.concat(batch))]))
  const ordinals = new Int32Array(1000)
  await race('the same, 1,000 keys a call', 'Map of hex', 15, batches, {
    ours: (batch) => index.indexOfMany(packedBatches.get(batch), ordinals)[7],
    anchor: (batch) => batch.map((key) => byHex.get(hex(key)) ?? -1)[7],
  })
  console.log(
    `\nBytes a key of FixedKeyIndex(32): ${(index.byteLength / index.size).toFixed(1)} (at most 40)`,
  )
}

/** Both sides are asked for each of what is sought first, and must agree; then they are timed, some calls at once. */
async function race(what, anchorName, bar, sought, { ours, anchor }, atOnce = 100) {
  for (const key of sought) {
    if (ours(key) !== anchor(key)) throw new Error(`${what}: the two sides disagree`)
  }
  const inTurn = (side) => {
    let at = 0
    return () => {
      let sum = 0
      for (let call = 0; call < atOnce; call++) {
        at = at + 1 === sought.length ? 0 : at + 1
        sum += side(sought[at])
      }
      return sum
    }
  }
  console.log(row(what, anchorName, await paired(inTurn(ours), inTurn(anchor)), bar))
}

function branchFree(words, count, key) {
  const [a, b, c, d, e, f, g, h] = [key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7]]
  let found = 0
  for (let record = 0, at = 0; record < count; record++, at += 8) {
    const differ =
      (words[at] ^ a) |
      (words[at + 1] ^ b) |
      (words[at + 2] ^ c) |
      (words[at + 3] ^ d) |
      (words[at + 4] ^ e) |
      (words[at + 5] ^ f) |
      (words[at + 6] ^ g) |
      (words[at + 7] ^ h)
    found |= (record + 1) & ~((differ | -differ) >> 31)
  }
  return found - 1
}

function firstRecord(words, [a, b, c, d]) {
  for (let at = 0; at < words.length; at += 4) {
    if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return at / 4
  }
  return -1
}

function maskNodes(halves, low, high, masks) {
  for (let node = 0, at = 0; node < masks.length; node++) {
    let mask = 0
    for (let lane = 0; lane < 8; lane++, at += 2) {
      mask |= (halves[at] === low && halves[at + 1] === high ? 1 : 0) << lane
    }
    masks[node] = mask
  }
  return masks
}

function bisect(list, key) {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (Buffer.compare(list[middle], key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Every other one is there, in random order. */
function shuffledHits(keys, count) {
  return Array.from({ length: count }, (_, at) => {
    const key = keys[Math.floor(Math.random() * keys.length)]
    return at % 2 ? random(key.length) : key.slice()
  })
}

function uuid(bytes) {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [8, 12, 16, 20, 32].map((end, at) => digits.slice([0, 8, 12, 16, 20][at], end)).join('-')
}

function hex({ buffer, byteOffset, length }) {
  return Buffer.from(buffer, byteOffset, length).toString('hex')
}

function text({ buffer, byteOffset, length }) {
  return Buffer.from(buffer, byteOffset, length).toString('base64url')
}

function random(length) {
  const stream = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16))
  return new Uint8Array(stream.update(new Uint8Array(length)))
}
