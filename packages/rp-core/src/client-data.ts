/**
 * Client data: what the browser says about the ceremony, as JSON that the authenticator signs.
 *
 * Stricter than the text in two points: invalid UTF-8 is refused instead of replaced, and a member that stands twice
 * is refused, because two parsers read it differently. No client sends either.
 *
 * @see WebAuthn Level 3 §5.8.1
 */
import { decodeUtf8, encodeBase64url, OctetsError } from '@latchkey/octets'
import { equalBytes } from '@latchkey/simd-compare'
import { type Outcome, refuse } from './conduct.ts'

export type ClientData = {
  readonly type: string
  readonly challenge: string
  readonly origin: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
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
export function parseClientData(findings: ClientDataFindings): Outcome {
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
  if (topLevelMembers(text) !== Object.keys(value).length) {
    return refuse('client-data-duplicate-member', 'the client data names a member twice')
  }
  if (!isClientData(value)) {
    return refuse('client-data-malformed', 'a member of the client data is missing or of the wrong type')
  }
  findings.clientData = value
  return 'passed'
}

/** R7, A10. */
export function judgeType({ clientData }: ClientDataFindings, expected: string): Outcome {
  if (clientData!.type === expected) return 'passed'
  return refuse('type-mismatch', `the client data is not of a ${expected}`, { evidence: clientData!.type })
}

/** R8, A11: as text, so that one challenge has one spelling. */
export function judgeChallenge({ clientData }: ClientDataFindings, expected: Uint8Array): Outcome {
  const utf8 = new TextEncoder()
  const answered = utf8.encode(clientData!.challenge)
  if (expected.length > 0 && equalBytes(answered, utf8.encode(encodeBase64url(expected)))) return 'passed'
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

/**
 * Counts the members of the outermost object of a text that is known to be JSON, duplicates included: each has one
 * colon at that depth outside strings.
 */
function topLevelMembers(json: string): number {
  let depth = 0
  let members = 0
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '"':
        for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
        break
      case '{':
      case '[':
        depth++
        break
      case '}':
      case ']':
        depth--
        break
      case ':':
        if (depth === 1) members++
    }
  }
  return members
}
