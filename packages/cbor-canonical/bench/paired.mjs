/**
 * This package by turns with cbor-x (maps as Map, windows on the input, native addon on) and cborg, in one process.
 * Prints ratios of speed, the median of neighbouring batches and the quartiles: above 1 means faster than the other.
 */
import { cpus } from 'node:os'
import { check, decode, encode } from '@latchkey/cbor-canonical'
import { Decoder, Encoder, isNativeAccelerationEnabled } from 'cbor-x'
import { encode as encodeByCborg, rfc8949EncodeOptions } from 'cborg'
import { inputs } from './inputs.mjs'

if (!isNativeAccelerationEnabled)
  throw new Error('the native addon of cbor-x is not built: the ratios would flatter')

const plain = { mapsAsObjects: false, useRecords: false }
const decoder = new Decoder(plain)
const encoder = new Encoder({
  ...plain,
  variableMapSize: true,
  tagUint8Array: false,
  useTag259ForMaps: false,
})
const all = Object.entries(inputs())
for (const [, bytes] of all) check(bytes) && decode(bytes, { bytes: 'view' })

const rows = all.map(([name, bytes]) => {
  const value = decode(bytes)
  const shuffled = value.size > 1000 ? shuffle(value) : value
  return {
    input: `${name}, ${bytes.length} B`,
    'decode / cbor-x': paired(
      () => decode(bytes, { bytes: 'view' }),
      () => decoder.decode(bytes),
    ),
    'check / cbor-x decode': paired(
      () => check(bytes),
      () => decoder.decode(bytes),
    ),
    'encode / cbor-x': paired(
      () => encode(value),
      () => encoder.encode(value),
    ),
    'encode / cborg rfc8949': paired(
      () => encode(value, { profile: 'rfc8949' }),
      () => encodeByCborg(value, rfc8949EncodeOptions),
    ),
    'encode shuffled / cborg':
      shuffled === value
        ? ''
        : paired(
            () => encode(shuffled),
            () => encodeByCborg(shuffled),
          ),
  }
})

const columns = Object.keys(rows[0])
console.log(`| ${columns.join(' | ')} |`)
console.log(`| ${columns.map(() => '---').join(' | ')} |`)
for (const row of rows) console.log(`| ${columns.map((column) => row[column]).join(' | ')} |`)
console.log(`\nNode ${process.version}, ${cpus()[0].model}, ${cpus().length} cores`)

function paired(ours, other) {
  for (const run of [ours, other]) batch(run, calibrate(run, 200))
  const count = calibrate(ours, 8)
  const otherCount = calibrate(other, 8)
  const ratios = []
  const end = performance.now() + 2000
  for (let turn = 0; performance.now() < end || turn < 15; turn++) {
    const first = turn % 2 === 0 ? batch(ours, count) : batch(other, otherCount)
    const second = turn % 2 === 0 ? batch(other, otherCount) : batch(ours, count)
    ratios.push(turn % 2 === 0 ? second / first : first / second)
  }
  ratios.sort((a, b) => a - b)
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) =>
    ratios[Math.floor(ratios.length * share)].toFixed(2),
  )
  return `${median} (${low}–${high})`
}

/** Milliseconds a call. */
function batch(run, count) {
  const started = performance.now()
  for (let i = 0; i < count; i++) run()
  return (performance.now() - started) / count
}

/** How many calls take about so many milliseconds. */
function calibrate(run, milliseconds) {
  let count = 1
  while (batch(run, count) * count < milliseconds / 2) count *= 2
  return count * 2
}

function shuffle(map) {
  const entries = [...map]
  for (let i = entries.length - 1, seed = 1; i > 0; i--) {
    seed = (seed * 48_271) % 2_147_483_647
    const j = seed % (i + 1)
    ;[entries[i], entries[j]] = [entries[j], entries[i]]
  }
  return new Map(entries)
}
