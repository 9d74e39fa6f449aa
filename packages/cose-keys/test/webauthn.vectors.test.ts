import { concat, decodeBase64url, hash } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { nobleBackend } from '../src/noble.ts'
import { parseKey } from '../src/parse-key.ts'
import { verifySignature as verifyByNode } from '../src/verify-signature.node.ts'
import { verifySignature as verifyByWeb } from '../src/verify-signature.ts'

type Case = {
  name: string
  kind: string
  alg: number
  credential: { publicKey: string }
  response: { response: { authenticatorData: string; clientDataJSON: string; signature: string } }
}

const files = ['webauthn/authentication-positive.json', 'webauthn/w3c/cases.json']
const cases = files
  .flatMap((file) => readVectors<{ cases: Case[] }>(file)?.cases ?? [])
  .filter((one) => one.kind === 'authentication')

describe.skipIf(cases.length === 0)(`assertions of real authenticators${vectorsNote}`, () => {
  it('are of every family of algorithms', () => {
    expect([...new Set(cases.map((one) => one.alg))].sort()).toEqual(
      expect.arrayContaining([-7, -8, -35, -36, -48, -53, -257].sort()),
    )
  })

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { alg, credential, response }) => {
    const { authenticatorData, clientDataJSON, signature } = response.response
    const key = parseKey(decodeBase64url(credential.publicKey), { dangerouslyAllowRs1: alg === -65535 })
    const signed = concat(
      decodeBase64url(authenticatorData),
      hash('sha-256', decodeBase64url(clientDataJSON)),
    )
    const options = { backends: [nobleBackend], dangerouslyAllowRs1: alg === -65535 }
    for (const verify of [verifyByNode, verifyByWeb]) {
      await verify(key, decodeBase64url(signature), signed, options)
      const other = verify(key, decodeBase64url(signature), signed.slice(1), options)
      await expect(other).rejects.toMatchObject({ code: 'signature-mismatch' })
    }
  })
})
