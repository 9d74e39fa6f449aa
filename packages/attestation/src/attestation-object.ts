/**
 * Attestation objects: authenticator data, and a statement about it.
 *
 * @see WebAuthn Level 3 §6.5.4
 */
import { CborError, type CborValue, decode } from '@latchkey/cbor-canonical/ctap2'
import { AttestationError } from './attestation-error.ts'
import type { AttestationOption } from './attestation-option.ts'
import { type AuthenticatorData, readAuthenticatorData } from './authenticator-data.ts'

export interface AttestationObject {
  /** statement format identifier, as in `packed` */
  readonly fmt: string
  /** the statement, by the format's own keys; of `compound` its statements, by their places from 0 on */
  readonly attStmt: ReadonlyMap<unknown, unknown>
  /** as it was signed */
  readonly authData: Uint8Array
  readonly authenticatorData: AuthenticatorData
  /** deviations that harm nobody, as in `cbor-key-order` */
  readonly notes: readonly string[]
}

/**
 * Parses an attestation object: CTAP2 canonical CBOR, except that map keys may stand in another order, as about one
 * in ten real objects has them; that is noted.
 *
 * @param bytes - the attestation object and nothing after it
 * @param options - named deviations
 * @returns the parts, frozen
 * @throws {@link AttestationError} `object-malformed`, `object-not-canonical`, `no-attested-credential`, and what
 * `parseAuthenticatorData` throws
 * @example
 * ```ts no-run
 * import { parseAttestationObject } from '@latchkey/attestation'
 *
 * declare const attestationObject: Uint8Array
 * console.log(parseAttestationObject(attestationObject).fmt)
 * ```
 * @see WebAuthn Level 3 §6.5.4
 */
export function parseAttestationObject(
  bytes: Uint8Array,
  options: readonly AttestationOption[] = [],
): AttestationObject {
  const [map, notes] = decodeMap(bytes, options)
  const fmt = map.get('fmt')
  if (typeof fmt !== 'string') throw malformed('has no text under fmt')
  const attStmt = statementOf(fmt, map.get('attStmt'))
  const authData = map.get('authData')
  if (!(authData instanceof Uint8Array)) throw malformed('has no bytes under authData')
  const authenticatorData = readAuthenticatorData(authData, options.includes('conformance'))
  if (!authenticatorData.attestedCredentialData) {
    throw new AttestationError('no-attested-credential', 'the authenticator data holds no credential', {
      fmt,
    })
  }
  return Object.freeze({ fmt, attStmt, authData, authenticatorData, notes })
}

/** @see WebAuthn Level 3 §8.9: the one format whose statement is an array */
function statementOf(fmt: string, attStmt: CborValue | undefined): ReadonlyMap<unknown, unknown> {
  if (fmt === 'compound') {
    if (!Array.isArray(attStmt)) throw malformed('has no array under attStmt')
    return new Map(attStmt.entries())
  }
  if (!(attStmt instanceof Map)) throw malformed('has no map under attStmt')
  return attStmt
}

/**
 * CTAP2 allows four. Certificates of a statement in a compound one lie at five, and of a compound one within at seven,
 * which its format refuses.
 */
const maxDepth = 7

function decodeMap(
  bytes: Uint8Array,
  options: readonly AttestationOption[],
): [ReadonlyMap<CborValue, CborValue>, readonly string[]] {
  const tolerated = new Set<string>()
  if (!options.includes('cbor-canonical-only')) tolerated.add('key-order')
  if (options.includes('cbor-indefinite-lengths')) tolerated.add('indefinite-length')
  const notes = new Set<string>()
  let value: CborValue
  try {
    value = decode(bytes, {
      maxDepth,
      mode: 'report',
      onViolation({ code, offset }) {
        if (tolerated.has(code)) notes.add(`cbor-${code}`)
        else throw notCanonical(code, offset)
      },
    })
  } catch (cause) {
    if (!CborError.is(cause)) throw cause
    throw new AttestationError('object-malformed', `the attestation object is not CBOR: ${cause.message}`, {
      cause,
    })
  }
  if (!(value instanceof Map)) throw malformed('is not a map')
  return [value, Object.freeze([...notes])]
}

function malformed(what: string): AttestationError {
  return new AttestationError('object-malformed', `the attestation object ${what}`)
}

function notCanonical(code: string, offset: number): AttestationError {
  return new AttestationError('object-not-canonical', `the attestation object has ${code} at byte ${offset}`)
}
