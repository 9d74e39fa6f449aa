import { describe, expect, it } from 'vitest'
import { fromJwk, toJwk } from '../src/jwk.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature } from '../src/verify-signature.node.ts'
import { coseKey, makeKey } from './keys.ts'

const data = new TextEncoder().encode('signed')

/** What a call has come to once nothing is left to do but to wait for another thread. */
async function withoutWaiting(promise: Promise<void>): Promise<string> {
  let outcome = 'waits'
  promise.then(
    () => (outcome = 'accepted'),
    ({ code }) => (outcome = code),
  )
  await new Promise(process.nextTick)
  return outcome
}

describe('verifySignature by node:crypto', () => {
  it.each(['ES256', 'EdDSA', 'RS256', 'PS256'] as const)('does %s on the calling thread', async (name) => {
    const made = makeKey[name]()
    const key = parseKey(coseKey(made.labels))
    expect(await withoutWaiting(verifySignature(key, made.sign(data), data))).toBe('accepted')
    expect(await withoutWaiting(verifySignature(key, made.sign(data), data.slice(1)))).toBe(
      'signature-mismatch',
    )
  })

  it('does RSA of 4,096 bits there, and nothing beyond', async () => {
    for (const [bits, outcome] of [
      [4096, 'accepted'],
      [4104, 'waits'],
    ] as const) {
      const made = makeKey.RS256(bits)
      const promise = verifySignature(parseKey(coseKey(made.labels)), made.sign(data), data)
      expect(await withoutWaiting(promise)).toBe(outcome)
      await promise
    }
  })

  it('leaves an RSA key with a long exponent to another thread', async () => {
    const jwk = toJwk(parseKey(coseKey(makeKey.RS256().labels)))
    const key = fromJwk({ ...jwk, e: 'AQAAAAE' })
    const promise = verifySignature(key, new Uint8Array(256), data)
    expect(await withoutWaiting(promise)).toBe('waits')
    await expect(promise).rejects.toMatchObject({ code: 'signature-mismatch' })
  })

  it.each(['ES384', 'ES512', 'ES256K', 'Ed448'] as const)('leaves %s to another thread', async (name) => {
    const made = makeKey[name]()
    const promise = verifySignature(parseKey(coseKey(made.labels)), made.sign(data), data)
    expect(await withoutWaiting(promise)).toBe('waits')
    await promise
  })

  it('leaves Ed25519 to another thread while there are others, and only then', async () => {
    const made = makeKey.EdDSA()
    const key = parseKey(coseKey(made.labels))
    const check = (signed = data) => verifySignature(key, made.sign(data), signed)
    const together = (many: number) => Array.from({ length: many }, (_, at) => check(data.slice(at % 2)))
    const few = together(3)
    expect(await withoutWaiting(few[0]!)).toBe('accepted')
    expect(await withoutWaiting(few[1]!)).toBe('signature-mismatch')
    const all = together(16)
    expect(await Promise.all(all.map(withoutWaiting))).toEqual(Array(16).fill('waits'))
    const outcomes = await Promise.allSettled(all)
    expect(outcomes.map(({ status }) => status)).toEqual(
      outcomes.map((_, at) => (at % 2 ? 'rejected' : 'fulfilled')),
    )
    expect(await withoutWaiting(check())).toBe('accepted')
    await Promise.allSettled(few)
  })

  it.each(['ES256', 'EdDSA', 'RS256', 'ES384'] as const)(
    'judges by %s what it was given, whatever becomes of the bytes after the call',
    async (name) => {
      const made = makeKey[name]()
      const key = parseKey(coseKey(made.labels))
      for (const together of [1, 16]) {
        const given = Array.from({ length: together }, () => [made.sign(data), data.slice()] as const)
        const right = given.map(([signature, bytes]) => verifySignature(key, signature, bytes))
        for (const [signature, bytes] of given) {
          signature.fill(0)
          bytes.fill(0)
        }
        await Promise.all(right)
        const signed = [data.slice(1), made.sign(data)] as const
        const wrong = verifySignature(key, signed[1], signed[0])
        await expect(wrong).rejects.toMatchObject({ code: 'signature-mismatch' })
      }
    },
  )
})
