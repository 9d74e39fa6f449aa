import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash as nodeHash, sha256 as nodeSha256 } from '../src/hash.node.ts'
import { hash as portableHash, sha256 as portableSha256 } from '../src/hash.ts'
import type { HashName } from '../src/hash-name.ts'
import { errorOf } from './error-of.ts'

const names: readonly HashName[] = ['sha-1', 'sha-256', 'sha-384', 'sha-512']

describe.each([
  ['@noble/hashes', portableSha256],
  ['node:crypto', nodeSha256],
])('sha256 by %s', (_, sha256) => {
  it('is the hash of that name', () => {
    for (let length = 0; length <= 260; length++) {
      const data = new Uint8Array(length).map((_, index) => index)
      expect(sha256(data)).toEqual(oracle('sha-256', data))
    }
    const whole = new Uint8Array([1, 2, 3, 4])
    expect(sha256(whole.subarray(1, 3))).toEqual(oracle('sha-256', new Uint8Array([2, 3])))
    expect(Object.getPrototypeOf(sha256(whole))).toBe(Uint8Array.prototype)
  })
})

describe.each([
  ['by @noble/hashes', portableHash],
  ['by node:crypto', nodeHash],
])('hash %s', (_, hash) => {
  // FIPS 180-4, the digests of "abc".
  it.each([
    ['sha-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'sha-384',
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    ],
    [
      'sha-512',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
  ] as const)('makes the published %s of "abc"', (name, digest) => {
    expect(Buffer.from(hash(name, new TextEncoder().encode('abc'))).toString('hex')).toBe(digest)
  })

  it.each(names)('makes the %s that createHash makes, at every length around a block', (name) => {
    for (let length = 0; length <= 260; length++) {
      const data = new Uint8Array(length).map((_, index) => index)
      expect(hash(name, data)).toEqual(oracle(name, data))
    }
  })

  it('makes what createHash makes of anything', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 1000 }), (name, data) => {
        expect(hash(name, data)).toEqual(oracle(name, data))
      }),
    )
  })

  it('reads a view, not the buffer beneath it', () => {
    const whole = new Uint8Array([1, 2, 3, 4])
    expect(hash('sha-256', whole.subarray(1, 3))).toEqual(hash('sha-256', new Uint8Array([2, 3])))
  })

  it('gives a plain Uint8Array', () => {
    expect(Object.getPrototypeOf(hash('sha-256', new Uint8Array()))).toBe(Uint8Array.prototype)
  })

  it.each(['sha-224', 'SHA-256', 'sha256', 'md5', '', 'toString', '__proto__', undefined, 256])(
    'knows no hash %j',
    (name) => {
      const call = () => hash(name as HashName, new Uint8Array())
      expect(errorOf(call)).toMatchObject({ code: 'unknown-hash' })
    },
  )
})

function oracle(name: HashName, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(name.replace('-', '')).update(data).digest())
}
