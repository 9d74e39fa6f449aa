/** What each format shows of a sound statement, and what its options let pass or refuse. */
import { Socket } from 'node:net'

import type { CborValue } from '@latchkey/cbor-canonical'
import { decodeBase64url, encodeBase64url, hash } from '@latchkey/octets'
import type { Format } from '@latchkey/soft-authenticator'
import { describe, expect, it, vi } from 'vitest'
import { vectorsNote } from '../../../test/vectors.ts'
import type { AttestationFormat } from '../src/attestation-format.ts'
import type { AttestationOption } from '../src/attestation-option.ts'
import { all } from '../src/formats/all.ts'
import { androidKey } from '../src/formats/android-key.ts'
import { apple } from '../src/formats/apple.ts'
import { compound } from '../src/formats/compound.ts'
import { packed } from '../src/formats/packed.ts'
import { tpm } from '../src/formats/tpm.ts'
import { createTrustPolicy } from '../src/trust-policy.ts'
import { verifyAttestation } from '../src/verify-attestation.ts'
import { type Case, judge, refusal, registrations } from './cases.ts'
import { withStatement } from './edit.ts'
import { aaguid, judgeMade, make, now } from './made.ts'

describe('every format', () => {
  const types = {
    none: 'none',
    'packed-self': 'self',
    packed: 'basic',
    tpm: 'attca',
    'android-key': 'basic',
    'android-safetynet': 'basic',
    'fido-u2f': 'basic',
    apple: 'anonca',
    compound: 'basic',
  } as const

  it.each(Object.entries(types))('%s is of type %s', async (format, type) => {
    const verdict = await judgeMade(await make(format as Format))
    const isAttested = type !== 'none' && type !== 'self'
    expect(verdict).toMatchObject({ type, trusted: isAttested })
    expect(verdict.aaguid).toEqual(format === 'fido-u2f' ? new Uint8Array(16) : aaguid)
    expect(verdict.aaguidAttested).toBe(isAttested && format !== 'fido-u2f')
    expect(verdict.trustPath.length > 0).toBe(isAttested)
    expect(verdict.steps.map((step) => step.verdict)).toEqual(verdict.steps.map(() => 'passed'))
    expect(verdict.steps.map(({ name }) => name)).toMatchSnapshot()
    expect(Object.isFrozen(verdict) && Object.isFrozen(verdict.steps) && Object.isFrozen(verdict.notes)).toBe(
      true,
    )
  })

  it('answers to its own identifier', () => {
    expect(all().map(({ fmt }) => fmt)).toEqual([
      ...[
        'none',
        'packed',
        'packed',
        'tpm',
        'android-key',
        'android-safetynet',
        'fido-u2f',
        'apple',
        'compound',
      ],
    ])
  })

  it('has no superfluous members', async () => {
    for (const format of [
      'packed',
      'tpm',
      'android-key',
      'android-safetynet',
      'fido-u2f',
      'apple',
    ] as const) {
      const made = withStatement(await make(format), (statement) => statement.set('more', 1))
      await expect(judgeMade(made)).rejects.toMatchObject({
        code: 'statement-malformed',
        message: 'the statement has a superfluous member',
      })
    }
  })

  it('never asks the network', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'))
    for (const format of Object.keys(types)) await judgeMade(await make(format as Format))
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockRestore()
  })
})

describe('packed', () => {
  it('names nothing but its key, as a rule', async () => {
    expect((await judgeMade(await make('packed'))).details).toEqual({})
  })

  it('names the serial number of the device by option', async () => {
    const made = await make('packed', { faults: ['certificate-serial-number'] })
    const { details } = await judgeMade(made, { options: ['enterprise-serial-number'] })
    expect(details).toEqual({ serialNumber: new Uint8Array(4).fill(1) })
  })
})

describe('tpm', () => {
  it('shows what the TPM said, and who made it', async () => {
    const { details, notes } = await judgeMade(await make('tpm'))
    expect(details).toMatchObject({
      certInfo: { magic: 0xff544347, type: 0x8017, clockInfo: { safe: 1 } },
      pubArea: { type: 0x23, nameAlg: 0x0b },
      manufacturer: 'id:494E5443',
      vendor: { id: '494E5443', name: 'Intel' },
      model: 'Software',
      version: 'id:00010000',
    })
    expect(notes).toEqual([])
  })

  it('has members of their types', async () => {
    for (const name of ['ver', 'alg', 'sig', 'x5c', 'certInfo', 'pubArea']) {
      const made = withStatement(await make('tpm'), (statement) => statement.set(name, true))
      expect((await refusal(judgeMade(made))).split(' @ ')[0], name).toBe('statement-malformed')
    }
  })

  it('is signed by no algorithm that a TPM has not got', async () => {
    const made = withStatement(await make('tpm'), (statement) => statement.set('alg', -8))
    await expect(judgeMade(made)).rejects.toMatchObject({
      code: 'algorithm-refused',
      message: 'no TPM signs by the algorithm -8',
    })
  })

  it('has pubArea of an RSA key, with an exponent of 0 for 65,537', async () => {
    const { details } = await judgeMade(await make('tpm', { algorithm: -257 }))
    expect(details).toMatchObject({ pubArea: { type: 1, parameters: { exponent: 0, keyBits: 2048 } } })
  })

  it('is of a maker in the registry, by option', async () => {
    expect(await refusal(judgeMade(await make('tpm'), { options: ['tpm-vendor-registry'] }))).toBe('accepted')
  })

  it('takes the whole signature only where it is one', async () => {
    const made = await make('tpm')
    expect((await judgeMade(made, { options: ['tpm-signature-as-tpmt'] })).notes).toEqual([])
    const whole = (...bytes: number[]) =>
      withStatement(made, (statement) => statement.set('sig', Uint8Array.from(bytes)))
    const judgeWhole = (...bytes: number[]) =>
      refusal(judgeMade(whole(...bytes), { options: ['tpm-signature-as-tpmt'] }))
    const step = 'sig over certInfo is by the key of the first certificate'
    // TPM_ALG_NULL; RSASSA; ECDSA over SHA-384; ECDSA over SHA-256 with r and s of one byte
    expect(await judgeWhole(0, 0x10)).toBe(`signature-malformed @ ${step}`)
    expect(await judgeWhole(0, 0x14, 0, 0x0b, 0, 1, 7)).toBe(`algorithm-mismatch @ ${step}`)
    expect(await judgeWhole(0, 0x18, 0, 0x0c, 0, 1, 7, 0, 1, 7)).toBe(`algorithm-mismatch @ ${step}`)
    expect(await judgeWhole(0, 0x18, 0, 0x0b, 0, 1, 7, 0, 1, 7)).toBe(`signature-mismatch @ ${step}`)
    const long = new Array<number>(33).fill(7)
    expect(await judgeWhole(0, 0x18, 0, 0x0b, 0, 33, ...long, 0, 1, 7)).toBe(`signature-malformed @ ${step}`)
  })
})

describe.skipIf(registrations('w3c/cases').length === 0)(`options and real devices${vectorsNote}`, () => {
  const named = (part: string) =>
    registrations('registration-positive', 'w3c/cases').find(({ name }) => name.includes(part))!
  const at = (one: Case, validAt: string): Case => ({ ...one, time: { validAt } })

  it('RS1 is accepted and noted, and refused by option', async () => {
    const one = named('dell-xps-13-tpm')
    expect((await judge(one)).notes).toContain('rs1-attestation')
    expect(await refusal(judge(one, ['refuse-rs1-attestation']))).toBe(
      'algorithm-refused @ alg is one by which TPMs sign',
    )
    expect(await refusal(judge(named('w3c-tpm-es256'), ['refuse-rs1-attestation']))).toBe('accepted')
  })

  it('clockInfo decides nothing', async () => {
    const { details } = await judge(named('w3c-tpm-es256'))
    expect(details).toMatchObject({ certInfo: { clockInfo: { safe: 0x33 } }, manufacturer: 'id:00000000' })
    expect(details).not.toHaveProperty('vendor')
  })

  it('the key description of a Pixel is read', async () => {
    const { details, notes } = await judge(named('pixel-8a'))
    expect(details).toMatchObject({
      provisioning: 'remote',
      keyDescription: {
        attestationVersion: 300,
        attestationSecurityLevel: 'trusted-environment',
        keyMintVersion: 300,
        keyMintSecurityLevel: 'trusted-environment',
        uniqueId: new Uint8Array(),
        softwareEnforced: { allApplications: false, tags: [701, 709] },
        hardwareEnforced: { purpose: [2], origin: 0, allApplications: false },
      },
    })
    expect(notes).toEqual(['x5c-with-root'])
  })

  it('a software key is noted, and refused by option', async () => {
    const one = named('w3c-android-key-es256')
    expect((await judge(one)).notes).toEqual(['android-key-software', 'android-key-empty-authorizations'])
    await expect(judge(one, ['android-key-tee-only'])).rejects.toMatchObject({
      code: 'claim-refused',
      message: 'the description is by software, and android-key-tee-only is set',
    })
  })

  it('dates of factory chains are ignored by option, those of remotely provisioned ones never', async () => {
    const factory = registrations('registration-positive').filter(({ fmt }) => fmt === 'android-key')[1]!
    const late = at(factory, '2031-01-01T00:00:00Z')
    expect(await refusal(judge(late))).toBe('not-trusted @ trust')
    const { trusted, notes, details } = await judge(late, ['android-factory-chain-dates'])
    expect(trusted).toBe(true)
    expect(notes).toEqual(['x5c-with-root', 'android-factory-chain-dates'])
    expect(details).toMatchObject({ provisioning: 'factory' })
    const remote = registrations('registration-positive').filter(({ fmt }) => fmt === 'android-key')[0]!
    expect((await judge(remote, ['android-factory-chain-dates'])).notes).toEqual(['x5c-with-root'])
    expect(await refusal(judge(at(remote, '2026-02-02T00:00:00Z'), ['android-factory-chain-dates']))).toBe(
      'not-trusted @ trust',
    )
  })

  it('an AAGUID of fido-u2f that is not zero is noted by option, and refused for conformance all the same', async () => {
    const one = named('w3c-fido-u2f-es256')
    expect((await judge(one)).notes).toEqual(['fido-u2f-nonzero-aaguid'])
    expect(await refusal(judge(one, ['conformance']))).toBe('binding-mismatch @ the AAGUID is zero')
  })

  it('alg in an apple statement is that of the key', async () => {
    const one = named('webauthn-test-verifyappleformat-apple')
    expect(await refusal(judge(one))).toBe('accepted')
  })

  it('a certificate of 2014 that is a misprint leads to its root all the same', async () => {
    const misprint = named('java-webauthn-server-securitykey-fido-u2f')
    const { trustAnchors } = named('java-webauthn-server-yubikey4-fido-u2f')
    const { trusted, notes } = await judge({ ...misprint, trustAnchors: trustAnchors! })
    expect({ trusted, notes }).toEqual({ trusted: true, notes: ['certificate-signature-unused-bits'] })
  })

  it('what a certificate names is not fetched', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'))
    const connected = vi.spyOn(Socket.prototype, 'connect')
    const { trustPath } = await judge(named('dell-xps-13-tpm'))
    // Authority information access: where the issuer's certificate is.
    expect(trustPath[0]!.extensions.has('1.3.6.1.5.5.7.1.1')).toBe(true)
    expect(fetched.mock.calls.length + connected.mock.calls.length).toBe(0)
    vi.restoreAllMocks()
  })

  it('SafetyNet judges the device and its claims are handed on', async () => {
    const { details } = await judge(named('realexample-android-safetynet'))
    expect(details).toMatchObject({
      version: '14799021',
      claims: { basicIntegrity: true, ctsProfileMatch: true },
    })
  })
})

describe('apple', () => {
  it('may name the algorithm of the key, and no other', async () => {
    const made = await make('apple')
    expect(await refusal(judgeMade(withStatement(made, (one) => one.set('alg', -7))))).toBe('accepted')
    expect(await refusal(judgeMade(withStatement(made, (one) => one.set('alg', -8))))).toBe(
      'algorithm-mismatch @ x5c is there',
    )
    expect(await refusal(judgeMade(withStatement(made, (one) => one.set('alg', '-7'))))).toBe(
      'statement-malformed @ x5c is there',
    )
  })
})

describe('fido-u2f', () => {
  it('is for keys of ES256', async () => {
    const u2f = await make('fido-u2f')
    const other = await make('packed', { algorithm: -9 })
    const statement: unknown[] = []
    withStatement(u2f, (one) => {
      statement.push(one)
      return one
    })
    const moved = withStatement(other, () => statement[0] as never)
    const { attestationObject } = moved
    const renamed = Buffer.from(attestationObject).toString('latin1').replace('fmtfpacked', 'fmthfido-u2f')
    const made = { ...u2f, attestationObject: new Uint8Array(Buffer.from(renamed, 'latin1')) }
    expect(await refusal(judgeMade(made))).toBe('algorithm-mismatch @ the credential key is of ES256')
  })
})

describe('android-safetynet', () => {
  const judgeAt = async (milliseconds: number, options: AttestationOption[] = []) => {
    const at = new Date(now.getTime() + milliseconds)
    return refusal(judgeMade(await make('android-safetynet'), { options }, all(), at))
  }

  it('is fresh for a minute, both ends included', async () => {
    expect(await judgeAt(0)).toBe('accepted')
    expect(await judgeAt(60_000)).toBe('accepted')
    expect(await judgeAt(60_001)).toBe('claim-refused @ the response is fresh')
    expect(await judgeAt(-1)).toBe('claim-refused @ the response is fresh')
    expect(await judgeAt(60_001, ['safetynet-any-age'])).toBe('accepted')
    expect(await judgeAt(-1, ['safetynet-any-age'])).toBe('accepted')
  })

  it('is of a device without a profile by option', async () => {
    const made = await make('android-safetynet', { faults: ['safety-net-profile-mismatch'] })
    const { details } = await judgeMade(made, { options: ['safetynet-any-integrity'] })
    expect(details).toMatchObject({ version: '230815000', claims: { ctsProfileMatch: false } })
  })

  const utf8 = new TextEncoder()
  const edited = async (edit: (parts: string[]) => string[]) =>
    withStatement(await make('android-safetynet'), (statement) => {
      const parts = new TextDecoder().decode(statement.get('response') as Uint8Array).split('.')
      return statement.set('response', utf8.encode(edit(parts).join('.')))
    })
  const header = (edit: (old: Record<string, unknown>) => unknown) =>
    edited(([first, ...more]) => {
      const old = JSON.parse(new TextDecoder().decode(decodeBase64url(first!)))
      return [encodeBase64url(utf8.encode(JSON.stringify(edit(old)))), ...more]
    })
  const jws = 'response is a signed JWS with certificates'

  it.each([
    ['without signature', ([a, b]: string[]) => [a!, b!]],
    ['with an empty signature', ([a, b]: string[]) => [a!, b!, '']],
    ['of one part', ([a]: string[]) => [a!]],
    ['whose header is not base64url', ([, b, c]: string[]) => ['=', b!, c!]],
    ['whose signature is not base64url', ([a, b]: string[]) => [a!, b!, 'A']],
    ['whose claims are no JSON', ([a, , c]: string[]) => [a!, encodeBase64url(utf8.encode('{')), c!]],
    [
      'whose claims are no UTF-8',
      ([a, , c]: string[]) => [a!, encodeBase64url(Uint8Array.of(0x22, 0xff, 0x22)), c!],
    ],
    ['whose claims are a list', ([a, , c]: string[]) => [a!, encodeBase64url(utf8.encode('[]')), c!]],
    ['whose claims are null', ([a, , c]: string[]) => [a!, encodeBase64url(utf8.encode('null')), c!]],
    ['whose claims are text', ([a, , c]: string[]) => [a!, encodeBase64url(utf8.encode('"a"')), c!]],
  ])('is no JWS %s', async (_, edit) => {
    expect(await refusal(judgeMade(await edited(edit as (parts: string[]) => string[])))).toBe(
      `statement-malformed @ ${jws}`,
    )
  })

  it('says what is wrong with it', async () => {
    const message = async (edit: (parts: string[]) => string[]) =>
      judgeMade(await edited(edit)).catch((error: Error) => error.message)
    expect(await message(([a, b]) => [a!, b!])).toBe('the response is no JWS in three parts')
    expect(await message(([, b, c]) => ['=', b!, c!])).toMatch(/^a part of the JWS is refused: ./)
    expect(await message(([a, , c]) => [a!, encodeBase64url(utf8.encode('[]')), c!])).toBe(
      'a part of the JWS is no JSON object',
    )
    const made = await header((old) => ({ ...old, x5c: ['_-_-'] }))
    await expect(judgeMade(made)).rejects.toThrow('a certificate of the JWS is not base64')
    const listless = await header((old) => ({ ...old, x5c: 'MII' }))
    await expect(judgeMade(listless)).rejects.toThrow('the JWS has no certificates')
  })

  it.each(['jwk', 'jku', 'x5u', 'crit', 'b64'])('has no %s in its header', async (name) => {
    const made = await header((old) => ({ ...old, [name]: [] }))
    expect(await refusal(judgeMade(made))).toBe(`statement-malformed @ ${jws}`)
  })

  it.each([
    ['no list', 'MII', 'statement-malformed', jws],
    ['numbers', [1], 'statement-malformed', jws],
    ['base64url', ['_-_-'], 'statement-malformed', jws],
    ['base64 that is cut off', ['MIIA='], 'statement-malformed', jws],
    ['base64 with bits to spare', ['MIJ='], 'statement-malformed', jws],
    ['no certificates', ['MIIA'], 'certificate-malformed', 'x5c is a list of certificates'],
  ])('has certificates, and not %s', async (_, x5c, code, step) => {
    expect(await refusal(judgeMade(await header((old) => ({ ...old, x5c }))))).toBe(`${code} @ ${step}`)
  })

  it.each(['RS1', 'constructor', ['RS256'], undefined])('is signed by no %s', async (alg) => {
    expect(await refusal(judgeMade(await header((old) => ({ ...old, alg }))))).toBe(
      `algorithm-refused @ ${jws}`,
    )
  })

  it('is signed over its header, too', async () => {
    const made = await header((old) => ({ ...old, typ: 'JWS' }))
    expect(await refusal(judgeMade(made))).toBe('signature-mismatch @ the JWS is signed by its key')
    expect(await refusal(judgeMade(await header((old) => ({ ...old, alg: 'ES256' }))))).toBe(
      'algorithm-mismatch @ the JWS is signed by its key',
    )
  })
})

describe('a backend', () => {
  it('that is handed in verifies what the runtime lacks', async () => {
    const made = await make('packed-self', { algorithm: -48 })
    expect(await refusal(judgeMade(made))).toBe('accepted')
    const { attestationObject, clientDataHash } = made
    const trust = createTrustPolicy({ require: 'self' })
    const input = { attestationObject, clientDataHash, formats: all(), trust, now }
    const lacking = { name: 'none', supports: () => false, verify: async () => true }
    expect(await refusal(verifyAttestation({ ...input, backends: [lacking] }))).toBe(
      'unsupported-on-this-runtime @ sig is by the credential key',
    )
    const wrong = { name: 'wrong', supports: () => true, verify: async () => false }
    expect(await refusal(verifyAttestation({ ...input, backends: [wrong] }))).toBe(
      'signature-mismatch @ sig is by the credential key',
    )
    const broken = {
      name: 'broken',
      supports: () => true,
      verify: async () => {
        throw new TypeError('broken')
      },
    }
    await expect(verifyAttestation({ ...input, backends: [broken] })).rejects.toThrow(TypeError)
  })
})

describe('compound', () => {
  it('has two to eight statements', async () => {
    const made = await make('compound')
    const one = new Map<CborValue, CborValue>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
    ])
    const other = (at: number) => new Map(one).set('attStmt', new Map<CborValue, CborValue>([['at', at]]))
    const judgeThese = (count: number) =>
      judgeMade(
        withStatement(made, () => [one, ...Array.from({ length: count - 1 }, (_, at) => other(at))]),
        { require: 'none', anchors: {} },
        [compound(all(), 'any')],
      )
    expect((await judgeThese(8)).type).toBe('none')
    await expect(judgeThese(9)).rejects.toMatchObject({
      code: 'statement-malformed',
      message: 'there are more than eight statements',
      fmt: 'compound',
    })
  })

  it.each([
    ['a member more', [['more', 1]]],
    ['fmt as bytes', [['fmt', Uint8Array.of(1)]]],
    ['attStmt as text', [['attStmt', 'x']]],
  ] as [string, [CborValue, CborValue][]][])('has no statement with %s', async (_, changes) => {
    const made = withStatement(await make('compound'), (statement) => {
      const [first, second] = [...statement.values()] as [CborValue, Map<CborValue, CborValue>]
      return [first, new Map([...second, ...changes])]
    })
    expect(await refusal(judgeMade(made))).toBe('statement-malformed @ each has fmt and attStmt')
  })

  it('lets out what a format throws that is no refusal', async () => {
    const broken: AttestationFormat = {
      fmt: 'packed',
      verify: async () => {
        throw new TypeError('broken')
      },
    }
    await expect(judgeMade(await make('compound'), {}, [compound([broken])])).rejects.toThrow(TypeError)
  })
})

describe('a statement of one format', () => {
  it('is told by its certificates', async () => {
    const made = await make('packed-self')
    expect(await refusal(judgeMade(made, {}, [packed]))).toBe('unsupported-format')
    await expect(judgeMade(made, {}, [packed])).rejects.toMatchObject({
      message: 'no format here goes with this statement',
      fmt: 'packed',
    })
  })

  it('is none of another', async () => {
    const made = await make('packed')
    expect(await refusal(judgeMade(made, {}, [androidKey, apple, tpm]))).toBe('unsupported-format')
  })

  it('is judged by the hash of the client data', async () => {
    const made = { ...(await make('packed')), clientDataHash: hash('sha-256', Uint8Array.of(1)) }
    expect(await refusal(judgeMade(made))).toBe(
      'signature-mismatch @ sig is by the key of the first certificate',
    )
  })
})
