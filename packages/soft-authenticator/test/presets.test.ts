import { decode } from '@latchkey/cbor-canonical'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import { AuthenticatorError, type AuthenticatorErrorCode } from '../src/authenticator-error.ts'
import type { Fault } from '../src/faults/faults.ts'
import type { Settings } from '../src/presets.ts'
import { createSoftAuthenticator } from '../src/soft-authenticator.ts'
import { creationOptions, origin, requestOptions, seed } from './responses.ts'

const flagsOf = (authenticatorData: string) => decodeBase64url(authenticatorData)[32]!
const countOf = (authenticatorData: string) =>
  new DataView(decodeBase64url(authenticatorData).buffer).getUint32(33)
const [UV, BE, BS] = [0x04, 0x08, 0x10]

async function refusal(made: () => unknown): Promise<AuthenticatorErrorCode | undefined> {
  try {
    await made()
    return undefined
  } catch (error) {
    if (!AuthenticatorError.is(error)) throw error
    return error.code
  }
}

const verification = (userVerification: string) => ({ authenticatorSelection: { userVerification } })

describe('user verification', () => {
  it.each([
    ['ctap1-key', 'discouraged', false],
    ['ctap1-key', 'preferred', false],
    ['ctap1-key', 'required', 'NotAllowedError'],
    ['ctap2-key-with-pin', 'discouraged', false],
    ['ctap2-key-with-pin', 'preferred', true],
    ['ctap2-key-with-pin', 'required', true],
    ['platform', 'discouraged', true],
    ['platform', 'required', true],
  ] as const)('of %s, %s', async (preset, requirement, expected) => {
    const authenticator = createSoftAuthenticator({ preset, seed })
    const create = () => authenticator.create(creationOptions([-7], verification(requirement)), { origin })
    if (typeof expected === 'string') {
      expect(await refusal(create)).toBe(expected)
      return
    }
    const { response } = await create()
    expect((flagsOf(response.authenticatorData) & UV) !== 0).toBe(expected)
  })

  it('fails where it is required and the user cannot', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', seed })
    const options = creationOptions([-7], verification('required'))
    expect(await refusal(() => authenticator.create(options, { origin, userVerified: false }))).toBe(
      'NotAllowedError',
    )
    expect(await refusal(() => authenticator.create(options, { origin }))).toBeUndefined()
  })
})

describe('credentials', () => {
  it('are one for each RP ID and user handle: a new one replaces the old one', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', seed })
    const first = await authenticator.create(creationOptions([-7]), { origin })
    const second = await authenticator.create(creationOptions([-7]), { origin })
    const other = { ...creationOptions([-7]), user: { id: 'BBBB', name: 'b', displayName: 'B' } }
    const third = await authenticator.create(other, { origin })
    const allow = (id: string) => ({ ...requestOptions, allowCredentials: [{ id }] })
    expect(await refusal(() => authenticator.get(allow(first.id), { origin }))).toBe('NotAllowedError')
    expect((await authenticator.get(allow(second.id), { origin })).response.userHandle).toBe('AAAA')
    expect((await authenticator.get(requestOptions, { origin })).id).toBe(third.id)
  })

  it('are not made twice where one is excluded', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', seed })
    const { id } = await authenticator.create(creationOptions([-7]), { origin })
    const again = { ...creationOptions([-7]), excludeCredentials: [{ id }] }
    expect(await refusal(() => authenticator.create(again, { origin }))).toBe('InvalidStateError')
  })

  it('are not kept by a U2F key', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'ctap1-key', seed })
    const required = { authenticatorSelection: { residentKey: 'required' } }
    expect(await refusal(() => authenticator.create(creationOptions([-7], required), { origin }))).toBe(
      'NotAllowedError',
    )
    const { id } = await authenticator.create(creationOptions([-7]), { origin })
    expect(await refusal(() => authenticator.get(requestOptions, { origin }))).toBe('NotAllowedError')
    const { response } = await authenticator.get(
      { ...requestOptions, allowCredentials: [{ id }] },
      { origin },
    )
    expect(response).not.toHaveProperty('userHandle')
  })
})

describe('flags and counters', () => {
  it('a synced passkey is backed up from its first use on', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'synced-passkey', seed })
    const { response } = await authenticator.create(creationOptions([-7]), { origin })
    expect(flagsOf(response.authenticatorData) & (BE | BS)).toBe(BE)
    const used = await authenticator.get(requestOptions, { origin })
    expect(flagsOf(used.response.authenticatorData) & (BE | BS)).toBe(BE | BS)
    expect(countOf(used.response.authenticatorData)).toBe(0)
  })

  it.each([
    ['zero', [0, 0, 0, 0]],
    ['global', [1, 2, 3, 4]],
    ['per-credential', [1, 1, 2, 2]],
  ] as const)('counts %s', async (counter, expected) => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', counter, seed })
    const counts: number[] = []
    for (const id of ['AAAA', 'BBBB']) {
      const options = { ...creationOptions([-7]), user: { id, name: id, displayName: id } }
      const { id: credential, response } = await authenticator.create(options, { origin })
      const allowed = { ...requestOptions, allowCredentials: [{ id: credential }] }
      counts.push(countOf(response.authenticatorData))
      counts.push(countOf((await authenticator.get(allowed, { origin })).response.authenticatorData))
    }
    const inOrder = counter === 'per-credential' ? [counts[0], counts[2], counts[1], counts[3]] : counts
    expect(inOrder).toEqual(expected)
  })

  it('Windows Hello attests by a TPM that signs with SHA-1', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'windows-hello', seed })
    const { response } = await authenticator.create(creationOptions([-257]), { origin })
    const object = decode(decodeBase64url(response.attestationObject), { profile: 'ctap2' }) as Map<
      string,
      unknown
    >
    expect(object.get('fmt')).toBe('tpm')
    expect((object.get('attStmt') as Map<string, unknown>).get('alg')).toBe(-65535)
  })
})

describe('what cannot be is refused before anything is made', () => {
  it.each<[AuthenticatorErrorCode, Settings]>([
    ['unknown-preset', { preset: 'tin-foil' as never }],
    ['unknown-format', { format: 'unknown' as never }],
    ['unknown-algorithm', { algorithm: -6 }],
    ['impossible-settings', { backup: { eligible: false, state: true } }],
    ['impossible-settings', { aaguid: new Uint8Array(15) }],
    ['impossible-settings', { preset: 'ctap1-key', algorithm: -257 }],
    ['impossible-settings', { format: 'fido-u2f', algorithm: -8 }],
    ['impossible-settings', { format: 'tpm', algorithm: -8 }],
  ])('%s: %o', async (code, settings) => {
    expect(await refusal(() => createSoftAuthenticator(settings))).toBe(code)
  })

  it.each([
    ['unknown-fault', ['no-such-fault']],
    ['impossible-fault', ['signature-empty']],
    ['impossible-fault', ['rsa-modulus-even']],
    ['impossible-fault', ['none-with-statement']],
    [undefined, ['registration-challenge-other']],
  ] as const)('%s: %o', async (code, faults) => {
    const authenticator = createSoftAuthenticator({ format: 'packed', algorithm: -7, seed })
    const made = () => authenticator.create(creationOptions([-7]), { origin, faults: faults as never })
    expect(await refusal(made)).toBe(code)
  })

  it.each([
    ['counterless-key', 'sign-count-zero'],
    ['ctap1-key', 'user-handle-missing'],
    ['ctap1-key', 'authentication-uv-clear'],
    ['platform', 'credential-not-allowed'],
  ] as const)('of %s a fault that finds nothing to change: %s', async (preset, fault) => {
    const authenticator = createSoftAuthenticator({ preset, seed })
    const { id } = await authenticator.create(creationOptions([-7]), { origin })
    const options = { ...requestOptions, ...(preset === 'ctap1-key' && { allowCredentials: [{ id }] }) }
    const get = (faults: readonly Fault[]) => authenticator.get(options, { origin, faults })
    expect(await refusal(() => get([]))).toBe(undefined)
    expect(await refusal(() => get([fault]))).toBe('impossible-fault')
  })

  it('keeps the credential of before, where a fault finds nothing to change', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'ctap1-key', seed })
    const { id } = await authenticator.create(creationOptions([-7]), { origin })
    const faults = ['registration-uv-clear'] as const
    const again = () => authenticator.create(creationOptions([-7]), { origin, faults })
    expect(await refusal(again)).toBe('impossible-fault')
    const options = { ...requestOptions, allowCredentials: [{ id }] }
    expect((await authenticator.get(options, { origin })).id).toBe(id)
  })

  it.each([
    ['SecurityError', 'https://example.com'],
    ['SecurityError', 'http://example.org'],
    ['TypeError', 'example.org'],
  ] as const)('%s: the origin %s', async (code, other) => {
    const authenticator = createSoftAuthenticator({ seed })
    expect(await refusal(() => authenticator.create(creationOptions([-7]), { origin: other }))).toBe(code)
  })

  it('NotSupportedError: none of the algorithms', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'windows-hello', seed })
    expect(await refusal(() => authenticator.create(creationOptions([-8]), { origin }))).toBe(
      'NotSupportedError',
    )
  })
})

describe('extensions', () => {
  it('prf gives the same for the same value, and with and without verification not the same', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'ctap2-key-with-pin', seed })
    const prf = { prf: { eval: { first: encodeBase64url(new Uint8Array(32)) } } }
    await authenticator.create(
      { ...creationOptions([-7]), extensions: { prf: {}, credProps: true } },
      { origin },
    )
    const results = async (userVerification: string) => {
      const used = await authenticator.get(
        { ...requestOptions, userVerification, extensions: prf },
        { origin },
      )
      return used.clientExtensionResults
    }
    expect(await results('preferred')).toEqual(await results('preferred'))
    expect(await results('preferred')).not.toEqual(await results('discouraged'))
  })

  it('largeBlob is written and read', async () => {
    const authenticator = createSoftAuthenticator({ preset: 'platform', seed })
    await authenticator.create(
      { ...creationOptions([-7]), extensions: { largeBlob: { support: 'required' } } },
      { origin },
    )
    const use = async (largeBlob: object) =>
      (await authenticator.get({ ...requestOptions, extensions: { largeBlob } }, { origin }))
        .clientExtensionResults
    expect(await use({ read: true })).toEqual({ largeBlob: {} })
    expect(await use({ write: 'AQID' })).toEqual({ largeBlob: { written: true } })
    expect(await use({ read: true })).toEqual({ largeBlob: { blob: 'AQID' } })
  })
})
