/** Registrations of real devices, of W3C, of a software TPM, and damaged ones: accepted, or refused for the reason that they state. */
import { decodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { readVectors, vectorsNote } from '../../../test/vectors.ts'
import { type Case, judge, refusal, registrations } from './cases.ts'

const positive = registrations('registration-positive', 'derived-registration-positive')
const w3c = registrations('w3c/cases')
const negative = registrations('negative', 'derived-negative')
const policy = registrations('policy', 'derived-policy')
const named = new Map([...positive, ...negative, ...policy].map((one) => [one.name, one]))

/** The unedited registration: W3C's are named by what they are. */
const baseOf = (one: Case) =>
  named.get(one.derivation?.base ?? '') ??
  w3c.find(({ name }) => name === `${one.derivation?.base.replace(':', '-')}-registration`)

/** By reason: what a case is refused for here. Other reasons are for the ceremony to see. */
const reasons: readonly (readonly [reason: RegExp, code: string])[] = [
  [/CBOR truncated|Could not decode CBOR/, 'object-malformed'],
  [/AAGUID truncated|bytes left in authenticator data/, 'authenticator-data-malformed'],
  [/no attested credential data/, 'no-attested-credential'],
  [
    /credential public key (is not|lacks|has no|point)|ES256 key that names|SoloKey v2 alpha/,
    'credential-key-malformed',
  ],
  [/unknown attestation format/, 'unsupported-format'],
  [/does not chain|expired at the verification time|have expired/, 'not-trusted'],
  [/ctsProfileMatch/, 'claim-refused'],
  [/is not a certificate/, 'certificate-malformed'],
  [
    /sig missing|without|empty array|text string|two certificates|truncated to 20|trailing|a byte after|magic|ver is/,
    'statement-malformed',
  ],
  [/differs from the credential key’s alg/, 'algorithm-mismatch'],
  [/id-fido-gen-ce-aaguid|nonce extension|attested name/, 'binding-mismatch'],
  [/altered|tampered|another attestation’s/, 'signature-mismatch'],
]
const judgedHere = negative.flatMap((one) => {
  const row = reasons.find(([pattern]) => pattern.test(one.expected.reason!))
  return row ? [[one.name, one, row[1]] as const] : []
})

/** What was altered is often seen before any signature is looked at. */
function seenAs(code: string, { fmt, expected, response }: Case): string {
  if (decodeBase64url(response.response.attestationObject)[0] === 0xbf) return 'object-not-canonical'
  const isAltered = code === 'signature-mismatch' && expected.reason!.includes('altered')
  const isOfKey = expected.reason!.includes('credential public key')
  const isBound = fmt === 'apple' || fmt === 'tpm' || (fmt === 'android-key' && isOfKey)
  return isAltered && isBound ? 'binding-mismatch' : code
}

describe.skipIf(w3c.length === 0)(`W3C’s test vectors${vectorsNote}`, () => {
  it('are fifteen', () => expect(w3c).toHaveLength(15))

  it.each(w3c.map((one) => [one.name, one] as const))('%s is accepted', async (_, one) => {
    const { fmt, trusted, steps, type } = await judge(one)
    expect(fmt).toBe(one.fmt)
    expect(trusted).toBe(type !== 'none' && type !== 'self')
    expect(steps.length).toBeGreaterThan(0)
  })

  it.each([
    ['w3c-fido-u2f-es256-registration', 'binding-mismatch @ the AAGUID is zero'],
    [
      'w3c-android-key-es256-registration',
      'claim-refused @ the key was generated in the device, and is for signing',
    ],
  ])('%s needs its option', async (name, why) => {
    const one = w3c.find((other) => other.name === name)!
    expect(await refusal(judge({ ...one, needs: [] }))).toBe(why)
  })

  it('of tpm needs a lenient registry', async () => {
    const one = w3c.find(({ fmt }) => fmt === 'tpm')!
    expect(await refusal(judge(one, ['tpm-vendor-registry']))).toBe(
      'certificate-refused @ it names manufacturer, model and version of the TPM',
    )
  })
})

describe.skipIf(positive.length === 0)(`registrations of devices${vectorsNote}`, () => {
  it.each(positive.map((one) => [one.name, one] as const))('%s is accepted', async (_, one) => {
    const { fmt, trusted } = await judge(one)
    expect(fmt).toBe(one.fmt)
    expect(trusted).toBe((one.trustAnchors ?? []).length > 0)
  })

  it.each([
    [
      'fido-u2f of 2014 whose certificate is a misprint',
      'java-webauthn-server-securitykey-fido-u2f',
      'certificate-signature-unused-bits',
    ],
    [
      'a root sent along',
      'SimpleWebAuthn-should-verify-android-keystore-response-from-a-pixel-8a-in-january-2025-android-key',
      'x5c-with-root',
    ],
    ['RS1 in a TPM’s signature', 'java-webauthn-server-thinkpadtpm-tpm', 'rs1-attestation'],
    ['map keys in another order', 'webauthn4j-shouldextractauthenticatordata-tpm', 'cbor-key-order'],
  ])('%s is noted', async (_, start, note) => {
    const one =
      positive.find(({ name }) => name === start) ??
      positive.find(({ name }) => name.startsWith(start.slice(0, 80)))!
    expect((await judge(one)).notes).toContain(note)
  })
})

describe.skipIf(negative.length === 0)(`damaged registrations${vectorsNote}`, () => {
  it('are refused by what the ceremony sees, where not here', () => {
    const others = negative.filter((one) => !judgedHere.some(([name]) => name === one.name))
    for (const { expected } of others) {
      expect(expected.reason).toMatch(
        /origin|challenge|RP ID|rpIdHash|algorithm not among|\bUP\b|user presence|BS set|credential (id|type) missing/i,
      )
    }
  })

  it.each(judgedHere)('%s', async (_, one, code) => {
    const got = await refusal(judge(one))
    expect(got.split(' @ ')[0]).toBe(seenAs(code, one))
    const base = baseOf(one)
    if (base && base.expected.outcome !== 'must-fail') {
      const needs = [...(base.needs ?? []), ...(one.needs ?? [])]
      expect(await refusal(judge({ ...base, needs }))).toBe('accepted')
    } else {
      expect(one.derivation === undefined || base !== undefined).toBe(true)
    }
  })
})

describe.skipIf(policy.length === 0)(`registrations on which others differ${vectorsNote}`, () => {
  it.each(policy.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const isIndefinite = decodeBase64url(one.response.response.attestationObject)[0] === 0xbf
    const strict = await refusal(judge(one))
    if (isIndefinite) expect(strict).toBe('object-not-canonical')
    const lenient = isIndefinite ? await refusal(judge(one, ['cbor-indefinite-lengths'])) : strict
    expect(lenient).toMatchSnapshot()
  })
})

type TpmCase = Pick<Case, 'response' | 'needs'> & {
  readonly id: string
  readonly trustAnchors: readonly string[]
  readonly validAt: string
  readonly expect: 'valid' | 'invalid' | 'either'
  readonly reason: string
}

const tpmCases = (readVectors<TpmCase[]>('tpm/registrations.json') ?? []).map((one) => {
  const pem = one.trustAnchors.map(
    (der) => `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`,
  )
  const { id: name, response, needs = [], validAt, reason } = one
  const outcome = ({ valid: 'verifies', invalid: 'must-fail', either: 'policy' } as const)[one.expect]
  const shared = { name, kind: 'registration', fmt: 'tpm', response, needs, time: { validAt } }
  return {
    ...shared,
    trustAnchors: pem.map((text) => ({ pem: text })),
    expected: { outcome, reason },
  } satisfies Case
})
const tpmOf = (outcome: string) =>
  tpmCases.flatMap((one) => (one.expected.outcome === outcome ? [[one.name, one] as const] : []))

describe.skipIf(tpmCases.length === 0)(`registrations of a software TPM${vectorsNote}`, () => {
  it.each(tpmOf('verifies'))('%s is accepted', async (_, one) => {
    expect(await judge(one)).toMatchObject({ trusted: true, type: 'attca', aaguidAttested: true })
  })

  it.each(tpmOf('must-fail'))('%s is refused', async (_, one) => {
    const why = await refusal(judge(one))
    expect(why).not.toBe('accepted')
    expect(why).toMatchSnapshot()
  })

  it.each(tpmOf('policy'))('%s', async (_, one) => {
    expect(await refusal(judge(one))).toMatchSnapshot()
  })

  it.each(tpmOf('policy').filter(([name]) => name.includes('tpmt')))(
    '%s is accepted by option',
    async (_, one) => {
      const { notes } = await judge(one, ['tpm-signature-as-tpmt'])
      expect(notes).toContain('tpm-signature-as-tpmt')
    },
  )

  it.each(tpmOf('verifies'))('%s is accepted where a signature may be whole', async (_, one) => {
    const { notes } = await judge(one, ['tpm-signature-as-tpmt'])
    expect(notes).not.toContain('tpm-signature-as-tpmt')
  })
})
