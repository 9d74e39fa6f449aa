/**
 * Extensions: what may be asked for, and whether what came back is an answer to it.
 *
 * @see WebAuthn Level 3 §9, §10; CTAP 2.2 §12; Secure Payment Confirmation §5
 */
import type { AuthenticatorData } from '@latchkey/attestation'
import { decodeBase64url } from '@latchkey/octets'
import { type Outcome, refuse } from './conduct.ts'

/** Inputs as they stand in the creation options; binary members are base64url. Others than these pass unlooked at. */
export type RegistrationExtensionInputs = {
  appidExclude?: string
  credProps?: boolean
  largeBlob?: { support?: 'required' | 'preferred' }
  prf?: { eval?: PrfValues }
  hmacCreateSecret?: boolean
  credentialProtectionPolicy?: CredentialProtectionPolicy
  enforceCredentialProtectionPolicy?: boolean
  minPinLength?: boolean
  credBlob?: string
  uvm?: boolean
  payment?: { isPayment: boolean }
  [identifier: string]: unknown
}

/** Inputs as they stand in the request options; `appid` is expected by `appId`. */
export type AuthenticationExtensionInputs = {
  appid?: string
  largeBlob?: { read?: boolean; write?: string }
  prf?: { eval?: PrfValues; evalByCredential?: Readonly<Record<string, PrfValues>> }
  hmacGetSecret?: { salt1: string; salt2?: string }
  getCredBlob?: boolean
  uvm?: boolean
  payment?: { isPayment: boolean }
  [identifier: string]: unknown
}

export type PrfValues = { first: string; second?: string }

export type CredentialProtectionPolicy =
  | 'userVerificationOptional'
  | 'userVerificationOptionalWithCredentialIDList'
  | 'userVerificationRequired'

/** What nobody asked for is passed over, or refused. */
export type UnsolicitedExtensions = 'ignore' | 'refuse'

export type ExtensionExpectations = {
  extensions?: Readonly<Record<string, unknown>>
  unsolicitedExtensions?: UnsolicitedExtensions
}

type Inputs = Readonly<Record<string, unknown>>
type Members = Readonly<Record<string, unknown>>

/** Whether an output can be an answer, of a creation or of an assertion. */
type Answers = (output: unknown, creates: boolean) => boolean

const isBoolean = (value: unknown) => typeof value === 'boolean'
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isMaybe = (value: unknown, isOfType: (value: unknown) => boolean) =>
  value === undefined || isOfType(value)

/** Outputs of the client, by the identifier of input and output. */
const ofClient: Readonly<Record<string, Answers>> = {
  appid: isBoolean,
  appidExclude: isBoolean,
  credProps: (output) => isMembers(output) && isMaybe(output.rk, isBoolean),
  hmacCreateSecret: isBoolean,
  hmacGetSecret: (output) =>
    isMembers(output) && isSecret(output.output1) && isMaybe(output.output2, isSecret),
  largeBlob: (output, creates) =>
    isMembers(output) &&
    (creates
      ? isBoolean(output.supported)
      : isMaybe(output.blob, isBase64url) && isMaybe(output.written, isBoolean)),
  prf: (output, creates) =>
    isMembers(output) && (!creates || isBoolean(output.enabled)) && isMaybe(output.results, isResults),
  uvm: isUserVerificationMethods,
}

/** Outputs of the authenticator, which it signs, with the inputs that ask for them. */
const ofAuthenticator: Readonly<Record<string, readonly [answers: Answers, ...asking: string[]]>> = {
  'hmac-secret': [
    (output, creates) => (creates ? isBoolean(output) : output instanceof Uint8Array),
    ...['prf', 'hmacCreateSecret', 'hmacGetSecret'],
  ],
  credProtect: [(output) => output === 1 || output === 2 || output === 3, 'credentialProtectionPolicy'],
  minPinLength: [(output) => Number.isInteger(output) && (output as number) >= 4, 'minPinLength'],
  credBlob: [
    (output, creates) => (creates ? isBoolean(output) : output instanceof Uint8Array),
    ...['credBlob', 'getCredBlob'],
  ],
  uvm: [isUserVerificationMethods, 'uvm'],
}

/** What was asked for and came: by the client's word, and signed by the authenticator. */
export type ExtensionOutputs = {
  readonly client: Readonly<Record<string, unknown>>
  readonly authenticator: Readonly<Record<string, unknown>>
}

/** The findings of the extension steps. */
export type ExtensionFindings = { extensionOutputs?: ExtensionOutputs }

/** R28, A23. */
export function judgeExtensions(
  findings: ExtensionFindings,
  results: Members,
  { extensions: signed = new Map() }: AuthenticatorData,
  { extensions: inputs = {}, unsolicitedExtensions = 'ignore' }: ExtensionExpectations,
  creates: boolean,
): Outcome {
  const client: Record<string, unknown> = {}
  const authenticator: Record<string, unknown> = {}
  const wasAsked = (...names: readonly string[]) => names.some((name) => Object.hasOwn(inputs, name))
  for (const [name, output] of Object.entries(results)) {
    if (!wasAsked(name)) {
      if (unsolicitedExtensions === 'refuse') return unsolicited(name)
    } else if (Object.hasOwn(ofClient, name) && !ofClient[name]!(output, creates)) return unsound(name)
    else client[name] = output
  }
  for (const [name, output] of signed) {
    const known =
      typeof name === 'string' && Object.hasOwn(ofAuthenticator, name) ? ofAuthenticator[name] : undefined
    const [answers, ...asking] = known ?? [() => true, String(name)]
    if (!wasAsked(...asking)) {
      if (unsolicitedExtensions === 'refuse') return unsolicited(name)
    } else if (!answers(output, creates)) return unsound(String(name))
    else authenticator[String(name)] = output
  }
  if (creates && !isProtected(signed.get('credProtect'), inputs)) {
    return refuse('extension-output-refused', 'the credential is protected less than was asked for')
  }
  findings.extensionOutputs = Object.freeze({ client, authenticator })
  return Object.keys(results).length + signed.size > 0 ? 'passed' : 'not-applicable'
}

const policies: readonly unknown[] = [
  'userVerificationOptional',
  'userVerificationOptionalWithCredentialIDList',
  'userVerificationRequired',
] satisfies CredentialProtectionPolicy[]

/** Where a policy is enforced, an authenticator that knows nothing of it would have been refused by the client. */
function isProtected(
  output: unknown,
  { credentialProtectionPolicy, enforceCredentialProtectionPolicy }: Inputs,
): boolean {
  const wanted = policies.indexOf(credentialProtectionPolicy) + 1
  return (
    enforceCredentialProtectionPolicy !== true ||
    wanted < 2 ||
    (typeof output === 'number' && output >= wanted)
  )
}

function isBase64url(value: unknown): boolean {
  try {
    decodeBase64url(value as string)
    return true
  } catch {
    return false
  }
}

/** 32 bytes as base64url. */
function isSecret(value: unknown): boolean {
  return isBase64url(value) && (value as string).length === 43
}

function isResults(value: unknown): boolean {
  return isMembers(value) && isSecret(value.first) && isMaybe(value.second, isSecret)
}

/** One to three methods, each with its kind of key protection and of matcher. */
function isUserVerificationMethods(value: unknown): boolean {
  const isMethod = (one: unknown) => Array.isArray(one) && one.length === 3 && one.every(Number.isInteger)
  return Array.isArray(value) && value.length >= 1 && value.length <= 3 && value.every(isMethod)
}

function unsolicited(evidence: unknown): Outcome {
  return refuse('extension-output-refused', 'there is an extension output that nobody asked for', {
    evidence,
  })
}

function unsound(name: string): Outcome {
  return refuse('extension-output-refused', `the output of ${name} is not what it should be`)
}
