/**
 * Attacks that a relying party must withstand, by their numbers in the list of attack cases: each is refused at a step
 * with a code, and what is like it and legal is accepted.
 */
import { createTrustPolicy, type TrustPolicy } from '@latchkey/attestation'
import { all } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { concat, decodeBase64url, decodeHex, encodeBase64url, encodeHex } from '@latchkey/octets'
import { createSoftAuthenticator } from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import { createRelyingParty } from '../src/safe-layer/relying-party.node.ts'
import type { RelyingPartyConfig } from '../src/safe-layer/relying-party-config.ts'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import * as authenticatorData from './attacks/authenticator-data.ts'
import * as ceremonies from './attacks/ceremonies.ts'
import { authenticate, forger, type Row, record, register, run, shared } from './attacks/ceremony.ts'
import { challenge, Forger, type Loose, origin, rpId, userHandle } from './attacks/forger.ts'
import * as json from './attacks/json.ts'
import * as keys from './attacks/keys.ts'
import * as policy from './attacks/policy.ts'
import { Passkey } from './authenticator.ts'
import { expectMessage } from './messages.ts'
import { printed } from './printed.ts'
import { MemoryCeremonies, MemoryCredentials } from './stores.ts'

const tables = [ceremonies, keys, authenticatorData, json, policy]
const refused = tables.flatMap((table) => table.refused)
const accepted = tables.flatMap((table) => table.accepted)
const { attested, device } = ceremonies
const { inAssertion } = authenticatorData
const { protects, results } = policy

/** What no message, field or cause of an error may show. */
const personal = [challenge, userHandle, forger.id, decodeHex(forger.x)]
const secrets = [
  ...personal.flatMap((bytes) => [encodeBase64url(bytes), encodeHex(bytes)]),
  ...['evil', 'top.example'],
]

async function refusalOf(attempt: Promise<unknown>): Promise<CeremonyError> {
  const error = await attempt.then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  )
  if (!CeremonyError.is(error)) throw error
  return error
}

const user = { name: 'ada', displayName: 'Ada' }

function makeParty(changes: Partial<RelyingPartyConfig> = {}) {
  const rp = createRelyingParty({
    rp: { id: rpId, name: 'Example' },
    origins: [origin],
    ceremonyState: { kind: 'stored', store: new MemoryCeremonies() },
    credentials: new MemoryCredentials(),
    secrets: { decoys: new Uint8Array(32).fill(1) },
    ...changes,
  })
  return { rp, session: 'a pre-login cookie' }
}

const asRow = ({ number, what, step, code, change }: Row) => [number, what, step, code, change] as const

describe('what is refused', () => {
  it.each(refused.map(asRow))('%s: %s, at %s as %s', async (_, __, step, code, change) => {
    const error = await refusalOf(run(step, change))
    expect({ step: error.step, code: error.code }).toEqual({ step, code })
    expectMessage(error)
    const failed = error.ledger?.filter(({ verdict }) => verdict === 'failed').map((entry) => entry.step)
    expect(failed).toEqual([step])
    const text = printed(error)
    expect(secrets.filter((one) => text.includes(one))).toEqual([])
  })
})

describe('what is accepted', () => {
  it('is what is not changed', async () => {
    await expect(register()).resolves.toBeDefined()
    await expect(authenticate()).resolves.toBeDefined()
  })

  it.each(accepted.map(({ number, what, ceremony, change }) => [number, what, ceremony, change] as const))(
    '%s: %s (%s)',
    async (_, __, ceremony, change) => {
      await expect(run(ceremony, change)).resolves.toBeDefined()
    },
  )
})

describe('AT05: what a client asks for beside its response', () => {
  const wishes = {
    ...{
      userVerification: 'discouraged',
      attestation: 'none',
      pubKeyCredParams: [{ type: 'public-key', alg: -35 }],
    },
    ...{ authenticatorSelection: { userVerification: 'discouraged' }, algorithms: [-35], challenge: 'AAAA' },
    expected: { userVerification: 'discouraged', algorithms: [-35] },
  }

  it('chooses neither user verification', async () => {
    const { rp, session } = makeParty()
    const passkey = new Passkey()
    const finish = async (flags: number) => {
      const { options, state } = await rp.startRegistration({ user, session })
      const response = { ...wishes, ...passkey.create(options, { flags }) }
      return rp.finishRegistration({ ...wishes, state, session, response: { ...response, ...wishes } })
    }
    expect(await refusalOf(finish(0x59))).toMatchObject({ step: 'R16', code: 'user-not-verified' })
    await expect(finish(0x5d)).resolves.toBeDefined()
    const signIn = async (flags: number) => {
      const { options, state } = await rp.startAuthentication({ session })
      const response = { ...passkey.get(options, { flags }), ...wishes }
      return rp.finishAuthentication({ ...wishes, state, session, response })
    }
    expect(await refusalOf(signIn(0x19))).toMatchObject({ step: 'A17', code: 'user-not-verified' })
    await expect(signIn(0x1d)).resolves.toMatchObject({ factors: 'multi-factor' })
  })

  it('nor algorithms', async () => {
    const finish = async (algorithms: readonly number[]) => {
      const { rp, session } = makeParty({ policy: { algorithms } })
      const { options, state } = await rp.startRegistration({ user, session })
      return rp.finishRegistration({
        ...{ ...wishes, state, session },
        response: { ...new Passkey().create(options), ...wishes, algorithms: [-7] },
      })
    }
    expect(await refusalOf(finish([-8, -257]))).toMatchObject({ step: 'R20', code: 'algorithm-not-offered' })
    await expect(finish([-8, -7])).resolves.toBeDefined()
  })

  it('nor attestation', async () => {
    const finish = async (trust: TrustPolicy) => {
      const { rp, session } = makeParty({ attestation: { conveyance: 'direct', formats: all(), trust } })
      const { options, state } = await rp.startRegistration({ user, session })
      const response = { ...new Passkey().create(options), ...wishes }
      return rp.finishRegistration({ ...wishes, state, session, response })
    }
    expect(await refusalOf(finish(attested))).toMatchObject({ step: 'R24', code: 'attestation-not-trusted' })
    await expect(finish(createTrustPolicy({ require: 'none' }))).resolves.toBeDefined()
  })
})

describe('AT01: an account without a credential', () => {
  it('is not entered with the credential of another', async () => {
    const { rp, session } = makeParty()
    const passkey = new Passkey()
    const created = await rp.startRegistration({ user, session })
    const { credential } = await rp.finishRegistration({
      ...{ ...created, session },
      response: passkey.create(created.options),
    })
    const signIn = async (userHandle: Uint8Array) => {
      const { options, state } = await rp.startAuthentication({ session, userHandle })
      return rp.finishAuthentication({ state, session, response: passkey.get(options) })
    }
    expect(await refusalOf(signIn(new Uint8Array(64)))).toMatchObject({
      ...{ step: 'A5', code: 'credential-not-allowed' },
    })
    await expect(signIn(credential.userHandle)).resolves.toBeDefined()
  })
})

describe('AT09: an attestation that leads to an anchor', () => {
  it('is what none and self are not', async () => {
    const options = {
      rp: { id: rpId, name: 'Example' },
      user: { id: 'AAAA', name: 'ada', displayName: 'Ada' },
      challenge: encodeBase64url(challenge),
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      attestation: 'direct',
    }
    const verify = async (trust: TrustPolicy) =>
      verifyRegistration({
        response: await device.create(options, { origin }),
        expected: { ...shared, algorithms: [-7] },
        attestation: { formats: all(), trust },
      })
    expect((await verify(attested)).attestation).toMatchObject({ type: 'basic', trusted: true })
    const others = createTrustPolicy({ require: 'attested', anchors: { packed: [] } })
    expect(await refusalOf(verify(others))).toMatchObject({ step: 'R24', code: 'attestation-not-trusted' })
  })
})

describe('AT14: a signature of ML-DSA', async () => {
  const authenticator = createSoftAuthenticator({ seed: new Uint8Array(32).fill(5), algorithm: -48 })
  const options = {
    rp: { id: rpId, name: 'Example' },
    user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: -48 }],
  }
  const { credential } = await verifyRegistration({
    response: await authenticator.create(options, { origin }),
    expected: { ...shared, algorithms: [-48] },
    attestation: { formats: all(), trust: createTrustPolicy({ require: 'none' }) },
    backends: [nobleBackend],
  })
  const response = await authenticator.get({ challenge: options.challenge, rpId }, { origin })
  const verify = (edit: (signature: Uint8Array) => Uint8Array) => {
    const signature = encodeBase64url(edit(decodeBase64url(response.response.signature)))
    return verifyAuthentication({
      response: { ...response, response: { ...response.response, signature } },
      credential: { ...credential, userHandle },
      expected: { ...shared, allowCredentials: [], userHandle: 'from-response' },
      backends: [nobleBackend],
    })
  }

  it.each([
    ['without its last byte', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['with a byte more', (bytes: Uint8Array) => concat(bytes, Uint8Array.of(0))],
    [
      'as long as one of ML-DSA-65',
      (bytes: Uint8Array) => concat(bytes, new Uint8Array(3309 - bytes.length)),
    ],
    ['of no bytes', () => new Uint8Array()],
    ['with a bit changed', (bytes: Uint8Array) => bytes.with(0, bytes[0]! ^ 1)],
  ])('%s is refused', async (_, edit) => {
    expect(await refusalOf(verify(edit))).toMatchObject({ step: 'A21', code: 'signature-invalid' })
  })

  it('as it comes is accepted', async () => {
    await expect(verify((bytes) => bytes)).resolves.toBeDefined()
  })
})

describe('AT16: what a bomb costs', () => {
  it('is little', async () => {
    const started = performance.now()
    for (const { number, step, change } of refused) {
      if (number === 'AT16') await refusalOf(run(step, change))
    }
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('leaves no prototype with a member more', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect({}).not.toHaveProperty('isAdmin')
  })
})

describe('AT20: a counter', () => {
  it('that does not rise is a signal, where it is not refused', async () => {
    const signal = async (stored: number, signCount: number) => {
      const { cloneSignal, credential } = await authenticate({
        parts: { signCount },
        record: { signCount: stored },
      })
      return [cloneSignal, credential.signCount]
    }
    expect(await signal(5, 6)).toEqual([false, 6])
    expect(await signal(5, 5)).toEqual([true, 5])
    expect(await signal(5, 4)).toEqual([true, 5])
    expect(await signal(0xffffffff, 0)).toEqual([true, 0xffffffff])
  })

  it('that two assertions have at once is no signal, and afterwards it is one', async () => {
    const { rp, session } = makeParty()
    const passkey = new Passkey()
    const created = await rp.startRegistration({ user, session })
    await rp.finishRegistration({
      ...created,
      session,
      response: passkey.create(created.options, { signCount: 1 }),
    })
    const signIn = async () => {
      const { options, state } = await rp.startAuthentication({ session })
      return rp.finishAuthentication({ state, session, response: passkey.get(options, { signCount: 2 }) })
    }
    const both = await Promise.all([signIn(), signIn()])
    expect(both.map(({ cloneSignal }) => cloneSignal)).toEqual([false, false])
    expect((await signIn()).cloneSignal).toBe(true)
  })
})

describe('AT42: a key that comes with an assertion', () => {
  it('is not stored', async () => {
    const { key } = new Forger()
    const { credential } = await authenticate(inAssertion(key))
    expect(credential).toEqual({ ...record, version: 1 })
    expect(encodeHex(credential.publicKey)).not.toBe(encodeHex(key))
  })
})

describe('AT43: outputs that nobody asked for', () => {
  it('are not handed on', async () => {
    const change = { ...results({ appid: true, credProps: 'x' }), parts: { extensions: protects('3') } }
    expect((await register(change)).extensions).toEqual({ client: {}, authenticator: {} })
    expect((await authenticate(change)).extensions).toEqual({ client: {}, authenticator: {} })
  })
})

describe('AT44: user verification', () => {
  async function registered(flags: number, userVerification: 'required' | 'discouraged') {
    const { rp, session } = makeParty()
    const passkey = new Passkey()
    const { options, state } = await rp.startRegistration({
      ...{ user, session },
      authenticatorSelection: { userVerification },
    })
    const { credential } = await rp.finishRegistration({
      state,
      session,
      response: passkey.create(options, { flags }),
    })
    const signIn = async (flags: number, more: { strategy?: 'discouraged'; otherFactor?: boolean } = {}) => {
      const { strategy, ...rest } = more
      const start = await rp.startAuthentication({
        ...{ session, userHandle: credential.userHandle },
        ...(strategy && { userVerification: strategy }),
      })
      const response = passkey.get(start.options, { flags })
      return rp.finishAuthentication({ state: start.state, session, response, ...rest })
    }
    return { credential, signIn }
  }

  it('is not left out by a key that was registered with it', async () => {
    const { credential, signIn } = await registered(0x5d, 'required')
    expect(credential).toMatchObject({ uvInitialized: true, registeredWithUserVerification: true })
    expect(await refusalOf(signIn(0x19))).toMatchObject({ step: 'A17', code: 'user-not-verified' })
    await expect(signIn(0x1d)).resolves.toMatchObject({ factors: 'multi-factor' })
  })

  it('where a call discourages it, leaves one factor and takes nothing back', async () => {
    const { signIn } = await registered(0x5d, 'required')
    const { factors, credential } = await signIn(0x19, { strategy: 'discouraged' })
    expect(factors).toBe('single-factor')
    expect(credential).toMatchObject({ uvInitialized: true, registeredWithUserVerification: true })
    // An authenticator that verifies whatever it is asked, as those of platforms do.
    expect((await signIn(0x1d, { strategy: 'discouraged' })).factors).toBe('multi-factor')
  })

  it('becomes a factor only when another one vouches for it', async () => {
    const { credential, signIn } = await registered(0x59, 'discouraged')
    expect(credential).toMatchObject({ uvInitialized: false, registeredWithUserVerification: false })
    const flipped = await signIn(0x1d)
    expect(flipped).toMatchObject({ factors: 'single-factor', credential: { uvInitialized: false } })
    const vouchedFor = await signIn(0x1d, { otherFactor: true })
    expect(vouchedFor).toMatchObject({ factors: 'multi-factor', credential: { uvInitialized: true } })
    const unverified = await signIn(0x19, { otherFactor: true })
    expect(unverified).toMatchObject({ factors: 'single-factor' })
  })

  it('is not vouched for where it did not happen', async () => {
    const { signIn } = await registered(0x59, 'discouraged')
    expect(await signIn(0x19, { otherFactor: true })).toMatchObject({ credential: { uvInitialized: false } })
  })
})

describe('AT52: members that repeat what is signed', () => {
  /** Reading one of them would throw. */
  const unread = (response: Loose, names: readonly string[]) => {
    for (const name of names) {
      const get = () => {
        throw new Error(`${name} was read`)
      }
      Object.defineProperty(response, name, { get, enumerable: true })
    }
  }

  it('are not read', async () => {
    const created = await register({
      parts: {
        json: (_, response) => unread(response, ['publicKey', 'publicKeyAlgorithm', 'authenticatorData']),
      },
    })
    expect(created.credential).toEqual((await register()).credential)
    const names = ['publicKey', 'publicKeyAlgorithm', 'attestationObject', 'transports']
    await expect(
      authenticate({ parts: { json: (_, response) => unread(response, names) } }),
    ).resolves.toBeDefined()
  })

  it.each([
    ['a key of somebody else', { publicKey: encodeBase64url(new Forger().key) }],
    ['an algorithm that was not offered', { publicKeyAlgorithm: -65535 }],
    ['authenticator data of another RP', { authenticatorData: encodeBase64url(new Uint8Array(37)) }],
    ['none of their types', { publicKey: 1, publicKeyAlgorithm: 'ES256', authenticatorData: [] }],
  ])('may lie: %s', async (_, lies) => {
    const { credential } = await register({ parts: { json: (_, response) => Object.assign(response, lies) } })
    expect(credential.publicKey).toEqual(forger.key)
  })

  it('keep of transports what are words', async () => {
    const transports = ['usb', 'smoke-signal', 'UPPER CASE', '<b>', '', 'x'.repeat(33), 'usb', '\u001b[31m']
    const { credential } = await register({
      parts: { json: (_, response) => Object.assign(response, { transports }) },
    })
    expect(credential.transports).toEqual(['usb', 'smoke-signal'])
    const list = (value: unknown) =>
      register({ parts: { json: (_, response) => Object.assign(response, { transports: value }) } })
    expect(await refusalOf(list('usb'))).toMatchObject({ step: 'R3', code: 'response-malformed' })
    expect(await refusalOf(list([1]))).toMatchObject({ step: 'R3', code: 'response-malformed' })
    await expect(list(undefined)).resolves.toBeDefined()
  })
})
