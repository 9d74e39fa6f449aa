import { createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import type { AuthenticationExpectations } from '../src/specification/authentication-ceremony.ts'
import { authenticationSteps } from '../src/specification/authentication-steps.ts'
import type { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import type { RegistrationExpectations } from '../src/specification/registration-ceremony.ts'
import { registrationSteps } from '../src/specification/registration-steps.ts'
import { explainAuthentication, verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { explainRegistration, verifyRegistration } from '../src/specification/verify-registration.ts'
import { type Client, Passkey } from './authenticator.ts'
import { expectMessage } from './messages.ts'

const passkey = new Passkey()
const challenge = new Uint8Array(32).fill(4)
const user = { id: encodeBase64url(new Uint8Array(64).fill(6)) }
const options = { challenge: encodeBase64url(challenge), user }
const shared = {
  challenge,
  rpId: 'example.org',
  origins: ['https://example.org'],
  userVerification: 'required' as const,
}

type Json = ReturnType<Passkey['create']> | ReturnType<Passkey['get']>
type Edit = (json: Json) => void
/** What a case changes: the client, the JSON after it, what is expected, the record. */
type Change = { client?: Client; edit?: Edit; expected?: object; record?: Partial<CredentialRecord> }

function registration({ client, edit, expected }: Change = {}) {
  const response = passkey.create(options, client)
  edit?.(response)
  return {
    response,
    expected: { ...shared, algorithms: [-7], ...expected } as RegistrationExpectations,
    attestation: { formats: [none], trust: createTrustPolicy({ require: 'none' }) },
  }
}

const record: CredentialRecord = {
  ...(await verifyRegistration(registration())).credential,
  userHandle: decodeBase64url(user.id),
}

function authentication({ client, edit, expected, record: changes }: Change = {}) {
  const response = passkey.get(options, client)
  edit?.(response)
  return {
    response,
    credential: { ...record, ...changes },
    expected: {
      ...shared,
      allowCredentials: [record.id],
      userHandle: record.userHandle,
      ...expected,
    } as AuthenticationExpectations,
  }
}

const member =
  (name: string, change: (bytes: Uint8Array) => Uint8Array): Edit =>
  (json) => {
    const response = json.response as Record<string, string>
    response[name] = encodeBase64url(change(decodeBase64url(response[name]!)))
  }
const set =
  (path: 'credential' | 'response', name: string, value: unknown): Edit =>
  (json) => {
    Object.assign(path === 'credential' ? json : json.response, { [name]: value })
  }
const clientDataText = (change: (text: string) => string) =>
  member('clientDataJSON', (bytes) => new TextEncoder().encode(change(new TextDecoder().decode(bytes))))

const none16 = new Uint8Array(16)
const both: [string, string, string, string, Change][] = [
  ['no object', 'R3', 'A3', 'response-malformed', { edit: set('credential', 'response', null) }],
  [
    'another type of credential',
    'R3',
    'A3',
    'response-malformed',
    { edit: set('credential', 'type', 'password') },
  ],
  ['id unlike rawId', 'R3', 'A3', 'id-mismatch', { edit: set('credential', 'id', 'AAAA') }],
  ['a rawId that is a number', 'R3', 'A3', 'response-malformed', { edit: set('credential', 'rawId', 5) }],
  [
    'client data with padding',
    'R3',
    'A3',
    'response-malformed',
    { edit: set('response', 'clientDataJSON', 'e30=') },
  ],
  [
    'client data of megabytes',
    'R3',
    'A3',
    'response-too-large',
    { edit: set('response', 'clientDataJSON', 'A'.repeat(2 ** 20)) },
  ],
  [
    'extension results as a list',
    'R3',
    'A3',
    'response-malformed',
    { edit: set('credential', 'clientExtensionResults', []) },
  ],
  [
    'client data that is no UTF-8',
    'R5',
    'A8',
    'client-data-not-utf8',
    { edit: member('clientDataJSON', () => Uint8Array.of(255)) },
  ],
  [
    'client data that is no JSON',
    'R6',
    'A9',
    'client-data-not-json',
    { edit: clientDataText((text) => text.slice(1)) },
  ],
  ['client data that is a list', 'R6', 'A9', 'client-data-malformed', { edit: clientDataText(() => '[]') }],
  [
    'a member twice',
    'R6',
    'A9',
    'client-data-duplicate-member',
    { edit: clientDataText((text) => text.replace('{', '{"origin":"https://example.org",')) },
  ],
  [
    'a member twice, once escaped',
    'R6',
    'A9',
    'client-data-duplicate-member',
    { edit: clientDataText((text) => text.replace('{', '{"\\u006frigin":"https://example.org",')) },
  ],
  [
    'crossOrigin as text',
    'R6',
    'A9',
    'client-data-malformed',
    { client: { clientData: { crossOrigin: 'true' } } },
  ],
  [
    'a number for the challenge',
    'R6',
    'A9',
    'client-data-malformed',
    { client: { clientData: { challenge: 1 } } },
  ],
  ['payment.get', 'R7', 'A10', 'type-mismatch', { client: { clientData: { type: 'payment.get' } } }],
  ['an empty challenge', 'R8', 'A11', 'challenge-mismatch', { client: { clientData: { challenge: '' } } }],
  [
    'a truncated challenge',
    'R8',
    'A11',
    'challenge-mismatch',
    { client: { clientData: { challenge: options.challenge.slice(0, -1) } } },
  ],
  [
    'a padded challenge',
    'R8',
    'A11',
    'challenge-mismatch',
    { client: { clientData: { challenge: `${options.challenge}=` } } },
  ],
  [
    'an empty challenge where none was given out',
    'R8',
    'A11',
    'challenge-mismatch',
    { client: { clientData: { challenge: '' } }, expected: { challenge: new Uint8Array() } },
  ],
  ...[
    'http://example.org',
    'https://example.org:8443',
    'https://evil-example.org',
    'https://example.org.evil.example',
    'https://user@example.org',
    'https://example.org.',
    'https://EXAMPLE.org',
    'https://example.org/',
    'null',
    'android:apk-key-hash:AAAA',
  ].map((origin): (typeof both)[number] => [
    `the origin ${origin}`,
    'R9',
    'A12',
    'origin-unexpected',
    { client: { origin } },
  ]),
  [
    'a cross-origin frame',
    'R10',
    'A13',
    'cross-origin-unexpected',
    { client: { clientData: { crossOrigin: true } } },
  ],
  [
    'topOrigin without crossOrigin',
    'R11',
    'A14',
    'top-origin-unexpected',
    {
      client: { clientData: { topOrigin: 'https://top.example' } },
      expected: { crossOrigin: true, topOrigins: ['https://top.example'] },
    },
  ],
  [
    'topOrigin outside the list',
    'R11',
    'A14',
    'top-origin-unexpected',
    {
      client: { clientData: { crossOrigin: true, topOrigin: 'https://other.example' } },
      expected: { crossOrigin: true, topOrigins: ['https://top.example'] },
    },
  ],
  [
    'topOrigin without a list',
    'R11',
    'A14',
    'top-origin-unexpected',
    {
      client: { clientData: { crossOrigin: true, topOrigin: 'https://top.example' } },
      expected: { crossOrigin: true },
    },
  ],
  ['another RP ID', 'R14', 'A15', 'rp-id-mismatch', { client: { rpId: 'example.net' } }],
]
const registrationOnly: [string, string, string, Change][] = [
  [
    'no attestation object',
    'R3',
    'response-malformed',
    { edit: set('response', 'attestationObject', undefined) },
  ],
  ['transports as text', 'R3', 'response-malformed', { edit: set('response', 'transports', 'usb') }],
  [
    'an attestation object cut off',
    'R13',
    'attestation-object-malformed',
    { edit: member('attestationObject', (bytes) => bytes.slice(0, -1)) },
  ],
  [
    'a key with a point off its curve',
    'R13',
    'credential-key-refused',
    { edit: member('attestationObject', (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1)) },
  ],
  ['nobody present', 'R15', 'user-not-present', { client: { flags: 0x5c } }],
  ['nobody verified', 'R16', 'user-not-verified', { client: { flags: 0x59 } }],
  ['backed up and not eligible', 'R17', 'backup-state-invalid', { client: { flags: 0x55 } }],
  [
    'eligible against the policy',
    'R18',
    'backup-eligibility-refused',
    { expected: { backup: { eligible: false } } },
  ],
  ['backed up against the policy', 'R19', 'backup-state-refused', { expected: { backup: { state: false } } }],
  ['an algorithm that was not offered', 'R20', 'algorithm-not-offered', { expected: { algorithms: [-257] } }],
  [
    'a format in other letter case',
    'R21',
    'attestation-format-unsupported',
    { edit: member('attestationObject', (bytes) => bytes.with(6, bytes[6]! ^ 32)) },
  ],
  [
    'another rawId',
    'R27',
    'credential-id-mismatch',
    { edit: (json) => Object.assign(json, { id: 'AAAA', rawId: 'AAAA' }) },
  ],
]
const authenticationOnly: [string, string, string, Change][] = [
  ['no signature', 'A3', 'response-malformed', { edit: set('response', 'signature', undefined) }],
  [
    'a credential that was not allowed',
    'A5',
    'credential-not-allowed',
    { expected: { allowCredentials: [none16] } },
  ],
  [
    'the record of another credential',
    'A6',
    'credential-unknown',
    { record: { id: none16 }, expected: { allowCredentials: [] } },
  ],
  ['the credential of another account', 'A6', 'user-handle-mismatch', { record: { userHandle: none16 } }],
  ['another account signing in', 'A6', 'user-handle-mismatch', { expected: { userHandle: none16 } }],
  [
    'another user handle in the response',
    'A6',
    'user-handle-mismatch',
    { client: { userHandle: encodeBase64url(none16) } },
  ],
  [
    'no user named at all',
    'A6',
    'user-handle-missing',
    { client: { userHandle: null }, expected: { userHandle: 'from-response', allowCredentials: [] } },
  ],
  [
    'authenticator data cut off',
    'A7',
    'authenticator-data-malformed',
    { edit: member('authenticatorData', (bytes) => bytes.slice(1)) },
  ],
  [
    'authenticator data with a byte more',
    'A7',
    'authenticator-data-malformed',
    { edit: member('authenticatorData', (bytes) => Uint8Array.of(...bytes, 0)) },
  ],
  ['nobody present', 'A16', 'user-not-present', { client: { flags: 0x1c } }],
  ['nobody verified', 'A17', 'user-not-verified', { client: { flags: 0x19 } }],
  ['backed up and not eligible', 'A18', 'backup-state-invalid', { client: { flags: 0x15 } }],
  ['eligibility lost', 'A19', 'backup-eligibility-changed', { client: { flags: 0x05 } }],
  ['eligibility gained', 'A19', 'backup-eligibility-changed', { record: { backupEligible: false } }],
  ['backed up against the policy', 'A19', 'backup-state-refused', { expected: { backup: { state: false } } }],
  [
    'a signature of other data',
    'A21',
    'signature-invalid',
    { edit: member('authenticatorData', (bytes) => bytes.with(36, 9)) },
  ],
  ['a stored key that is none', 'A21', 'stored-key-invalid', { record: { publicKey: none16 } }],
  [
    'a counter that fell, where that is refused',
    'A22',
    'sign-count-not-increased',
    { client: { signCount: 4 }, record: { signCount: 5 }, expected: { cloneSignal: 'refuse' } },
  ],
]

const all = [
  ...both.flatMap(([what, r, a, code, change]) => [
    { kind: 'registration', what, step: r, code, change },
    { kind: 'authentication', what, step: a, code, change },
  ]),
  ...registrationOnly.map(([what, step, code, change]) => ({
    kind: 'registration',
    what,
    step,
    code,
    change,
  })),
  ...authenticationOnly.map(([what, step, code, change]) => ({
    kind: 'authentication',
    what,
    step,
    code,
    change,
  })),
]

describe('one fault a ceremony', () => {
  it('the unedited twins are accepted', async () => {
    await verifyRegistration(registration())
    await verifyAuthentication(authentication())
  })

  it.each(all)('$kind: $what is refused at $step as $code', async ({ kind, step, code, change }) => {
    const attempt =
      kind === 'registration'
        ? verifyRegistration(registration(change))
        : verifyAuthentication(authentication(change))
    const error = await attempt.then(
      () => 'accepted',
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ name: 'CeremonyError', ceremony: kind, step, code })
    const { ledger = [] } = error as CeremonyError
    expect(ledger.filter((entry) => entry.verdict === 'failed').map((entry) => entry.step)).toEqual([step])
    const failedAt = ledger.findIndex((entry) => entry.step === step)
    expect(ledger.slice(failedAt + 1).every((entry) => entry.verdict === 'not-reached')).toBe(true)
    expectMessage(error as CeremonyError)

    const explain =
      kind === 'registration'
        ? explainRegistration(registration(change))
        : explainAuthentication(authentication(change))
    const explained = (await explain).ledger
      .filter((entry) => entry.verdict === 'failed')
      .map((entry) => entry.step)
    // A key of unknown algorithm aside, what verify stops at is the first thing that explain reports.
    expect(explained[0]).toBe(step)
  })
})

describe('what is legal', () => {
  it.each([
    ['a byte order mark', { edit: (json: Json) => clientDataText((text) => `\ufeff${text}`)(json) }],
    ['members that nobody knows', { client: { clientData: { extra: { origin: 'x' }, ['__proto__']: 1 } } }],
    [
      'transports of unknown words',
      { edit: set('response', 'transports', ['smoke-signal', 'UPPER CASE', 'usb']) },
    ],
    ['members that repeat signed data and lie', { edit: set('response', 'publicKeyAlgorithm', -257) }],
    [
      'a frame where one is expected',
      { client: { clientData: { crossOrigin: true } }, expected: { crossOrigin: true } },
    ],
  ] as [string, Change][])('%s in a registration', async (_, change) => {
    const { credential } = await verifyRegistration(registration(change))
    expect(credential.publicKey).toEqual(passkey.coseKey)
    expect(credential.transports).not.toContain('UPPER CASE')
  })

  it('nobody present where the client may create without asking', async () => {
    const change: Change = {
      client: { flags: 0x58 },
      expected: { mediation: 'conditional', userVerification: 'discouraged' },
    }
    const { credential, ledger } = await verifyRegistration(registration(change))
    expect(credential.registeredWithUserVerification).toBe('unknown')
    expect(ledger.find((entry) => entry.step === 'R15')?.verdict).toBe('not-applicable')
  })

  it('a changed eligibility where it is accepted, or where nothing was known', async () => {
    const lost: Change = { client: { flags: 0x05 }, expected: { backupEligibilityChange: 'accept' } }
    expect((await verifyAuthentication(authentication(lost))).credential.backupEligible).toBe(false)
    const unknown: Change = { record: { backupEligible: 'unknown' } }
    expect((await verifyAuthentication(authentication(unknown))).credential.backupEligible).toBe(true)
  })
})

describe('the signature counter', () => {
  it.each([
    [0, 0, false, 0],
    [5, 6, false, 6],
    [5, 5, true, 5],
    [5, 4, true, 5],
    [5, 0, true, 5],
    [0xffffffff, 0, true, 0xffffffff],
  ])('stored %i, reported %i: signal %s', async (stored, signCount, signal, kept) => {
    const result = await verifyAuthentication(
      authentication({ client: { signCount }, record: { signCount: stored } }),
    )
    expect(result.cloneSignal).toBe(signal)
    expect(result.credential.signCount).toBe(kept)
  })
})

describe('the updated record', () => {
  it('counts up and follows the backup state', async () => {
    const { credential } = await verifyAuthentication(authentication({ client: { flags: 0x0d } }))
    expect(credential).toMatchObject({
      version: record.version + 1,
      backupEligible: true,
      backupState: false,
    })
  })

  it('makes verification a factor only where another factor vouches for it', async () => {
    const record = { uvInitialized: false, registeredWithUserVerification: 'unknown' } as const
    const alone = await verifyAuthentication(authentication({ record }))
    expect(alone.credential).toMatchObject(record)
    const vouched = await verifyAuthentication(authentication({ record, expected: { otherFactor: true } }))
    expect(vouched.credential).toMatchObject({ uvInitialized: true, registeredWithUserVerification: true })
  })

  it('never takes a key out of an assertion', async () => {
    const other = new Passkey()
    const attested = other.create(options).response.attestationObject
    const authData = decodeBase64url(attested).slice(-(37 + 18 + 32 + 77))
    const error = await verifyAuthentication(
      authentication({ edit: set('response', 'authenticatorData', encodeBase64url(authData)) }),
    ).catch((reason) => reason)
    expect(error).toMatchObject({ step: 'A21', code: 'signature-invalid' })
  })
})

describe('the tables', () => {
  it.each([
    ['R', 29, registrationSteps, '§7.1'],
    ['A', 25, authenticationSteps, '§7.2'],
  ] as const)('%s1 to %s%i stand in order, titled and frozen', (letter, count, steps, section) => {
    expect(steps.map((step) => step.id)).toEqual(
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
    )
    expect(new Set(steps.map((step) => step.title)).size).toBe(count)
    expect(steps.every((step) => step.section === `${section} step ${step.id.slice(1)}`)).toBe(true)
    expect(Object.isFrozen(steps) && steps.every(Object.isFrozen)).toBe(true)
  })

  it('claims nothing that only others can decide', async () => {
    const { ledger } = await verifyRegistration(registration())
    for (const { id, decidedBy } of registrationSteps) {
      if (decidedBy !== 'core')
        expect(ledger.find((entry) => entry.step === id)?.verdict).toBe('left-to-caller')
    }
    const asked = await verifyRegistration({ ...registration(), isRegistered: async () => false })
    expect(asked.ledger.find((entry) => entry.step === 'R26')?.verdict).toBe('passed')
    await expect(
      verifyRegistration({ ...registration(), isRegistered: async () => true }),
    ).rejects.toMatchObject({
      step: 'R26',
      code: 'credential-already-registered',
    })
  })
})
