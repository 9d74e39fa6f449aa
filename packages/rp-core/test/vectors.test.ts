/** Ceremonies of W3C and of others: accepted for what they state, or refused where they are wrong. */
import type { AttestationOption } from '@latchkey/attestation'
import { decodeHex, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { vectorsNote } from '../../../test/vectors.ts'
import type { Ledger, StepId, Verdict } from '../src/specification/ledger.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyAuthenticationSync } from '../src/specification/verify-authentication-sync.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import {
  authenticationOf,
  baseOf,
  type Case,
  caseNamed,
  judge,
  negatives,
  positives,
  recordOf,
  refusal,
  registrationOf,
  stepAndCode,
  w3c,
  withMember,
} from './cases.ts'

/** Each negative under the step and code that it is refused with. */
const answers: Readonly<Record<string, readonly string[]>> = {
  'R3 response-malformed': ['derived-reg-missing-id', 'derived-reg-missing-type'],
  'R8 challenge-mismatch': [
    'derived-reg-wrong-challenge',
    'simplewebauthn-should-throw-when-response-challenge-is-not-expected-value-reg',
  ],
  'R9 origin-unexpected': [
    'derived-reg-wrong-origin',
    'simplewebauthn-should-throw-an-error-if-origin-not-in-list-of-expected-origins-reg',
    'simplewebauthn-should-throw-when-response-origin-is-not-expected-value-reg',
  ],
  'R13 attestation-object-malformed': [
    'derived-reg-at-clear-stripped',
    'derived-reg-bad-cbor',
    'java-webauthn-server-falsectsprofilematch-android-safetynet',
    'py-webauthn-test-raises-useful-error-on-bad-attestation-object',
  ],
  'R13 authenticator-data-malformed': [
    'derived-reg-authdata-leftover',
    'webauthn-rs-test-firefox-98-hello-incorrectly-truncates-aaguid-none',
  ],
  'R13 credential-key-refused': [
    'derived-reg-key-missing-y',
    'derived-reg-key-no-alg',
    'derived-reg-key-not-on-curve',
    'derived-reg-key-wrong-crv-for-alg',
    'webauthn-rs-test-solokey-v2-a-sealed-attestation-packed',
    'webauthn-rs-test-solokey-v2-a-sealed-ed25519-invalid-cbor-none',
  ],
  'R14 rp-id-mismatch': [
    'derived-reg-self-rpid-wrong-resigned',
    'simplewebauthn-should-throw-an-error-if-rp-id-not-in-list-of-possible-rp-ids-reg',
  ],
  'R15 user-not-present': ['derived-reg-self-up-clear-resigned', 'derived-reg-up-clear'],
  'R17 backup-state-invalid': ['derived-reg-bs-without-be'],
  'R20 algorithm-not-offered': ['derived-reg-alg-unsupported'],
  'R21 attestation-format-unsupported': ['derived-reg-fmt-unknown'],
  'R22 attestation-statement-invalid': [
    'derived-java-webauthn-server-falsectsprofilematch-android-safetynet-canonical',
    'derived-java-webauthn-server-returns-present-but-empty-when-transport-hints-are-empty-fido-u2f-authdata-flipped',
    'derived-java-webauthn-server-yubikey5-packed-authdata-flipped',
    'derived-java-webauthn-server-yubikey5nfc-packed-authdata-flipped',
    'derived-reg-android-key-es256-authdata-aaguid-flipped',
    'derived-reg-android-key-es256-clientdata-swapped',
    'derived-reg-android-key-es256-missing-sig',
    'derived-reg-android-key-es256-sig-flipped',
    'derived-reg-android-key-es256-x5c-empty',
    'derived-reg-android-key-es256-x5c-garbage',
    'derived-reg-android-key-es256-x5c-not-bytes',
    'derived-reg-apple-missing-x5c',
    'derived-reg-fido-u2f-es256-clientdata-swapped',
    'derived-reg-fido-u2f-es256-sig-flipped',
    'derived-reg-fido-u2f-es256-x5c-garbage',
    'derived-reg-packed-es256-authdata-aaguid-flipped',
    'derived-reg-packed-es256-missing-sig',
    'derived-reg-packed-es256-other-cert',
    'derived-reg-packed-es256-x5c-not-bytes',
    'derived-reg-self-alg-mismatch',
    'derived-reg-self-missing-sig',
    'derived-reg-self-sig-flipped',
    'derived-reg-tpm-certinfo-trailing',
    'derived-reg-tpm-magic',
    'derived-reg-tpm-missing-certinfo',
    'derived-reg-tpm-missing-pubarea',
    'derived-reg-tpm-missing-sig',
    'derived-reg-tpm-missing-x5c',
    'derived-reg-tpm-name',
    'derived-reg-tpm-sig-flipped',
    'derived-reg-tpm-truncated-pubarea',
    'derived-reg-tpm-ver-1.2',
    'derived-reg-u2f-missing-x5c',
    'derived-reg-u2f-two-certs',
    'derived-SimpleWebAuthn-should-verify-android-keystore-response-from-a-pixel-8a-in-january-202-android-key-authdata-flipped',
    'derived-SimpleWebAuthn-should-verify-android-keystore-response-from-fido-conformance-in-2020-android-key-authdata-flipped',
    'SimpleWebAuthn-should-fail-if-id-fido-gen-ce-aaguid-extension-is-present-and-does-not-tpm',
    'SimpleWebAuthn-should-skip-cts-check-when-enforcement-option-is-false-android-safetynet',
    'webauthn-rs-test-registration-packed-attestaion-fails-with-invalid-fido-aaguid-ext-packed',
    'webauthn-rs-test-touchid-attest-apple-anonymous-fails-with-invalid-nonce-extension-apple',
  ],
  'R24 attestation-not-trusted': [
    'derived-java-webauthn-server-returns-present-but-empty-when-transport-hints-are-empty-fido-u2f-expired',
    'derived-java-webauthn-server-returns-present-but-empty-when-transport-hints-are-empty-fido-u2f-wrong-anchor',
    'derived-java-webauthn-server-yubikey5-packed-expired',
    'derived-java-webauthn-server-yubikey5-packed-wrong-anchor',
    'derived-java-webauthn-server-yubikey5nfc-packed-expired',
    'derived-java-webauthn-server-yubikey5nfc-packed-wrong-anchor',
    'derived-reg-apple-es256-untrusted-root',
    'derived-reg-fido-u2f-es256-untrusted-root',
    'derived-reg-packed-es256-untrusted-root',
    'derived-reg-tpm-es256-untrusted-root',
    'derived-SimpleWebAuthn-should-verify-android-keystore-response-from-a-pixel-8a-in-january-202-android-key-expired',
    'derived-SimpleWebAuthn-should-verify-android-keystore-response-from-a-pixel-8a-in-january-202-android-key-wrong-anchor',
    'derived-SimpleWebAuthn-should-verify-android-keystore-response-from-fido-conformance-in-2020-android-key-wrong-anchor',
    'py-webauthn-test-raises-when-root-cert-invalid-for-response',
  ],
  'A3 id-mismatch': ['derived-auth-id-rawid-mismatch', 'derived-auth-missing-id'],
  'A3 response-malformed': [
    'derived-auth-type-not-public-key',
    'simplewebauthn-should-throw-an-error-if-origin-not-in-list-of-expected-origins-auth',
    'simplewebauthn-should-throw-an-error-if-rp-id-not-in-list-of-possible-rp-ids-auth',
    'simplewebauthn-should-throw-when-response-challenge-is-not-expected-value-auth',
    'simplewebauthn-should-throw-when-response-origin-is-not-expected-value-auth',
  ],
  'A5 credential-not-allowed': ['derived-auth-other-credential-id'],
  'A7 authenticator-data-malformed': ['derived-auth-authdata-truncated', 'derived-auth-ed-flag-no-ext'],
  'A11 challenge-mismatch': ['derived-auth-wrong-challenge'],
  'A12 origin-unexpected': ['derived-auth-origin-other-port'],
  'A16 user-not-present': ['derived-auth-up-clear'],
  'A17 user-not-verified': [
    'derived-auth-uv-required-clear',
    'py-webauthn-test-raises-exception-on-uv-required-but-false',
  ],
  'A18 backup-state-invalid': ['derived-auth-bs-without-be'],
  'A21 signature-invalid': ['derived-auth-sig-flipped', 'derived-auth-sig-raw-rs'],
}

const rows = (cases: readonly Case[], kind: Case['kind']) =>
  cases.flatMap((one) => (one.kind === kind ? [[one.name, one] as const] : []))
const pairOf = ({ name }: Case) => caseNamed(name.replace('-registration', '-authentication'))
const stepsOf = (ledger: Ledger, verdict: Verdict) =>
  ledger.filter((entry) => entry.verdict === verdict).map((entry) => entry.step)

/** What a case states of the record that its registration makes. */
const statedOf = ({ rpId, expected: { flags, signCount, aaguid } }: Case) => ({
  rpId,
  version: 0,
  ...(flags && {
    uvInitialized: flags.UV,
    registeredWithUserVerification: flags.UV,
    backupEligible: flags.BE,
    backupState: flags.BS,
  }),
  ...(signCount !== undefined && { signCount }),
  ...(aaguid !== undefined && { aaguid: decodeHex(aaguid) }),
})
const synchronous = async (one: Case) => verifyAuthenticationSync(authenticationOf(one))

/**
 * Every step in order, none failed, none unreached. What others decide is left to them, and what is not asked is not
 * judged.
 */
function expectFullLedger(ledger: Ledger, steps: number, leftToCaller: StepId[], notAsked: StepId[]) {
  const letter = leftToCaller[0]![0]
  expect(ledger.map((entry) => entry.step)).toEqual(
    Array.from({ length: steps }, (_, at) => `${letter}${at + 1}`),
  )
  expect(stepsOf(ledger, 'left-to-caller')).toEqual(leftToCaller)
  expect(stepsOf(ledger, 'not-applicable')).toEqual(notAsked)
  expect(stepsOf(ledger, 'passed')).toHaveLength(steps - leftToCaller.length - notAsked.length)
}

describe.skipIf(w3c.length === 0)(`W3C’s test vectors${vectorsNote}`, () => {
  it('are fifteen pairs', () => {
    expect(rows(w3c, 'registration')).toHaveLength(15)
    expect(rows(w3c, 'authentication')).toHaveLength(15)
  })

  it.each(rows(w3c, 'registration'))('%s is accepted with a full ledger', async (_, one) => {
    const { credential, attestation, ledger } = await verifyRegistration(registrationOf(one))
    expectFullLedger(
      ledger,
      29,
      ['R1', 'R2', 'R26', 'R29'],
      [
        ...(one.crossOrigin ? [] : (['R10'] as const)),
        ...(one.topOrigin ? [] : (['R11'] as const)),
        ...(one.requireUserVerification ? [] : (['R16'] as const)),
        ...(['R18', 'R19', 'R28'] as const),
      ],
    )
    expect(attestation.fmt).toBe(one.fmt)
    expect(credential).toMatchObject(statedOf(one))
    const stored = pairOf(one).credential!
    expect(encodeBase64url(credential.publicKey)).toBe(stored.publicKey)
    expect(encodeBase64url(credential.id)).toBe(stored.id)
  })

  it.each(rows(w3c, 'authentication'))('%s is accepted with a full ledger', async (_, one) => {
    const input = authenticationOf(one)
    const result = await verifyAuthentication(input)
    expectFullLedger(
      result.ledger,
      25,
      ['A1', 'A2', 'A24'],
      [
        ...(one.crossOrigin ? [] : (['A13'] as const)),
        ...(one.topOrigin ? [] : (['A14'] as const)),
        ...(one.requireUserVerification ? [] : (['A17'] as const)),
        ...(['A22', 'A23'] as const),
      ],
    )
    expect(result.cloneSignal).toBe(false)
    expect(verifyAuthenticationSync(input)).toEqual(result)
  })

  it.each(rows(w3c, 'registration'))('%s makes the record that its authentication needs', async (_, one) => {
    const { credential } = await verifyRegistration(registrationOf(one))
    const pair = pairOf(one)
    const record = { ...credential, userHandle: recordOf(pair).userHandle }
    const updated = await verifyAuthentication(authenticationOf(pair, record))
    const { BS } = pair.expected.flags!
    expect(updated.credential).toEqual({ ...record, backupState: BS, version: 1 })
  })

  it.each(w3c.map((one) => [one.name, one] as const))(
    '%s is refused under another challenge, origin and RP ID',
    async (_, one) => {
      const isRegistration = one.kind === 'registration'
      const under = (other: Partial<Case>) => refusal(judge({ ...one, ...other }))
      expect(await under({ challenge: encodeBase64url(new Uint8Array(32)) })).toBe(
        `${isRegistration ? 'R8' : 'A11'} challenge-mismatch`,
      )
      expect(await under({ origin: 'https://example.net' })).toBe(
        `${isRegistration ? 'R9' : 'A12'} origin-unexpected`,
      )
      expect(await under({ rpId: 'example.net' })).toBe(`${isRegistration ? 'R14' : 'A15'} rp-id-mismatch`)
    },
  )

  it.each(['w3c-none-es256-crossOrigin', 'w3c-none-es256-topOrigin'])(
    '%s is refused where framing is not expected',
    async (pair) => {
      for (const [kind, step] of [
        ['registration', 'R10'],
        ['authentication', 'A13'],
      ]) {
        const { crossOrigin: _, topOrigin: __, ...one } = caseNamed(`${pair}-${kind}`)
        expect(await refusal(judge(one))).toBe(`${step} cross-origin-unexpected`)
      }
    },
  )

  it.each([
    ['registration', 'R11'],
    ['authentication', 'A14'],
  ])('a %s under a top-level origin outside the list is refused', async (kind, step) => {
    const { topOrigin: _, ...one } = caseNamed(`w3c-none-es256-topOrigin-${kind}`)
    expect(await refusal(judge(one))).toBe(`${step} top-origin-unexpected`)
    expect(await refusal(judge({ ...one, topOrigin: 'https://other.example' }))).toBe(
      `${step} top-origin-unexpected`,
    )
  })

  it.each(['w3c-fido-u2f-es256-registration', 'w3c-android-key-es256-registration'])(
    '%s needs its option',
    async (name) => {
      const { needs: _, ...one } = caseNamed(name)
      expect(await refusal(judge(one))).toBe('R22 attestation-statement-invalid')
    },
  )
})

describe.skipIf(positives.length === 0)(`ceremonies of devices${vectorsNote}`, () => {
  it('are a hundred and one', () => {
    expect(rows(positives, 'registration')).toHaveLength(68)
    expect(rows(positives, 'authentication')).toHaveLength(33)
  })

  it.each(rows(positives, 'registration'))('%s is accepted for what it states', async (_, one) => {
    const { credential, attestation, ledger } = await verifyRegistration(registrationOf(one))
    expect(credential).toMatchObject(statedOf(one))
    expect(encodeBase64url(credential.id)).toBe(one.response.rawId)
    expect(attestation.fmt).toBe(one.fmt)
    expect(attestation.trusted).toBe(one.trustAnchors!.length > 0)
    expect(stepsOf(ledger, 'passed').includes('R16')).toBe(one.requireUserVerification)
    const required = await refusal(judge({ ...one, requireUserVerification: true }))
    expect(required).toBe(credential.uvInitialized ? 'accepted' : 'R16 user-not-verified')
  })

  it.each(rows(positives, 'authentication'))('%s is accepted for what it states', async (_, one) => {
    const { UV, BE, BS } = one.expected.flags!
    const { counter } = one.credential!
    const stored = recordOf(one)
    // What the result says of backup is not to come from what was stored.
    const record = { ...stored, backupEligible: 'unknown', backupState: !BS } as const
    const { credential, cloneSignal, ledger } = await verifyAuthentication(authenticationOf(one, record))
    const signCount = one.expected.signCount!
    expect(credential).toEqual({ ...stored, signCount, backupEligible: BE, backupState: BS, version: 1 })
    expect(signCount > counter || (signCount === 0 && counter === 0)).toBe(true)
    expect(cloneSignal).toBe(false)
    const required = await refusal(judge({ ...one, requireUserVerification: true }))
    expect(required).toBe(UV ? 'accepted' : 'A17 user-not-verified')
    expect(stepsOf(ledger, 'passed').includes('A17')).toBe(one.requireUserVerification)
  })
})

/** What has to be as it was for a negative that was not derived, or whose base is one, to be accepted. */
const mended: readonly (readonly [name: string, was: Partial<Case>, options: AttestationOption[]])[] = [
  [
    'SimpleWebAuthn-should-skip-cts-check-when-enforcement-option-is-false-android-safetynet',
    {},
    ['safetynet-any-integrity'],
  ],
  [
    'derived-java-webauthn-server-falsectsprofilematch-android-safetynet-canonical',
    {},
    ['safetynet-any-integrity'],
  ],
  ['py-webauthn-test-raises-exception-on-uv-required-but-false', { requireUserVerification: false }, []],
  ['py-webauthn-test-raises-when-root-cert-invalid-for-response', { trustAnchors: [] }, []],
  [
    'simplewebauthn-should-throw-an-error-if-origin-not-in-list-of-expected-origins-reg',
    { origin: 'https://dev.dontneeda.pw' },
    [],
  ],
  [
    'simplewebauthn-should-throw-an-error-if-rp-id-not-in-list-of-possible-rp-ids-reg',
    { rpId: 'dev.dontneeda.pw' },
    [],
  ],
  [
    'simplewebauthn-should-throw-when-response-challenge-is-not-expected-value-reg',
    { challenge: 'aEVjY1BXdXppUDAwSDBwNWd4aDJfdTVfUEM0TmVZZ2Q' },
    [],
  ],
  [
    'simplewebauthn-should-throw-when-response-origin-is-not-expected-value-reg',
    { origin: 'https://dev.dontneeda.pw' },
    [],
  ],
]

/** The same of those whose bytes are spelled with padding, which is seen before what they are about. */
const padded: readonly (readonly [name: string, seenThen: string, was: Partial<Case>])[] = [
  [
    'simplewebauthn-should-throw-an-error-if-origin-not-in-list-of-expected-origins-auth',
    'A12 origin-unexpected',
    { origin: 'https://dev.dontneeda.pw' },
  ],
  [
    'simplewebauthn-should-throw-an-error-if-rp-id-not-in-list-of-possible-rp-ids-auth',
    'A15 rp-id-mismatch',
    { rpId: 'dev.dontneeda.pw' },
  ],
  [
    'simplewebauthn-should-throw-when-response-challenge-is-not-expected-value-auth',
    'A11 challenge-mismatch',
    { challenge: 'dG90YWxseVVuaXF1ZVZhbHVlRXZlcnlUaW1l' },
  ],
  [
    'simplewebauthn-should-throw-when-response-origin-is-not-expected-value-auth',
    'A12 origin-unexpected',
    { origin: 'https://dev.dontneeda.pw' },
  ],
]

/** A damaged object, of which no sound one is known. */
const withoutTwin = [
  'SimpleWebAuthn-should-fail-if-id-fido-gen-ce-aaguid-extension-is-present-and-does-not-tpm',
  'py-webauthn-test-raises-useful-error-on-bad-attestation-object',
  'webauthn-rs-test-firefox-98-hello-incorrectly-truncates-aaguid-none',
  'webauthn-rs-test-registration-packed-attestaion-fails-with-invalid-fido-aaguid-ext-packed',
  'webauthn-rs-test-solokey-v2-a-sealed-attestation-packed',
  'webauthn-rs-test-solokey-v2-a-sealed-ed25519-invalid-cbor-none',
  'webauthn-rs-test-touchid-attest-apple-anonymous-fails-with-invalid-nonce-extension-apple',
]

/** Indefinite lengths are seen first, of the twin as well. */
const indefinite = 'java-webauthn-server-falsectsprofilematch-android-safetynet'

function respelled(one: Case): Case {
  const members = Object.entries(one.response.response)
  const response = members.reduce(
    (edited, [name, text]) => withMember(edited, name, Buffer.from(text, 'base64').toString('base64url')),
    one.response,
  )
  return { ...one, response }
}

describe.skipIf(negatives.length === 0)(`ceremonies that are wrong${vectorsNote}`, () => {
  const answerOf = new Map(
    Object.entries(answers).flatMap(([answer, names]) => names.map((name) => [name, answer] as const)),
  )
  const cases = negatives.map((one) => [one.name, one] as const)
  const derived = cases.flatMap(([name, one]) => {
    const base = baseOf(one)
    return base && base.expected.outcome === 'verifies' ? [[name, base] as const] : []
  })

  it('all stand in the table once, and all have a twin or are known to have none', () => {
    const names = negatives.map(({ name }) => name).sort()
    expect(Object.values(answers).flat().sort()).toEqual(names)
    const twins = [...derived, ...mended, ...padded].map(([name]) => name)
    expect([...twins, ...withoutTwin, indefinite].sort()).toEqual(names)
  })

  it.each(cases)('%s is refused', async (name, one) => {
    const error = await judge(one).catch((reason: unknown) => reason)
    expect(stepAndCode(error)).toBe(answerOf.get(name))
    expect(error).toMatchObject({ ceremony: one.kind })
    const { ledger, step } = error as { ledger: Ledger; step: StepId }
    expect(stepsOf(ledger, 'failed')).toEqual([step])
  })

  it.each(rows(negatives, 'authentication'))('%s is refused without a promise', async (name, one) => {
    expect(await refusal(synchronous(one))).toBe(answerOf.get(name))
  })

  it.each(derived)('%s is accepted unedited', async (_, base) => {
    expect(await refusal(judge(base))).toBe('accepted')
  })

  it.each(mended)('%s is accepted otherwise', async (name, was, options) => {
    expect(await refusal(judge({ ...caseNamed(name), ...was }, options))).toBe('accepted')
  })

  it.each(padded)('%s is refused in the one spelling, too', async (name, answer, was) => {
    const one = caseNamed(name)
    for (const member of ['clientDataJSON', 'authenticatorData', 'signature']) {
      expect(one.response.response[member]).toMatch(/=$/)
    }
    expect(await refusal(judge(respelled(one)))).toBe(answer)
    expect(await refusal(synchronous(respelled(one)))).toBe(answer)
    expect(await refusal(judge(respelled({ ...one, ...was })))).toBe('accepted')
    expect(await refusal(judge({ ...one, ...was }))).toBe('A3 response-malformed')
  })

  it(`${indefinite} is refused for what it says where indefinite lengths are allowed`, async () => {
    const one = caseNamed(indefinite)
    expect(await refusal(judge(one, ['cbor-indefinite-lengths']))).toBe('R22 attestation-statement-invalid')
    expect(await refusal(judge(one, ['safetynet-any-integrity']))).toBe('R13 attestation-object-malformed')
    expect(await refusal(judge(one, ['cbor-indefinite-lengths', 'safetynet-any-integrity']))).toBe('accepted')
  })

  it('derived-auth-missing-id has an empty ID; one that is not there is malformed', async () => {
    const one = caseNamed('derived-auth-missing-id')
    const { id, ...response } = one.response as Case['response'] & { id: string }
    expect(id).toBe('')
    expect(await refusal(judge({ ...one, response }))).toBe('A3 response-malformed')
  })

  it('derived-auth-other-credential-id is refused where any credential is allowed', async () => {
    const { expected, ...input } = authenticationOf(caseNamed('derived-auth-other-credential-id'))
    const any = { ...input, expected: { ...expected, allowCredentials: [] } }
    expect(await refusal(verifyAuthentication(any))).toBe('A6 credential-unknown')
  })
})
