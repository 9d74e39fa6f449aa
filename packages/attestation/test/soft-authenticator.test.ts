/** Round trip: what a software authenticator makes is parsed to what was asked for. */
import { decodeBase64url, hash } from '@latchkey/octets'
import { createSoftAuthenticator, type Fault, type Format } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { parseAttestationObject } from '../src/attestation-object.ts'
import { parseAuthenticatorData } from '../src/authenticator-data.ts'

const origin = 'https://example.org'
const challenge = 'AAECAwQFBgcICQoLDA0ODw'
const seed = new Uint8Array(32).fill(11)
const rpIdHash = hash('sha-256', new TextEncoder().encode('example.org'))
const asked = new Uint8Array(16).fill(0xa5)

const all = [
  ...[-7, -9, -35, -51, -36, -52, -47, -8, -19, -53],
  ...[-48, -49, -50, -257, -258, -259, -37, -38, -39],
]
const ofTpm = [-7, -257, -35]
const formats: Readonly<Record<Format, readonly number[]>> = {
  ...{ none: all, 'packed-self': all, packed: all, tpm: ofTpm, 'android-key': all },
  ...{ 'android-safetynet': all, 'fido-u2f': [-7], apple: all, compound: ofTpm },
}
const rowsOf = (one: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(one).flatMap(([format, algorithms]) =>
    algorithms.map((algorithm) => [format as Format, algorithm] as const),
  )
const few = process.env.LATCHKEY_FEW_ALGORITHMS ? [-7, -8] : all
const rows = rowsOf(formats).filter(([, algorithm]) => few.includes(algorithm))
/** One algorithm of each kind of key. */
const fewRows = rows.filter(([, algorithm]) => [-7, -8, -48, -257].includes(algorithm))

async function make(
  format: Format,
  algorithm: number,
  extensions?: Readonly<Record<string, unknown>>,
  faults: readonly Fault[] = [],
) {
  const aaguid = format === 'fido-u2f' ? new Uint8Array(16) : asked
  const settings = { preset: 'ctap2-key-with-pin', seed, format, algorithm, aaguid } as const
  const authenticator = createSoftAuthenticator(settings)
  const options = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge,
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'direct',
    ...(extensions && { extensions }),
  }
  const registration = await authenticator.create(options, { origin, faults })
  return { authenticator, registration, aaguid }
}

const flags = { up: true, uv: true, be: false, bs: false }

describe('a registration comes back', () => {
  it.each(rows)('%s with %d', async (format, algorithm) => {
    const { registration, aaguid } = await make(format, algorithm)
    const { response } = registration
    const parsed = parseAttestationObject(decodeBase64url(response.attestationObject), [
      'cbor-canonical-only',
    ])
    expect(parsed.fmt).toBe(format === 'packed-self' ? 'packed' : format)
    expect(parsed.notes).toEqual([])
    const { authenticatorData } = parsed
    expect(authenticatorData).toMatchObject({ rpIdHash, signCount: 1 })
    expect(authenticatorData.flags).toEqual({ ...flags, at: true, ed: false })
    expect(authenticatorData.extensions).toBeUndefined()
    expect(authenticatorData.attestedCredentialData).toMatchObject({
      aaguid,
      credentialId: decodeBase64url(registration.rawId),
      key: { alg: algorithm },
    })
    expect(authenticatorData).toEqual(parseAuthenticatorData(decodeBase64url(response.authenticatorData)))
    expect(response.publicKeyAlgorithm).toBe(algorithm)
  })

  it.each(fewRows)('%s with %d and extensions', async (format, algorithm) => {
    const { registration } = await make(format, algorithm, {
      prf: {},
      credProps: true,
      credentialProtectionPolicy: 'userVerificationRequired',
    })
    const { authenticatorData } = parseAttestationObject(
      decodeBase64url(registration.response.attestationObject),
      ['cbor-canonical-only'],
    )
    expect(authenticatorData.flags).toEqual({ ...flags, at: true, ed: true })
    expect(authenticatorData.extensions).toEqual(
      new Map<string, unknown>([
        ['hmac-secret', true],
        ['credProtect', 3],
      ]),
    )
    expect(registration.clientExtensionResults).toEqual({ prf: { enabled: true }, credProps: { rk: true } })
  })
})

it.each(rows)('an assertion comes back: %s with %d', async (format, algorithm) => {
  const { authenticator, registration } = await make(format, algorithm)
  const options = { challenge, rpId: 'example.org', userVerification: 'discouraged' }
  for (const signCount of [2, 3]) {
    const assertion = await authenticator.get(options, { origin })
    expect(assertion.rawId).toBe(registration.rawId)
    const parsed = parseAuthenticatorData(decodeBase64url(assertion.response.authenticatorData))
    expect(parsed).toMatchObject({ rpIdHash, signCount })
    expect(parsed.flags).toEqual({ ...flags, uv: false, at: false, ed: false })
    expect(parsed.attestedCredentialData).toBeUndefined()
    expect(parsed.extensions).toBeUndefined()
  }
})

describe('the statement of compound', () => {
  it('has its statements by their places', async () => {
    const { registration } = await make('compound', -7)
    const { attStmt } = parseAttestationObject(decodeBase64url(registration.response.attestationObject))
    expect([...attStmt.keys()]).toEqual([0, 1])
    expect([...attStmt.values()].map((one) => (one as Map<string, unknown>).get('fmt'))).toEqual([
      'packed',
      'tpm',
    ])
  })

  it('is no map', async () => {
    const { registration } = await make('compound', -7, undefined, ['compound-map'])
    const parse = () => parseAttestationObject(decodeBase64url(registration.response.attestationObject))
    expect(parse).toThrow(expect.objectContaining({ code: 'object-malformed' }))
    expect(parse).toThrow('has no array under attStmt')
  })
})
