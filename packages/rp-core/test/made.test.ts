/** What the software authenticator makes when nothing is wrong is accepted, and the record says what was made. */
import { all } from '@latchkey/attestation/formats'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { decodeBase64url, encodeBase64url } from '@latchkey/octets'
import {
  AuthenticatorError,
  createSoftAuthenticator,
  type Format,
  type Preset,
  type Settings,
  type SoftAuthenticator,
} from '@latchkey/soft-authenticator'
import { describe, expect, it } from 'vitest'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import type { Ledger } from '../src/specification/ledger.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { Randomness } from './randomness.ts'
import { trustIn } from './trust-in.ts'

/** Each with the type that a sound statement of it has. */
const types: Readonly<Record<Format, string>> = {
  ...{ none: 'none', 'packed-self': 'self', packed: 'basic', tpm: 'attca', 'android-key': 'basic' },
  ...{ 'android-safetynet': 'basic', 'fido-u2f': 'basic', apple: 'anonca', compound: 'basic' },
}
const formats = Object.keys(types) as Format[]
const rsa = [-257, -258, -259, -37, -38, -39]
const fast = [-7, -8, -9, -19]
const algorithms = [-7, -9, -35, -51, -36, -52, -47, -8, -19, -53, -48, -49, -50, ...rsa]

/** What the README says of each. */
type Kind = {
  readonly verifies: 'never' | 'when-asked' | 'always'
  readonly keepsCredentials: boolean
  /** its credentials are discoverable whatever is asked for */
  readonly isBuiltIn: boolean
  readonly counts: boolean
  readonly backup: NonNullable<Settings['backup']>
}
const notBackedUp = { eligible: false, state: false }
const kinds: Readonly<Record<Preset, Kind>> = {
  'ctap1-key': {
    ...{ verifies: 'never', keepsCredentials: false, isBuiltIn: false, counts: true, backup: notBackedUp },
  },
  'ctap2-key-with-pin': {
    ...{
      verifies: 'when-asked',
      keepsCredentials: true,
      isBuiltIn: false,
      counts: true,
      backup: notBackedUp,
    },
  },
  platform: {
    ...{ verifies: 'always', keepsCredentials: true, isBuiltIn: true, counts: false, backup: notBackedUp },
  },
  'synced-passkey': {
    ...{ verifies: 'always', keepsCredentials: true, isBuiltIn: true, counts: false },
    backup: { eligible: true, state: false },
  },
  'windows-hello': {
    ...{ verifies: 'always', keepsCredentials: true, isBuiltIn: true, counts: true, backup: notBackedUp },
  },
  'counterless-key': {
    ...{
      verifies: 'when-asked',
      keepsCredentials: true,
      isBuiltIn: false,
      counts: false,
      backup: notBackedUp,
    },
  },
}
const presets = Object.keys(kinds) as Preset[]

const origin = 'https://example.org'
const userHandle = new Uint8Array(32).fill(6)

type Made = Settings & Required<Pick<Settings, 'preset' | 'format' | 'algorithm'>>
type Drawn = { readonly made: Made; readonly authenticator: SoftAuthenticator }

/** With a preset that can be of this format and algorithm; the settings themselves say which cannot. */
function draw(format: Format, algorithm: number, random: Randomness): Drawn | undefined {
  const from = random.below(presets.length)
  for (const preset of [...presets.slice(from), ...presets.slice(0, from)]) {
    const made = {
      ...{ preset, format, algorithm, seed: seedFor(preset, format, algorithm, random) },
      ...(format !== 'fido-u2f' && { aaguid: random.bytes(16) }),
      ...(random.below(2) && { counter: random.pick(['zero', 'global', 'per-credential'] as const) }),
      ...(random.below(2) && {
        backup: random.pick([notBackedUp, { eligible: true, state: false }, { eligible: true, state: true }]),
      }),
    }
    const authenticator = possible(made)
    if (authenticator) return { made, authenticator }
  }
  return undefined
}

/** With these, the primes of RSA keys are found at once; others take up to a second. */
const seeds = {
  rsa: new Uint8Array(32).fill(193),
  safetyNet: new Uint8Array(32).fill(236),
  both: new Uint8Array(32).fill(91),
  windowsHello: new Uint8Array(32).fill(242),
}

function seedFor(preset: Preset, format: Format, algorithm: number, random: Randomness): Uint8Array {
  const isRsa = rsa.includes(algorithm)
  if (preset === 'windows-hello' && (format === 'tpm' || format === 'compound') && !isRsa)
    return seeds.windowsHello
  if (format === 'android-safetynet') return isRsa ? seeds.both : seeds.safetyNet
  return isRsa ? seeds.rsa : random.bytes(32)
}

function possible(settings: Settings): SoftAuthenticator | undefined {
  try {
    return createSoftAuthenticator(settings)
  } catch (error) {
    if (AuthenticatorError.is(error) && error.code === 'impossible-settings') return undefined
    throw error
  }
}

/** What one call asks of the user, and what he can; never what the authenticator would refuse. */
function drawVerification(kind: Kind, random: Randomness) {
  const userVerification = random.pick(['required', 'preferred', 'discouraged'] as const)
  const userVerified = random.below(3) > 0
  const asked = userVerification !== 'discouraged'
  const isVerified = userVerified && (kind.verifies === 'always' || (kind.verifies === 'when-asked' && asked))
  const isRefused = userVerification === 'required' && !isVerified
  return { userVerification: isRefused ? ('preferred' as const) : userVerification, userVerified, isVerified }
}

const verdictAt = (ledger: Ledger, step: string) => ledger.find((entry) => entry.step === step)?.verdict

const shared = { rpId: 'example.org', origins: [origin], unsolicitedExtensions: 'refuse' as const }

/** A registration, and one or two authentications, each with the record that the one before has left. */
async function live({ made, authenticator }: Drawn, random: Randomness): Promise<void> {
  const kind = kinds[made.preset]
  const backup = made.backup ?? kind.backup
  const counts = made.counter === undefined ? kind.counts : made.counter !== 'zero'
  const residentKey = kind.keepsCredentials ? random.pick(['required', 'discouraged']) : 'discouraged'
  const isDiscoverable = kind.keepsCredentials && (kind.isBuiltIn || residentKey === 'required')

  const credential = await register()
  let stored: CredentialRecord = { ...credential, userHandle }
  // Others sign slowly here.
  const last = fast.includes(made.algorithm) ? 1 + random.below(2) : 1
  for (let time = 1; time <= last; time++) stored = await authenticate(time)

  async function register() {
    const challenge = random.bytes(32)
    const { userVerification, userVerified, isVerified } = drawVerification(kind, random)
    const response = await authenticator.create(
      {
        rp: { id: 'example.org', name: 'Example' },
        user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
        challenge: encodeBase64url(challenge),
        pubKeyCredParams: [{ type: 'public-key', alg: made.algorithm }],
        authenticatorSelection: { userVerification, residentKey },
        attestation: 'direct',
      },
      { origin, userVerified },
    )
    const { credential, attestation, ledger } = await verifyRegistration({
      response,
      expected: { ...shared, challenge, userVerification, algorithms: [made.algorithm] },
      attestation: { formats: all(), trust: trustIn(made.format, authenticator.attestationRoots) },
      isRegistered: async () => false,
      backends: [nobleBackend],
    })
    expect(credential).toMatchObject({
      ...{ type: 'public-key', id: decodeBase64url(response.rawId), rpId: 'example.org', version: 0 },
      ...{ uvInitialized: isVerified, registeredWithUserVerification: isVerified },
      ...{ backupEligible: backup.eligible, backupState: backup.state, signCount: counts ? 1 : 0 },
      aaguid: made.aaguid ?? new Uint8Array(16),
      transports: response.response.transports,
    })
    expect(attestation).toMatchObject({
      fmt: made.format === 'packed-self' ? 'packed' : made.format,
      type: types[made.format],
      trusted: made.format !== 'none' && made.format !== 'packed-self',
    })
    expect(verdictAt(ledger, 'R16')).toBe(userVerification === 'required' ? 'passed' : 'not-applicable')
    expect(verdictAt(ledger, 'R26')).toBe('passed')
    return credential
  }

  async function authenticate(time: number) {
    const challenge = random.bytes(32)
    const { userVerification, userVerified, isVerified } = drawVerification(kind, random)
    const isListed = !isDiscoverable || random.below(2) > 0
    const response = await authenticator.get(
      {
        ...{ challenge: encodeBase64url(challenge), rpId: 'example.org', userVerification },
        ...(isListed && { allowCredentials: [{ id: encodeBase64url(credential.id) }] }),
      },
      { origin, userVerified },
    )
    const result = await verifyAuthentication({
      response,
      credential: stored,
      expected: {
        ...{ ...shared, challenge, userVerification, cloneSignal: 'refuse' },
        allowCredentials: isListed ? [credential.id] : [],
        userHandle: isDiscoverable ? 'from-response' : userHandle,
        otherFactor: made.preset === 'ctap2-key-with-pin',
      },
      backends: [nobleBackend],
    })
    const isVouchedFor = isVerified && made.preset === 'ctap2-key-with-pin'
    const { publicKey, attestationObject, attestationClientDataJSON, ...rest } = result.credential
    expect(rest).toMatchObject({
      ...{ id: stored.id, aaguid: stored.aaguid, backupEligible: backup.eligible, version: time },
      signCount: counts ? 1 + time : 0,
      // What is eligible is backed up from its first use on.
      backupState: backup.eligible,
      uvInitialized: stored.uvInitialized || isVouchedFor,
      registeredWithUserVerification: stored.registeredWithUserVerification,
    })
    expect(publicKey).toBe(stored.publicKey)
    expect(attestationObject).toBe(stored.attestationObject)
    expect(attestationClientDataJSON).toBe(stored.attestationClientDataJSON)
    expect(result.cloneSignal).toBe(false)
    expect(verdictAt(result.ledger, 'A5')).toBe(isListed ? 'passed' : 'not-applicable')
    expect(verdictAt(result.ledger, 'A17')).toBe(
      userVerification === 'required' ? 'passed' : 'not-applicable',
    )
    expect(verdictAt(result.ledger, 'A22')).toBe(counts ? 'passed' : 'not-applicable')
    return result.credential
  }
}

const pairs = formats.flatMap((format, row) =>
  algorithms.map((algorithm, column) => {
    const random = new Randomness(1000 * row + column)
    return { format, algorithm, random, drawn: draw(format, algorithm, random) }
  }),
)

describe('every format with every algorithm', () => {
  it.each(pairs.filter(({ drawn }) => drawn))('$format with $algorithm', async ({ drawn, random }) => {
    await live(drawn!, random)
  })

  it('but for what no authenticator can make', () => {
    const impossible = pairs.filter(({ drawn }) => drawn === undefined)
    const algorithmsOf = (name: Format) =>
      impossible.filter(({ format }) => format === name).map(({ algorithm }) => algorithm)
    // No TPM has these keys, and U2F has ES256 alone.
    const ofNoTpm = [-47, -8, -19, -53, -48, -49, -50]
    expect(algorithmsOf('tpm')).toEqual(ofNoTpm)
    expect(algorithmsOf('compound')).toEqual(ofNoTpm)
    expect(algorithmsOf('fido-u2f')).toEqual(algorithms.slice(1))
    expect(impossible).toHaveLength(2 * ofNoTpm.length + algorithms.length - 1)
  })
})

describe('presets, backup, counters and verification as they come', () => {
  it.each(Array.from({ length: 48 }, (_, seed) => seed))('of the seed %i', async (seed) => {
    const random = new Randomness(-1 - seed)
    const format = random.pick(formats.filter((one) => one !== 'android-safetynet'))
    const drawn = draw(format, random.pick(fast), random) ?? draw(format, -7, random)
    await live(drawn!, random)
  })
})

describe('keys of RS1', () => {
  it.each(['none', 'packed-self', 'packed'] as const)('of %s are the exception', async (format) => {
    const algorithm = -65535
    const authenticator = createSoftAuthenticator({
      ...{ preset: 'ctap2-key-with-pin', seed: seeds.rsa, format, algorithm },
    })
    const challenge = new Uint8Array(32).fill(4)
    const response = await authenticator.create(
      {
        rp: { id: 'example.org', name: 'Example' },
        user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
        challenge: encodeBase64url(challenge),
        pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
        attestation: 'direct',
      },
      { origin },
    )
    const verify = (conformance: boolean) =>
      verifyRegistration({
        response,
        expected: {
          ...shared,
          challenge,
          userVerification: 'preferred',
          algorithms: [algorithm],
          conformance,
        },
        attestation: { formats: all(), trust: trustIn(format, authenticator.attestationRoots) },
      })
    await expect(verify(false)).rejects.toMatchObject({ step: 'R20', code: 'algorithm-not-offered' })
    await expect(verify(true)).resolves.toMatchObject({ attestation: { type: types[format] } })
  })
})
