/** Whether the outputs of extensions are answers to what was asked for. */
import type { AuthenticatorData } from '@latchkey/attestation'
import { decodeBase64url } from '@latchkey/octets'
import { type Outcome, type Refusal, refuse } from './conduct.ts'
import type { ExtensionExpectations, ExtensionFindings } from './extensions.ts'

/** Whether an output can be an answer. */
type Answers = (output: unknown) => boolean

/** The outputs that a ceremony knows; others are taken as they come. */
export type OutputTable = {
  /** of the client, by the identifier of input and output */
  readonly client: Readonly<Record<string, Answers>>
  /** of the authenticator, which it signs, with the inputs that ask for them */
  readonly authenticator: Readonly<Record<string, readonly [answers: Answers, ...asking: string[]]>>
}

type Members = Readonly<Record<string, unknown>>

/** R28, A23: what was asked for is held against the table, what nobody asked for is passed over or refused. */
export function judgeExtensions(
  table: OutputTable,
  findings: ExtensionFindings,
  results: Members,
  { extensions: signed = new Map() }: AuthenticatorData,
  { extensions: inputs = {}, unsolicitedExtensions }: ExtensionExpectations,
): Outcome {
  const client: Record<string, unknown> = {}
  const authenticator: Record<string, unknown> = {}
  findings.extensionOutputs = Object.freeze({ client, authenticator })
  const names = Object.keys(results)
  if (names.length + signed.size === 0) return 'not-applicable'

  const judge = (
    kept: Record<string, unknown>,
    name: string,
    output: unknown,
    asking: readonly string[],
    answers: Answers | undefined,
  ): Refusal | undefined => {
    if (!asking.some((input) => Object.hasOwn(inputs, input))) {
      return unsolicitedExtensions === 'refuse' ? unsolicited(name) : undefined
    }
    if (answers?.(output) === false) return unsound(name)
    kept[name] = output
    return undefined
  }
  for (const name of names) {
    const refusal = judge(client, name, results[name], [name], own(table.client, name))
    if (refusal) return refusal
  }
  for (const [name, output] of signed) {
    if (typeof name !== 'string') {
      if (unsolicitedExtensions === 'refuse') return unsolicited(name)
      continue
    }
    const [answers, ...asking] = own(table.authenticator, name) ?? [undefined, name]
    const refusal = judge(authenticator, name, output, asking, answers)
    if (refusal) return refusal
  }
  return 'passed'
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

export const isBoolean: Answers = (value) => typeof value === 'boolean'

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isMaybe(value: unknown, isOfType: Answers): boolean {
  return value === undefined || isOfType(value)
}

export function isBase64url(value: unknown): boolean {
  try {
    decodeBase64url(value as string)
    return true
  } catch {
    return false
  }
}

/** 32 bytes as base64url. */
export function isSecret(value: unknown): boolean {
  return isBase64url(value) && (value as string).length === 43
}

/** One or two secrets, of a pseudo-random function. */
export function isPrfResults(value: unknown): boolean {
  return isMembers(value) && isSecret(value.first) && isMaybe(value.second, isSecret)
}

/** One to three methods, each with its kind of key protection and of matcher. */
export function isUserVerificationMethods(value: unknown): boolean {
  const isMethod = (one: unknown) => Array.isArray(one) && one.length === 3 && one.every(Number.isInteger)
  return Array.isArray(value) && value.length >= 1 && value.length <= 3 && value.every(isMethod)
}

function unsolicited(evidence: unknown): Refusal {
  const message = 'there is an extension output that nobody asked for'
  return refuse('extension-output-refused', message, { evidence })
}

function unsound(name: string): Refusal {
  return refuse('extension-output-refused', `the output of ${name} is not what it should be`)
}
