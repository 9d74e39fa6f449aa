/** Keys of every algorithm, against the packages that verify. */
import { parseKey, verifySignature } from '@latchkey/cose-keys'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { expect, it } from 'vitest'
import { randomFrom } from '../src/random.ts'
import { encodeCoseKey, makeSigningKey, signingAlgorithms } from '../src/signing-key.ts'

const data = new TextEncoder().encode('what is signed')
const seed = new Uint8Array(32).fill(3)

it.each(signingAlgorithms)(
  '%d: the same seed makes the same key, and its signatures verify',
  async (algorithm) => {
    const make = () => makeSigningKey(algorithm, randomFrom(seed))
    const key = make()
    const signature = key.sign(data)
    expect(make().sign(data)).toEqual(signature)
    const dangerouslyAllowRs1 = algorithm === -65535
    const parsed = parseKey(encodeCoseKey(key.members), { dangerouslyAllowRs1 })
    const options = { backends: [nobleBackend], dangerouslyAllowRs1 }
    await expect(verifySignature(parsed, signature, data, options)).resolves.toBeUndefined()
    const flipped = signature.with(signature.length - 1, signature.at(-1)! ^ 1)
    await expect(verifySignature(parsed, flipped, data, options)).rejects.toMatchObject({ name: 'CoseError' })
  },
)

it('another seed makes another key', () => {
  const other = makeSigningKey(-7, randomFrom(new Uint8Array(32)))
  expect(other.members.get(-2)).not.toEqual(makeSigningKey(-7, randomFrom(seed)).members.get(-2))
})
