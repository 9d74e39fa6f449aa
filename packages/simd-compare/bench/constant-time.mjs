/**
 * Whether what is called constant time is: two kinds of input, in random order, and Welch's t of their times. Where |t| is
 * below 4.5, no difference was seen. The best of three counts, since a busy machine makes differences of its own; the
 * controls, which do leave early, must show one each time, or the test sees nothing.
 *
 * @see Reparaz, Balasch, Verbauwhede: Dude, is my code constant time? (2017)
 */
import { randomBytes, randomInt } from 'node:crypto'
import { createKernels, features } from '@latchkey/simd-compare'

const limit = 4.5
const measurements = 20_000
/** Of the times of both kinds together, the slowest tenth is interrupts and garbage collection. */
const kept = 0.9

const rows = []
for (const path of features().path === 'js' ? ['js'] : ['wasm-simd128', 'js']) {
  const { compareBytes, equalBytes, ScanTable } = createKernels({ path })
  for (const length of [32, 1024]) {
    const [first, last] = differing(length)
    const calls = length === 32 ? 100 : 20
    judge(
      `equalBytes, ${length} bytes, ${path}`,
      first,
      last,
      repeated(calls, ({ a, b }) => equalBytes(a, b)),
    )
    if (path === 'js') {
      control(
        `compareBytes, ${length} bytes`,
        first,
        last,
        repeated(calls, ({ a, b }) => compareBytes(a, b)),
      )
    }
  }
  const records = Array.from({ length: 1000 }, () => bytes(32))
  const table = ScanTable.from(32, Buffer.concat(records))
  const found = [copies(records[0]), copies(records[999])]
  const missed = [copies(flipped(records[0], 0)), copies(flipped(records[0], 31))]
  judge(`indexOfConstantTime, first or last of 1,000, ${path}`, ...found, (key) =>
    table.indexOfConstantTime(key),
  )
  judge(`indexOfConstantTime, none, ${path}`, ...missed, (key) => table.indexOfConstantTime(key))
  control(`ScanTable.indexOf, first or last of 1,000, ${path}`, ...found, (key) => table.indexOf(key))
}

console.log('| what | kinds | |t|, best of three | |\n| --- | --- | --- | --- |')
for (const { what, t, ok, isControl } of rows) {
  console.log(
    `| ${what} | ${isControl ? 'control' : 'constant time'} | ${t.toFixed(1)} | ${ok ? '' : 'wrong'} |`,
  )
}
if (rows.some(({ ok }) => !ok)) process.exitCode = 1

function judge(what, one, other, call) {
  const t = bestOfThree(one, other, call)
  rows.push({ what, t, ok: t < limit, isControl: false })
}

function control(what, one, other, call) {
  const t = bestOfThree(one, other, call)
  rows.push({ what, t, ok: t >= limit, isControl: true })
}

/** The smallest |t|, which for a control is the one least in favour of it. */
function bestOfThree(one, other, call) {
  const runs = [0, 1, 2].map(() => Math.abs(welch(...timed(one, other, call))))
  return Math.min(...runs)
}

/** Times of both kinds, in random order, without the slowest of all. */
function timed(one, other, call) {
  const kinds = [one, other]
  for (let at = 0; at < 2_000; at++) call(kinds[at % 2][at % one.length])
  const times = [[], []]
  for (let at = 0; at < measurements; at++) {
    const kind = randomInt(2)
    const input = kinds[kind][at % one.length]
    const begun = process.hrtime.bigint()
    call(input)
    times[kind].push(Number(process.hrtime.bigint() - begun))
  }
  const cut = times.flat().sort((a, b) => a - b)[Math.floor(kept * measurements)]
  return times.map((list) => list.filter((time) => time <= cut))
}

function welch(a, b) {
  const [one, other] = [a, b].map((list) => {
    const mean = list.reduce((sum, time) => sum + time, 0) / list.length
    const variance = list.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (list.length - 1)
    return { mean, error: variance / list.length }
  })
  return (one.mean - other.mean) / Math.sqrt(one.error + other.error)
}

/** Pairs that differ in the first byte, and pairs that differ in the last one. */
function differing(length) {
  const originals = copies(bytes(length))
  return [0, length - 1].map((at) => originals.map((a) => ({ a, b: flipped(a, at) })))
}

function copies(original) {
  return Array.from({ length: 16 }, () => original.slice())
}

function flipped(original, at) {
  const copy = original.slice()
  copy[at] ^= 1
  return copy
}

function repeated(times, call) {
  return (input) => {
    for (let at = 0; at < times; at++) call(input)
  }
}

function bytes(length) {
  return new Uint8Array(randomBytes(length))
}
