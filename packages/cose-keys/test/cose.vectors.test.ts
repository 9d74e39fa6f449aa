import { decodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { CoseError } from '../src/cose-error.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature } from '../src/verify-signature.node.ts'

type Case = { id: string; name: string; coseKey: string; signature: string; data: string; expect: string }

const cases = readVectors<Case[]>('cose/keys-and-signatures.json')

describe.skipIf(!cases)(`keys and signatures of strangers${vectorsNote}`, () => {
  const attempt = async ({ coseKey, signature, data }: Case, encoding: 'strict' | 'lenient') =>
    verifySignature(parseKey(decodeHex(coseKey), { encoding }), decodeHex(signature), decodeHex(data)).then(
      () => 'accepted',
      (reason: unknown) => reason,
    )
  const outcome = async (one: Case, encoding: 'strict' | 'lenient' = 'strict') => {
    try {
      return await attempt(one, encoding)
    } catch (reason) {
      return reason
    }
  }

  it.each((cases ?? []).map((one) => [one.id, one.name, one] as const))('%s %s', async (_id, _name, one) => {
    const result = await outcome(one)
    if (result !== 'accepted') expect(CoseError.is(result)).toBe(true)
    // Node has every algorithm among those that not every runtime has.
    if (one.expect.startsWith('accept')) expect(result).toBe('accepted')
    if (one.expect.startsWith('reject')) expect(result).not.toBe('accepted')
    if (one.expect === 'reject-when-strict') expect(await outcome(one, 'lenient')).toBe('accepted')
  })
})
