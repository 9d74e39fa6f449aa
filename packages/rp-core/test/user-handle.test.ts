import { inspect } from 'node:util'
import { decodeBase64url, encodeBase64url, encodeHex } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import type { AccountUser } from '../src/safe-layer/user-handle.ts'
import { Passkey } from './authenticator.ts'
import { outcomeOf, partyWith, session } from './parties.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const counting = (length: number) => new Uint8Array(length).map((_, at) => at + 1)
const named = { name: 'alexandra', displayName: 'Alex of Example' }
const secretOf = (byte: number) => ({
  decoys: new Uint8Array(32).fill(1),
  userHandles: new Uint8Array(32).fill(byte),
})

type Changes = Partial<RelyingPartyConfig>

/** The user handle that a registration asks for, as it stands in the options. */
async function handleOf(user: Partial<AccountUser>, changes?: Changes): Promise<string> {
  const { options } = await partyWith('stored', changes).rp.startRegistration({
    user: { ...named, ...user },
    session,
  })
  return options.user.id
}

/** Why a registration does not start; nothing is kept of it. */
async function refusalOf(user: object, changes?: Changes): Promise<unknown> {
  const { rp, ceremonies } = partyWith('stored', changes)
  const outcome = await outcomeOf(
    rp.startRegistration({ user: { ...named, ...user } as AccountUser, session }),
  )
  expect(ceremonies.states.size).toBe(0)
  return outcome
}

const refusalThatSays = (text: string) => ({
  code: 'configuration-user',
  ceremony: 'configuration',
  message: expect.stringContaining(text),
})

describe('a user handle of an account', () => {
  it.each([
    ['of one byte', counting(1)],
    ['of 64 bytes', counting(64)],
    ['of 16 bytes, as a UUID has', counting(16)],
    ['that is a Buffer', Buffer.from(counting(32))],
    ['that is a part of larger bytes', counting(64).subarray(8, 40)],
    ['of one byte seven times, which chance makes of a short one', new Uint8Array(7)],
    ['of one byte all through but one', new Uint8Array(64).fill(9, 1)],
    ['that is no UTF-8', Uint8Array.of(0xff, 0xfe, 0x80, 0xc0)],
  ])('%s is taken as it is', async (_, id) => {
    expect(await handleOf({ id })).toBe(encodeBase64url(id))
  })

  it.each([
    ['of no bytes', new Uint8Array(), '1 to 64 bytes'],
    ['of 65 bytes', counting(65), '1 to 64 bytes'],
    ['of a kilobyte', new Uint8Array(1024).map((_, at) => at), '1 to 64 bytes'],
    ['that is a list of numbers', [...counting(16)], '1 to 64 bytes'],
    ['that is like a Buffer and none', Buffer.from(counting(16)).toJSON(), '1 to 64 bytes'],
    ['that is a DataView', new DataView(counting(16).buffer), '1 to 64 bytes'],
    ['that is of wider numbers', new Uint16Array(8).map((_, at) => at), '1 to 64 bytes'],
    ['that is base64url', encodeBase64url(counting(16)), '1 to 64 bytes'],
    ['that is null', null, '1 to 64 bytes'],
    ['of eight zeros', new Uint8Array(8), 'one byte all through'],
    ['of one byte 64 times', new Uint8Array(64).fill(0xff), 'one byte all through'],
  ])('%s is refused', async (_, id, message) => {
    expect(await refusalOf({ id })).toMatchObject(refusalThatSays(message))
  })

  it.each([
    ['the name', named.name],
    ['the name in capitals', named.name.toUpperCase()],
    ['the name in letters of both cases', 'aLeXaNdRa'],
    ['the name with more around it', `user:${named.name}:7`],
    ['the display name', named.displayName],
    ['the display name in capitals', `1-${named.displayName.toUpperCase()}`],
  ])('that holds %s is refused', async (_, text) => {
    expect(await refusalOf({ id: utf8(text) })).toMatchObject(refusalThatSays('must not hold the name'))
  })

  it('that holds the name amidst bytes that are no text is refused', async () => {
    const id = Uint8Array.of(0xff, 0xc3, ...utf8(named.name), 0x80)
    expect(await refusalOf({ id })).toMatchObject(refusalThatSays('must not hold the name'))
  })

  it('that holds a name written in other letters than ASCII is refused', async () => {
    const user = { name: 'Ægir Öström', displayName: '' }
    expect(await refusalOf({ ...user, id: utf8('æGIR öSTRÖM') })).toMatchObject(
      refusalThatSays('must not hold the name'),
    )
    expect(await handleOf({ ...user, id: utf8('ostrom') })).toBe(encodeBase64url(utf8('ostrom')))
  })

  it('that holds half of the name, or a name of two letters, is taken: that is chance', async () => {
    expect(await handleOf({ id: utf8('alexand') })).toBe(encodeBase64url(utf8('alexand')))
    const user = { name: 'al', displayName: 'Al', id: utf8('royal7') }
    expect(await handleOf(user)).toBe(encodeBase64url(user.id))
  })

  it('may stand beside an empty display name, which everything holds', async () => {
    expect(await handleOf({ displayName: '', id: counting(16) })).toBe(encodeBase64url(counting(16)))
  })
})

describe('a user handle that is derived', () => {
  it('is 32 bytes, the same for the same account and for no other', async () => {
    const handles = await Promise.all(
      ['1', '1', '2', '12', 'a'.repeat(5000), 'é'].map((internalId) => handleOf({ internalId })),
    )
    expect(handles[0]).toBe(handles[1])
    expect(new Set(handles).size).toBe(5)
    for (const handle of handles) expect(decodeBase64url(handle)).toHaveLength(32)
  })

  it('does not depend on what the user is called', async () => {
    expect(await handleOf({ internalId: '1', name: 'sasha', displayName: '' })).toBe(
      await handleOf({ internalId: '1' }),
    )
  })

  it('is another under another secret', async () => {
    const [one, again, other] = await Promise.all(
      [2, 2, 3].map((byte) => handleOf({ internalId: '1' }, { secrets: secretOf(byte) })),
    )
    expect(one).toBe(again)
    expect(one).not.toBe(other)
  })

  it('needs the secret', async () => {
    const secrets = { decoys: new Uint8Array(32).fill(1) }
    expect(await refusalOf({ internalId: '1' }, { secrets })).toMatchObject({
      code: 'configuration-secret',
      ceremony: 'configuration',
      message: expect.stringContaining('secrets.userHandles'),
    })
    expect(await handleOf({ id: counting(16) }, { secrets })).toBe(encodeBase64url(counting(16)))
    expect(decodeBase64url(await handleOf({}, { secrets }))).toHaveLength(64)
  })

  it.each([
    ['is empty', ''],
    ['is a number', 7],
    ['is null', null],
  ])('is refused where the account’s number %s', async (_, internalId) => {
    expect(await refusalOf({ internalId })).toMatchObject(refusalThatSays('internalId must be text'))
  })

  it('gives way to the one that the account has', async () => {
    expect(await handleOf({ id: counting(16), internalId: '1' })).toBe(encodeBase64url(counting(16)))
  })

  it('is of an account whose passkeys are excluded', async () => {
    const { rp } = partyWith('stored')
    const input = { user: { ...named, internalId: '1' }, session }
    const { options, state } = await rp.startRegistration(input)
    const passkey = new Passkey()
    await rp.finishRegistration({ state, session, response: passkey.create(options) })
    const again = await rp.startRegistration(input)
    expect(again.options.user.id).toBe(options.user.id)
    expect(again.options.excludeCredentials.map(({ id }) => id)).toEqual([encodeBase64url(passkey.id)])
  })
})

describe('a user handle that is new', () => {
  it('is 64 random bytes, and never twice the same', async () => {
    const handles = await Promise.all(Array.from({ length: 256 }, () => handleOf({})))
    expect(new Set(handles).size).toBe(256)
    for (const handle of handles) expect(decodeBase64url(handle)).toHaveLength(64)
  })
})

describe('the names of a user', () => {
  it('are shown as they are, and a display name may be empty', async () => {
    const { rp } = partyWith('stored')
    for (const user of [named, { name: 'é', displayName: '' }, { name: '李明', displayName: '<b>明</b>' }]) {
      const { options } = await rp.startRegistration({ user, session })
      expect(options.user).toEqual({ ...user, id: expect.any(String) })
    }
  })

  it.each([
    ['an empty name', { name: '' }, 'needs a name'],
    ['no name', { name: undefined }, 'needs a name'],
    ['a name that is no text', { name: 7 }, 'needs a name'],
    ['no display name', { displayName: undefined }, 'needs a display name'],
    ['a display name that is no text', { displayName: null }, 'needs a display name'],
    ['an escape sequence in the name', { name: 'alex\u001b[2J' }, 'control characters'],
    ['an escape sequence in the display name', { displayName: '\u001b]0;root\u0007' }, 'control characters'],
    ['a line break', { name: 'alex\n' }, 'control characters'],
    ['a NUL', { displayName: 'Alex\u0000' }, 'control characters'],
    ['a DEL', { displayName: 'Alex\u007f' }, 'control characters'],
    ['a control character of eight bits', { name: 'alex\u009b2J' }, 'control characters'],
  ])('%s is refused', async (_, user, message) => {
    expect(await refusalOf(user)).toMatchObject(refusalThatSays(message))
    expect(await refusalOf({ ...user, id: counting(16) })).toMatchObject(refusalThatSays(message))
    expect(await refusalOf({ ...user, internalId: '1' })).toMatchObject(refusalThatSays(message))
  })
})

describe('an error', () => {
  it('holds neither name nor user handle', async () => {
    const constant = new Uint8Array(64).fill(0x5a)
    const holding = utf8('number 7, alexandra')
    const long = counting(65)
    const attempts: [object, (string | Uint8Array)[]][] = [
      [{ id: constant }, [constant]],
      [{ id: holding }, [holding]],
      [{ id: long }, [long]],
      [{ id: 'some-handle' }, ['some-handle']],
      [{ name: 'alexandra\u001b' }, []],
      [{ displayName: 'Alex of Example\u001b' }, []],
      [{ internalId: '' }, []],
    ]
    for (const [user, values] of attempts) {
      const error = await refusalOf(user)
      const printed = `${error} ${JSON.stringify(error)} ${inspect(error, { depth: 9, getters: true })}`
      expect(printed).toContain('configuration-user')
      const spellings = values.flatMap((value) =>
        typeof value === 'string' ? [value] : [encodeHex(value), encodeBase64url(value), `${value}`],
      )
      for (const text of [named.name, named.displayName, ...spellings]) expect(printed).not.toContain(text)
    }
  })
})
