/**
 * This package by turns with cbor-x (maps as Map, windows on the input, native addon on) and cborg, in one process.
 * Prints ratios of speed, the median of neighbouring batches and the quartiles: above 1 means faster than the other.
 */
import { cpus } from 'node:os'
import { check, decode, encode } from '@latchkey/cbor-canonical'
import { Decoder, Encoder, isNativeAccelerationEnabled } from 'cbor-x'
import { encode as encodeByCborg, rfc8949EncodeOptions } from 'cborg'
import { paired } from '../../../scripts/paired.mjs'
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

const rows = []
for (const [name, bytes] of all) {
  const value = decode(bytes)
  const shuffled = value.size > 1000 ? shuffle(value) : value
  rows.push({
    input: `${name}, ${bytes.length} B`,
    'decode / cbor-x': await ratioOf(
      () => decode(bytes, { bytes: 'view' }),
      () => decoder.decode(bytes),
    ),
    'check / cbor-x decode': await ratioOf(
      () => check(bytes),
      () => decoder.decode(bytes),
    ),
    'encode / cbor-x': await ratioOf(
      () => encode(value),
      () => encoder.encode(value),
    ),
    'encode / cborg rfc8949': await ratioOf(
      () => encode(value, { profile: 'rfc8949' }),
      () => encodeByCborg(value, rfc8949EncodeOptions),
    ),
    'encode shuffled / cborg':
      shuffled === value
        ? ''
        : await ratioOf(
            () => encode(shuffled),
            () => encodeByCborg(shuffled),
          ),
  })
}

const columns = Object.keys(rows[0])
console.log(`| ${columns.join(' | ')} |`)
console.log(`| ${columns.map(() => '---').join(' | ')} |`)
for (const row of rows) console.log(`| ${columns.map((column) => row[column]).join(' | ')} |`)
console.log(`\nNode ${process.version}, ${cpus()[0].model}, ${cpus().length} cores`)

async function ratioOf(ours, other) {
  const { ratio, low, high } = await paired(ours, other, { batch: 8 })
  return `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
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
