/** The vectors made here, against those that were published. */
import { encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { w3cAttestationRoot, w3cTestVectors } from '../src/w3c-test-vectors.ts'

type Ceremony = { readonly challenge: string; readonly response: object }
type Vector = { readonly id: string; readonly registration: Ceremony; readonly authentication: Ceremony }
type Published = {
  readonly attestationCA: { readonly certDerHex: string }
  readonly vectors: readonly Vector[]
}

const published = readVectors<Published>('webauthn/w3c/webauthn-l3-test-vectors.json')
const made = w3cTestVectors()

describe.skipIf(!published)(`test vectors of WebAuthn Level 3${vectorsNote}`, () => {
  it('has the root', () => {
    expect(encodeHex(w3cAttestationRoot())).toBe(published!.attestationCA.certDerHex)
  })

  it('has all pairs, in order', () => {
    expect(made.map(({ id }) => id)).toEqual(published!.vectors.map(({ id }) => id))
    expect(made).toHaveLength(15)
  })

  it.each((published?.vectors ?? []).map((vector) => [vector.id, vector] as const))('%s', (id, vector) => {
    const { registration, authentication } = made.find((one) => one.id === id)!
    for (const [own, theirs] of [
      [registration, vector.registration],
      [authentication, vector.authentication],
    ] as const) {
      expect(own.challenge).toBe(theirs.challenge)
      expect(own.response).toEqual(theirs.response)
    }
  })
})
