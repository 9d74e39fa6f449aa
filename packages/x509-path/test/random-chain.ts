/** Chains that nobody picked: issued right or nearly right, and then disturbed. The same number gives the same chain. */

import { fromHex } from './bytes.ts'
import {
  alternativeNames,
  basicConstraints,
  generalName,
  type KeyPair,
  keyIdentifiers,
  keyUsage,
  makeCertificate,
  makeExtension,
  makeKeyPair,
  makeName,
  nameConstraints,
} from './make-certificate.ts'

export type RandomChain = {
  readonly chain: readonly Uint8Array[]
  readonly anchors: readonly Uint8Array[]
  readonly now: Date
  /** what was done to it, for who reads a failure */
  readonly story: readonly string[]
}

/** Numbers below 1 from a seed (mulberry32). */
export function randomness(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const names = {
  dns: [
    'good.example',
    'a.good.example',
    'A.Good.Example',
    'evil.example',
    'notgood.example',
    'a.bad.good.example',
  ],
  mail: ['a@good.example', 'A@GOOD.example', 'b@a.good.example', 'a@evil.example'],
  uri: ['https://a.good.example/x', 'https://good.example:8443', 'https://evil.example/.good.example'],
  ip: [
    [10, 1, 2, 3],
    [11, 1, 2, 3],
  ],
} as const
const subtrees = {
  dns: ['good.example', 'example', 'bad.good.example', ''],
  mail: ['good.example', '.good.example', 'a@good.example'],
  uri: ['.good.example', 'good.example'],
} as const
const unknown = fromHex('2b060104018d0f01')

export class ChainMaker {
  readonly #keys: readonly KeyPair[] = Array.from({ length: 6 }, makeKeyPair)
  #serial = 1

  make(seed: number): RandomChain {
    const random = randomness(seed)
    const chance = (share: number) => random() < share
    const pick = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)]!
    const story: string[] = []
    const tell = (what: string) => {
      story.push(what)
      return true
    }

    const depth = 1 + Math.floor(random() * 3.3)
    const certificates: Uint8Array[] = []
    let issuer = { name: makeName([10, 'Latchkey'], [3, `root ${seed % 7}`]), key: this.#keys[0]! }
    let before = issuer.key
    for (let level = 0; level <= depth; level++) {
      const isRoot = level === 0
      const isLeaf = level === depth
      const key = isRoot ? issuer.key : this.#keys[1 + ((level + seed) % 5)]!
      const isSelfIssued = isRoot || (!isLeaf && chance(0.1) && tell(`${level} self-issued`))
      const name = isSelfIssued ? issuer.name : subjectOf(level, isLeaf)
      const isForeign = isRoot && chance(0.03) && tell('root by another authority')
      const isStranger = !isRoot && chance(0.03) && tell(`${level} signed by another key`)
      const isOlder =
        !isStranger && key !== before && chance(0.04) && tell(`${level} signed by the key above`)
      const signer = isStranger ? pick(this.#keys) : isOlder ? before : issuer.key
      const isLate = chance(0.02) && tell(`${level} expired`)
      const isEarly = chance(0.02) && tell(`${level} not valid yet`)
      const change = chance(isRoot ? 0.02 : 0.15) ? disturbance(level) : undefined
      certificates.push(
        makeCertificate({
          serial: this.#serial++,
          subject: name,
          issuer: isForeign ? makeName([10, 'Elsewhere']) : issuer.name,
          from: isEarly ? '20300101000000Z' : '20250101000000Z',
          to: isLate ? '20260101000000Z' : pick(['20450101000000Z', '20600101000000Z']),
          key,
          signer,
          extensions: isLeaf ? leafExtensions(key, issuer.key) : authorityExtensions(level, key, issuer.key),
          ...(change && { change }),
        }),
      )
      before = issuer.key
      issuer = { name, key }
    }
    const [root, ...below] = certificates
    let chain = below.reverse()
    if (chance(0.03) && tell('one missing')) chain = [chain[0]!, ...chain.slice(2)]
    if (chance(0.1) && tell('turned round')) chain = [chain[0]!, ...chain.slice(1).reverse()]
    if (chance(0.1) && tell('root included')) chain = [...chain, root!]
    if (chance(0.05) && tell('doubled')) chain = [...chain, ...chain]
    if (chance(0.03) && tell('a byte changed')) {
      const which = Math.floor(random() * chain.length)
      chain = chain.map((der, at) => (at === which ? flip(der) : der))
    }
    const isPartial = chance(0.03) && tell('the last as anchor')
    const anchors = isPartial ? [chain.at(-1)!] : chance(0.02) && tell('no anchor') ? [] : [root!]
    const now = new Date(pick(['2026-06-01T00:00:00Z', '2026-06-01T00:00:00.500Z', '2025-01-01T00:00:00Z']))
    return { chain, anchors, now, story }

    function flip(der: Uint8Array): Uint8Array {
      const at = Math.floor(random() * der.length)
      return der.with(at, der[at]! ^ (1 << Math.floor(random() * 8)))
    }

    function disturbance(level: number): (tbs: Uint8Array) => Uint8Array {
      const kind = pick(['flip', 'byte', 'drop', 'insert'])
      tell(`${level} ${kind} before signing`)
      return (tbs) => {
        const at = Math.floor(random() * tbs.length)
        if (kind === 'flip') return flip(tbs)
        if (kind === 'byte') return tbs.with(at, Math.floor(random() * 256))
        if (kind === 'drop') return Uint8Array.of(...tbs.slice(0, at), ...tbs.slice(at + 1))
        return Uint8Array.of(...tbs.slice(0, at), Math.floor(random() * 256), ...tbs.slice(at))
      }
    }

    function subjectOf(level: number, isLeaf: boolean): Uint8Array {
      if (isLeaf && chance(0.05) && tell('empty subject')) return makeName()
      if (isLeaf && chance(0.2)) return makeName([10, 'Latchkey'], [11, pick(['In', 'Out'])], [3, 'leaf'])
      return makeName([10, 'Latchkey'], [3, isLeaf ? 'leaf' : `authority ${level}`])
    }

    function authorityExtensions(level: number, key: KeyPair, issuer: KeyPair): Uint8Array[] {
      const isCa = !(chance(0.02) && tell(`${level} CA:false`))
      const pathLength = isCa && chance(0.3) ? pick([0, 1, 2]) : undefined
      if (pathLength !== undefined) tell(`${level} path length ${pathLength}`)
      const bits = chance(0.03) && tell(`${level} may not sign`) ? 0x02 : pick([0x04, 0x06, 0x86])
      return [
        ...(chance(0.02) && tell(`${level} no basicConstraints`) ? [] : [basicConstraints(isCa, pathLength)]),
        ...(chance(0.02) && tell(`${level} no keyUsage`) ? [] : [keyUsage(bits)]),
        ...keyIdentifiers(key, issuer),
        ...(chance(0.25) && tell(`${level} constrained`) ? [constraints()] : []),
        ...(chance(0.02) && tell(`${level} unknown critical`)
          ? [makeExtension(unknown, true, fromHex('0500'))]
          : []),
      ]
    }

    function leafExtensions(key: KeyPair, issuer: KeyPair): Uint8Array[] {
      return [
        ...(chance(0.2) ? [] : [basicConstraints(false)]),
        ...(chance(0.2) ? [] : [keyUsage(0x80)]),
        ...keyIdentifiers(key, issuer),
        ...(chance(0.7)
          ? [alternativeNames(...Array.from({ length: 1 + Math.floor(random() * 2) }, anyName))]
          : []),
        ...(chance(0.05)
          ? [makeExtension(unknown, chance(0.5) && tell('leaf unknown critical'), fromHex('0500'))]
          : []),
      ]
    }

    function anyName(): Uint8Array {
      const form = pick(['dns', 'dns', 'mail', 'uri', 'ip', 'directory'] as const)
      if (form === 'ip') return generalName.ip(...pick(names.ip))
      if (form === 'directory')
        return generalName.directory(makeName([10, 'Latchkey'], [11, pick(['In', 'Out'])]))
      return generalName[form](pick(names[form]))
    }

    function anySubtree(): Uint8Array {
      const form = pick(['dns', 'dns', 'mail', 'uri', 'ip', 'directory'] as const)
      if (form === 'ip') return generalName.ip(10, 0, 0, 0, 255, 0, 0, 0)
      if (form === 'directory')
        return generalName.directory(
          pick([makeName([10, 'Latchkey']), makeName([10, 'Latchkey'], [11, 'In'])]),
        )
      return generalName[form](pick(subtrees[form]))
    }

    function constraints(): Uint8Array {
      const permitted = chance(0.7) ? [anySubtree()] : []
      const excluded = permitted.length === 0 || chance(0.3) ? [anySubtree()] : []
      return nameConstraints(permitted, excluded)
    }
  }
}
