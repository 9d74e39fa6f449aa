import { generateKeyPairSync, sign } from 'node:crypto'
import { type CborValue, encode } from '@latchkey/cbor-canonical'
import { concat, decodeBase64url, hash } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { none } from '../src/formats/none.ts'
import { packedSelf } from '../src/formats/packed-self.ts'
import { createTrustPolicy } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const coseKey = encode(
  new Map<CborValue, CborValue>([
    [1, 1],
    [3, -8],
    [-1, 6],
    [-2, decodeBase64url(publicKey.export({ format: 'jwk' }).x!)],
  ]),
)
const aaguid = new Uint8Array(16).fill(3)
const authData = concat(
  new Uint8Array(32),
  Uint8Array.of(0x41, 0, 0, 0, 0),
  aaguid,
  Uint8Array.of(0, 1, 5),
  coseKey,
)
const clientDataHash = hash('sha-256', new Uint8Array([1]))
const sig = new Uint8Array(sign(null, concat(authData, clientDataHash), privateKey))

const attestationObject = (fmt: string, attStmt: [CborValue, CborValue][]) =>
  encode(
    new Map<CborValue, CborValue>([
      ['fmt', fmt],
      ['attStmt', new Map(attStmt)],
      ['authData', authData],
    ]),
  )
const verify = (fmt: string, attStmt: [CborValue, CborValue][], require: 'none' | 'self' = 'none') =>
  verifyAttestation({
    attestationObject: attestationObject(fmt, attStmt),
    clientDataHash,
    formats: [none, packedSelf],
    trust: createTrustPolicy({ require }),
    now: new Date(),
  })
const refuses = (promise: Promise<unknown>, details: object) =>
  expect(promise).rejects.toEqual(expect.objectContaining({ name: 'AttestationError', ...details }))

describe('none', () => {
  it('is accepted where nothing is required, and its AAGUID is handed on as a claim', async () => {
    expect(await verify('none', [])).toMatchObject({
      fmt: 'none',
      type: 'none',
      trusted: false,
      trustPath: [],
      aaguid,
    })
  })

  it('is not trusted where self attestation is required', () =>
    refuses(verify('none', [], 'self'), { code: 'not-trusted', fmt: 'none' }))

  it('has no members', () =>
    refuses(verify('none', [['sig', sig]]), { code: 'statement-malformed', fmt: 'none' }))
})

describe('packedSelf', () => {
  const good: [CborValue, CborValue][] = [
    ['alg', -8],
    ['sig', sig],
  ]

  it.each(['none', 'self'] as const)('is accepted where %s is required', async (require) => {
    const result = await verify('packed', good, require)
    expect(result).toMatchObject({ fmt: 'packed', type: 'self', trusted: false, trustPath: [] })
    expect(result.steps.every((step) => step.verdict === 'passed')).toBe(true)
  })

  it('names the step at which it is refused', async () => {
    const [alg, signature] = good as [[CborValue, CborValue], [CborValue, CborValue]]
    await refuses(verify('packed', [alg]), { code: 'statement-malformed', step: 'alg and sig are there' })
    await refuses(verify('packed', [...good, ['x', 1]]), { code: 'statement-malformed' })
    await refuses(verify('packed', [['alg', '-8'], signature]), { code: 'statement-malformed' })
    await refuses(verify('packed', [['alg', -7], signature]), {
      code: 'algorithm-mismatch',
      step: 'alg is the credential key’s',
    })
    const flipped = sig.slice()
    flipped[0]! ^= 1
    await refuses(verify('packed', [alg, ['sig', flipped]]), {
      code: 'signature-mismatch',
      step: 'sig is by the credential key',
    })
    await refuses(verify('packed', [alg, ['sig', sig.slice(1)]]), { code: 'signature-malformed' })
  })

  it('leaves statements with certificates to another format', () =>
    refuses(verify('packed', [...good, ['x5c', []]]), { code: 'unsupported-format', fmt: 'packed' }))
})

describe('an unknown format', () => {
  it.each(['None', 'tpm', ''])('"%s" is refused by its exact name', (fmt) =>
    refuses(verify(fmt, []), { code: 'unsupported-format', fmt }),
  )
})
