/** What ledgers and errors say, to the word: they are what people read when a ceremony fails. */
import { AttestationError, createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats'
import { CoseError } from '@latchkey/cose-keys'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { verifyAuthenticationSync } from '../src/node.ts'
import type { AuthenticationExpectations } from '../src/specification/authentication-ceremony.ts'
import { authenticationSteps } from '../src/specification/authentication-steps.ts'
import { CeremonyError, type CeremonyErrorCode } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import type { Ledger } from '../src/specification/ledger.ts'
import type { RegistrationExpectations } from '../src/specification/registration-ceremony.ts'
import { registrationSteps } from '../src/specification/registration-steps.ts'
import { explainAuthentication, verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { explainRegistration, verifyRegistration } from '../src/specification/verify-registration.ts'
import { type Client, Passkey } from './authenticator.ts'

const challenge = new Uint8Array(32).fill(4)
const userId = encodeBase64url(new Uint8Array(64).fill(6))
const options = { challenge: encodeBase64url(challenge), user: { id: userId } }
const shared = {
  challenge,
  rpId: 'example.org',
  origins: ['https://example.org'],
  userVerification: 'required' as const,
}

type Asked = { client?: Client; expected?: object; edit?: (json: { response: object }) => void }

function registration(passkey: Passkey, { client, expected, edit }: Asked = {}) {
  const response = passkey.create(options, client)
  edit?.(response)
  return {
    response,
    expected: { ...shared, algorithms: [-7], ...expected } as RegistrationExpectations,
    attestation: { formats: [none], trust: createTrustPolicy({ require: 'none' }) },
  }
}

async function authentication(asked: Asked & { record?: Partial<CredentialRecord> } = {}) {
  const passkey = new Passkey()
  const { credential } = await verifyRegistration(registration(passkey))
  const userHandle = decodeBase64url(userId)
  const response = passkey.get(options, asked.client)
  asked.edit?.(response)
  return {
    response,
    credential: { ...credential, userHandle, ...asked.record },
    expected: {
      ...{ ...shared, allowCredentials: [passkey.id], userHandle },
      ...asked.expected,
    } as AuthenticationExpectations,
  }
}

const letters = {
  passed: 'p',
  'not-applicable': 'n',
  'left-to-caller': 'c',
  'not-reached': '-',
  failed: 'F',
} as const
/** A letter a step, in fives. */
const verdicts = (ledger: Ledger) =>
  ledger
    .map(({ verdict }) => `${letters[verdict]}`)
    .join('')
    .replace(/.{5}(?=.)/g, '$& ')

const framed = {
  client: { clientData: { crossOrigin: true, topOrigin: 'https://top.example' } },
  expected: { crossOrigin: true, topOrigins: ['https://top.example'] },
}
const malformed = (member: string) => (json: { response: object }) => {
  Object.assign(json.response, { [member]: 'AAAA' })
}

describe('the tables', () => {
  it('say what must hold, and who decides it', () => {
    const rows = [...registrationSteps, ...authenticationSteps]
    expect(rows.map(({ id, title, decidedBy }) => `${id} (${decidedBy}): ${title}`)).toMatchSnapshot()
  })
})

const backup = { backup: { eligible: true, state: true } }
const conditional = {
  client: { flags: 0x58 },
  expected: { mediation: 'conditional', userVerification: 'discouraged' },
}
const anybody = {
  expected: { allowCredentials: [], userHandle: 'from-response', userVerification: 'discouraged' },
}

const extended = (credProps: unknown): Asked => ({
  expected: { extensions: { credProps: true } },
  edit: (json) => Object.assign(json, { clientExtensionResults: { credProps } }),
})

describe('the ledger of a registration', () => {
  it.each([
    ['that is plain', {}, 'ccppp ppppn npppp ppnnp ppppp cpnc'],
    ['in a frame', framed, 'ccppp ppppp ppppp ppnnp ppppp cpnc'],
    ['whose backup is asked for', { expected: backup }, 'ccppp ppppn npppp ppppp ppppp cpnc'],
    ['without asking', conditional, 'ccppp ppppn npppn npnnp ppppp cpnc'],
    ['with extensions', extended({ rk: true }), 'ccppp ppppn npppp ppnnp ppppp cppc'],
  ] as [string, Asked, string][])('%s says of each step what became of it', async (_, asked, wanted) => {
    expect(verdicts((await verifyRegistration(registration(new Passkey(), asked))).ledger)).toBe(wanted)
  })

  it('says of a credential ID that it is registered to nobody, where somebody was asked', async () => {
    const asked = { ...registration(new Passkey()), isRegistered: async () => false }
    expect(verdicts((await verifyRegistration(asked)).ledger)).toBe('ccppp ppppn npppp ppnnp ppppp ppnc')
  })

  it.each([
    ['clientDataJSON', 'ccppp F---- -pppp ppnnp ppppp cpnc'],
    ['attestationObject', 'ccppp ppppn npF-- ----- --p-- ---c'],
  ])('goes on after a %s that is none, as far as it can', async (member, wanted) => {
    const { ledger } = await explainRegistration(registration(new Passkey(), { edit: malformed(member) }))
    expect(verdicts(ledger)).toBe(wanted)
  })

  it('ends early without a response', async () => {
    const { ledger } = await explainRegistration({ ...registration(new Passkey()), response: {} })
    expect(verdicts(ledger)).toBe('ccF-- ----- ----- ----- --p-- ---c')
  })
})

describe('the ledger of an authentication', () => {
  it.each([
    ['that is plain', {}, 'ccppp ppppp ppnnp ppppp pnncp'],
    ['in a frame', framed, 'ccppp ppppp ppppp ppppp pnncp'],
    ['whose backup is asked for', { expected: backup }, 'ccppp ppppp ppnnp ppppp pnncp'],
    ['of anybody', anybody, 'ccppn ppppp ppnnp pnppp pnncp'],
    ['with a counter', { client: { signCount: 3 } }, 'ccppp ppppp ppnnp ppppp ppncp'],
  ] as [string, Asked, string][])('%s says of each step what became of it', async (_, asked, wanted) => {
    const input = await authentication(asked)
    expect(verdicts((await verifyAuthentication(input)).ledger)).toBe(wanted)
    expect(verdicts(verifyAuthenticationSync(input).ledger)).toBe(wanted)
  })

  it.each([
    ['clientDataJSON', 'ccppp pppF- ----p ppppp Fnncp'],
    ['authenticatorData', 'ccppp pFppp ppnn- ----p F----'],
    ['signature', 'ccppp ppppp ppnnp ppppp Fnncp'],
  ])('goes on after a %s that is none, as far as it can', async (member, wanted) => {
    const { ledger } = await explainAuthentication(await authentication({ edit: malformed(member) }))
    expect(verdicts(ledger)).toBe(wanted)
  })

  it('ends early without a response', async () => {
    const { ledger } = await explainAuthentication({ ...(await authentication()), response: {} })
    expect(verdicts(ledger)).toBe('ccF-- ----- ----- ----- -----')
  })
})

async function refusalOf(attempt: Promise<unknown>): Promise<CeremonyError> {
  const error = await attempt.catch((reason: unknown) => reason)
  if (!CeremonyError.is(error)) throw new Error(`no refusal: ${error}`)
  return error
}

describe('an error', () => {
  it.each([
    ['R7', 'A10', 'another type', { client: { clientData: { type: 'other' } } }, 'other'],
    ['R8', 'A11', 'another challenge', { client: { clientData: { challenge: 'AAAA' } } }, 'AAAA'],
    ['R9', 'A12', 'another origin', { client: { origin: 'https://a.example' } }, 'https://a.example'],
    [
      'R11',
      'A14',
      'another top origin',
      { ...framed, expected: { crossOrigin: true } },
      'https://top.example',
    ],
  ] as [string, string, string, Asked, string][])(
    'at %s and %s has %s for evidence, and no cause',
    async (atRegistration, atAuthentication, _, asked, evidence) => {
      const errors = [
        await refusalOf(verifyRegistration(registration(new Passkey(), asked))),
        await refusalOf(verifyAuthentication(await authentication(asked))),
      ]
      expect(errors.map(({ step }) => step)).toEqual([atRegistration, atAuthentication])
      for (const error of errors) {
        expect(error.evidence).toBe(evidence)
        expect('cause' in error).toBe(false)
      }
    },
  )

  it('has the name of an extension that nobody asked for for evidence', async () => {
    const asked = { ...extended({ rk: true }), expected: { unsolicitedExtensions: 'refuse' } }
    const error = await refusalOf(verifyRegistration(registration(new Passkey(), asked)))
    expect(error).toMatchObject({ step: 'R28', code: 'extension-output-refused' })
    expect(error.evidence).toBe('credProps')
  })

  it('keeps what another package said for its cause', async () => {
    const authenticatorData = { edit: malformed('authenticatorData') }
    const object = await refusalOf(
      verifyRegistration(registration(new Passkey(), { edit: malformed('attestationObject') })),
    )
    const data = await refusalOf(verifyAuthentication(await authentication(authenticatorData)))
    const signature = await refusalOf(
      verifyAuthentication(await authentication({ edit: malformed('signature') })),
    )
    const key = await refusalOf(
      verifyAuthentication(await authentication({ record: { publicKey: new Uint8Array(3) } })),
    )
    expect([object, data].map(({ cause }) => AttestationError.is(cause))).toEqual([true, true])
    expect([signature, key].map(({ cause }) => CoseError.is(cause))).toEqual([true, true])
    expect([object, data, signature, key].map(({ step, code }) => `${step} ${code}`)).toEqual([
      ...['R13 attestation-object-malformed', 'A7 authenticator-data-malformed'],
      ...['A21 signature-invalid', 'A21 stored-key-invalid'],
    ])
  })

  it.each([
    [
      'R18',
      'A19',
      { eligible: false },
      'backup-eligibility-refused',
      'the policy wants a credential that cannot be backed up',
    ],
    [
      'R19',
      'A19',
      { state: false },
      'backup-state-refused',
      'the policy wants a credential that is not backed up',
    ],
  ] as const)('at %s and %s tells what the policy wants: %o', async (atR, atA, wanted, code, message) => {
    const asked = { expected: { backup: wanted } }
    expect(await refusalOf(verifyRegistration(registration(new Passkey(), asked)))).toMatchObject({
      ...{ step: atR, code, message },
    })
    expect(await refusalOf(verifyAuthentication(await authentication(asked)))).toMatchObject({
      ...{ step: atA, code, message },
    })
    const opposite = { client: { flags: 0x45 }, expected: { backup: { eligible: true } } }
    expect(await refusalOf(verifyRegistration(registration(new Passkey(), opposite)))).toMatchObject({
      message: 'the policy wants a credential that can be backed up',
    })
    const state = { client: { flags: 0x4d }, expected: { backup: { state: true } } }
    expect(await refusalOf(verifyRegistration(registration(new Passkey(), state)))).toMatchObject({
      message: 'the policy wants a credential that is backed up',
    })
  })

  it('passes through where it is nobody’s refusal', async () => {
    const broken = new TypeError('a format that is broken')
    const format = { ...none, verify: () => Promise.reject(broken) }
    const input = registration(new Passkey())
    const attestation = { ...input.attestation, formats: [format] }
    await expect(verifyRegistration({ ...input, attestation } as never)).rejects.toBe(broken)
  })

  it('of a runtime that lacks an algorithm says so', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', algorithm: -48 })
    const client = { origin: 'https://example.org' }
    const asked = {
      rp: { id: 'example.org', name: 'Example' },
      user: { id: userId, name: 'ada', displayName: 'Ada' },
      challenge: options.challenge,
      pubKeyCredParams: [{ type: 'public-key', alg: -48 }],
    }
    const { nobleBackend } = await import('@latchkey/cose-keys/noble')
    const { packedSelf } = await import('@latchkey/attestation/formats')
    const created = {
      response: await authenticator.create({ ...asked, attestation: 'direct' }, client),
      expected: { ...shared, algorithms: [-48] },
      attestation: { formats: [packedSelf], trust: createTrustPolicy({ require: 'self' }) },
    }
    const backends = [nobleBackend]
    const { credential } = await verifyRegistration({ ...created, backends })
    const signIn = {
      response: await authenticator.get({ challenge: options.challenge, rpId: 'example.org' }, client),
      credential: { ...credential, userHandle: decodeBase64url(userId) },
      expected: { ...shared, allowCredentials: [], userHandle: 'from-response' as const },
    }
    await verifyAuthentication({ ...signIn, backends })
    // Node has it from 24.6 on.
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    const attempts = [verifyRegistration(created), verifyAuthentication(signIn)]
    if (major > 24 || (major === 24 && minor >= 6)) await Promise.all(attempts)
    else {
      for (const [at, step] of ['R22', 'A21'].entries()) {
        expect(await refusalOf(attempts[at]!)).toMatchObject({
          ...{ step, code: 'algorithm-unsupported-on-this-runtime' },
        })
      }
    }
  })

  it('is known by its brand, whichever copy of the package made it', () => {
    const error = new CeremonyError('configuration-rp-id', 'no', { ceremony: 'configuration' })
    expect(Object.keys(error).sort()).toEqual(['ceremony', 'code', 'name'])
    expect(Symbol.for('@latchkey/rp-core/CeremonyError') in error).toBe(true)
    expect(CeremonyError.is(error)).toBe(true)
    const other = Object.assign(new Error(), { [Symbol.for('@latchkey/rp-core/CeremonyError')]: true })
    expect(CeremonyError.is(other)).toBe(true)
    for (const value of [new Error(), {}, null, undefined, 'CeremonyError', 1]) {
      expect(CeremonyError.is(value)).toBe(false)
    }
  })

  it.each([
    ['state-unknown', 'ceremony-over', 'This attempt is over. Start again.'],
    ['state-expired', 'ceremony-over', 'This attempt is over. Start again.'],
    ['response-malformed', 'malformed-response', 'The response is not what a browser sends.'],
    ['response-too-large', 'malformed-response', 'The response is not what a browser sends.'],
    ['credential-unknown', 'not-accepted', 'The passkey was not accepted.'],
    ['backup-state-refused', 'not-accepted', 'The passkey was not accepted.'],
    ['signature-invalid', 'not-accepted', 'The passkey was not accepted.'],
  ] as [CeremonyErrorCode, string, string][])('%s is told to a client as %s', (own, code, title) => {
    const error = new CeremonyError(own, 'no', { ceremony: 'authentication', step: 'A21' })
    expect(error.toPublicError()).toEqual({ code, title })
  })
})

describe('a record', () => {
  it('has the type of its credential, and at most sixteen words of transports', async () => {
    const transports = (words: readonly string[] | undefined) =>
      registration(new Passkey(), { edit: ({ response }) => Object.assign(response, { transports: words }) })
    const words = Array.from({ length: 20 }, (_, at) => `word-${at}`)
    const { credential } = await verifyRegistration(transports(words))
    expect(credential.type).toBe('public-key')
    expect(credential.transports).toEqual(words.slice(0, 16))
    expect((await verifyRegistration(transports(undefined))).credential.transports).toEqual([])
  })
})

describe('a member of a response', () => {
  it('has up to 65,536 characters', async () => {
    const signature = (length: number) => ({
      edit: ({ response }: { response: object }) =>
        Object.assign(response, { signature: 'A'.repeat(length) }),
    })
    expect(await refusalOf(verifyAuthentication(await authentication(signature(65_536))))).toMatchObject({
      code: 'signature-invalid',
    })
    expect(await refusalOf(verifyAuthentication(await authentication(signature(65_540))))).toMatchObject({
      code: 'response-too-large',
    })
  })
})
