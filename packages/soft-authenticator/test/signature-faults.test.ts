/** Signatures of ECDSA that are wrong in one number, of every length. */
import { decodeBase64url } from '@latchkey/octets'
import { readDer } from '@latchkey/x509-path/der'
import { describe, expect, it } from 'vitest'
import type { Fault } from '../src/faults/faults.ts'
import { makeResponses } from './responses.ts'

async function signatureOf(algorithm: number, faults: readonly Fault[] = []) {
  const made = await makeResponses({ format: 'none', algorithm }, { authentication: faults })
  return decodeBase64url(made.authentication.response.signature)
}

const numbersOf = (signature: Uint8Array) =>
  readDer(signature).children!.map(({ value }) => BigInt(`0x${Buffer.from(value).toString('hex')}`))

describe.each([
  [-7, 64],
  [-47, 64],
  [-35, 96],
  [-36, 132],
])('of algorithm %d', (algorithm, length) => {
  it('r or s is 0, and the other one as it was', async () => {
    const [r, s] = numbersOf(await signatureOf(algorithm))
    expect(numbersOf(await signatureOf(algorithm, ['ecdsa-r-zero']))).toEqual([0n, s])
    expect(numbersOf(await signatureOf(algorithm, ['ecdsa-s-zero']))).toEqual([r, 0n])
  })

  it('r and s stand side by side', async () => {
    const [r, s] = numbersOf(await signatureOf(algorithm))
    const raw = await signatureOf(algorithm, ['ecdsa-raw'])
    const numbers = [raw.subarray(0, length / 2), raw.subarray(length / 2)]
    expect(raw).toHaveLength(length)
    expect(numbers.map((number) => BigInt(`0x${Buffer.from(number).toString('hex')}`))).toEqual([r, s])
  })
})
