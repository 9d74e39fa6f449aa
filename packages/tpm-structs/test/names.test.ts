import { createHash } from 'node:crypto'
import { encodeHex } from '@latchkey/octets'
import { expect, it, describe as suite } from 'vitest'
import { computeName, computeNvName, computeQualifiedName } from '../src/names.ts'
import { serialize } from '../src/parse.ts'
import { fromHex, refusal } from './bytes.ts'
import { samples } from './samples.ts'

const digestOf = (hash: string, ...parts: Uint8Array[]) => {
  const state = createHash(hash)
  for (const part of parts) state.update(part)
  return state.digest('hex')
}

suite('names', () => {
  it.each([
    ['SHA-1', 0x04, 'sha1'],
    ['SHA-256', 0x0b, 'sha256'],
    ['SHA-384', 0x0c, 'sha384'],
    ['SHA-512', 0x0d, 'sha512'],
  ] as const)('are the algorithm and the digest: %s', (_, nameAlg, hash) => {
    const prefix = `000${nameAlg.toString(16)}`
    for (const value of samples.TPMT_PUBLIC) {
      const area = serialize('TPMT_PUBLIC', { ...value, nameAlg })
      const name = computeName(area)
      expect(encodeHex(name)).toBe(prefix + digestOf(hash, area))
      // Under the endorsement hierarchy, and one key further down.
      const endorsement = fromHex('4000000b')
      const qualified = computeQualifiedName(name, endorsement)
      expect(encodeHex(qualified)).toBe(prefix + digestOf(hash, endorsement, name))
      expect(encodeHex(computeQualifiedName(name, qualified))).toBe(prefix + digestOf(hash, qualified, name))
    }
    const nv = serialize('TPMS_NV_PUBLIC', { ...samples.TPMS_NV_PUBLIC[0]!, nameAlg })
    expect(encodeHex(computeNvName(nv))).toBe(prefix + digestOf(hash, nv))
  })
})

suite('names are refused', () => {
  const area = serialize('TPMT_PUBLIC', samples.TPMT_PUBLIC[0]!)
  const nv = serialize('TPMS_NV_PUBLIC', samples.TPMS_NV_PUBLIC[0]!)
  const name = computeName(area)

  it.each<
    readonly [
      string,
      (bytes: Uint8Array) => Uint8Array,
      Uint8Array,
      number,
      readonly [string, number, string],
    ]
  >([
    ['of an object without one', computeName, area, 2, ['unsupported-name-alg', 2, 'nameAlg']],
    ['of an NV index without one', computeNvName, nv, 4, ['unsupported-name-alg', 4, 'nameAlg']],
    ['below a name', (bytes) => computeQualifiedName(bytes, name), name, 0, ['unsupported-name-alg', 0, '']],
  ])('%s', (_, compute, bytes, offset, expected) => {
    expect(compute(bytes)).toHaveLength(34)
    // NULL, SM3_256, SHA3_256, and what is no hash
    for (const nameAlg of [0x10, 0x12, 0x27, 0x01, 0x00])
      expect(refusal(() => compute(bytes.with(offset, 0).with(offset + 1, nameAlg)))).toEqual(expected)
    expect(refusal(() => compute(new Uint8Array()))).toEqual(expected)
  })
})
