/**
 * Authentications: with keys that nobody has seen before, against @simplewebauthn/server, one at a time and sixteen in
 * flight; with one key over and over, against raw `crypto.verify`; behind node:http; and what they cost in memory and at
 * import. `bench/authentication.mjs cold` and the like run a part of it.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { verifyAuthentication } from '@latchkey/rp-core'
import { verifyAuthenticationSync } from '@latchkey/rp-core/node'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { head, paired, row } from '../../../scripts/paired.mjs'
import { algorithms, assertion } from './assertion.mjs'

const swa = '@simplewebauthn/server 14.0.3'
const median = (figures) => figures.toSorted((a, b) => a - b)[figures.length >> 1]
const middleHalf = (figures) => {
  const sorted = figures.toSorted((a, b) => a - b)
  return { low: sorted[sorted.length >> 2], high: sorted[(3 * sorted.length) >> 2] }
}
const table = (figures) => ({ ratio: median(figures), ...middleHalf(figures), rounds: figures.length })

const parts = {
  /** Every call has a key of its own, and so has every round. */
  async cold() {
    const [major] = process.versions.node.split('.')
    const bars =
      major === '20'
        ? { ES256: [2, 1.8], RS256: [2.5, 2.3], Ed25519: [1.5, 1.5] }
        : { ES256: [2, 1.8], RS256: [1.8, 1.8], Ed25519: [1.25, 1.3] }
    for (const [name, algorithm] of Object.entries(algorithms)) {
      const make = () => Array.from({ length: name === 'RS256' ? 120 : 320 }, () => assertion(algorithm))
      for (const side of [ours, theirs]) await timeOf(side, make(), 4)
      for (const [at, inFlight] of [1, 16].entries()) {
        const ratios = []
        for (let round = 0; round < 11; round++) ratios.push(await ratioOver(make(), inFlight, round))
        console.log(row(`${name}, cold key, ${inFlight} in flight`, swa, table(ratios), bars[name][at]))
      }
    }
  },

  async hot() {
    const bars = { ES256: [0.9, 0.78], Ed25519: [0.9], RS256: [0.75] }
    for (const [name, algorithm] of Object.entries(algorithms)) {
      const one = assertion(algorithm)
      const key = createPublicKey(one.key)
      const raw = () => {
        if (!verify(algorithm.hash, one.data, key, one.signature)) throw new Error('refused')
      }
      const sync = await paired(() => verifyAuthenticationSync(one.ours), raw)
      console.log(row(`${name}, hot key, sync`, 'crypto.verify', sync, bars[name][0]))
      const async = await paired(() => verifyAuthentication(one.ours), raw)
      console.log(row(`${name}, hot key, async`, 'crypto.verify', async, bars[name][1]))
    }
  },

  /** Requests a second of a server in another process that does nothing else, ES256. */
  async http() {
    for (const [what, bar] of [
      ['hot', 2.3],
      ['cold', 1.3],
    ]) {
      const ratios = []
      for (let round = 0; round < 7; round++) {
        const rates = {}
        for (const side of round % 2 ? ['ours', 'theirs'] : ['theirs', 'ours']) {
          rates[side] = await requestRate(side, what)
        }
        ratios.push(rates.ours / rates.theirs)
      }
      console.log(row(`ES256 behind node:http, ${what} key`, swa, table(ratios), bar))
    }
  },

  /** Resident memory after 100,000 calls with 500 keys, and the time of the import, each in a process of its own. */
  memory() {
    const figure = (script) =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder }))
    const rss = 'console.log(Math.round(process.memoryUsage.rss() / 1e5) / 10)'
    const bare = figure(rss)
    const used = figure(`
      import { verifyAuthentication } from '@latchkey/rp-core'
      import { algorithms, assertion } from './bench/assertion.mjs'
      const inputs = Array.from({ length: 500 }, () => assertion(algorithms.ES256).ours)
      const before = process.memoryUsage.rss()
      for (let call = 0; call < 100_000; call++) await verifyAuthentication(inputs[call % inputs.length])
      console.log(Math.round((process.memoryUsage.rss() - before) / 1e5) / 10)`)
    console.log(`\nMemory: bare Node ${bare} MB, 100,000 verifications ${used} MB more (bar 20).`)
    const imports = Array.from({ length: 9 }, () =>
      figure(`
        const begun = performance.now()
        await import('@latchkey/rp-core')
        console.log(performance.now() - begun)`),
    )
    console.log(`Import: ${median(imports).toFixed(1)} ms (bar 10).`)
  },
}

const folder = fileURLToPath(new URL('..', import.meta.url))
const ours = (one) => verifyAuthentication(one.ours)
const theirs = async (one) => {
  const { verified } = await verifyAuthenticationResponse(one.theirs)
  if (!verified) throw new Error('refused')
}

/** In small parts in turn, so that a busy moment of the machine hits both. */
async function ratioOver(assertions, inFlight, round) {
  let [a, b] = [0, 0]
  for (let part = 0; part < 4; part++) {
    const some = assertions.slice((part * assertions.length) / 4, ((part + 1) * assertions.length) / 4)
    if ((round + part) % 2) a += await timeOf(ours, some, inFlight)
    b += await timeOf(theirs, some, inFlight)
    if ((round + part) % 2 === 0) a += await timeOf(ours, some, inFlight)
  }
  return b / a
}

async function timeOf(side, assertions, inFlight) {
  let next = 0
  const begun = performance.now()
  const worker = async () => {
    while (next < assertions.length) await side(assertions[next++])
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return performance.now() - begun
}

async function requestRate(side, what) {
  const server = spawn(process.execPath, ['bench/http-server.mjs', side], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await once(server.stdout, 'data')
  const one = assertion(algorithms.ES256)
  const bodies = Array.from({ length: 600 }, () => {
    const { response, ours, theirs } = what === 'hot' ? one : assertion(algorithms.ES256)
    return JSON.stringify({
      response,
      publicKey: Buffer.from(ours.credential.publicKey).toString('base64url'),
      challenge: theirs.expectedChallenge,
    })
  })
  const post = async (body) => {
    const reply = await fetch(`http://localhost:${Number(port)}`, { method: 'POST', body })
    if ((await reply.text()) !== 'verified') throw new Error('refused')
  }
  await timeOf(post, bodies.slice(0, 100), 8)
  const milliseconds = await timeOf(post, bodies.slice(100), 8)
  server.kill()
  return 500 / milliseconds
}

console.log(`Node ${process.version}, ${process.arch}, ${availableParallelism()} cores\n\n${head}`)
for (const [name, part] of Object.entries(parts)) {
  if (process.argv.length === 2 || process.argv.includes(name)) await part()
}
