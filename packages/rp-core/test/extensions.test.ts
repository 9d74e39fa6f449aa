import type { AuthenticatorData } from '@latchkey/attestation'
import { createTrustPolicy } from '@latchkey/attestation'
import { none } from '@latchkey/attestation/formats'
import { encodeBase64url } from '@latchkey/octets'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import type { AuthenticationCeremony } from '../src/specification/authentication-ceremony.ts'
import { judgeAuthenticationExtensions } from '../src/specification/authentication-extensions.ts'
import type { RegistrationCeremony } from '../src/specification/registration-ceremony.ts'
import { judgeRegistrationExtensions } from '../src/specification/registration-extensions.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { type Client, Passkey } from './authenticator.ts'

const secret = encodeBase64url(new Uint8Array(32).fill(7))
const refused = 'extension-output-refused'

function judge(
  creates: boolean,
  inputs: Record<string, unknown>,
  client: Record<string, unknown>,
  signed: readonly (readonly [unknown, unknown])[] = [],
  unsolicitedExtensions?: 'ignore' | 'refuse',
) {
  const authenticatorData = { extensions: new Map(signed) } as unknown as AuthenticatorData
  const expected = { extensions: inputs, ...(unsolicitedExtensions && { unsolicitedExtensions }) }
  const findings = { response: { clientExtensionResults: client }, expected }
  const ceremony: unknown = creates
    ? Object.assign(findings, { attestationObject: { authenticatorData } })
    : Object.assign(findings, { authenticatorData })
  const outcome = creates
    ? judgeRegistrationExtensions(ceremony as RegistrationCeremony)
    : judgeAuthenticationExtensions(ceremony as AuthenticationCeremony)
  const { extensionOutputs } = ceremony as RegistrationCeremony
  return typeof outcome === 'string' ? [outcome, extensionOutputs] : [outcome.code, outcome.message]
}

describe('outputs of the client', () => {
  const rows: readonly (readonly [
    name: string,
    creates: boolean,
    input: unknown,
    right: readonly unknown[],
    wrong: readonly unknown[],
  ])[] = [
    ['appid', false, 'https://example.org', [true, false], ['true', 1, {}]],
    ['appidExclude', true, 'https://example.org', [true], ['true', null]],
    ['credProps', true, true, [{ rk: true }, { rk: false }, {}], [true, null, [], { rk: 'true' }, 'rk']],
    ['hmacCreateSecret', true, true, [true, false], ['true', secret]],
    [
      'hmacGetSecret',
      false,
      { salt1: secret },
      [{ output1: secret }, { output1: secret, output2: secret }],
      [{}, { output1: 'AAAA' }, { output1: secret, output2: 'AAAA' }, { output2: secret }, secret],
    ],
    ['largeBlob', true, {}, [{ supported: true }, {}], [{ supported: 'true' }, true]],
    [
      'largeBlob',
      false,
      { read: true },
      [{}, { blob: '' }, { blob: 'AAAA' }, { written: true }],
      [{ blob: 'A' }, { blob: 1 }, { written: 'true' }, null],
    ],
    [
      'prf',
      true,
      {},
      [{ enabled: true }, { enabled: false }, {}, { enabled: true, results: { first: secret } }],
      [
        { enabled: false, results: { first: secret } },
        { enabled: 'true' },
        { enabled: true, results: { first: 'AAAA' } },
        { results: { first: secret } },
      ],
    ],
    [
      'prf',
      false,
      {},
      [{}, { results: { first: secret } }, { results: { first: secret, second: secret } }],
      [
        { results: {} },
        { results: { first: `${secret}AA` } },
        { results: { first: secret, second: 'AAAA' } },
        'prf',
      ],
    ],
    [
      'uvm',
      false,
      true,
      [
        [[2, 4, 2]],
        [
          [2, 4, 2],
          [4, 4, 2],
          [8, 4, 2],
        ],
      ],
      [
        [],
        [[2, 4]],
        [
          [2, 4, 2],
          [2, 4],
        ],
        [[2, 4, '2']],
        {},
        new Array(4).fill([1, 1, 1]),
      ],
    ],
    ['myOwn', true, {}, [true, 'text', null], []],
  ]

  it.each(rows)('%s (of a creation: %s)', (name, creates, input, right, wrong) => {
    for (const output of right) {
      expect(judge(creates, { [name]: input }, { [name]: output })).toEqual([
        'passed',
        { client: { [name]: output }, authenticator: {} },
      ])
    }
    for (const output of wrong) {
      expect(judge(creates, { [name]: input }, { [name]: output })).toEqual([
        refused,
        `the output of ${name} is not what it should be`,
      ])
    }
  })
})

describe('outputs of the authenticator', () => {
  const bytes = new Uint8Array(32)
  const rows: readonly (readonly [string, boolean, string, readonly unknown[], readonly unknown[]])[] = [
    ['hmac-secret', true, 'prf', [true, false], [bytes, 1]],
    ['hmac-secret', true, 'hmacCreateSecret', [true], ['true']],
    ['hmac-secret', false, 'hmacGetSecret', [bytes], [true]],
    ['hmac-secret', false, 'prf', [bytes], [true]],
    ['credProtect', true, 'credentialProtectionPolicy', [1, 2, 3], [0, 4, '2', true]],
    ['minPinLength', true, 'minPinLength', [4, 63], [3, '4', 4.5]],
    ['credBlob', true, 'credBlob', [true, false], [bytes]],
    ['credBlob', false, 'getCredBlob', [bytes], [true]],
    ['uvm', false, 'uvm', [[[2, 4, 2]]], [[]]],
    ['myOwn', true, 'myOwn', [true, 1], []],
  ]

  it.each(rows)('%s (of a creation: %s), asked for by %s', (name, creates, input, right, wrong) => {
    for (const output of right) {
      expect(judge(creates, { [input]: true }, {}, [[name, output]])).toEqual([
        'passed',
        { client: {}, authenticator: { [name]: output } },
      ])
    }
    for (const output of wrong) {
      expect(judge(creates, { [input]: true }, {}, [[name, output]])[0]).toBe(refused)
    }
  })
})

describe('what nobody asked for', () => {
  it.each([
    [{ appid: true }, []],
    [{ toString: true }, []],
    [{}, [['credProtect', 1]]],
    [{}, [['constructor', 1]]],
    [{}, [[1, 1]]],
  ] as [Record<string, unknown>, [unknown, unknown][]][])('%j %j', (client, signed) => {
    expect(judge(true, { prf: {} }, client, signed)).toEqual(['passed', { client: {}, authenticator: {} }])
    expect(judge(true, { prf: {} }, client, signed, 'ignore')[0]).toBe('passed')
    expect(judge(true, { prf: {} }, client, signed, 'refuse')).toEqual([
      refused,
      'there is an extension output that nobody asked for',
    ])
  })

  it('is not to be applied', () => {
    expect(judge(true, { prf: {} }, {})).toEqual(['not-applicable', { client: {}, authenticator: {} }])
    expect(judge(true, {}, {}, [], 'refuse')[0]).toBe('not-applicable')
  })
})

describe('credProtect', () => {
  const enforced = (policy: string) => ({
    credentialProtectionPolicy: policy,
    enforceCredentialProtectionPolicy: true,
  })
  const withList = 'userVerificationOptionalWithCredentialIDList'

  it.each([
    [
      'userVerificationRequired',
      [
        [3, 'passed'],
        [2, refused],
        [1, refused],
        [undefined, refused],
      ],
    ],
    [
      withList,
      [
        [3, 'passed'],
        [2, 'passed'],
        [1, refused],
        [undefined, refused],
      ],
    ],
    [
      'userVerificationOptional',
      [
        [1, 'passed'],
        [undefined, 'not-applicable'],
      ],
    ],
  ] as const)('is at least %s where that is enforced', (policy, rows) => {
    for (const [output, outcome] of rows) {
      const signed = output === undefined ? [] : ([['credProtect', output]] as const)
      expect(judge(true, enforced(policy), {}, signed)[0]).toBe(outcome)
      const { credentialProtectionPolicy } = enforced(policy)
      expect(judge(true, { credentialProtectionPolicy }, {}, signed)[0]).not.toBe(refused)
      expect(judge(false, enforced(policy), {}, signed)[0]).not.toBe(refused)
    }
  })
})

describe('through the ceremonies', async () => {
  const challenge = new Uint8Array(32).fill(3)
  const origin = 'https://example.org'
  const shared = { challenge, rpId: 'example.org', origins: [origin], userVerification: 'required' as const }
  const authenticator = createSoftAuthenticator({
    preset: 'ctap2-key-with-pin',
    seed: new Uint8Array(32).fill(5),
  })
  const creation = {
    rp: { id: 'example.org', name: 'Example' },
    user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
    extensions: { credProps: true, prf: {}, minPinLength: true },
  }
  const response = await authenticator.create(creation, { origin })
  const attestation = { formats: [none], trust: createTrustPolicy({ require: 'none' }) }
  const register = (more: object) =>
    verifyRegistration({ response, expected: { ...shared, algorithms: [-7], ...more }, attestation })

  it('what was asked for comes back with a registration, and nothing else', async () => {
    const { extensions } = await register({ extensions: creation.extensions })
    expect(extensions).toEqual({
      client: { credProps: { rk: true }, prf: { enabled: true } },
      authenticator: { 'hmac-secret': true, minPinLength: 4 },
    })
    expect((await register({})).extensions).toEqual({ client: {}, authenticator: {} })
    await expect(register({ unsolicitedExtensions: 'refuse' })).rejects.toMatchObject({
      step: 'R28',
      code: refused,
    })
  })

  it('and with an authentication, in which appid answers for U2F', async () => {
    const { credential } = await register({})
    const prf = { eval: { first: 'AAAA' } }
    const request = {
      challenge: encodeBase64url(challenge),
      rpId: 'example.org',
      userVerification: 'required',
      extensions: { prf, appid: 'https://example.org/u2f' },
    }
    const assertion = await authenticator.get(request, { origin })
    const input = {
      response: assertion,
      credential: { ...credential, userHandle: new Uint8Array(3) },
      expected: {
        ...shared,
        allowCredentials: [credential.id],
        userHandle: new Uint8Array(3),
        extensions: { prf },
        unsolicitedExtensions: 'refuse' as const,
      },
    }
    await expect(verifyAuthentication(input)).rejects.toMatchObject({ step: 'A23', code: refused })
    const expected = { ...input.expected, appId: 'https://example.org/u2f' }
    const { extensions } = await verifyAuthentication({ ...input, expected })
    expect(extensions.client).toEqual({ appid: false, prf: { results: { first: expect.any(String) } } })
    // A client that lies about it only makes the ceremony fail.
    const lying = {
      ...assertion,
      clientExtensionResults: { ...assertion.clientExtensionResults, appid: true },
    }
    await expect(verifyAuthentication({ ...input, expected, response: lying })).rejects.toMatchObject({
      step: 'A15',
    })
    await expect(
      verifyAuthentication({
        ...input,
        response: lying,
        expected: { ...input.expected, unsolicitedExtensions: 'ignore' },
      }),
    ).resolves.toBeDefined()
  })
})

describe('an assertion by a passkey', async () => {
  const challenge = new Uint8Array(32).fill(3)
  const appId = 'https://example.org/u2f'
  const passkey = new Passkey()
  const options = { challenge: encodeBase64url(challenge), user: { id: 'AAAA' } }
  const shared = {
    challenge,
    rpId: 'example.org',
    origins: ['https://example.org'],
    userVerification: 'required' as const,
  }
  const { credential } = await verifyRegistration({
    response: passkey.create(options),
    expected: { ...shared, algorithms: [-7] },
    attestation: { formats: [none], trust: createTrustPolicy({ require: 'none' }) },
  })

  const verify = (client: Client, results: object, more: object) =>
    verifyAuthentication({
      response: { ...passkey.get(options, client), clientExtensionResults: results },
      credential: { ...credential, userHandle: new Uint8Array(3) },
      expected: { ...shared, allowCredentials: [], userHandle: new Uint8Array(3), ...more },
    })

  it('may be for the appId, where that was asked for and the client says so', async () => {
    const { extensions } = await verify({ rpId: appId }, { appid: true }, { appId })
    expect(extensions.client).toEqual({ appid: true })
    await expect(verify({}, { appid: false }, { appId })).resolves.toBeDefined()
    for (const [client, results, more] of [
      [{ rpId: appId }, { appid: true }, {}],
      [{ rpId: appId }, { appid: false }, { appId }],
      [{ rpId: appId }, {}, { appId }],
      [{ rpId: appId }, { appid: 'true' }, { appId }],
      [{ rpId: appId }, { appid: true }, { appId: 'https://example.org/other' }],
      [{}, { appid: true }, { appId }],
      // What was asked for without appId does not move the RP ID.
      [{ rpId: appId }, { appid: true }, { extensions: { appid: appId } }],
    ] as const) {
      await expect(verify(client, results, more)).rejects.toMatchObject({
        step: 'A15',
        code: 'rp-id-mismatch',
      })
    }
  })

  it('of a payment is none of a sign-in, and the other way round', async () => {
    const payment = { clientData: { type: 'payment.get' } }
    const wanted = { extensions: { payment: { isPayment: true } } }
    await expect(verify(payment, {}, wanted)).resolves.toBeDefined()
    await expect(verify({}, {}, {})).resolves.toBeDefined()
    await expect(verify({}, {}, { extensions: { payment: { isPayment: false } } })).resolves.toBeDefined()
    for (const [client, more] of [
      [payment, {}],
      [payment, { extensions: { payment: { isPayment: false } } }],
      [{}, wanted],
    ] as const) {
      await expect(verify(client, {}, more)).rejects.toMatchObject({ step: 'A10', code: 'type-mismatch' })
    }
  })
})
