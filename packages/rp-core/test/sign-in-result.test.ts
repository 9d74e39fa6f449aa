import { encodeBase64url } from '@latchkey/octets'
import { describe, expect, it } from 'vitest'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import { Passkey } from './authenticator.ts'
import { partyWith, registerAt, session } from './parties.ts'

/** Bits 3 and 4 of the flags: can be backed up, is backed up. */
const [bound, eligible, backedUp] = [0x05, 0x0d, 0x1d]

/** Signs in, with what the client says of the authenticator, which nobody signs. */
async function advice(flags: number, attachment: unknown, mobile?: boolean, others: number[] = []) {
  const { rp } = partyWith('stored')
  const { passkey, credential } = await registerAt(rp, new Passkey(), { flags: flags | 0x40 })
  for (const other of others) {
    await registerAt(rp, new Passkey(), { flags: other | 0x40 }, credential.userHandle)
  }
  const { options, state } = await rp.startAuthentication({ session })
  const response = { ...passkey.get(options, { flags }), authenticatorAttachment: attachment }
  const client = mobile === undefined ? {} : { client: { mobile } }
  return (await rp.finishAuthentication({ state, session, response, ...client })).advice
}

describe('after a sign-in', () => {
  it('with another device, a passkey on this one is suggested', async () => {
    expect(await advice(eligible, 'cross-platform')).toEqual(['create-local-passkey'])
    expect(await advice(eligible, 'platform')).toEqual([])
  })

  it('the password can go where the passkey is wherever the user is', async () => {
    expect(await advice(backedUp, 'cross-platform')).toEqual(['create-local-passkey', 'retire-password'])
    expect(await advice(backedUp, 'platform', true)).toEqual(['retire-password'])
  })

  it('the password stays where the passkey may be on one computer', async () => {
    expect(await advice(backedUp, 'platform')).toEqual([])
    expect(await advice(backedUp, 'platform', false)).toEqual([])
    expect(await advice(eligible, 'platform', true)).toEqual([])
    expect(await advice(backedUp, undefined, true)).toEqual([])
  })

  it('a word that is none is passed over', async () => {
    for (const word of ['Cross-Platform', '', 'hybrid', null, 7, {}]) {
      expect(await advice(backedUp, word, true)).toEqual([])
    }
  })

  it('an account is warned that is lost with its device, by nothing but all of its passkeys', async () => {
    expect(await advice(bound, 'platform')).toEqual(['device-bound-only'])
    expect(await advice(bound, 'platform', false, [bound])).toEqual(['device-bound-only'])
    expect(await advice(bound, 'platform', false, [bound, eligible])).toEqual([])
    expect(await advice(eligible, 'platform', false, [bound])).toEqual([])
  })

  it('passkeys of another RP ID, and of other accounts, save no account', async () => {
    const party = partyWith('stored')
    const { passkey, credential } = await registerAt(party.rp, new Passkey(), { flags: bound | 0x40 })
    const elsewhere = async (changes: Partial<CredentialRecord>) => {
      party.credentials.records.set('elsewhere', {
        ...{ ...credential, id: Uint8Array.of(1), backupEligible: true },
        ...changes,
      })
      const { options, state } = await party.rp.startAuthentication({ session })
      const response = passkey.get(options, { flags: bound })
      return (await party.rp.finishAuthentication({ state, session, response })).advice
    }
    expect(await elsewhere({ rpId: 'example.net' })).toEqual(['device-bound-only'])
    expect(await elsewhere({ userHandle: Uint8Array.of(1) })).toEqual(['device-bound-only'])
    expect(await elsewhere({ backupEligible: 'unknown' })).toEqual([])
    expect(party.credentials.records.has(encodeBase64url(passkey.id))).toBe(true)
  })
})

describe('with another factor shown', () => {
  it('nothing is missing, and a passkey that was not verified is still one factor', async () => {
    const { rp } = partyWith('stored')
    const { passkey } = await registerAt(rp)
    const attempt = async (otherFactor: boolean) => {
      const { options, state } = await rp.startAuthentication({ session, userVerification: 'stepUp' })
      const response = passkey.get(options, { flags: 0x19 })
      return rp.finishAuthentication({ state, session, response, otherFactor })
    }
    expect(await attempt(false)).toMatchObject({ factors: 'single-factor', missing: ['user-verification'] })
    expect(await attempt(true)).toMatchObject({ factors: 'single-factor', missing: [] })
  })
})
