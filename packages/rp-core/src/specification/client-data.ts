/**
 * Client data: what the browser says about the ceremony, as JSON that the authenticator signs.
 *
 * Stricter than the text in two points: invalid UTF-8 is refused instead of replaced, and a member that stands twice
 * is refused, because two parsers read it differently. No client sends either.
 *
 * @see WebAuthn Level 3 §5.8.1
 */
import { decodeUtf8, encodeBase64url, OctetsError } from '@latchkey/octets'
import { type Outcome, refuse } from './conduct.ts'

export type ClientData = {
  readonly type: string
  readonly challenge: string
  readonly origin: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  readonly tokenBinding?: unknown
}

/** The findings of the client data steps; registration and authentication share them. */
export type ClientDataFindings = {
  clientDataText?: string
  clientData?: ClientData
}

export type ClientDataExpectations = {
  challenge: Uint8Array
  origins: readonly string[]
  crossOrigin?: boolean
  topOrigins?: readonly string[]
  conformance?: boolean
}

/** R5, A8: UTF-8 decode, which takes a byte order mark away. */
export function decodeClientData(findings: ClientDataFindings, clientDataJSON: Uint8Array): Outcome {
  try {
    const text = decodeUtf8(clientDataJSON)
    findings.clientDataText = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
    return 'passed'
  } catch (cause) {
    if (!OctetsError.is(cause)) throw cause
    return refuse('client-data-not-utf8', 'the client data is not well-formed UTF-8', { cause })
  }
}

/** R6, A9: JSON, each member once, the known ones of their type. */
export function parseClientData(
  findings: ClientDataFindings,
  clientDataJSON: Uint8Array,
  { conformance }: Pick<ClientDataExpectations, 'conformance'>,
): Outcome {
  const text = findings.clientDataText!
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, so it is not kept as a cause.
    return refuse('client-data-not-json', 'the client data is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('client-data-malformed', 'the client data is not a JSON object')
  }
  if (topLevelMembers(clientDataJSON) !== Object.keys(value).length) {
    return refuse('client-data-duplicate-member', 'the client data names a member twice')
  }
  if (!isClientData(value)) {
    return refuse('client-data-malformed', 'a member of the client data is missing or of the wrong type')
  }
  if (conformance && !isTokenBinding(value.tokenBinding)) {
    return refuse('client-data-malformed', 'tokenBinding is not what Level 2 has it to be')
  }
  findings.clientData = value
  return 'passed'
}

/** R7, A10. */
export function judgeType({ clientData }: ClientDataFindings, expected: string): Outcome {
  if (clientData!.type === expected) return 'passed'
  return refuse('type-mismatch', `the client data is not of a ${expected}`, { evidence: clientData!.type })
}

/** R8, A11: as text, so that one challenge has one spelling. The client knows it, so time tells nobody anything. */
export function judgeChallenge({ clientData }: ClientDataFindings, expected: Uint8Array): Outcome {
  if (expected.length > 0 && clientData!.challenge === encodeBase64url(expected)) return 'passed'
  const message = 'the client data answers another challenge'
  return refuse('challenge-mismatch', message, { evidence: clientData!.challenge })
}

/** R9, A12: an exact match of serialisations. */
export function judgeOrigin(
  { clientData }: ClientDataFindings,
  { origins }: ClientDataExpectations,
): Outcome {
  if (origins.includes(clientData!.origin)) return 'passed'
  return refuse('origin-unexpected', 'the origin is not one of those expected', {
    evidence: clientData!.origin,
  })
}

/** R10, A13. */
export function judgeCrossOrigin(
  { clientData }: ClientDataFindings,
  expected: ClientDataExpectations,
): Outcome {
  if (clientData!.crossOrigin !== true) return 'not-applicable'
  if (expected.crossOrigin === true) return 'passed'
  return refuse('cross-origin-unexpected', 'the call came from a cross-origin frame, which is not expected')
}

/** R11, A14. */
export function judgeTopOrigin(
  { clientData }: ClientDataFindings,
  expected: ClientDataExpectations,
): Outcome {
  const { topOrigin, crossOrigin } = clientData!
  if (topOrigin === undefined) return 'not-applicable'
  const framed = crossOrigin === true && expected.crossOrigin === true
  if (framed && expected.topOrigins?.includes(topOrigin)) return 'passed'
  const message = 'the top-level origin is not one by which being framed is expected'
  return refuse('top-origin-unexpected', message, { evidence: topOrigin })
}

function isClientData(value: object): value is ClientData {
  const { type, challenge, origin, crossOrigin, topOrigin } = value as Record<string, unknown>
  return (
    typeof type === 'string' &&
    typeof challenge === 'string' &&
    typeof origin === 'string' &&
    (crossOrigin === undefined || typeof crossOrigin === 'boolean') &&
    (topOrigin === undefined || typeof topOrigin === 'string')
  )
}

/** Level 3 ignores the member; FIDO's conformance tool does not. WebAuthn Level 2 §5.8.1, `TokenBinding` */
function isTokenBinding(value: unknown): boolean {
  if (value === undefined) return true
  const { status, id } = Object(value) as { status?: unknown; id?: unknown }
  if (status === 'present') return typeof id === 'string'
  return status === 'supported' || status === 'not-supported'
}

/**
 * Counts the members of the outermost object of what is known to be JSON, duplicates included: each has one colon at
 * that depth outside strings.
 */
function topLevelMembers(json: Uint8Array): number {
  let depth = 0
  let members = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (byte === quote) at = endOfText(json, at)
    else if (byte === colon) members += depth === 1 ? 1 : 0
    // A bracket is a brace without one bit.
    else if ((byte | 0x20) === openBrace) depth++
    else if ((byte | 0x20) === closeBrace) depth--
  }
  return members
}

const [quote, backslash, colon, openBrace, closeBrace] = [0x22, 0x5c, 0x3a, 0x7b, 0x7d]

/** From the quotation mark that begins a text to the one that ends it. */
function endOfText(json: Uint8Array, from: number): number {
  let at = from + 1
  while (json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}
