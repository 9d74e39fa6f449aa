import { createTrustPolicy } from '@latchkey/attestation'
import { none, packedSelf } from '@latchkey/attestation/formats'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { CeremonyError } from '../src/ceremony-error.ts'
import type { Ledger } from '../src/ledger.ts'
import { verifyAuthentication } from '../src/verify-authentication.ts'
import { verifyRegistration } from '../src/verify-registration.ts'

type Case = {
  name: string
  kind: 'registration' | 'authentication'
  challenge: string
  origin: string
  topOrigin?: string
  crossOrigin?: boolean
  rpId: string
  response: { rawId: string; response: Record<string, string> }
  credential?: { id: string; publicKey: string; counter: number }
}

const cases = new Map(
  (readVectors<{ cases: Case[] }>('webauthn/w3c/cases.json')?.cases ?? []).map((one) => [one.name, one]),
)
const pairs = [
  'none-es256',
  'packed-self-es256',
  'none-es256-crossOrigin',
  'none-es256-topOrigin',
  'none-es256-long-credential-id',
]
const registrations = pairs.map((pair) => `w3c-${pair}-registration`)
const authentications = [...pairs, 'packed-eddsa', 'packed-rs256'].map((pair) => `w3c-${pair}-authentication`)

const expectations = ({ challenge, rpId, origin, crossOrigin, topOrigin }: Case) => ({
  challenge: decodeBase64url(challenge),
  rpId,
  origins: [origin],
  ...(crossOrigin && { crossOrigin }),
  ...(topOrigin && { topOrigins: [topOrigin] }),
  userVerification: 'discouraged' as const,
})

const register = (one: Case) =>
  verifyRegistration({
    response: one.response,
    expected: { ...expectations(one), algorithms: [-8, -7, -257] },
    attestation: { formats: [none, packedSelf], trust: createTrustPolicy({ require: 'none' }) },
  })

const authenticate = (one: Case) => {
  const { id, publicKey, counter } = one.credential!
  const userHandle = decodeBase64url(one.response.response.userHandle ?? 'dXNlcg')
  const flags = decodeBase64url(one.response.response.authenticatorData!)[32]!
  return verifyAuthentication({
    response: one.response,
    credential: {
      type: 'public-key',
      id: decodeBase64url(id),
      publicKey: decodeBase64url(publicKey),
      signCount: counter,
      transports: [],
      uvInitialized: (flags & 4) !== 0,
      backupEligible: (flags & 8) !== 0,
      backupState: (flags & 16) !== 0,
      rpId: one.rpId,
      userHandle,
      aaguid: new Uint8Array(16),
      registeredWithUserVerification: (flags & 4) !== 0,
      version: 0,
    },
    expected: { ...expectations(one), allowCredentials: [decodeBase64url(id)], userHandle },
  })
}

const judge = (one: Case) => (one.kind === 'registration' ? register(one) : authenticate(one))

/** Every step in order, none failed, none unreached, and what a stateless call cannot know left alone. */
function expectFullLedger(ledger: Ledger, letter: 'R' | 'A', steps: number, leftToCaller: string[]) {
  expect(ledger.map((entry) => entry.step)).toEqual(
    Array.from({ length: steps }, (_, at) => `${letter}${at + 1}`),
  )
  expect(ledger.filter((entry) => entry.verdict === 'failed' || entry.verdict === 'not-reached')).toEqual([])
  const left = ledger.filter((entry) => entry.verdict === 'left-to-caller').map((entry) => entry.step)
  expect(left).toEqual(leftToCaller)
}

const flip = (bytes: Uint8Array, bit: number) => {
  const flipped = bytes.slice()
  flipped[bit >> 3]! ^= 1 << (bit & 7)
  return flipped
}
const withMember = (one: Case, name: string, bytes: Uint8Array): Case => ({
  ...one,
  response: { ...one.response, response: { ...one.response.response, [name]: encodeBase64url(bytes) } },
})
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (reason: unknown) => reason,
  )

describe.skipIf(cases.size === 0)(`the specification’s own vectors${vectorsNote}`, () => {
  it.each(registrations)('%s verifies with a full ledger', async (name) => {
    const one = cases.get(name)!
    const { credential, ledger } = await register(one)
    expectFullLedger(ledger, 'R', 29, ['R1', 'R2', 'R26', 'R29'])
    const stored = cases.get(name.replace('-registration', '-authentication'))!.credential!
    expect(encodeBase64url(credential.publicKey)).toBe(stored.publicKey)
    expect(encodeBase64url(credential.id)).toBe(stored.id)
  })

  it.each(authentications)('%s verifies with a full ledger', async (name) => {
    const { ledger, cloneSignal } = await authenticate(cases.get(name)!)
    expectFullLedger(ledger, 'A', 25, ['A1', 'A2', 'A24'])
    expect(cloneSignal).toBe(false)
  })

  it.each(authentications)('%s: every flipped bit of the signature is refused at A21', async (name) => {
    const one = cases.get(name)!
    const signature = decodeBase64url(one.response.response.signature!)
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const error = await refusal(authenticate(withMember(one, 'signature', flip(signature, bit))))
      expect(error).toMatchObject({ name: 'CeremonyError', step: 'A21', code: 'signature-invalid' })
    }
  })

  it('w3c-packed-self-es256-registration: every flipped bit of the signature is refused at R22', async () => {
    const one = cases.get('w3c-packed-self-es256-registration')!
    const object = decodeBase64url(one.response.response.attestationObject!)
    // … "sig" 58 LENGTH signature …
    const at = Buffer.from(object).indexOf('63736967', 0, 'hex') + 4
    const [from, length] = object[at] === 0x58 ? [at + 2, object[at + 1]!] : [at + 1, object[at]! - 0x40]
    expect(object[from]).toBe(0x30)
    for (let bit = from * 8; bit < (from + length) * 8; bit++) {
      const error = await refusal(register(withMember(one, 'attestationObject', flip(object, bit))))
      expect(error).toMatchObject({
        name: 'CeremonyError',
        step: 'R22',
        code: 'attestation-statement-invalid',
      })
    }
  })

  it.each([...registrations, ...authentications])(
    '%s is refused under another challenge, origin and RP ID',
    async (name) => {
      const one = cases.get(name)!
      const letter = one.kind === 'registration' ? 0 : 1
      const other = encodeBase64url(new Uint8Array(32))
      expect(await refusal(judge({ ...one, challenge: other }))).toMatchObject({
        step: ['R8', 'A11'][letter],
      })
      expect(await refusal(judge({ ...one, origin: 'https://example.net' }))).toMatchObject({
        step: ['R9', 'A12'][letter],
      })
      expect(await refusal(judge({ ...one, rpId: 'example.net' }))).toMatchObject({
        step: ['R14', 'A15'][letter],
      })
    },
  )

  it.each(['w3c-none-es256-crossOrigin', 'w3c-none-es256-topOrigin'])(
    '%s is refused where framing is not expected',
    async (pair) => {
      for (const kind of ['registration', 'authentication']) {
        const { crossOrigin: _, topOrigin: __, ...one } = cases.get(`${pair}-${kind}`)!
        const error = await refusal(judge(one))
        expect(CeremonyError.is(error) && error.code).toBe('cross-origin-unexpected')
      }
    },
  )

  it('a top-level origin outside the list is refused', async () => {
    for (const [kind, step] of [
      ['registration', 'R11'],
      ['authentication', 'A14'],
    ]) {
      const one = cases.get(`w3c-none-es256-topOrigin-${kind}`)!
      const error = await refusal(judge({ ...one, topOrigin: 'https://other.example' }))
      expect(error).toMatchObject({ step, code: 'top-origin-unexpected' })
    }
  })
})
