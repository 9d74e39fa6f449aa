/**
 * Responses that nobody sends: each is accepted or refused with a step, and what was signed is what was accepted.
 *
 * A short run by default; `pnpm fuzz` makes 1,000,000. A failure names the seed of its response:
 * `LATCHKEY_FUZZ_SEED=… LATCHKEY_FUZZ_RESPONSES=1` makes that one again.
 */
import { inspect } from 'node:util'
import { all } from '@latchkey/attestation/formats'
import { decode } from '@latchkey/cbor-canonical'
import { nobleBackend } from '@latchkey/cose-keys/noble'
import { encodeBase64url } from '@latchkey/octets'
import {
  createSoftAuthenticator,
  type Format,
  type RegistrationResponseJSON,
  type Settings,
} from '@latchkey/soft-authenticator'
import { expect, it } from 'vitest'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { Ledger } from '../src/specification/ledger.ts'
import {
  type AuthenticationInput,
  explainAuthentication,
  verifyAuthentication,
} from '../src/specification/verify-authentication.ts'
import {
  explainRegistration,
  type RegistrationInput,
  verifyRegistration,
} from '../src/specification/verify-registration.ts'
import { type Loose, mutated } from './mutations.ts'
import { Randomness } from './randomness.ts'
import { trustIn } from './trust-in.ts'

const count = Number(process.env.LATCHKEY_FUZZ_RESPONSES ?? 20_000)
const firstSeed = Number(process.env.LATCHKEY_FUZZ_SEED ?? 1)
const minutes = 60_000

const origin = 'https://example.org'
const now = new Date('2026-01-01T00:00:00Z')

/** A sound ceremony, of which responses are made that are not. */
type Sample = {
  readonly name: string
  readonly ceremony: 'registration' | 'authentication'
  readonly response: Loose
  /** its challenge in base64url; no two samples have the same */
  readonly challenge: string
  /** what an accepted response must have in common with it, where a signature covers that */
  readonly signed: ((response: Loose) => string) | undefined
  verify(response: unknown): Promise<unknown>
  explain(response: unknown): Promise<{ ledger: Ledger }>
}

const userHandle = new Uint8Array(16).fill(6)
const extensions = { credProps: true, prf: {} }
const assertionExtensions = { prf: { eval: { first: 'AAAA' } } }

/** What repeats the attestation object is not read: to change it would change nothing. */
function withoutCopies({ response, ...credential }: RegistrationResponseJSON): Loose {
  const { clientDataJSON, attestationObject, transports } = response
  return { ...credential, response: { clientDataJSON, attestationObject, transports } }
}

let made = 0

/** A registration and an authentication of a new credential. */
async function samplesOf(
  format: Format,
  algorithm: number,
  settings: Settings = { preset: 'ctap2-key-with-pin' },
): Promise<readonly Sample[]> {
  const seed = new Uint8Array(32).fill(11).with(0, ++made)
  const authenticator = createSoftAuthenticator({ ...settings, seed, format, algorithm, now: () => now })
  const hasExtensions = made % 2 === 0
  const challenges = [0x40, 0x80].map((kind) => new Uint8Array(32).fill(kind | made)) as [
    Uint8Array,
    Uint8Array,
  ]
  const shared = {
    ...{ rpId: 'example.org', origins: [origin], userVerification: 'preferred' as const },
    unsolicitedExtensions: hasExtensions ? ('ignore' as const) : ('refuse' as const),
  }
  const created = await authenticator.create(
    {
      rp: { id: 'example.org', name: 'Example' },
      user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
      challenge: encodeBase64url(challenges[0]),
      pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
      authenticatorSelection: { residentKey: 'required' },
      attestation: 'direct',
      ...(hasExtensions && { extensions }),
    },
    { origin },
  )
  const registration: Omit<RegistrationInput, 'response'> = {
    expected: {
      ...{ ...shared, challenge: challenges[0], algorithms: [-7, -8, -35, -48, -257] },
      ...(hasExtensions && { extensions }),
    },
    attestation: { formats: all(), trust: trustIn(format, authenticator.attestationRoots) },
    backends: [nobleBackend],
    now,
  }
  const { credential } = await verifyRegistration({ ...registration, response: created })
  const got = await authenticator.get(
    {
      ...{ challenge: encodeBase64url(challenges[1]), rpId: 'example.org' },
      ...(hasExtensions && { extensions: assertionExtensions }),
    },
    { origin },
  )
  const authentication: Omit<AuthenticationInput, 'response'> = {
    credential: { ...credential, userHandle },
    expected: {
      ...{
        ...shared,
        challenge: challenges[1],
        userHandle: 'from-response',
        allowCredentials: [credential.id],
      },
      ...(hasExtensions && { extensions: assertionExtensions }),
    },
    backends: [nobleBackend],
    now,
  }
  const [ofCreation, ofAssertion] = challenges.map(encodeBase64url) as [string, string]
  return [
    {
      ...{ name: `${format} with ${algorithm}`, ceremony: 'registration', challenge: ofCreation },
      response: withoutCopies(created),
      signed: signedIn[format],
      verify: (response) => verifyRegistration({ ...registration, response }),
      explain: (response) => explainRegistration({ ...registration, response }),
    },
    {
      ...{ name: `assertion with ${algorithm}`, ceremony: 'authentication', challenge: ofAssertion },
      response: got as unknown as Loose,
      signed: signedInAssertion,
      verify: (response) => verifyAuthentication({ ...authentication, response }),
      explain: (response) => explainAuthentication({ ...authentication, response }),
    },
  ]
}

// A decoder of its own, so that what is compared is not what the library made of it.
const bytesOf = (response: Loose, name: string) => {
  const text = (name === 'rawId' ? response : (response.response as Loose))[name]
  return Buffer.from(String(text), 'base64url')
}
const hexOf = (value: unknown) => Buffer.from(value as Uint8Array).toString('hex')

function signedInAssertion(response: Loose): string {
  const names = ['rawId', 'clientDataJSON', 'authenticatorData', 'signature']
  return names.map((name) => hexOf(bytesOf(response, name))).join(' ')
}

function attested(response: Loose): [authData: unknown, attStmt: ReadonlyMap<unknown, unknown>] {
  const object = decode(bytesOf(response, 'attestationObject'), { profile: 'basic', maxDepth: 16 })
  const members = object as ReadonlyMap<unknown, unknown>
  return [members.get('authData'), members.get('attStmt') as ReadonlyMap<unknown, unknown>]
}

function signedInStatement(response: Loose): string {
  const [authData] = attested(response)
  return ['rawId', 'clientDataJSON'].map((name) => hexOf(bytesOf(response, name))).join(' ') + hexOf(authData)
}

function signedInPacked(response: Loose): string {
  const [, attStmt] = attested(response)
  return `${signedInStatement(response)} ${hexOf(attStmt.get('sig'))}`
}

/** `none` signs nothing, and U2F neither flags nor counter nor AAGUID. */
const signedIn: Readonly<Partial<Record<Format, Sample['signed']>>> = {
  ...{ packed: signedInPacked, 'packed-self': signedInPacked, tpm: signedInStatement },
  ...{ 'android-key': signedInStatement, apple: signedInStatement, compound: signedInStatement },
  'android-safetynet': signedInStatement,
}

/** What is met most is drawn most; what is slow, seldom. */
const es256 = await samplesOf('none', -7)
const packed = await samplesOf('packed', -7)
const synced = await samplesOf('packed-self', -7, { preset: 'synced-passkey' })
const others = (
  await Promise.all([
    ...[samplesOf('packed-self', -8), samplesOf('packed', -35), samplesOf('none', -257)],
    ...[
      samplesOf('tpm', -7),
      samplesOf('android-key', -7),
      samplesOf('apple', -7),
      samplesOf('fido-u2f', -7),
    ],
    ...[samplesOf('android-safetynet', -7), samplesOf('compound', -7), samplesOf('none', -48)],
  ])
).flat()
const samples = [...es256, ...packed, ...synced, ...others]
const times = (count: number, pair: readonly Sample[]) => Array.from({ length: count }, () => pair).flat()
const drawn = [...times(80, es256), ...times(16, synced), ...times(8, packed), ...others]
const responses = samples.map(({ response }) => Object.freeze(response))

class Unexpected extends Error {}

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Unexpected(message)
}

/** Where a response was refused, as in `A21 signature-invalid`, or `accepted`. */
async function outcomeOf(sample: Sample, response: unknown): Promise<string> {
  const error = await sample.verify(response).then(
    () => undefined,
    (reason: unknown) => reason ?? new Unexpected('rejects with nothing'),
  )
  const { ledger } = await sample.explain(response)
  require(ledger.some(({ verdict }) => verdict === 'failed') === (error !== undefined), 'explained otherwise')
  if (error === undefined) {
    requireUnchanged(sample, response as Loose)
    return 'accepted'
  }
  if (!CeremonyError.is(error)) throw error
  requireLedger(sample, error)
  return `${error.step} ${error.code}`
}

/** One step failed, and nothing after it was reached. */
function requireLedger({ ceremony }: Sample, error: CeremonyError): void {
  require(error.ceremony === ceremony, 'an error of the other ceremony')
  const ledger = error.ledger ?? []
  require(ledger.length === (ceremony === 'registration' ? 29 : 25), 'a ledger of some steps')
  const at = ledger.findIndex(({ step }) => step === error.step)
  require(at >= 0, 'no step')
  const isRight = ledger.every(({ verdict }, row) =>
    row === at ? verdict === 'failed' : row > at ? verdict === 'not-reached' : verdict !== 'failed',
  )
  require(isRight, 'a ledger that is not as the step says')
}

/** What was accepted is of this challenge, and what its signature covers is what was signed. */
function requireUnchanged(sample: Sample, response: Loose): void {
  const text = bytesOf(response, 'clientDataJSON')
    .toString()
    .replace(/^\ufeff/, '')
  const members = JSON.parse(text) as Loose
  const type = sample.ceremony === 'registration' ? 'webauthn.create' : 'webauthn.get'
  const isRight = members.type === type && members.challenge === sample.challenge && members.origin === origin
  require(isRight, 'accepted with other client data')
  const { signed = () => '' } = sample
  require(signed(response) === signed(sample.response), 'accepted with other signed bytes')
}

it(`${count} responses`, { timeout: 60 * minutes }, async () => {
  const outcomes = new Map<string, number>()
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = new Randomness(seed)
    const sample = random.pick(drawn)
    const response = mutated(sample.response, random, responses)
    try {
      const outcome = await outcomeOf(sample, response)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    } catch (cause) {
      const printed = inspect(response, { depth: 8, maxStringLength: 4000 })
      throw new Error(`seed ${seed}, ${sample.name}: ${cause}\n${printed}`, { cause })
    }
  }
  if (count < 10_000) return
  // Each kind of answer is met, also in a short run.
  expect(outcomes.get('accepted')).toBeGreaterThan(count / 50)
  expect(met.filter((outcome) => !outcomes.has(outcome))).toEqual([])
})

const met = [
  ...['R3 response-malformed', 'R3 response-too-large', 'R3 id-mismatch', 'R5 client-data-not-utf8'],
  ...['R6 client-data-not-json', 'R6 client-data-duplicate-member', 'R6 client-data-malformed'],
  ...['R7 type-mismatch', 'R8 challenge-mismatch', 'R9 origin-unexpected', 'R10 cross-origin-unexpected'],
  ...['R11 top-origin-unexpected', 'R13 attestation-object-malformed', 'R13 authenticator-data-malformed'],
  ...['R13 credential-key-refused', 'R14 rp-id-mismatch', 'R15 user-not-present'],
  ...['R21 attestation-format-unsupported', 'R22 attestation-statement-invalid'],
  ...['R24 attestation-not-trusted', 'R27 credential-id-mismatch', 'R28 extension-output-refused'],
  ...['A3 response-malformed', 'A3 response-too-large', 'A3 id-mismatch', 'A5 credential-not-allowed'],
  ...['A6 user-handle-missing', 'A6 user-handle-mismatch', 'A7 authenticator-data-malformed'],
  ...['A8 client-data-not-utf8', 'A9 client-data-not-json', 'A9 client-data-duplicate-member'],
  ...['A9 client-data-malformed', 'A10 type-mismatch', 'A11 challenge-mismatch', 'A12 origin-unexpected'],
  ...['A13 cross-origin-unexpected', 'A14 top-origin-unexpected', 'A15 rp-id-mismatch'],
  ...['A16 user-not-present', 'A18 backup-state-invalid', 'A19 backup-eligibility-changed'],
  ...['A21 signature-invalid', 'A23 extension-output-refused'],
]
