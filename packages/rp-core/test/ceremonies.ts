/** Ceremonies of the software authenticator, judged by the stateless calls, with one thing wrong or nothing. */
import {
  type Attestation,
  type AttestationOption,
  type AuthenticatorData,
  createTrustPolicy,
  type MetadataEntry,
  parseAttestationObject,
  parseAuthenticatorData,
  type TrustPolicy,
} from '@latchkey/attestation'
import { all } from '@latchkey/attestation/formats'
import { decodeBase64url, encodeBase64url, encodeHex, hash } from '@latchkey/octets'
import {
  createSoftAuthenticator,
  type Fault,
  type Format,
  type Preset,
  type SoftAuthenticator,
} from '@latchkey/soft-authenticator'
import { type Certificate, parseCertificate } from '@latchkey/x509-path'
import { CeremonyError } from '../src/specification/ceremony-error.ts'
import type { CredentialRecord } from '../src/specification/credential-record.ts'
import type {
  AuthenticationExtensionInputs,
  RegistrationExtensionInputs,
} from '../src/specification/extensions.ts'
import { verifyAuthentication } from '../src/specification/verify-authentication.ts'
import { verifyRegistration } from '../src/specification/verify-registration.ts'
import { Passkey } from './authenticator.ts'
import type { EditedAssertion, Made } from './edits.ts'

type Requirement = 'required' | 'preferred' | 'discouraged'

export type Setting = {
  readonly preset?: Preset
  readonly format?: Format
  readonly algorithm?: number
  /** the algorithm that is offered, where the key is replaced by one of another */
  readonly offered?: number
  /** the attestation that is asked for; `direct` unless said */
  readonly attestation?: 'none'
  readonly faults?: readonly Fault[]
  /** makes another attestation of the one that was made */
  readonly edit?: (made: Made) => Made
  /** more members of the client data, which a passkey of the tests’ own writes and signs */
  readonly clientData?: Record<string, unknown>
  /** makes another assertion of the one that was made, by a key that the record then has */
  readonly reassert?: (authenticatorData: Uint8Array, clientDataHash: Uint8Array) => EditedAssertion
  readonly creationInputs?: RegistrationExtensionInputs
  readonly requestInputs?: AuthenticationExtensionInputs
  /** user verification in an authentication: what the authenticator is asked, and what is expected */
  readonly asked?: Requirement
  readonly expected?: Requirement
  /** the entry of the model, where it differs from one that fits; an attestation must then lead to its anchors */
  readonly metadata?: (made: Made) => Partial<MetadataEntry>
  readonly options?: readonly AttestationOption[]
  readonly conformance?: boolean
}

export type Accepted = {
  readonly credential: CredentialRecord
  readonly authenticatorData: AuthenticatorData
  readonly roots: readonly Certificate[]
  readonly attestation?: Attestation
}

/** When everything is made and judged. */
export const now = new Date('2026-06-01T12:00:00Z')

const origin = 'https://example.org'
const challenge = new Uint8Array(32).fill(4)
const userHandle = new Uint8Array(32).fill(6)
const model = new Uint8Array(16).fill(0xa5)
const shared = { challenge, rpId: 'example.org', origins: [origin] }
const creation = {
  rp: { id: 'example.org', name: 'Example' },
  user: { id: encodeBase64url(userHandle), name: 'ada', displayName: 'Ada' },
  challenge: encodeBase64url(challenge),
  authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
}

export async function register(setting: Setting, client?: Client): Promise<Accepted> {
  const { algorithm = -7, offered = algorithm, creationInputs: extensions, conformance = false } = setting
  const options = {
    ...creation,
    pubKeyCredParams: [{ type: 'public-key', alg: algorithm }],
    attestation: setting.attestation ?? 'direct',
    ...(extensions && { extensions }),
  }
  const { roots, response } = await (client ? client.create(options, setting) : createOnce(options, setting))
  const { format = 'none', edit, metadata } = setting
  let made: Made = { format, roots, attestationObject: new Uint8Array(), clientDataHash: challenge }
  if (edit || metadata) made = { ...made, ...attestationIn(response) }
  if (edit) {
    made = edit(made)
    response.response.attestationObject = encodeBase64url(made.attestationObject)
  }
  const { credential, attestation } = await verifyRegistration({
    response,
    expected: {
      ...{ ...shared, userVerification: 'required', algorithms: [offered], conformance },
      ...(extensions && { extensions }),
    },
    attestation: { formats: all(), trust: trustIn(made, setting) },
    now,
  })
  const { attestationObject } = attestationIn(response)
  const { authenticatorData } = parseAttestationObject(attestationObject, ['conformance'])
  return { credential: { ...credential, userHandle }, authenticatorData, attestation, roots: made.roots }
}

export async function authenticate(setting: Setting): Promise<Accepted> {
  const { faults: _, clientData: __, ...sound } = setting
  const client = clientOf(setting)
  let { credential } = await register({ ...sound, conformance: true }, client)
  const { asked = 'required', expected = asked, requestInputs: extensions, conformance = false } = setting
  const options = {
    challenge: encodeBase64url(challenge),
    rpId: 'example.org',
    userVerification: asked,
    allowCredentials: [{ id: encodeBase64url(credential.id) }],
    ...(extensions && { extensions }),
  }
  const response = await client.get(options, setting)
  if (setting.reassert) {
    const { authenticatorData, clientDataJSON } = response.response
    const clientDataHash = hash('sha-256', decodeBase64url(clientDataJSON))
    const { publicKey, ...other } = setting.reassert(decodeBase64url(authenticatorData), clientDataHash)
    credential = { ...credential, publicKey }
    response.response.authenticatorData = encodeBase64url(other.authenticatorData)
    response.response.signature = encodeBase64url(other.signature)
  }
  const result = await verifyAuthentication({
    response,
    credential,
    expected: {
      ...{ ...shared, userVerification: expected, conformance },
      ...{ allowCredentials: [credential.id], userHandle, cloneSignal: 'refuse' },
      ...(extensions && { extensions }),
    },
  })
  const authenticatorData = parseAuthenticatorData(decodeBase64url(response.response.authenticatorData))
  return { credential: result.credential, authenticatorData, roots: [] }
}

/** `accepted`, or the step and the code of the refusal; what is no CeremonyError is thrown. */
export async function answer(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'accepted'
  } catch (error) {
    if (!CeremonyError.is(error)) throw error
    return `${error.step} ${error.code}`
  }
}

type Options = Parameters<SoftAuthenticator['create']>[0]
type Client = ReturnType<typeof clientOf>

function clientOf({ preset = 'ctap2-key-with-pin', format = 'none', algorithm = -7, clientData }: Setting) {
  if (clientData) {
    const passkey = new Passkey()
    return {
      create: async (options: Options, setting: Setting) => ({
        roots: [],
        response: passkey.create(options, setting),
      }),
      get: async (options: { challenge: string }, setting: Setting) => passkey.get(options, setting),
    }
  }
  const seed = new Uint8Array(32).fill(9)
  const aaguid = format === 'fido-u2f' ? {} : { aaguid: model }
  const soft = createSoftAuthenticator({ preset, format, algorithm, seed, now: () => now, ...aaguid })
  return {
    create: async (options: Options, { faults = [] }: Setting) => ({
      roots: soft.attestationRoots.map((der) => parseCertificate(der)),
      response: await soft.create(options, { origin, faults }),
    }),
    get: (options: Parameters<typeof soft.get>[0], { faults = [] }: Setting) =>
      soft.get(options, { origin, faults }),
  }
}

const known = new Map<string, ReturnType<Client['create']>>()

/** The same registration for the same words, so that keys of RSA are made once. */
async function createOnce(options: Options, setting: Setting) {
  const { preset, format, algorithm, faults, clientData } = setting
  const words = JSON.stringify([options, preset, format, algorithm, faults, clientData])
  const creation = known.get(words) ?? clientOf(setting).create(options, setting)
  known.set(words, creation)
  const { roots, response } = await creation
  return { roots, response: structuredClone(response) }
}

type Sent = { readonly response: { readonly attestationObject: string; readonly clientDataJSON: string } }

function attestationIn({ response }: Sent): Pick<Made, 'attestationObject' | 'clientDataHash'> {
  return {
    attestationObject: decodeBase64url(response.attestationObject),
    clientDataHash: hash('sha-256', decodeBase64url(response.clientDataJSON)),
  }
}

/** By the entry of the model where there are metadata, by the root for what has certificates otherwise. */
function trustIn(made: Made, { metadata, options = [] }: Setting): TrustPolicy {
  const { format, roots } = made
  if (metadata) {
    const fitting = {
      anchors: roots,
      attestationTypes: ['basic_full'],
      algorithms: ['secp256r1_ecdsa_sha256_raw'],
    }
    const entry = { ...fitting, ...metadata(made) }
    const isModel = (aaguid?: Uint8Array) => aaguid && encodeHex(aaguid) === encodeHex(model)
    const lookup = { find: ({ aaguid }: { aaguid?: Uint8Array }) => (isModel(aaguid) ? entry : undefined) }
    return createTrustPolicy({ require: 'metadata', metadata: lookup, options })
  }
  if (format === 'none' || format === 'packed-self') return createTrustPolicy({ require: 'none', options })
  return createTrustPolicy({ require: 'attested', anchors: { [format]: roots }, options })
}
